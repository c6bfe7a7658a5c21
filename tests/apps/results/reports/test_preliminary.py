"""What a review has found so far, wards whose borders moved, and the file for the ministry's program."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied

from chungtay.foundation.accounts.models import Assignment
from chungtay.foundation.core.files import read_kept
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.operations import jobs, results
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.results.reports.operations.uploading import ask_for_upload, take_upload
from chungtay.results.reports.queries.checks import checks_of
from chungtay.results.reports.queries.facts import read, wanted
from chungtay.results.reports.queries.forms import MOVEMENT_NEAR, MOVEMENT_POOR
from chungtay.results.reports.queries.tables import tables_of
from chungtay.results.reports.queries.wanting import wanted_by
from chungtay.workbooks.reports.tables import TOTAL
from tests import campaigns, factories
from tests.apps.records.registry.intake import files as lists
from tests.apps.results.reports import world as w

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2019, 10, 1)


def total(table) -> dict[str, int | None]:
    row = next(row for row in table.rows if row.kind == TOTAL)
    return {column.heading[-1]: cell.value for column, cell in zip(table.columns, row.cells, strict=True)}


def test_preliminary_figures_come_from_confirmed_forms():
    made = campaigns.office()
    campaigns.register(made)
    campaign = campaigns.under_survey(made)
    # above 900.000 and lacking little: near-poor now; below: poor, and on no list before
    campaigns.confirmed(made, campaigns.case_of(campaign, "Nguyễn Văn Đình"), campaigns.declared(1_200_000, "2"))
    campaigns.confirmed(made, campaigns.case_of(campaign, "Phạm Thị Bưởi"), campaigns.declared(800_000, "1", "2"))
    asked = wanted_by(made.ward, 2019, "so-bo", {}, TODAY)
    assert (asked.opening.day, asked.closing.day, asked.rule_set) == (datetime.date(2019, 8, 31), TODAY, "vn-2016")
    facts = read(asked)
    tables = tables_of(facts, "group")
    poor, near = total(tables[MOVEMENT_POOR]), total(tables[MOVEMENT_NEAR])
    assert [poor[name] for name in ("Đầu kỳ", "Sang cận nghèo", "Phát sinh mới", "Cuối kỳ")] == [1, 1, 1, 1]
    assert [near[name] for name in ("Đầu kỳ", "Từ nghèo", "Vượt chuẩn cận nghèo", "Cuối kỳ")] == [2, 1, 0, 3]
    waiting = next(check for check in checks_of(facts, tables) if check.id == "pending")
    homes = {home.pk for home in made.homes}
    done = {campaigns.case_of(campaign, name).household_id for name in ("Nguyễn Văn Đình", "Phạm Thị Bưởi")}
    assert (set(waiting.households), waiting.blocks) == (homes - done, True)
    # start 2, left 0, fell back 0, came 1 from the poor, end 3
    template = next(row for row in tables["3-2016"].rows if row.kind == TOTAL)
    # residents 5, all Kinh; near-poor 2, of them of a minority 0; left, fell back, came; end 3, of a minority 0
    assert [template.cells[at].value for at in (0, 1, 2, 4)] == [5, 0, 2, 0]
    assert [template.cells[at].value for at in (5, 6, 7, 8, 10)] == [0, 0, 1, 3, 0]
    working = next(row for row in tables["ngheo-2016"].rows if row.kind == TOTAL)
    assert [working.cells[at].value for at in (2, 5, 6, 7, 8)] == [1, 1, 0, 1, 1]
    # the official report knows nothing of it
    official = total(tables_of(read(wanted_by(made.ward, 2019, "chinh-thuc", {}, TODAY)), "group")[MOVEMENT_POOR])
    assert (official["Cuối kỳ"], official["Phát sinh mới"]) == (1, 0)
    assert wanted_by(made.ward, 2018, "so-bo", {}, TODAY) is None


def test_a_border_that_moved_is_no_movement():
    made = w.one_in_each_line()
    before = tables_of(read(w.of(made.ward)), "group")
    places.rename_group(made.group, code="02", name="Tổ dân phố số Hai", valid_from=w.D(2024, 10, 1), by=None, at=w.AT)
    facts = read(w.of(made.ward))
    after = tables_of(facts, "group")
    for form in (MOVEMENT_POOR, MOVEMENT_NEAR, "7.1"):
        assert total(after[form]) == total(before[form])
    assert [row.label for row in after["7.1"].rows if row.kind == "unit"] == ["Tổ dân phố số Hai"]
    assert checks_of(facts, after) == []


def test_old_and_new_wards_side_by_side():
    """A new ward takes over Ngọc Hà's group; the household that had gone before belongs to what took the group over."""
    made = w.one_in_each_line()
    day = w.D(2024, 10, 1)
    whole = total(tables_of(read(w.of(made.units["001"])), "ward")[MOVEMENT_POOR])
    new = places.found_unit(
        level="ward", code="00097", name="Phường Hồng Hà", parent=made.units["001"], valid_from=day, by=None, at=w.AT
    )
    group = made.group
    target = places.found_unit(level="group", code="01", name="Tổ 1", parent=new, valid_from=day, by=None, at=w.AT)
    from chungtay.foundation.places.models import Succession
    from chungtay.foundation.places.operations import Move
    from chungtay.records.registry.operations.reorganising import follow_groups

    follow_groups([Move(group, target, day)], origin="reorganisation:1", undo=False, by=None, at=w.AT)
    Unit.objects.filter(pk__in=[group.pk, made.ward.pk]).update(valid_to=day - datetime.timedelta(days=1))
    Succession.objects.create(old=group, new=target, day=day, extent="whole")
    Succession.objects.create(old=made.ward, new=new, day=day, extent="whole")
    district = read(w.of(made.units["001"]))
    tables = tables_of(district, "ward")
    assert total(tables[MOVEMENT_POOR]) == whole
    names = {row.label for row in tables[MOVEMENT_POOR].rows if row.kind == "unit"}
    assert names == {"Phường Phúc Xá", "Phường Hồng Hà"}
    assert [check for check in checks_of(district, tables) if check.blocks] == []
    ward = total(tables_of(read(w.of(new)), "group")[MOVEMENT_POOR])
    other = total(tables_of(read(w.of(made.units["00001"])), "group")[MOVEMENT_POOR])
    assert whole == {name: ward[name] + other[name] if ward[name] is not None else None for name in whole}


def test_the_file_for_the_ministry_comes_back_without_a_change(tmp_path):
    made = w.Ward(factories.district())
    stays = w.home(made.group, "", "poor", "poor", head="Nguyễn Văn Đình")
    to_near = w.home(made.group, "", "poor", "near_poor", head="Trần Văn Hải")
    above = w.home(made.group, "", "near_poor", "not_poor", head="Lê Quang Ánh")
    w.home(made.group, head="Phạm Văn Cảnh")
    officer = factories.person("officer", "ward_officer", made.ward)
    path = tmp_path / "nop.xlsx"
    facts = read(wanted(made.ward, 2024, w.TODAY))
    assert take_upload(path, facts, by=officer, at=w.AT).written == 4  # to_near stands on two lists
    book = openpyxl.load_workbook(path)
    heads = {
        sheet.title: {row[2].value for row in sheet.iter_rows(min_row=8) if row[2].value and row[3].value == 1}
        for sheet in book
    }
    assert heads == {
        "Hộ nghèo, cận nghèo": {"Nguyễn Văn Đình", "Trần Văn Hải"},
        "Hộ thoát nghèo": {"Trần Văn Hải"},
        "Hộ thoát cận nghèo": {"Lê Quang Ánh"},
    }
    file = lists.staged(path, made.ward, by=officer, on=w.D(2025, 2, 1))
    assert lists.outcomes(file) == {"unchanged": 4}
    known = {row.household_id for row in file.households.all()}
    assert known - {None} == {stays.pk, to_near.pk, above.pk}  # who stands on two sheets is known once


def test_the_lists_for_the_ministry_are_made_in_the_background_and_once():
    made = w.Ward(factories.district())
    for classes in (("poor", "poor"), ("poor", "near_poor"), ("near_poor", "not_poor")):
        w.home(made.group, "", *classes)
    w.home(made.group)
    officer = factories.person("officer", "ward_officer", made.ward)
    asked = wanted(made.ward, 2024, w.TODAY)
    first = ask_for_upload(asked, "group", by=officer, at=w.AT)
    assert ask_for_upload(asked, "group", by=officer, at=w.AT) == first
    jobs.run_job(first.pk, clock=lambda: w.AT)
    first.refresh_from_db()
    assert first.result["vi"] == f"Tệp danh-sach-nop-{made.ward.code}-2024.xlsx: 4 hộ.", first.problem
    told = AuditEvent.objects.filter(action="core.exported", detail__model="registry.membership")
    assert [event.detail["rows"] for event in told] == [3]
    row = results.take(first, by=officer, at=w.AT)
    book = openpyxl.load_workbook(io.BytesIO(read_kept(row.stored)))
    assert book.sheetnames == ["Hộ nghèo, cận nghèo", "Hộ thoát nghèo", "Hộ thoát cận nghèo"]
    Assignment.objects.filter(user=officer).update(role="enumerator")
    with pytest.raises(PermissionDenied):
        results.take(first, by=type(officer).objects.get(pk=officer.pk), at=w.AT)
    with pytest.raises(PermissionDenied):
        ask_for_upload(asked, "group", by=factories.person("la", "ward_officer", made.units["00001"]), at=w.AT)
