"""Files as offices send them, made in the test with invented people. Nothing here reads; the tests do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

Cells = Sequence[Sequence[Any]]

# --- our own answer workbook: labels, ids, data from row 3 --------------------------------------------------------

HOUSEHOLD_COLUMNS = {
    "household_code": "Mã hộ", "head_name": "Họ và tên chủ hộ", "group": "Thôn/tổ dân phố",
    "previous_class": "Phân loại hộ năm trước", "column_material": "Vật liệu chính của cột nhà",
    "roof_material": "Vật liệu chính của mái nhà", "floor_area_m2": "Diện tích nhà ở",
    "toilet": "Loại nhà tiêu đang sử dụng",
    "electricity_kwh": "Số điện tiêu thụ bình quân hộ/tháng", "water": "Nước sinh hoạt", "cars": "Ô tô",
    "poultry_tens": "Số lượng gà, vịt, ngan, ngỗng, chim (ghi theo chục)", "aquaculture": "Hộ nuôi, trồng thủy sản",
    "land_garden_m2": "Diện tích ao, vườn liền kề đất ở",
}  # fmt: skip
MEMBER_COLUMNS = {
    "household_code": "Mã hộ", "name": "Họ và tên", "relationship": "Quan hệ với chủ hộ",
    "birth_date": "Ngày, tháng, năm sinh", "id_number": "Số CCCD/CMND/định danh cá nhân", "sex": "Giới tính",
    "height_cm": "Chiều cao", "health_insurance": "Bảo hiểm y tế",
    "social_benefit": "Đang hưởng trợ cấp xã hội hằng tháng",
    "school_level": "Cấp học",
}  # fmt: skip
HOUSE: dict[str, Any] = {
    "household_code": "H1", "head_name": "Phạm Văn Thử", "group": "Tổ 5", "previous_class": "Hộ cận nghèo",
    "column_material": "1. Bê tông cốt thép", "roof_material": 2, "floor_area_m2": "45,5", "toilet": 1,
    "electricity_kwh": "60 kWh", "water": "Nước giếng khoan", "cars": 0, "poultry_tens": "1,5", "aquaculture": "x",
    "land_garden_m2": "1.234,5",
}  # fmt: skip
HEAD: dict[str, Any] = {
    "household_code": "H1", "name": "Phạm Văn Thử", "relationship": "1. Chủ hộ", "birth_date": "05/03/1960",
    "id_number": "001060000111", "sex": "Nam", "health_insurance": "Có", "social_benefit": 0,
}  # fmt: skip


def write_xlsx(path: Path, sheets: Mapping[str, Cells], *, hidden: Sequence[tuple[str, int]] = ()) -> Path:
    """Rows of plain cells, from A1; a dict may hold {"formula", "value"} or {"merge": columns, "text"}."""
    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, dict):
                    if "formula" in cell:
                        sheet.write_formula(row, column, cell["formula"], None, cell["value"])
                    elif cell.get("down", 1) == 1 and cell.get("merge", 1) == 1:
                        sheet.write(row, column, cell["text"], book.add_format(cell.get("format", {})))
                    else:
                        sheet.merge_range(
                            row, column, row + cell.get("down", 1) - 1, column + cell.get("merge", 1) - 1, cell["text"]
                        )
                elif cell is not None:
                    sheet.write(row, column, cell)
        for sheet_name, row in hidden:
            if sheet_name == name:
                sheet.set_row(row - 1, None, None, {"hidden": True})
    book.close()
    return path


def write_xls(path: Path, sheets: Mapping[str, Cells], *, font: str | None = None, hidden: Sequence[int] = ()) -> Path:
    book = xlwt.Workbook()
    style = xlwt.easyxf(f"font: name {font}") if font else xlwt.XFStyle()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, dict):
                    sheet.write_merge(
                        row,
                        row + cell.get("down", 1) - 1,
                        column,
                        column + cell.get("merge", 1) - 1,
                        cell["text"],
                        style,
                    )
                elif cell is not None:
                    sheet.write(row, column, cell, style)
        for row in hidden:
            sheet.row(row - 1).hidden = True
    book.save(str(path))
    return path


def write_csv(path: Path, rows: Cells, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    lines = [delimiter.join("" if cell is None else _quoted(str(cell), delimiter) for cell in row) for row in rows]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def _quoted(text: str, delimiter: str) -> str:
    """As Excel writes it; signs that could pass for the delimiter are quoted too."""
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in (delimiter, *';|\t"\n\r')) else text


def answer_rows(
    households: Sequence[Mapping[str, Any]], members: Sequence[Mapping[str, Any]], *, ids: bool = True
) -> dict[str, list[list[Any]]]:
    """Sheets of the answer workbook: labels in row 1, ids in row 2, data from row 3."""
    sheets: dict[str, list[list[Any]]] = {}
    for name, columns, records in (
        ("Hộ gia đình", HOUSEHOLD_COLUMNS, households),
        ("Thành viên", MEMBER_COLUMNS, members),
    ):
        rows: list[list[Any]] = [list(columns.values())]
        if ids:
            rows.append(list(columns))
        rows += [[record.get(key) for key in columns] for record in records]
        sheets[name] = rows
    return sheets


def repacked(path: Path, target: Path, changes: Mapping[str, bytes], *, drop: Sequence[str] = ()) -> Path:
    """A copy of an .xlsx with some parts replaced, added or dropped."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist() if name not in drop}
    parts |= changes
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return target


def ole_with(entry: str) -> bytes:
    """Just enough of an OLE container: its mark and one directory entry of the given name."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    name = entry.encode("utf-16-le") + b"\x00\x00"
    return head + name + bytes(128 - len(name)) + bytes(2048)


def zip_of(parts: Mapping[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return memory.getvalue()


# --- the messy workbook of a ward -----------------------------------------------------------------------------------

WARD_LEAVES = [
    ("STT", None), ("Mã hộ", None), ("Họ và tên", None), ("Quan hệ với chủ hộ", None), ("Năm sinh", "Nam"),
    ("Năm sinh", "Nữ"), ("Số CCCD", None), ("Bảo hiểm y tế", None), ("Nhà ở", "Diện tích nhà ở (m2)"),
    ("Vật liệu chính của cột nhà", "1. Bê tông cốt thép"), ("Vật liệu chính của cột nhà", "2. Gạch/đá"),
    ("Vật liệu chính của cột nhà", "3. Sắt/thép/gỗ bền chắc"), ("Vật liệu chính của cột nhà", "4. Khác, ghi rõ"),
    ("Tài sản (số lượng)", "Xe máy"), ("Tài sản (số lượng)", "Ti vi"),
]  # fmt: skip


def ward_rows(data: Cells) -> list[list[Any]]:
    """Titles (rows 1-4), headings of two rows (5-6) with merges, column numbers (7), then the data from row 8."""
    upper: list[Any] = []
    lower: list[Any] = []
    column = 0
    while column < len(WARD_LEAVES):
        above, below = WARD_LEAVES[column]
        if below is None:
            upper.append({"text": above, "down": 2})
            lower.append(None)
            column += 1
            continue
        same = [one for one in WARD_LEAVES[column:] if one[0] == above]
        upper += [{"text": above, "merge": len(same)}, *[None] * (len(same) - 1)]
        lower += [one[1] for one in same]
        column += len(same)
    return [
        ["UBND PHƯỜNG MẪU", None, None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["Tổ dân phố số 5", None, None, None, None, "Độc lập - Tự do - Hạnh phúc"],
        [None, None, {"text": "DANH SÁCH RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2025", "merge": 8}],
        [],
        upper,
        lower,
        [f"({number})" for number in range(1, len(WARD_LEAVES) + 1)],
        *data,
    ]
