"""The whole ward out to Excel and back in: nothing changes. And nobody takes out more than the duty opens."""

from __future__ import annotations

import datetime

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied

from chungtay.foundation.core.files import read_kept
from chungtay.foundation.core.models import AuditEvent, JobFile
from chungtay.foundation.core.operations import jobs
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import (
    Household,
    HouseholdStatus,
    IdentityPaper,
    Membership,
    Operation,
    Person,
    StatusSource,
)
from chungtay.records.registry.operations.editing import set_bank_account, set_circumstance
from chungtay.records.registry.operations.exporting import Layout, ask_for_register
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.rulebook import rule_sets
from chungtay.workbooks.reading import read_file
from tests import factories as people
from tests.apps.records.registry import factories as records
from tests.apps.records.registry.intake import files as f

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2024, 12, 28, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture
def ward(group) -> Unit:
    """Ngọc Hà with every kind of household: listed, escaped, of another sort, without a class, with all papers."""
    ward = Unit.objects.get(code="00016")
    places.found_unit(
        level="group", code="02", name="Tổ dân phố 2", parent=ward, valid_from=people.SINCE, by=None, at=f.AT
    )
    second = Unit.objects.get(level="group", parent=ward, code="02")
    papers = (
        records.NewPaper("citizen", "099070123456", datetime.date(2021, 3, 2), "Cục Cảnh sát"),
        records.NewPaper("old_card", "012345678"),
        records.NewPaper("birth", "12/1970"),
    )
    head = records.member(papers=papers, phone="0912345678")
    rest = (
        records.member("Trần Thị Hường", "spouse", "1974-11-01", birth_known="month"),
        records.member("H'Lan Niê", "other", "1990-01-01", birth_known="year", sex="female", relation_words="con dâu"),
        records.member("Nguyễn Minh Khôi", "other", "2003-06-30", relation_words="cháu họ xa", ethnicity=""),
    )
    full = records.household(group, (head, *rest), note="Nhà sau chợ\nHai tầng", official_code="0001234")
    person = Person.objects.get(full_name="Nguyễn Văn Đình")
    set_bank_account(person, bank="Ngân hàng Chính sách", number="0012003400", holder="NGUYEN VAN DINH", by=None, at=AT)
    since = datetime.date(2024, 1, 1)
    set_circumstance(person, kind="illness", words="suy thận: độ 3", since=since, by=None, at=AT)
    set_circumstance(person, kind="work", code="3", since=since, by=None, at=AT)
    homes = {"full": full}
    for name, place in (("listed", group), ("escaped", second), ("average", second), ("none", second)):
        homes[name] = records.household(place, (records.member(f"Lê Văn {name.title()}", papers=()),))
    stand(homes["full"], "poor", b1=0, b2=40, reasons="1,8", result={"flags": ["merit", "no_labour"]})
    stand(homes["listed"], "near_poor", source=StatusSource.REVIEW)
    stand(homes["escaped"], "poor", year=2023, valid_from=datetime.date(2023, 12, 20))
    stand(homes["escaped"], "not_poor")
    stand(homes["average"], "average")
    return ward


def stand(home: Household, class_id: str, **more) -> None:
    values = {"year": 2024, "rule_set": "vn-2022", "class_id": class_id, "source": StatusSource.LEGACY}
    values |= {"valid_from": datetime.date(2024, 12, 20), "decision_number": "0123/QĐ-UBND"}
    values |= {"decision_date": datetime.date(2024, 12, 20), "signed_by": "Phạm Văn Tín"}
    record_status(home, NewStatus(**(values | more)), by=None, at=AT)


def exported(tmp_path, ward, layout, *, by=None, name="so.xlsx"):
    """By the background job, as everybody gets it."""
    job = ask_for_register(ward, year=2024, layout=layout, by=by, at=AT)
    jobs.run_job(job.pk, clock=lambda: AT)
    (tmp_path / name).write_bytes(read_kept(JobFile.objects.get(job=job).stored))
    return tmp_path / name


@pytest.mark.parametrize("layout", [Layout.LISTS, Layout.FULL])
def test_out_and_back_in_changes_nothing(ward, tmp_path, monkeypatch, layout):
    monkeypatch.setattr(f, "AT", AT)
    acts = Operation.objects.count()
    file = f.applied(exported(tmp_path, ward, layout), ward, on=datetime.date(2024, 12, 28))
    assert f.told(file) == []
    assert f.outcomes(file) == {"unchanged": 5}
    assert file.counts["missing"] == 0
    assert Operation.objects.count() == acts


@pytest.mark.parametrize("layout", [Layout.LISTS, Layout.FULL])
def test_out_of_one_installation_into_an_empty_one(ward, tmp_path, monkeypatch, layout):
    """A copy of every field, entered where nothing is on record, is the same register again."""
    monkeypatch.setattr(f, "AT", AT)
    before = everything()
    path = exported(tmp_path, ward, layout)
    for act in Operation.objects.order_by("-id"):
        from chungtay.records.registry.operations.undoing import take_back

        take_back(act, why="x", by=None, at=AT)
    assert not Household.objects.live().exists()
    file = f.applied(path, ward, on=datetime.date(2024, 12, 28))
    assert f.outcomes(file) == {"new": 5}
    after = everything()
    if layout == Layout.FULL:
        assert after == before
    else:  # the lists have no telephone, bank, circumstances, remarks, second papers; the escaped no decision
        assert [row[:5] for row in after["persons"]] == [row[:5] for row in before["persons"]]
        decided = {name: [row for row in known["classes"] if row[0] != "not_poor"] for name, known in
                   (("before", before), ("after", after))}  # fmt: skip
        assert decided["after"] == decided["before"]
        assert [row[0] for row in after["classes"]] == [row[0] for row in before["classes"]]


def everything() -> dict[str, list]:
    """What the register knows, without its own numbers."""
    rows = Membership.objects.current().select_related("person", "household__group")
    persons = [
        (
            row.person.full_name, row.person.sex, row.person.birth_date, row.person.birth_known, row.relation,
            row.relation_words, row.person.ethnicity, row.person.phone, row.household.group.code,
            row.household.address, " ".join(row.household.note.split()), row.household.official_code or "",
            sorted((one.kind, one.number, one.issued_on, one.issued_by) for one in row.person.papers.live()),
            sorted((one.kind, one.code, one.words) for one in row.person.circumstances.current()),
            [(one.bank, one.number, one.holder) for one in row.person.accounts.live()],
        )
        for row in rows.order_by("person__name_key", "person__birth_date")
    ]  # fmt: skip
    statuses = HouseholdStatus.objects.live().filter(year=2024).exclude(class_id="near_poor")
    classes = [
        (one.class_id, one.b1, one.b2, one.decision_number, one.decision_date, one.reasons, one.result, one.valid_from)
        for one in statuses.order_by("class_id")
    ]
    for row in persons:  # a household that had no code of the ministry got our old one instead
        assert row[11] in ("0001234", "") or row[11].startswith("00016-")
    return {"persons": [row[:11] + row[12:] for row in persons], "classes": classes}


def test_the_plain_reader_gives_the_values_of_the_register(ward, tmp_path):
    path = exported(tmp_path, ward, Layout.LISTS)
    read = read_file(path, rule_sets.load("vn-2022"))
    assert read.balanced()
    assert read.problems == []
    names = {member.facts["name"] for each in read.households for member in each.members}
    assert names == set(Person.objects.live().values_list("full_name", flat=True))
    numbers = {member.facts.get("id_number") for each in read.households for member in each.members} - {None}
    assert numbers == {paper.number for paper in IdentityPaper.objects.filter(kind="citizen")}
    first = next(each for each in read.households if each.facts["household_code"] == "0001234")
    assert (first.facts["b1"], first.facts["decision_number"], first.facts["no_labour"]) == ("0", "0123/QĐ-UBND", "1")


def test_for_upload_only_the_lists(ward, tmp_path):
    book = openpyxl.load_workbook(exported(tmp_path, ward, Layout.UPLOAD))
    assert book.sheetnames == ["Hộ nghèo, cận nghèo", "Hộ thoát nghèo", "Hộ thoát cận nghèo"]
    assert book["Hộ thoát nghèo"]["C10"].value == "Lê Văn Escaped"


def cells(path) -> set[str]:
    book = openpyxl.load_workbook(path)
    return {str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None}


def test_numbers_in_full_only_for_whoever_may_see_them(ward, tmp_path):
    leader = people.person("tin", "ward_leader", ward)
    officer = people.person("hoa", "ward_officer", ward)
    for layout in Layout:
        hidden = cells(exported(tmp_path, ward, layout, by=leader))
        assert "099070123456" not in hidden
        assert "0012003400" not in hidden
        assert not any("suy thận" in text for text in hidden)
        assert "Kinh" not in hidden
        assert "Nguyễn Văn Đình" in hidden
        assert "099070123456" in cells(exported(tmp_path, ward, layout, by=officer))


def test_what_was_left_out_of_a_copy_is_not_lost_when_it_comes_back(ward, tmp_path, monkeypatch):
    monkeypatch.setattr(f, "AT", AT)
    leader = people.person("tin", "ward_leader", ward)
    file = f.applied(exported(tmp_path, ward, Layout.FULL, by=leader), ward, on=datetime.date(2024, 12, 28))
    assert f.outcomes(file) == {"unchanged": 5}


def test_each_copy_is_an_event_and_only_in_ones_own_area(ward, tmp_path):
    officer = people.person("hoa", "ward_officer", ward)
    before = AuditEvent.objects.count()
    exported(tmp_path, ward, Layout.FULL, by=officer)
    events = AuditEvent.objects.filter(action="core.exported").order_by("number")
    assert AuditEvent.objects.count() == before + 1
    [event] = events
    assert (event.detail["model"], event.detail["rows"], event.area_path) == ("registry.membership", 8, ward.path)
    for role, area in (("ward_officer", Unit.objects.get(code="00001")), ("enumerator", ward)):
        with pytest.raises(PermissionDenied):
            exported(tmp_path, ward, Layout.FULL, by=people.person(role, role, area))


def test_a_change_made_in_excel_comes_back_as_that_change(ward, tmp_path, monkeypatch):
    monkeypatch.setattr(f, "AT", AT)
    path = exported(tmp_path, ward, Layout.FULL)
    book = openpyxl.load_workbook(path)
    sheet = book["Thành viên"]
    column = next(cell.column for cell in sheet[2] if cell.value == "phone")
    row = next(cell.row for cell in sheet["B"] if cell.value == "Lê Văn Listed")
    sheet.cell(row, column).value = "0987654321"
    book.save(path)
    file = f.applied(path, ward, on=datetime.date(2024, 12, 28))
    assert f.outcomes(file) == {"unchanged": 4, "changed": 1}
    assert Person.objects.get(full_name="Lê Văn Listed").phone == "0987654321"
    assert Person.objects.exclude(phone="").count() == 2
