"""Forms from households in the register: who counts where, what is unknown stays empty, files, frozen copies."""

from __future__ import annotations

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.registry.models import HouseholdStatus
from chungtay.results.reports.models import FinalReport
from chungtay.results.reports.operations import taking_out
from chungtay.results.reports.operations.finalising import digest_of, finalise_report
from chungtay.results.reports.presenters.tables import shown
from chungtay.results.reports.queries.again import differences
from chungtay.results.reports.queries.facts import read
from chungtay.results.reports.queries.tables import tables_of
from chungtay.workbooks.reports.tables import TOTAL, table_of
from tests import factories
from tests.apps.results.reports import world as w


def total(tables, form: str, split: str = "Hộ") -> list[int | None]:
    row = next(row for row in tables[form].rows if row.kind == TOTAL and row.split in (split, ""))
    return [cell.value for cell in row.cells]


def three_homes() -> w.Ward:
    """Two poor (a Tày couple with flags, a Kinh head), one near-poor of a Hoa head without stated cause."""
    made = w.Ward(factories.district())
    one = w.home(made.group, head="Nông Văn Đình", ethnicity="Tày", members=3)
    w.classed(one, "poor", w.OPEN, result=w.result(("1.1", "3.2", "5.2"), ("no_labour",)), reasons="1,7")
    two = w.home(made.group, head="Trần Thị Hường")
    w.classed(two, "poor", w.OPEN, result=w.result(("1.1", "2.2", "5.2", "6.1")), reasons="7")
    three = w.home(made.group, head="Lý Văn Bưởi", ethnicity="Hoa")
    w.classed(three, "near_poor", w.OPEN, result=w.result(("2.2",)), reasons="8")
    made.homes |= {"one": one, "two": two, "three": three}
    w.home(made.group, head="Phạm Văn Cảnh")  # lives here, on no list
    return made


@pytest.mark.django_db
def test_the_figures_of_every_form():
    made = three_homes()
    facts = read(w.of(made.ward))
    tables = tables_of(facts, "group")
    assert total(tables, "7.1") == [4, 9, 2, None, 1, None]
    row = tables["7.1"].rows[-1]
    assert [tables["7.1"].shown(row, place) for place in range(6)] == ["4", "9", "2", "50,00%", "1", "25,00%"]
    assert total(tables, "7.4")[:13] == [2, 2, 0, 0, 1, 0, 1, 0, 0, 0, 2, 1, 0]
    assert total(tables, "7.6") == [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert total(tables, "7.8") == [4, 2, 2, 1, 1, 1, 1, 0, 0, 0]  # residents: a Tày and a Hoa head
    assert total(tables, "7.8", "Nhân khẩu") == [9, 5, 5, 2, 3, 2, 3, 0, 0, 0]
    # poor: all, minority, Kinh, Hoa, Tày, Thái; the same of the near-poor
    assert total(tables, "7.9")[:12] == [2, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0]
    causes = [[cell.value for cell in row.cells] for row in tables["7.10"].rows[-3:]]
    assert causes == [[1, 0, 0, 0, 0, 0, 2, 1], [1, 0, 0, 0, 0, 0, 2, 0], [0, 0, 0, 0, 0, 0, 0, 1]]
    assert total(tables, "7.11") == [3, None, None, None, 1, None, None, None]  # An of 2010 in each, Ba of 2010 in one
    assert [check.id for check in w_checks(facts, tables)] == []


def w_checks(facts, tables):
    from chungtay.results.reports.queries.checks import checks_of

    return checks_of(facts, tables)


@pytest.mark.django_db
def test_what_nobody_stated_stays_empty_and_says_why():
    made = three_homes()
    unstated = w.home(made.group, head="Đỗ Văn Dần")
    w.classed(unstated, "poor", w.OPEN, result={}, reasons="", source="legacy", b1=100, b2=40)
    tables = tables_of(read(w.of(made.ward)), "group")
    assert total(tables, "7.4")[:2] == [3, None]
    assert total(tables, "7.10") == [None] * 8
    unit = next(row for row in tables["7.8"].rows if row.kind == "unit" and row.split == "Hộ")
    assert tables["7.8"].why_empty(unit, 6) == ("Có hộ chưa ghi có hay không có khả năng lao động. Chưa rõ: 1 hộ.")
    assert total(tables, "7.6")[4] == 1  # the near-poor are all known


@pytest.mark.django_db
def test_where_nobody_is_poor_there_is_no_share_of_the_poor():
    made = w.Ward(factories.district())
    w.classed(w.home(made.group, head="Lý Văn Bưởi"), "near_poor", w.OPEN, result=w.result(("2.2",)), reasons="8")
    tables = tables_of(read(w.of(made.ward)), "group")
    assert total(tables, "7.5")[0] == 0
    table = tables["7.5"]
    assert (table.shown(table.rows[-1], 1), table.why_empty(table.rows[-1], 1)) == (
        "",
        "Không có hộ nào nên không có tỷ lệ.",
    )
    cell = shown(table).rows[-1].cells[1]
    assert (cell.text, cell.why, cell.nil) == ("–", "", True)
    assert shown(tables["7.7"]).rows[-1].cells[3].text == "0,00%"  # one near-poor household, which has what 2.1 asks


@pytest.mark.django_db
def test_a_card_says_the_one_heading_above_all_columns_once():
    tables = tables_of(read(w.of(three_homes().ward)), "group")
    shares, results = shown(tables["7.5"]), shown(tables["7.1"])
    assert shares.group.startswith("Tỷ lệ chỉ số thiếu hụt")
    assert [cell.label for cell in shares.rows[0].cells[:2]] == ["Tổng số hộ nghèo", "(1) 1. Việc làm"]
    assert results.group == ""
    assert results.rows[0].cells[2].label.startswith("(3) Kết quả rà soát")


@pytest.mark.django_db
def test_the_workbook_has_live_formulas_and_the_paper_can_be_printed(tmp_path):
    made = three_homes()
    facts = read(w.of(made.ward))
    tables = tables_of(facts, "group")
    officer = factories.person("officer", "ward_officer", made.ward)
    path = tmp_path / "bieu.xlsx"
    taking_out.take_tables(path, facts, tables, paper=False, by=officer, at=w.AT)
    book = openpyxl.load_workbook(path)
    sheet = book["Biểu 7.1"]
    rows = {sheet.cell(line, 2).value: line for line in range(1, sheet.max_row + 1)}
    line, unit = rows["Tổng cộng"], rows["Tổ dân phố 1"]
    assert sheet.cell(line, 5).value == f"=SUM(E{unit})"
    assert sheet.cell(line, 6).value == f"=E{line}/C{line}"
    values = openpyxl.load_workbook(path, data_only=True)["Biểu 7.1"]
    assert [values.cell(line, column).value for column in range(3, 9)] == [4, 9, 2, 0.5, 1, 0.25]
    shares = book["Biểu 7.5"]
    at = next(at for at in range(1, shares.max_row + 1) if shares.cell(at, 2).value == "Tổng cộng")
    assert shares.cell(at, 4).value == f"='Biểu 7.4'!D{at}/C{at}"
    assert shares.cell(at, 3).value == f"=SUM(C{at - 2})"
    movement = book["Biểu 7.2"]
    last = movement.max_row  # persons of the whole place: 1+5+6+7+8-2-3-4-9
    told = "".join(f"+{c}{last}" for c in "DHIJK")[1:] + "".join(f"-{c}{last}" for c in "EFGL")
    needed = ",".join(f"{c}{last}" for c in "DEFGHIJKL")
    assert movement.cell(last, 13).value == f'=IF(COUNT({needed})<9,"",{told})'
    event = AuditEvent.objects.filter(action="core.exported").last()
    assert (event.by, event.subject_id) == (officer, str(made.ward.pk))
    paper = tmp_path / "bieu.pdf"
    taking_out.take_tables(paper, facts, tables, paper=True, by=officer, at=w.AT)
    assert paper.read_bytes().startswith(b"%PDF")


@pytest.mark.django_db
def test_a_check_of_what_nobody_stated_stays_empty_in_excel_too(tmp_path):
    """Three poor households, the lacks of one unknown: Excel counts an empty cell as nought and would tell -9."""
    made = three_homes()
    unstated = w.home(made.group, head="Đỗ Văn Dần")
    w.classed(unstated, "poor", w.OPEN, result={}, reasons="", source="legacy", b1=100, b2=40)
    facts = read(w.of(made.ward))
    path = tmp_path / "bieu.xlsx"
    taking_out.take_tables(path, facts, tables_of(facts, "group"), paper=False, by=None, at=w.AT)
    sheet = openpyxl.load_workbook(path)["Biểu 7.4"]
    at = next(at for at in range(1, sheet.max_row + 1) if sheet.cell(at, 2).value == "Tổng cộng")
    lacks = [f"{column}{at}" for column in "DEFGHIJKLMNO"]
    assert [sheet[cell].value for cell in lacks] == [None] * 12
    told = f"{'+'.join(lacks)}-C{at}-C{at}-C{at}"  # three lacks a household at least
    assert sheet[f"P{at}"].value == f'=IF(COUNT(C{at},{",".join(lacks)})<13,"",{told})'
    rules = {str(where.sqref): rule.formula for where in sheet.conditional_formatting for rule in where.rules}
    assert rules[f"P{at}"] == [f"AND(ISNUMBER(P{at}),P{at}<0)"]
    assert openpyxl.load_workbook(path, data_only=True)["Biểu 7.4"][f"P{at}"].value is None


@pytest.mark.django_db
def test_the_sheet_of_broken_checks_gives_the_codes_of_the_households(tmp_path):
    made = w.one_in_each_line()
    HouseholdStatus.objects.filter(household=made.homes["to_near"], class_id="poor").update(valid_to=None)
    facts = read(w.of(made.ward))
    path = tmp_path / "bieu.xlsx"
    taking_out.take_tables(path, facts, tables_of(facts, "group"), paper=False, by=None, at=w.AT)
    sheet = openpyxl.load_workbook(path)["Kiểm tra"]
    heads = [cell.value for cell in sheet[3]]
    assert heads[3:] == ["Số hộ liên quan", "Mã hộ"]
    named = {(row[3].value, row[4].value) for row in sheet.iter_rows(min_row=4) if row[3].value}
    assert (1, made.homes["to_near"].code) in named


@pytest.mark.django_db
def test_lists_with_names_leave_only_by_those_who_may(tmp_path):
    made = w.one_in_each_line()
    facts = read(w.of(made.ward))
    member = factories.person("member", "committee_member", made.ward)
    with pytest.raises(PermissionDenied):
        taking_out.take_names(tmp_path / "x.xlsx", facts, "6.1", paper=False, by=member, at=w.AT)
    officer = factories.person("officer", "ward_officer", made.ward)
    parts = taking_out.take_names(tmp_path / "x.xlsx", facts, "6.1", paper=False, by=officer, at=w.AT)
    assert [len(rows) for _numeral, _label, rows in parts[0].blocks] == [6, 1]
    gone = taking_out.take_names(tmp_path / "y.pdf", facts, "6.2", paper=True, by=officer, at=w.AT)
    left = {row.household for row in gone[0].blocks[0][2]}
    assert left == {made.homes["to_near"].pk, made.homes["above"].pk}  # near-poor now, or above both
    assert (tmp_path / "y.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.django_db
def test_a_leader_finalises_and_later_changes_show():
    made = three_homes()
    leader = factories.person("leader", "ward_leader", made.ward)
    officer = factories.person("officer", "ward_officer", made.ward)
    with pytest.raises(PermissionDenied):
        finalise_report(w.of(made.ward), "group", by=officer, at=w.AT)
    report = finalise_report(w.of(made.ward), "group", by=leader, at=w.AT)
    kept = FinalReport.objects.get(pk=report.pk)
    assert digest_of(kept.tables) == kept.sha256
    assert kept.tables == tables_kept(tables_of(read(w.of(made.ward)), "group"))
    assert table_of(kept.tables["7.1"]).rows[-1].cells[2].value == 2
    assert differences(kept) == []
    w.classed(made.homes["two"], "near_poor", w.D(2024, 12, 1))
    changed = {(each.form, each.column, each.was, each.now) for each in differences(kept) if each.row == "Tổng cộng"}
    assert ("7.1", "Kết quả rà soát (sơ bộ/chính thức) · Tổng số hộ nghèo · Số hộ", 2, 1) in changed


def tables_kept(tables):
    from chungtay.results.reports.operations.finalising import tables_as_kept

    return tables_as_kept(tables)


@pytest.mark.django_db
def test_a_broken_identity_cannot_be_finalised():
    made = w.one_in_each_line()
    HouseholdStatus.objects.filter(household=made.homes["to_near"], class_id="poor").update(valid_to=None)
    leader = factories.person("leader", "ward_leader", made.ward)
    with pytest.raises(ValidationError) as refused:
        finalise_report(w.of(made.ward), "group", by=leader, at=w.AT)
    sentence = " ".join(refused.value.messages)
    assert "Tổ dân phố 1 (Hộ)" in sentence
    assert str(made.homes["to_near"].pk) in sentence
    assert not FinalReport.objects.exists()


@pytest.mark.django_db
def test_every_form_is_made_by_a_job(settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    made = three_homes()
    officer = factories.person("officer", "ward_officer", made.ward)
    asked = taking_out.ask_for_all(w.of(made.ward), "group", by=officer, at=w.AT)
    done = taking_out.make_all(asked.pk, clock=lambda: w.AT)
    path = taking_out.take_all(done, by=officer, at=w.AT)
    names = openpyxl.load_workbook(path).sheetnames
    assert names[0] == "Biến động hộ nghèo"
    assert [name for name in names if name.startswith("Biểu")] == [f"Biểu 7.{number}" for number in range(1, 12)]
    assert done.broken == 0
