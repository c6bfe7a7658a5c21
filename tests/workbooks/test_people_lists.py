"""Lists of people as offices send them: everybody is read or told with what lacks, and what is nobody is counted."""

from __future__ import annotations

import openpyxl
import pytest

from chungtay.workbooks.allowances import read_allowances
from chungtay.workbooks.cards import read_cards, who_pays
from chungtay.workbooks.pupils import read_pupils
from chungtay.workbooks.reading.limits import FileRefused
from chungtay.workbooks.reading.lines import is_total

ALLOWANCES = ["STT", "Họ và tên", "Ngày sinh", "Chế độ", "Số tiền", "Từ ngày", "Đến ngày", "Số QĐ"]
CARDS = ["TT", "Họ và tên", "Ngày sinh", "Mã thẻ", "Từ ngày", "Đến ngày", "Nguồn đóng"]
PUPILS = ["TT", "Họ và tên", "Ngày sinh", "Lớp"]


def saved(path, headings, *rows, merged=()):
    """A title in row 1, the headings in row 2, the rows from row 3 on."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["DANH SÁCH"])
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(path)
    return path


def faults(lines) -> dict[str, str]:
    return {f"{one.line} {one.name}": " ".join(each[-2] for each in one.faults) for one in lines}


def test_nobody_of_a_list_of_allowances_vanishes(tmp_path) -> None:
    """E4 is merged with E3, E5 is a formula that was never calculated, E6 failed, G7 (the last day) failed."""
    path = saved(
        tmp_path / "a.xlsx", ALLOWANCES,
        [1, "Đỗ Thị Kim", "01/01/1940", "Người cao tuổi", 650000, "01/2026", None, "21/QĐ"],
        [2, "Lê Văn Gộp", "02/01/1940", "Người cao tuổi", None, "01/2026", None, "22/QĐ"],
        [3, "Lê Thị Tính", "03/01/1940", "Người cao tuổi", "=E3*2", "01/2026", None, "23/QĐ"],
        [4, "Lê Văn Lỗi", "04/01/1940", "Người cao tuổi", "#N/A", "01/2026", None, "24/QĐ"],
        [5, "Lê Thị Cuối", "05/01/1940", "Người cao tuổi", 650000, "01/2026", "#N/A", "25/QĐ"],
        [6, "Lê Văn Một", None, None, None, None, None, None],
        [7, None, "06/01/1940", "Người cao tuổi", 650000, "01/2026", None, "26/QĐ"],
        [8, None, None, None, None, None, None, None],
        [None, "Tổng cộng: 7 người", None, None, "=SUM(E3:E9)", None, None, None],
        [None, None, None, None, None, None, None, "Hà Nội, ngày 5 tháng 1 năm 2026"],
        [None, "Người lập biểu", None, None, None, "CHỦ TỊCH", None, None],
        [None, "Phạm Thị Ký", None, None, None, None, None, None],
        merged=("E3:E4",),
    )  # fmt: skip
    lines = read_allowances(path)
    assert faults(lines) == {
        "3 Đỗ Thị Kim": "",
        "4 Lê Văn Gộp": "Thiếu số tiền: ô E4 gộp với ô trên. Bỏ gộp, ghi lại cho từng người.",
        "5 Lê Thị Tính": "Số tiền “công thức” là công thức chưa được tính. Mở bằng Excel, lưu lại, hoặc gõ giá trị.",
        "6 Lê Văn Lỗi": "Số tiền “#N/A” là lỗi công thức. Gõ lại giá trị.",
        "7 Lê Thị Cuối": "Đến ngày “#N/A” là lỗi công thức. Gõ lại giá trị.",
        "8 Lê Văn Một": "Thiếu số quyết định: ghi vào ô H8. "
        "Thiếu ngày bắt đầu: ghi vào ô F8. Thiếu số tiền: ghi vào ô E8.",
        "9 –": "Thiếu họ và tên: ghi vào ô B9.",
    }
    assert [(each.line, each.text) for each in lines.passed] == [
        (11, "Tổng cộng: 7 người"), (12, "Hà Nội, ngày 5 tháng 1 năm 2026"), (13, "Người lập biểu"),
        (14, "Phạm Thị Ký"),
    ]  # fmt: skip


def test_a_total_is_nobody_and_a_person_is_no_total(tmp_path) -> None:
    """Merged from A on, or below the names; a person of that name has a row like a total's and is told."""
    path = saved(
        tmp_path / "a.xlsx", ALLOWANCES,
        [1, "Tống Cộng", "01/01/1940", "Người cao tuổi", 650000, "01/2026", None, "21/QĐ"],
        [2, "Tống Công", None, None, 650000, None, None, None],
        [3, "Tong Cong", None, None, 650000, None, None, None],
        [4, "Tổng cộng", "01/01/1940", None, 650000, None, None, None],
        ["Tổng cộng", None, None, None, 2600000, None, None, None],
        [None, "Cộng", None, None, 2600000, None, None, None],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
        ["STT", "Họ và tên", "Ngày sinh", "Chế độ", "Số tiền", "Từ ngày", "Đến ngày", "Số QĐ"],
        [None, "I. Người khuyết tật", None, None, None, None, None, None],
    )  # fmt: skip
    lines = read_allowances(path)
    assert [(one.line, one.name) for one in lines] == [
        (3, "Tống Cộng"), (4, "Tống Công"), (5, "Tong Cong"), (6, "Tổng cộng"),
    ]  # fmt: skip
    assert [each.line for each in lines.passed] == [7, 8, 9, 10, 11]
    said = ("Tổng cộng", "TỔNG SỐ TIỀN", "Cộng", "II. Tổng cộng: 25 người", "Cộng trang 2")
    assert all(is_total(text) for text in said)
    people = ("Tống Cộng", "Tổng Văn An", "Tong Cong Minh", "Cộng Hòa", "Công", "Tống Thị Cộng")
    assert not any(is_total(text) for text in people)


def test_a_person_whose_name_is_the_word_of_a_signature_without_marks_is_told(tmp_path) -> None:
    """Each has a name and an amount alone, as a signature below the table may have."""
    people = ("Chu Tích", "Trương Phong", "Thu Quý", "Lưu Ý", "Hiếu Trường", "Chu Tich")
    signs = ("CHỦ TỊCH", "Trưởng phòng Kinh tế", "Thủ quỹ", "Lưu ý: nộp trước ngày 5", "Hiệu trưởng", "KT. CHỦ TỊCH")
    rows = [[None, name, None, None, "x", None, None, None] for name in (*people, *signs)]
    lines = read_allowances(saved(tmp_path / "a.xlsx", ALLOWANCES, *rows))
    assert tuple(one.name for one in lines) == people
    assert tuple(each.text for each in lines.passed) == signs


def test_nobody_of_a_list_of_cards_vanishes(tmp_path) -> None:
    path = saved(
        tmp_path / "c.xlsx", CARDS,
        [1, "Trần Thị Hường", "02/11/1974", None, "01/01/2026", None, "Nhà nước"],
        [2, "Lê Văn Tên", None, None, None, None, "Nhà nước"],
        [3, "Lê Thị Hạn", "02/11/1974", None, "01/01/2026", "#N/A", None],
        [4, None, None, "HN4010123456789", "01/01/2026", None, None],
        [5, "Lê Văn Trơ", None, None, None, None, None],
        [None, "Giám đốc", None, None, None, None, None],
    )  # fmt: skip
    lines = read_cards(path)
    assert faults(lines) == {
        "3 Trần Thị Hường": "",
        "4 Lê Văn Tên": "Thiếu “Từ ngày”: ghi vào ô E4.",
        "5 Lê Thị Hạn": "Đến ngày “#N/A” là lỗi công thức. Gõ lại giá trị.",
        "6 –": "Thiếu họ và tên: ghi vào ô B6.",
        "7 Lê Văn Trơ": "Thiếu “Từ ngày”: ghi vào ô E7.",
    }
    assert [(each.line, each.text) for each in lines.passed] == [(8, "Giám đốc")]


def test_nobody_of_a_list_of_pupils_vanishes(tmp_path) -> None:
    path = saved(
        tmp_path / "p.xlsx", PUPILS,
        [1, "Nguyễn Thị Ánh", "15/01/2017", "4A"],
        [2, "Lê Văn Tên", None, None],
        [3, "Lê Thị Lớp", "15/01/2017", "#REF!"],
        [None, "Tổng số: 3 học sinh", None, None],
    )  # fmt: skip
    lines = read_pupils(path)
    assert [(one.line, one.name, [vi for vi, _en in one.stops]) for one in lines] == [
        (3, "Nguyễn Thị Ánh", []),
        (4, "Lê Văn Tên", ["Thiếu ngày sinh: ghi vào ô C4."]),
        (5, "Lê Thị Lớp", ["Lớp “#REF!” là lỗi công thức. Gõ lại giá trị."]),
    ]
    assert [(each.line, each.text) for each in lines.passed] == [(6, "Tổng số: 3 học sinh")]


def test_a_list_of_nobody_is_refused(tmp_path) -> None:
    path = saved(tmp_path / "a.xlsx", ALLOWANCES, [None, "Tổng cộng", None, None, 0, None, None, None])
    with pytest.raises(FileRefused, match="không có người nào"):
        read_allowances(path)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Không do ngân sách đóng", ""),
        ("Hộ gia đình tự đóng, NSNN hỗ trợ 70%", ""),
        ("Tự nguyện (ngân sách hỗ trợ 30%)", ""),
        ("Ngoài ngân sách", ""),
        ("NSNN đóng 70%", ""),
        ("Hộ gia đình và nhà nước cùng đóng", ""),
        ("Công ty tài trợ", ""),
        ("Nguồn khác", ""),
        ("", ""),
        ("NSNN đóng 100%", "state"),
        ("Ngân sách nhà nước", "state"),
        ("Kinh phí ngân sách trung ương", "state"),
        ("Ngân sách thành phố", "city"),
        ("NS địa phương", "city"),
        ("Quỹ Vì người nghèo", "donor"),
        ("Quỹ BHXH", "work"),
        ("Đơn vị sử dụng lao động", "work"),
        ("Hộ gia đình tự đóng", "household"),
        ("Tự nguyện", "household"),
    ],
)
def test_who_pays_by_the_words_of_a_list(text, who) -> None:
    assert who_pays(text) == who


def test_who_pays_is_asked_where_it_is_not_clear(tmp_path) -> None:
    path = saved(
        tmp_path / "c.xlsx", CARDS,
        [1, "Trần Thị Hường", "02/11/1974", None, "01/01/2026", None, "Không do ngân sách đóng"],
        [2, "Lê Văn Ba", "02/11/1974", None, "01/01/2026", None, None],
    )  # fmt: skip
    first, second = read_cards(path)
    assert [(cell, vi) for cell, vi, _en in first.faults] == [
        ("G3", "Nguồn đóng “Không do ngân sách đóng” chưa rõ ai đóng. Ghi vào ô G3 một trong: Nhà nước, Thành phố, "
               "Hộ gia đình, Nhà tài trợ, Nơi làm việc; đưa vào lại."),
    ]  # fmt: skip
    assert (second.payer, second.faults) == ("", [])  # nothing said: what the officer says of the whole list
    said = ("Nhà nước", "Thành phố", "Hộ gia đình", "Nhà tài trợ", "Nơi làm việc")  # what the sentence asks for is read
    assert [who_pays(text) for text in said] == ["state", "city", "household", "donor", "work"]


def test_one_number_on_two_people_of_a_file_is_told_on_both(tmp_path) -> None:
    """By its last ten digits. Lines 5 and 6, 7 and 8 are two terms of one person."""
    path = saved(
        tmp_path / "c.xlsx", CARDS,
        [1, "Trần Thị Hường", "02/11/1974", "HN4010123456789", "01/01/2026", None, None],
        [2, "Lê Văn Ba", "02/11/1980", "0123456789", "01/01/2026", None, None],
        [3, "Đỗ Thị Kim", "01/01/1940", "HN4010123456700", "01/01/2025", "31/12/2025", None],
        [4, "Đỗ Thị KIM", "01/01/1940", "HN4010123456700", "01/01/2026", None, None],
        [5, "Lê Văn Tám", "03/04/1950", "HN4010123456701", "01/01/2025", "31/12/2025", None],
        [6, "Lê Văn Tám", None, "HN4010123456701", "01/01/2026", None, None],
        [7, "Lê Văn Tám", "05/04/1950", "HN4010123456702", "01/01/2026", None, None],
        [8, "Lê Văn Tám", "06/04/1950", "HN4010123456702", "01/01/2026", None, None],
    )  # fmt: skip
    said = "ghi cùng mã thẻ này cho người khác. Xem lại thẻ, sửa tệp rồi đưa vào lại."
    assert {one.line: one.faults[0][:2] for one in read_cards(path) if one.faults} == {
        3: ("D3", f"Dòng 4 {said}"), 4: ("D4", f"Dòng 3 {said}"),
        9: ("D9", f"Dòng 10 {said}"), 10: ("D10", f"Dòng 9 {said}"),
    }  # fmt: skip
