"""Reading a file in, once; classifying it; correcting it; withdrawing it."""

from __future__ import annotations

import datetime
import json
import uuid
from pathlib import Path

import openpyxl
import pytest
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.db import connection

from chungtay.foundation.core.files import read_kept
from chungtay.foundation.core.models import AuditEvent, JobState
from chungtay.foundation.core.operations import jobs
from chungtay.foundation.core.presenters import shown
from chungtay.foundation.core.queries import first_broken_link
from chungtay.foundation.core.queries.jobs import jobs_about
from chungtay.rulebook import rule_sets
from chungtay.rulebook.evaluate import evaluate
from chungtay.work.review.models import CellMistake, HouseholdResult, ReviewFile, State
from chungtay.work.review.operations import files as operations
from chungtay.work.review.queries import files as queries
from chungtay.work.review.transitions import WrongState
from tests.factories import AT, REVIEWED, person, uploaded, workbook

MINUTE = datetime.timedelta(minutes=1)


def clock():
    return AT


def test_a_file_is_kept_as_it_came(units, officer, tmp_path, settings):
    path, _district = workbook(tmp_path)
    file = uploaded(path, units["00016"], officer)
    assert read_kept(file.stored) == path.read_bytes()
    assert b"PK" not in (Path(settings.MEDIA_ROOT) / file.stored).read_bytes()[:64]
    assert (file.state, file.size) == (State.UPLOADED, path.stat().st_size)
    assert {column["target"] for column in file.columns} >= {"household_code", "water", "birth_date"}


def test_the_same_form_twice_makes_one_file(units, officer, tmp_path):
    path, _district = workbook(tmp_path)
    token = uuid.uuid4()
    assert uploaded(path, units["00016"], officer, token=token) == uploaded(path, units["00016"], officer, token=token)
    assert ReviewFile.objects.count() == 1


def test_the_same_content_twice_makes_one_file_and_leaves_no_copy(units, officer, tmp_path, settings):
    path, _district = workbook(tmp_path)
    first = uploaded(path, units["00016"], officer)
    again = uploaded(path, units["00016"], officer, name="ten-khac.xlsx")
    assert again == first
    assert len([kept for kept in Path(settings.MEDIA_ROOT).rglob("*.xlsx") if kept.is_file()]) == 1
    assert AuditEvent.objects.filter(action="review.file_uploaded").count() == 1


def test_the_same_content_for_another_date_is_another_review(units, officer, tmp_path):
    path, _district = workbook(tmp_path)
    uploaded(path, units["00016"], officer)
    uploaded(path, units["00016"], officer, on=datetime.date(2023, 9, 15))
    assert ReviewFile.objects.count() == 2


def test_nobody_reads_files_in_for_another_ward(units, officer, tmp_path):
    path, _district = workbook(tmp_path)
    with pytest.raises(PermissionDenied):
        uploaded(path, units["00001"], officer)
    assert ReviewFile.objects.count() == 0


def test_a_leader_reads_but_does_not_classify(units, tmp_path):
    leader = person("tin", "ward_leader", units["00016"])
    path, _district = workbook(tmp_path)
    with pytest.raises(PermissionDenied):
        uploaded(path, units["00016"], leader)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rong.xlsx", b""),
        ("anh.xlsx", b"\x89PNG\r\n"),
        ("ghi-chu.csv", b"mua sua\nmua gao\n"),
        ("hong.xls", b"\xd0\xcf"),
    ],
)
def test_a_file_without_a_table_says_why_in_both_languages(units, officer, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    file = uploaded(path, units["00016"], officer)
    assert file.state == State.UNREADABLE
    assert len(file.problem["vi"]) > 20
    assert len(file.problem["en"]) > 20
    with pytest.raises(WrongState):
        operations.confirm_columns(file, mapping={}, by=officer, at=AT)


def test_every_household_gets_the_result_of_the_rule_book(units, district_officer, tmp_path, classified):
    _path, district = workbook(tmp_path)
    rules = rule_sets.load("vn-2022")
    stored = {home.code: home for home in HouseholdResult.objects.filter(file=classified)}
    assert len(stored) == len(district.households) == 14
    for household in district.households:
        home = stored[household["household"]["household_code"]]
        result = evaluate(rules, household, on=REVIEWED)
        assert home.class_id == result.class_id
        assert (home.b1, home.b2) == (result.scores["b1"].low, result.scores["b2"].low)
        assert home.members == len(household["members"])
        assert home.explanation["version"] == rules.version == classified.rule_set_version
        assert len(home.explanation["indicators"]) == 12


def test_households_lie_in_the_ward_of_their_code(units, classified):
    areas = dict(HouseholdResult.objects.filter(file=classified).values_list("code", "area__code"))
    known = {code: area for code, area in areas.items() if code[:5] in ("00001", "00016")}
    assert known
    assert all(area == code[:5] for code, area in known.items())
    assert {area for code, area in areas.items() if code not in known} == {
        "001"
    }  # wards that this test has not founded


def test_running_twice_does_it_once(classified):
    before = list(HouseholdResult.objects.values_list("pk", flat=True))
    operations.run_classification(classified.pk, clock=clock)
    assert list(HouseholdResult.objects.values_list("pk", flat=True)) == before
    assert AuditEvent.objects.filter(action="review.file_classified").count() == 1


def test_confirming_twice_queues_once(units, classified, district_officer):
    with pytest.raises(WrongState):
        operations.confirm_columns(classified, mapping={}, by=district_officer, at=AT)


def test_every_operation_leaves_one_event_in_an_unbroken_chain(classified):
    found = list(
        AuditEvent.objects.filter(subject_type="review.reviewfile").order_by("number").values_list("action", flat=True)
    )
    assert found == ["review.file_uploaded", "review.columns_confirmed", "review.file_classified"]
    assert first_broken_link() is None


def test_the_trail_holds_no_name(classified):
    names = list(HouseholdResult.objects.values_list("head_name", flat=True))
    told = " ".join(str(event.detail) for event in AuditEvent.objects.all())
    assert names
    assert not [name for name in names if name in told]


def spoiled(path: Path) -> Path:
    """The same workbook with a toilet code that no form has, in the first household."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    column = next(cell.column for row in sheet.iter_rows(max_row=4) for cell in row if "nhà tiêu" in str(cell.value))
    row = next(row for row in range(1, 10) if str(sheet.cell(row, 1).value or "")[:5].isdecimal())
    sheet.cell(row, column).value = "9. Ao cá"
    target = path.with_name("co-loi.xlsx")
    book.save(target)
    return target


@pytest.fixture
def with_a_mistake(units, district_officer, tmp_path):
    path, _district = workbook(tmp_path)
    file = uploaded(spoiled(path), units["001"], district_officer)
    operations.confirm_columns(file, mapping={}, by=district_officer, at=AT)
    operations.run_classification(file.pk, clock=clock)
    file.refresh_from_db()
    return file


def test_a_bad_cell_refuses_its_household_and_no_other(with_a_mistake, settings):
    assert with_a_mistake.state == State.DONE
    assert (with_a_mistake.counts["in"], with_a_mistake.counts["refused"]) == (14, 1)
    mistake = CellMistake.objects.get(file=with_a_mistake)
    assert mistake.household.class_id == ""
    assert mistake.question == "toilet"
    assert f"{mistake.column}{mistake.row}" in mistake.vi
    assert read_kept(with_a_mistake.written["marked"]).startswith(b"PK")


def test_the_corrected_file_takes_the_place_of_the_old_one(units, district_officer, tmp_path, with_a_mistake):
    path, _district = workbook(tmp_path)
    file = uploaded(path, units["001"], district_officer, replaces=with_a_mistake)
    assert with_a_mistake.state == State.DONE
    operations.confirm_columns(file, mapping={}, by=district_officer, at=AT)
    operations.run_classification(file.pk, clock=clock)
    with_a_mistake.refresh_from_db()
    assert with_a_mistake.state == State.WITHDRAWN
    assert HouseholdResult.objects.filter(file=with_a_mistake).count() == 14  # history stays readable


def test_a_withdrawn_file_may_be_read_in_again(units, district_officer, classified, tmp_path):
    operations.withdraw_file(classified, by=district_officer, at=AT)
    path, _district = workbook(tmp_path)
    assert uploaded(path, units["001"], district_officer) != classified


def test_a_withdrawn_file_is_taken_back_as_it_stood(units, officer, district_officer, classified, tmp_path):
    waiting = uploaded(workbook(tmp_path, seed=8)[0], units["00016"], officer)
    (tmp_path / "x.csv").write_text("chỉ một ô")
    unreadable = uploaded(tmp_path / "x.csv", units["00016"], officer)
    for file, state in ((classified, "done"), (waiting, "uploaded"), (unreadable, "unreadable")):
        operations.withdraw_file(file, by=district_officer, at=AT)
        assert operations.restore_file(file, by=district_officer, at=AT).state == state
        event = AuditEvent.objects.order_by("-pk").first()
        assert (event.action, event.detail) == ("review.file_restored", {"state": state})
        with pytest.raises(WrongState):
            operations.restore_file(file, by=district_officer, at=AT)  # it is not withdrawn any more
    assert first_broken_link() is None


def test_a_file_read_in_anew_keeps_its_place(units, district_officer, classified, tmp_path):
    operations.withdraw_file(classified, by=district_officer, at=AT)
    again = uploaded(workbook(tmp_path)[0], units["001"], district_officer)
    with pytest.raises(WrongState, match=again.name):
        operations.restore_file(classified, by=district_officer, at=AT)
    operations.withdraw_file(again, by=district_officer, at=AT)
    assert operations.restore_file(classified, by=district_officer, at=AT).state == State.DONE
    with pytest.raises(WrongState, match=classified.name):
        operations.restore_file(again, by=district_officer, at=AT)


def test_no_household_counts_twice_because_an_older_file_came_back(units, district_officer, tmp_path, with_a_mistake):
    newer = uploaded(workbook(tmp_path)[0], units["001"], district_officer, replaces=with_a_mistake)
    operations.confirm_columns(newer, mapping={}, by=district_officer, at=AT)
    operations.run_classification(newer.pk, clock=clock)
    with pytest.raises(WrongState):
        operations.restore_file(with_a_mistake, by=district_officer, at=AT)
    operations.withdraw_file(newer, by=district_officer, at=AT)
    assert operations.restore_file(with_a_mistake, by=district_officer, at=AT).state == State.DONE
    with pytest.raises(WrongState):
        operations.restore_file(newer, by=district_officer, at=AT)  # the older one counts again


def test_nobody_takes_back_a_file_of_another_area(units, officer, district_officer, classified):
    operations.withdraw_file(classified, by=district_officer, at=AT)
    with pytest.raises(PermissionDenied):
        operations.restore_file(classified, by=officer, at=AT)


def test_an_area_must_exist_on_the_day_of_the_review(units, officer, tmp_path):
    from chungtay.rulebook.errors import ChungTayError

    day = units["00016"].valid_from - datetime.timedelta(days=1)
    with pytest.raises(ChungTayError) as error:
        uploaded(workbook(tmp_path)[0], units["00016"], officer, on=day)
    assert f"{units['00016'].valid_from:%d/%m/%Y}" in error.value.vi
    assert ReviewFile.objects.count() == 0


def test_a_file_that_breaks_says_so_and_can_be_tried_again(units, officer, tmp_path, settings):
    path, _district = workbook(tmp_path)
    file = uploaded(path, units["00016"], officer)
    operations.confirm_columns(file, mapping={}, by=officer, at=AT)
    kept = Path(settings.MEDIA_ROOT) / file.stored
    content = kept.read_bytes()
    kept.write_bytes(b"")
    operations.run_classification(file.pk, clock=clock)
    file.refresh_from_db()
    assert file.state == State.FAILED
    assert file.problem["vi"]
    kept.write_bytes(content)
    operations.classify_again(file, by=officer, at=AT)
    operations.run_classification(file.pk, clock=clock)
    file.refresh_from_db()
    assert (file.state, file.problem) == (State.DONE, {})


def test_a_job_that_lost_its_worker_is_taken_up_again_but_a_living_one_is_left_alone(units, officer, tmp_path):
    path, _district = workbook(tmp_path)
    file = uploaded(path, units["00016"], officer)
    ReviewFile.objects.filter(pk=file.pk).update(state=State.RUNNING, beat_at=AT)
    file.refresh_from_db()
    with pytest.raises(WrongState):
        operations.classify_again(file, by=officer, at=AT + MINUTE)
    operations.classify_again(file, by=officer, at=AT + 4 * MINUTE)
    operations.run_classification(file.pk, clock=clock)
    file.refresh_from_db()
    assert file.state == State.DONE


def test_the_job_of_a_file_says_what_came_of_it(units, officer, tmp_path):
    path, _district = workbook(tmp_path)
    file = uploaded(path, units["00016"], officer)
    operations.confirm_columns(file, mapping={}, by=officer, at=AT)
    job = jobs_about(file).get()
    jobs.run_job(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, job.by, job.result["en"]) == (
        JobState.DONE,
        officer,
        "14 households classified, 0 wait for a correction.",
    )
    assert shown(job, AT).address == f"/00016/2024/ra-soat/{file.pk}/"


def test_a_file_whose_worker_was_killed_is_classified_by_the_next_one_once(units, officer, tmp_path, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*args, **options):
        raise Killed

    path, _district = workbook(tmp_path)
    file = uploaded(path, units["00016"], officer)
    operations.confirm_columns(file, mapping={}, by=officer, at=AT)
    job = jobs_about(file).get()
    with monkeypatch.context() as patched:
        patched.setattr(operations, "classify_file", die)
        with pytest.raises(Killed):
            jobs.run_job(job.pk, clock=clock)
    file.refresh_from_db()
    assert file.state == State.RUNNING
    jobs.run_job(job.pk, clock=lambda: AT + 4 * MINUTE)
    file.refresh_from_db()
    assert file.state == State.DONE
    assert file.households.count() == 14
    assert AuditEvent.objects.filter(action="review.file_classified").count() == 1


def test_a_file_that_was_not_taken_fails_its_job_too(units, officer, tmp_path, settings):
    path, _district = workbook(tmp_path)
    file = uploaded(path, units["00016"], officer)
    operations.confirm_columns(file, mapping={}, by=officer, at=AT)
    (Path(settings.MEDIA_ROOT) / file.stored).write_bytes(b"")
    job = jobs_about(file).get()
    jobs.run_job(job.pk, clock=clock)
    job.refresh_from_db()
    file.refresh_from_db()
    assert (job.state, file.state, job.problem) == (JobState.FAILED, State.FAILED, file.problem)


def test_a_corrected_column_is_remembered_for_the_next_file(units, officer, tmp_path):
    path, _district = workbook(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    cells = [
        cell for row in sheet.iter_rows(max_row=4) for cell in row if cell.value == "Địa chỉ" or cell.value == "address"
    ]
    for cell in cells:
        cell.value = "Hẻm ngách"
    changed = tmp_path / "tieu-de-la.xlsx"
    book.save(changed)
    file = uploaded(changed, units["00016"], officer)
    assert next(column for column in file.columns if column["heading"] == "Hẻm ngách")["target"] == ""
    operations.confirm_columns(file, mapping={"Hẻm ngách": "address"}, by=officer, at=AT)
    operations.run_classification(file.pk, clock=clock)
    assert HouseholdResult.objects.filter(file=file).exclude(address="").count() == 14
    again = uploaded(changed, units["00016"], officer, on=datetime.date(2023, 9, 15))
    column = next(column for column in again.columns if column["heading"] == "Hẻm ngách")
    assert (column["target"], column["remembered"]) == ("address", True)


def test_ward_names_that_occur_twice_point_nowhere(units):
    wards = queries.Wards(units["001"], REVIEWED)
    for said in (
        {"ward_code": "00016"},
        {"ward_name": "Phường Ngọc Hà"},
        {"ward_name": "NGOC HA"},
        {"ward_name": "P. Ngọc Hà"},
        {"household_code": "00016-0123"},
        {"ward_code": "99999", "ward_name": "ngọc hà"},
    ):
        assert wards.of(said) == units["00016"], said
    assert queries.Wards(units["00016"], REVIEWED).of({"ward_name": "Ngọc Hà"}) == units["00016"]
    assert queries.Wards(units["00001"], REVIEWED).of({"ward_name": "Ngọc Hà"}) is None  # outside the file's area
    assert wards.of({"ward_name": "Tổ 3"}) is wards.of({"household_code": "77"}) is wards.of({}) is None
    from chungtay.foundation.places.operations import found_unit

    found_unit(
        level="ward", code="09999", name="Phường Ngọc Hà", parent=units["001"], valid_from=REVIEWED, by=None, at=AT
    )
    assert queries.Wards(units["001"], REVIEWED).of({"ward_name": "Ngọc Hà"}) is None
    assert queries.Wards(units["001"], REVIEWED).of({"ward_code": "00016"}) == units["00016"]


def test_an_explanation_comes_back_as_it_was_and_packed(classified):
    home = HouseholdResult.objects.filter(file=classified).first()
    again = json.loads(json.dumps(home.explanation, ensure_ascii=False))
    assert home.explanation == again
    with connection.cursor() as cursor:
        cursor.execute("SELECT LENGTH(explanation) FROM review_householdresult WHERE id = %s", [home.pk])
        packed = cursor.fetchone()[0]
    assert packed * 4 < len(json.dumps(again))
    text = serializers.serialize("json", [home])
    assert next(serializers.deserialize("json", text)).object.explanation == home.explanation
