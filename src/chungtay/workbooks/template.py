"""The answer workbook an office can fill without the app, made from the rule set: `write_template(path, rule_set)`.

Sheets: how to fill it, households, members, and the code lists behind the drop-downs. The row of ids directly above the
data is what the reader goes by; everything else may be moved about.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from chungtay.rulebook.model import Input, RuleSet
from chungtay.rulebook.units import written
from chungtay.workbooks.papers.book import Book

ROWS = 2000
HOUSEHOLDS, MEMBERS, CODES, GUIDE = "Hộ gia đình", "Thành viên", "Mã", "Hướng dẫn"
IDS_ROW = 2  # from 0: section, heading, ids, then the data

_HOUSEHOLD_FACTS = (
    ("household_code", "Mã hộ", 10),
    ("head_name", "Họ và tên chủ hộ", 28),
    ("ward_name", "Xã/phường", 14),
    ("group", "Tổ/thôn", 14),
    ("address", "Địa chỉ", 26),
    ("previous_class", "Kết quả năm trước", 18),
)
_MEMBER_FACTS = (
    ("household_code", "Mã hộ", 10),
    ("name", "Họ và tên", 28),
    ("birth_date", "Ngày, tháng, năm sinh", 16),
    ("id_number", "Số CCCD/định danh", 16),
)
_GUIDE = (
    "Mỗi hộ một dòng ở trang “Hộ gia đình”; mỗi người một dòng ở trang “Thành viên”, kể cả chủ hộ, ghi cùng Mã hộ.",
    "Ô có danh sách: bấm mũi tên và chọn. Ô số: chỉ gõ số; số lẻ dùng dấu phẩy hoặc dấu chấm.",
    "Ngày sinh gõ dd/mm/yyyy. Người lớn chỉ nhớ năm sinh thì gõ năm; trẻ em phải đủ ngày.",
    "Không có thì ghi 0. Ô để trống là CHƯA TRẢ LỜI: hộ sẽ không được xếp loại, không bị tính 0 điểm.",
    "Câu chỉ hỏi một số người (ví dụ chiều cao của trẻ dưới 16 tuổi): người khác để trống.",
    "Gia cầm ghi theo chục: 12 nghĩa là 120 con (Phụ lục IV).",
    "Không sửa dòng mã màu xám phía trên dữ liệu. Có thể ẩn, đổi thứ tự cột, tô màu tùy ý.",
    'Xong: ./run classify TỆP --area "Hà Nội, thành thị", hoặc tải lên trang Rà soát.',
)


def write_template(path: Path, rule_set: RuleSet, *, rows: int = ROWS) -> None:
    """Write the empty answer workbook of a rule set."""
    book = Book(path)
    guide = book.sheet(GUIDE)
    guide.set_column(0, 0, 120)
    guide.write_string(0, 0, f"PHIẾU RÀ SOÁT – {rule_set.label.vi}", book.style(bold=True, font_size=14))
    for place, line in enumerate(_GUIDE, 2):
        guide.write_string(place, 0, f"{place - 1}. {line}", book.style(text_wrap=True))
    lists: dict[str, str] = {}
    households = book.sheet(HOUSEHOLDS)
    members = book.sheet(MEMBERS)
    codes = book.sheet(CODES)
    for column, entry in enumerate(entry for entry in rule_set.inputs.values() if entry.codes):
        letter = get_column_letter(column + 1)
        codes.write_string(0, column, entry.id, book.style(bold=True))
        for place, (code, label) in enumerate(entry.codes, 1):
            codes.write_string(place, column, f"{code}. {label.vi}"[:250], book.style())
        lists[entry.id] = f"={CODES}!${letter}$2:${letter}${len(entry.codes) + 1}"
    codes.protect()
    codes.hide()
    _sheet(book, households, _HOUSEHOLD_FACTS, rule_set.inputs_of("household"), lists, rows)
    asked = [entry for entry in rule_set.inputs_of("member") if entry.id != "age_months"]
    _sheet(book, members, _MEMBER_FACTS, asked, lists, rows * 5)
    households.data_validation(
        IDS_ROW + 1,
        5,
        IDS_ROW + rows,
        5,
        {"validate": "list", "source": ["Hộ nghèo", "Hộ cận nghèo", "Hộ không nghèo"]},
    )
    households.activate()
    book.close()


def _sheet(
    book: Book,
    sheet: Any,
    facts: tuple[tuple[str, str, int], ...],
    inputs: list[Input],
    lists: dict[str, str],
    rows: int,
) -> None:
    head = book.style(bold=True, text_wrap=True, border=1, bg_color="#e7f0ef", font_size=11)
    place_style = book.style(font_color="#5b6672", font_size=9, border=1)
    ids = book.style(font_color="#9aa3ad", font_size=8, border=1)
    text = book.style(num_format="@")
    last = IDS_ROW + rows
    sheet.set_row(1, 66)
    for column, (name, label, width) in enumerate(facts):
        sheet.write_string(0, column, "", place_style)
        sheet.write_string(1, column, label, head)
        sheet.write_string(IDS_ROW, column, name, ids)
        # codes, dates and identity numbers are text: Excel must not turn them into numbers
        sheet.set_column(column, column, width, text)
    for column, entry in enumerate(inputs, len(facts)):
        unit = f" ({written(entry.unit)})" if entry.unit else ""
        sheet.write_string(
            0, column, f"Mẫu {entry.place}" if entry.place[0].isdigit() else f"3.1 {entry.place}", place_style
        )
        sheet.write_string(1, column, entry.label.vi + unit, head)
        sheet.write_string(IDS_ROW, column, entry.id, ids)
        sheet.set_column(column, column, 16 if entry.codes else 11)
        sheet.data_validation(IDS_ROW + 1, column, last, column, _validation(entry, lists))
    sheet.freeze_panes(IDS_ROW + 1, 2)


def _validation(entry: Input, lists: dict[str, str]) -> dict[str, Any]:
    """What Excel may accept in a column, and the sentence it shows otherwise."""
    title = entry.label.vi[:32]
    hint = entry.note or ("Chọn trong danh sách." if entry.codes else "Gõ số; không có thì ghi 0.")
    rule: dict[str, Any] = {"ignore_blank": True, "input_title": title, "input_message": hint[:255]}
    if entry.codes:
        return rule | {
            "validate": "list",
            "source": lists[entry.id],
            "error_title": "Chưa đúng mã",
            "error_message": "Chọn một dòng trong danh sách.",
        }
    low, high = (Decimal(bound).scaleb(-entry.decimals) for bound in (entry.minimum, entry.maximum))
    return rule | {
        "validate": "integer" if entry.type == "integer" else "decimal",
        "criteria": "between",
        "minimum": float(low),
        "maximum": float(high),
        "error_title": "Số chưa đúng",
        "error_message": f"Gõ số từ {low:f} đến {high:f}.",
    }
