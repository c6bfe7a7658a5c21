"""A survey read in as two tables, as a zip or as Parquet: the same pages and counts, values worked out by hand."""

from __future__ import annotations

import datetime
import io
import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chungtay.foundation.core.files import read_kept
from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import HouseholdResult, ReviewFile, State
from chungtay.work.review.operations import files as operations
from chungtay.work.review.queries.file_door import read_again
from tests import surveys
from tests.factories import AT, uploaded

UPLOAD = "/00016/2024/ra-soat/tai-len/"


@pytest.fixture
def hoa(officer) -> Client:
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    return client


def sent(client: Client, *paths: Path, **changes):
    token = client.get(UPLOAD).context["form"]["token"].value()
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in paths]
    data = {"file": files, "on": "15/09/2024", "area_kind": "urban", "rule_set": "vn-2022", "token": token}
    return client.post(UPLOAD, data | changes, follow=True)


def kept(settings) -> list[str]:
    folder = Path(settings.MEDIA_ROOT) / "review"
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and "papers" not in path.parts)


@pytest.mark.parametrize("way", ["two files", "two files, members first", "zip", "parquet", "parquet zip"])
def test_a_pair_goes_the_whole_way(hoa, officer, tmp_path, settings, way):
    pair = (surveys.parquet if "parquet" in way else surveys.kobo)(tmp_path)
    if "first" in way:
        pair = pair[::-1]
    paths = [surveys.packed(tmp_path, *pair)] if "zip" in way else pair

    # the preview names both tables and shows the columns of both
    answer = sent(hoa, *paths)
    page = answer.content.decode()
    assert answer.context["doubtful"] == []  # "start" and "_index" come from the survey server
    file = ReviewFile.objects.get()
    ending = "parquet" if "parquet" in way else "csv"
    assert f"Bảng hộ “ho.{ending}”, bảng thành viên “thanh-vien.{ending}”." in page
    assert {column["sheet"] for column in file.columns} == {"ho", "thanh-vien"}
    assert (file.state, file.name) == (State.UPLOADED, " + ".join(path.name for path in paths))
    assert kept(settings) == [f"ho.{ending}", f"thanh-vien.{ending}"]

    # the job classifies as by hand, in = classified + refused
    operations.confirm_columns(file, mapping={}, by=officer, at=AT)
    operations.run_classification(file.pk, clock=lambda: AT)
    file.refresh_from_db()
    assert file.state == State.DONE, file.problem
    assert file.counts == surveys.COUNTS
    homes = HouseholdResult.objects.filter(file=file)
    assert dict(homes.values_list("code", "class_id")) == surveys.CLASSES
    assert dict(homes.values_list("code", "b1")) == surveys.SCORES

    # and the pages tell it
    base = f"/00016/2024/ra-soat/{file.pk}/"
    assert "3 trong 4 hộ" in hoa.get(base).content.decode()
    why = hoa.get(f"{base}ho/{homes.get(code='102').pk}/").content.decode()
    assert "155" in why
    assert "ngưỡng 175" in why
    wrong = file.mistakes.get()
    assert (wrong.sheet, wrong.row, wrong.question, wrong.household.code) == ("ho", 5, "water", "104")
    assert "marked" in file.written
    assert read_again(file)["102"].members[1].facts["name"] == "Lê Thị Na 1"


def test_the_marked_copy_holds_both_tables(officer, units, tmp_path, settings):
    import openpyxl

    long = "Phieu_ra_soat_-_all_versions_-_Vietnamese_vi_-_2024-09-15-08-00-00"
    houses, people = surveys.kobo(tmp_path)
    houses, people = houses.rename(tmp_path / f"{long}.csv"), people.rename(tmp_path / f"{long}_members.csv")
    file = uploaded(people, units["00016"], officer, second=(houses.name, [houses.read_bytes()]))
    operations.confirm_columns(file, mapping={}, by=officer, at=AT)
    operations.run_classification(file.pk, clock=lambda: AT)
    file.refresh_from_db()
    book = openpyxl.load_workbook(io.BytesIO(read_kept(file.written["marked"])))
    first, second = book.worksheets
    assert (first.max_row, second.max_row) == (5, 6)
    wrong = file.mistakes.get()
    assert wrong.sheet == long
    assert "Nước" in first[f"{wrong.column or 'A'}{wrong.row}"].comment.text


def test_the_same_pair_another_way_is_the_same_file(officer, units, tmp_path, settings):
    houses, people = surveys.kobo(tmp_path)
    first = uploaded(houses, units["00016"], officer, second=(people.name, [people.read_bytes()]))
    turned = uploaded(people, units["00016"], officer, second=(houses.name, [houses.read_bytes()]))
    zipped = uploaded(surveys.packed(tmp_path, people, houses), units["00016"], officer)
    assert first == turned == zipped
    assert ReviewFile.objects.count() == 1
    assert kept(settings) == ["ho.csv", "thanh-vien.csv"]
    assert AuditEvent.objects.filter(action="review.file_uploaded").count() == 1
    other = surveys.kobo(tmp_path, surveys.HOMES[:2])[1]
    assert uploaded(houses, units["00016"], officer, second=(other.name, [other.read_bytes()])) != first


def test_a_pair_sent_twice_by_one_form_is_kept_once(officer, units, tmp_path):
    houses, people = surveys.kobo(tmp_path)
    token = uuid.uuid4()
    found = {
        uploaded(houses, units["00016"], officer, second=(people.name, [people.read_bytes()]), token=token)
        for _ in range(2)
    }
    assert len(found) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("members alone", "chỉ là bảng thành viên, chưa có bảng hộ"),
        ("two household tables", "đều là bảng hộ; thiếu bảng thành viên"),
        ("two member tables", "đều là bảng thành viên; thiếu bảng hộ"),
        ("other columns", "Không nhận ra bảng nào trong “la.csv”"),
        ("empty", "Tệp trống"),
        ("broken parquet", "bị hỏng hoặc bị cắt ngang"),
        ("zip of letters", "không phải bảng"),
        ("broken zip", "hỏng"),
    ],
)
def test_what_cannot_be_taken_is_kept_and_told(hoa, tmp_path, settings, wrong, said):
    houses, people = surveys.kobo(tmp_path)
    other, odd = tmp_path / "khac.csv", tmp_path / "la.csv"
    if wrong == "members alone":
        paths = [people]
    elif wrong == "two household tables":
        paths = [houses, Path(other.write_bytes(houses.read_bytes()) and other)]
    elif wrong == "two member tables":
        paths = [people, Path(other.write_bytes(people.read_bytes()) and other)]
    elif wrong == "other columns":
        paths = [houses, surveys.write(odd, [{"cot1": "a", "cot2": "b"}])]
    elif wrong == "empty":
        odd.write_bytes(b"  \n")
        paths = [houses, odd]
    elif wrong == "broken parquet":
        whole, members = surveys.parquet(tmp_path)
        whole.write_bytes(whole.read_bytes()[:-400])
        paths = [whole, members]
    else:
        (tmp_path / "thu.docx").write_bytes(b"x")
        paths = [surveys.packed(tmp_path, houses, tmp_path / "thu.docx")]
        if wrong == "broken zip":
            paths[0].write_bytes(paths[0].read_bytes()[:-30])
    page = sent(hoa, *paths).content.decode()
    file = ReviewFile.objects.get()
    assert (file.state, file.columns) == (State.UNREADABLE, [])
    assert said in page
    assert kept(settings) == sorted(path.name for path in paths)  # nothing is lost
    assert HouseholdResult.objects.count() == 0


def test_without_a_column_in_common_the_job_says_so(hoa, officer, tmp_path):
    houses, people = surveys.rows()
    renamed = [{"cot_a" if name == "household_code" else name: person[name] for name in person} for person in people]
    paths = surveys.write(tmp_path / "ho.csv", houses), surveys.write(tmp_path / "tv.csv", renamed)
    sent(hoa, *paths)
    file = ReviewFile.objects.get()
    operations.confirm_columns(file, mapping={}, by=officer, at=AT)
    operations.run_classification(file.pk, clock=lambda: AT)
    file.refresh_from_db()
    assert file.state == State.FAILED
    assert "không có cột chung" in file.problem["vi"]
    # sent again, the officer says which column it is, and it is remembered
    operations.withdraw_file(file, by=officer, at=AT)
    sent(hoa, *paths)
    again = ReviewFile.objects.latest("pk")
    operations.confirm_columns(again, mapping={"cot_a": "household_code"}, by=officer, at=AT)
    operations.run_classification(again.pk, clock=lambda: AT)
    again.refresh_from_db()
    assert again.counts == surveys.COUNTS


def test_members_of_no_household_wait_among_what_to_correct(hoa, officer, tmp_path):
    houses, people = surveys.rows()
    sent(hoa, surveys.write(tmp_path / "ho.csv", houses[:1]), surveys.write(tmp_path / "tv.csv", people))
    file = ReviewFile.objects.get()
    operations.confirm_columns(file, mapping={}, by=officer, at=AT)
    operations.run_classification(file.pk, clock=lambda: AT)
    file.refresh_from_db()
    assert file.counts == {"in": 1, "classified": 1, "refused": 0, "not_poor": 1}
    page = hoa.get(f"/00016/2024/ra-soat/{file.pk}/can-sua/").content.decode()
    assert page.count("không có trong bảng hộ") == 4  # the two of 102, and 103 and 104


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a.docx"], "không phải tệp Excel, CSV, Parquet hay zip"),
        (["a.csv", "b.exe"], "“b.exe” không phải tệp"),
        (["a.csv", "b.csv", "c.csv"], "Đã chọn 3 tệp"),
        (["a.zip", "b.csv"], "nạp riêng một mình"),
        ([], "bắt buộc"),
    ],
)
def test_a_wrong_choice_is_told_on_the_form(hoa, tmp_path, names, said):
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    answer = sent(hoa, *(tmp_path / name for name in names))
    assert said in answer.content.decode()
    assert ReviewFile.objects.count() == 0


def test_the_two_tables_together_are_measured(hoa, tmp_path, monkeypatch):
    from chungtay.work.review.forms import files as forms

    monkeypatch.setattr(forms, "MAX_FILE_BYTES", 1_000)
    (tmp_path / "a.csv").write_bytes(b"x" * 600)
    (tmp_path / "b.csv").write_bytes(b"x" * 600)
    assert "lớn hơn 100 MB" in sent(hoa, tmp_path / "a.csv", tmp_path / "b.csv").content.decode()


def test_ages_are_counted_on_the_day_of_the_review(officer, units, tmp_path):
    houses, people = surveys.parquet(tmp_path)
    file = uploaded(
        houses,
        units["00016"],
        officer,
        second=(people.name, [people.read_bytes()]),
        on=datetime.date(2026, 9, 15),
    )
    operations.confirm_columns(file, mapping={}, by=officer, at=AT)
    operations.run_classification(file.pk, clock=lambda: AT)
    file.refresh_from_db()
    assert file.counts == surveys.COUNTS
