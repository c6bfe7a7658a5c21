"""The marked copy of a large workbook, read back with another library."""

import datetime

import openpyxl
import xlsxwriter

from chungtay.workbooks.contents import CellProblem
from chungtay.workbooks.papers.marked_large import write_marked_large


def test_every_kind_of_value_comes_back_as_it_was(tmp_path):
    """A hidden first sheet, hidden rows with and without cells, days, texts that look like formulas; two sheets whose
    names become the same."""
    source, made = tmp_path / "so.xlsx", tmp_path / "danh-dau.xlsx"
    with xlsxwriter.Workbook(str(source), {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        hidden = book.add_worksheet("Ghi chú")
        hidden.write(0, 0, "không in")
        names = ["Danh sách hộ nghèo của phường A", "Danh sách hộ nghèo của phường B"]
        first, second = [book.add_worksheet(name) for name in names]
        first.activate()
        hidden.hide()
        first.write_row(0, 0, ["=1+1", "Hộ cận nghèo", 120, 2.5, True])
        first.write_datetime(0, 5, datetime.datetime(1950, 9, 2), day)
        first.write_string(3, 1, "dòng ẩn")
        first.set_row(3, None, None, {"hidden": True})
        second.write_string(0, 0, "B")
    problems = [
        CellProblem(names[0], 1, "B", "", "", "Không rõ loại hộ.", "Class not known."),
        CellProblem(names[0], 9, "C", "", "", "Thiếu dòng.", "No such row."),
        CellProblem(names[0], 9, "C", "", "", "Thiếu ô.", "No such cell."),
    ]
    write_marked_large(source, made, problems)
    book = openpyxl.load_workbook(made)
    assert book.sheetnames == ["Ghi chú", names[0][:28], names[1][:28] + "1"]
    assert [sheet.sheet_state for sheet in book] == ["hidden", "visible", "visible"]
    assert book.active.title == names[0][:28]
    sheet = book[names[0][:28]]
    values = [cell.value for cell in sheet[1]]
    assert values == ["=1+1", "Hộ cận nghèo", 120, 2.5, True, datetime.datetime(1950, 9, 2)]
    assert [cell.data_type for cell in sheet[1]] == ["s", "s", "n", "n", "b", "d"]
    assert sheet["F1"].number_format == "dd/mm/yyyy"
    assert sheet["B4"].value == "dòng ẩn"
    assert [sheet.row_dimensions[row].hidden for row in (1, 4)] == [False, True]
    notes = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert notes == {"B1": "Không rõ loại hộ.", "C9": "Thiếu dòng.\nThiếu ô."}
    filled = {cell.coordinate for row in sheet for cell in row if cell.fill.fgColor.rgb == "FFFFE08A"}
    assert filled == {"A1", "B1", "A9", "C9"}
    assert book[names[1][:28] + "1"]["A1"].value == "B"
