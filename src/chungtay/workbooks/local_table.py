"""The official table of points that our sources lack: a workbook to fill, and the signed-off version made from it.

Every row of the workbook is one printed row of the table. What is loaded becomes a rule set of its own, dated and
signed ("vn-2016+20190905"), beside the book and never inside it; the same strict loader checks it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.utils import get_column_letter

from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError, RuleSetError
from chungtay.rulebook.loading import load_folder
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.result import Text

SHEET = "Bảng điểm B1"
POINTS = ("nt1", "nt2", "nt3", "nt4", "nt5", "nt6", "urban")
COLUMNS = (
    ("item", "Số mục"),
    ("question", "Mã câu hỏi (chữ thường không dấu, ví dụ persons)"),
    ("item_label", "Tên mục như in trên mẫu"),
    ("kind", "Cách trả lời: mã | số"),
    ("label", "Nội dung dòng như in trên mẫu"),
    ("is", "Trả lời đúng bằng (cách nhau dấu ;)"),
    ("from", "Từ (kể cả)"),
    ("below", "Đến dưới"),
    ("page", "Trang công báo"),
    ("nt1", "Nông thôn ĐB sông Hồng"),
    ("nt2", "Nông thôn TDMN phía Bắc"),
    ("nt3", "Nông thôn BTB và DHMT"),
    ("nt4", "Nông thôn Tây Nguyên"),
    ("nt5", "Nông thôn Đông Nam Bộ"),
    ("nt6", "Nông thôn ĐB sông Cửu Long"),
    ("urban", "Thành thị"),
)
HEADER_ROW = 5


def write_template(path: Path, rule_set: RuleSet) -> None:
    """Write the empty workbook for the table that `rule_set` lacks."""
    if not rule_set.gaps:
        raise ChungTayError(
            f"Bộ quy tắc {rule_set.id} không thiếu bảng điểm nào.", f"The rule set {rule_set.id} lacks no table."
        )
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(SHEET)
    bold = book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "top"})
    grey = book.add_format({"font_color": "#6b7280", "font_size": 8})
    sheet.write(0, 0, "Bộ quy tắc")
    sheet.write(0, 1, rule_set.id)
    sheet.write(1, 0, rule_set.gaps[0].label.vi)
    sheet.write(
        2,
        0,
        "Mỗi dòng là một dòng in của mẫu chính thức. Mọi câu trả lời có thể có phải rơi vào đúng một dòng; "
        "dòng không in điểm cũng ghi, với điểm 0. Điểm là số nguyên, không để trống.",
    )
    for place, (key, label) in enumerate(COLUMNS):
        sheet.write(HEADER_ROW - 2, place, key, grey)
        sheet.write(HEADER_ROW - 1, place, label, bold)
        sheet.set_column(place, place, 14 if len(label) < 25 else 30)
    sheet.data_validation(HEADER_ROW, 3, 2000, 3, {"validate": "list", "source": ["mã", "số"]})
    sheet.freeze_panes(HEADER_ROW, 0)
    book.close()


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: dict[str, Any]

    def error(self, key: str, vi: str, en: str) -> ChungTayError:
        column = get_column_letter([name for name, _ in COLUMNS].index(key) + 1)
        place = f"{column}{self.number}"
        return ChungTayError(f"Ô {place}: {vi}", f"Cell {place}: {en}")

    def text(self, key: str) -> str:
        value = self.cells.get(key)
        text = "" if value is None else str(value).strip()
        if isinstance(value, float) and value.is_integer():
            text = str(int(value))
        return text

    def need(self, key: str) -> str:
        text = self.text(key)
        if not text:
            raise self.error(key, "còn trống.", "is empty.")
        return text

    def whole(self, key: str) -> int:
        text = self.need(key)
        if not re.fullmatch(r"-?\d+", text):
            raise self.error(key, f"“{text}” phải là số nguyên.", f'"{text}" must be a whole number.')
        return int(text)


def load(path: Path, *, by: str, document: str, at: datetime.datetime | None = None) -> Text:
    """Check a filled workbook and keep it as a dated, signed-off local version; returns what was kept.

    Raises ChungTayError naming the cell, or RuleSetError when rows overlap, leave gaps or miss a column.
    """
    at = at or datetime.datetime.now().astimezone()
    name, rows = _read(path)
    base = rule_sets.load(name)
    stamp = f"{name}+{at:%Y%m%d}"
    target = rule_sets.local_folder() / stamp
    if target.exists():
        raise ChungTayError(
            f"Đã có bản {stamp}. Mỗi ngày một bản; bản đã ký không sửa.",
            f"{stamp} exists already. One version a day; a signed version is never edited.",
        )
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / stamp
        shutil.copytree(rule_sets.FOLDER / name, folder)
        _write_rules(folder, base, rows, stamp, by, document)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        signed = {"by": by, "document": document, "at": at.isoformat(), "workbook_sha256": digest}
        (folder / "signed.json").write_text(json.dumps(signed, ensure_ascii=False, indent=1), "utf-8")
        try:
            loaded = load_folder(folder)
        except RuleSetError as error:
            raise ChungTayError(f"Bảng chưa đúng: {error.vi}", f"The table is not right: {error.en}") from None
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(folder, target)
    return Text(
        f"Đã lưu {stamp}: {len(loaded.items)} mục, {len(rows)} dòng, theo {document}, người ký: {by}.",
        f"Kept {stamp}: {len(loaded.items)} items, {len(rows)} rows, from {document}, signed by {by}.",
    )


def _read(path: Path) -> tuple[str, list[_Row]]:
    try:
        book = openpyxl.load_workbook(path, data_only=True, read_only=True)
        sheet = book[SHEET]
        grid = list(sheet.iter_rows(max_row=3000, max_col=len(COLUMNS), values_only=True))
    except Exception as error:  # openpyxl raises many kinds for a file that is no workbook
        raise ChungTayError(
            f"Không đọc được {path.name}: cần sổ do “./run rules template” tạo, có trang “{SHEET}”.",
            f'{path.name} cannot be read: it must be the workbook made by "./run rules template".',
        ) from error
    name = str(grid[0][1]) if grid and len(grid[0]) > 1 else ""
    keys = [key for key, _ in COLUMNS]
    if name not in rule_sets.names() or len(grid) < HEADER_ROW or list(grid[HEADER_ROW - 2]) != keys:
        raise ChungTayError("Đầu trang đã bị sửa; dùng lại sổ mẫu.", "The head of the sheet was changed; start anew.")
    rows = [
        _Row(number, dict(zip(keys, cells, strict=True)))
        for number, cells in enumerate(grid[HEADER_ROW:], HEADER_ROW + 1)
        if any(cell not in (None, "") for cell in cells)
    ]
    if not rows:
        raise ChungTayError("Sổ chưa có dòng điểm nào.", "The workbook has no row of points yet.")
    return name, rows


def _write_rules(folder: Path, base: RuleSet, rows: list[_Row], stamp: str, by: str, document: str) -> None:
    head = (folder / "rule_set.toml").read_text("utf-8").split("[[gap]]")[0]
    head = head.replace(f'id = "{base.id}"', f'id = "{stamp}"')
    head = head.replace('default_method = "income"', 'default_method = "points"')
    head = head.replace('files = ["', 'files = ["questions.toml", "points.toml", "', 1)
    head = re.sub(
        r'^vi = ".*"$', f"vi = {_quote(f'{base.label.vi} (bảng điểm theo {document}, ký: {by})')}", head, flags=re.M
    )
    (folder / "rule_set.toml").write_text(head, "utf-8")
    source = (
        f"[source]\ninstrument = {_quote(document)}\nform = {_quote('bảng điểm B1')}\n"
        f"valid_from = {base.valid_from}\nchecked = {_quote(f'nhập và ký tại địa phương: {by}')}\n\n"
    )
    (folder / "questions.toml").write_text(source + "".join(_questions(rows)), "utf-8")
    (folder / "points.toml").write_text(
        f"columns = {json.dumps(list(POINTS))}\n\n" + source + _columns() + "".join(_items(rows)), "utf-8"
    )


def _quote(text: str) -> str:
    """A TOML basic string; JSON's escapes are a subset of TOML's."""
    return json.dumps(text, ensure_ascii=False)


def _questions(rows: list[_Row]) -> Iterator[str]:
    yield (
        '[[input]]\nid = "area_type"\nof = "household"\ntype = "code"\nlabel_vi = "Khu vực"\nlabel_en = "Area type"\n'
        'place = "đầu phiếu"\ncodes = [[1, "Thành thị", "Urban"], [2, "Nông thôn", "Rural"]]\n\n'
        '[[input]]\nid = "rural_sheet"\nof = "household"\ntype = "code"\nlabel_vi = "Vùng nông thôn"\n'
        'label_en = "Rural region"\nplace = "đầu phiếu"\nasked_when = "area_type == 2"\ncodes = [\n'
    )
    labels = dict(COLUMNS)
    for place, key in enumerate(POINTS[:6], 1):
        yield f"  [{place}, {_quote(labels[key])}, {_quote(labels[key])}],\n"
    yield "]\n\n"
    for question, group in _by_question(rows).items():
        first = group[0]
        label = first.need("item_label")
        yield f'[[input]]\nid = "{question}"\nof = "household"\n'
        yield f"label_vi = {_quote(label)}\nlabel_en = {_quote(label)}\n"
        yield f"place = {_quote('mục ' + first.need('item'))}\n"
        if first.need("kind") == "mã":
            yield 'type = "code"\ncodes = [\n'
            for row in group:
                for code in _values(row):
                    yield f"  [{code}, {_quote(row.need('label'))}, {_quote(row.need('label'))}],\n"
            yield "]\n\n"
        elif first.need("kind") == "số":
            yield 'type = "decimal"\ndecimals = 1\nmin = "0"\nmax = "9999999"\n\n'
        else:
            raise first.error("kind", "ghi “mã” hoặc “số”.", 'write "mã" or "số".')


def _by_question(rows: list[_Row]) -> dict[str, list[_Row]]:
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        question = row.need("question")
        if not re.fullmatch(r"[a-z][a-z0-9_]{1,40}", question) or question in ("area_type", "rural_sheet"):
            raise row.error("question", f"“{question}” không dùng được làm mã.", f'"{question}" cannot be a code.')
        groups.setdefault(question, []).append(row)
    return groups


def _values(row: _Row) -> list[int]:
    parts = [part.strip() for part in row.need("is").split(";") if part.strip()]
    if not parts or not all(part.isdigit() for part in parts):
        raise row.error("is", "ghi các số cách nhau dấu ;", "write numbers separated by ;")
    return [int(part) for part in parts]


def _columns() -> str:
    labels = dict(COLUMNS)
    text = ""
    for place, key in enumerate(POINTS, 1):
        when = "area_type == 1" if key == "urban" else f"area_type == 2 and rural_sheet == {place}"
        label = _quote(labels[key])
        text += f'[[column]]\nid = "{key}"\nwhen = "{when}"\nsheet = "B1"\npage = 1\nvi = {label}\nen = {label}\n\n'
    return text


def _items(rows: list[_Row]) -> Iterator[str]:
    fixed = {item.reads[0]: item.why_not for item in rule_sets.load("vn-2022").items if item.why_not}
    for question, group in _by_question(rows).items():
        first = group[0]
        label = _quote(first.need("item_label"))
        yield f'[[item]]\nid = "b1_{question}"\nnumber = {_quote(first.need("item"))}\nvi = {label}\nen = {label}\n'
        yield f'on = "{question}"\npage = {first.whole("page")}\n'
        if why := fixed.get(
            question
        ):  # the form has no column for it: what is known of 2022 holds for the same question
            yield f"can_change = false\nwhy_not_vi = {_quote(why.vi)}\nwhy_not_en = {_quote(why.en)}\n"
        yield "option = [\n"
        for place, row in enumerate(group, 1):
            words = _quote(row.need("label"))
            points = [row.whole(key) for key in POINTS]
            bounds = f"is = {_values(row)}" if row.text("is") else _bounds(row)
            yield f'  {{ id = "{place}", {bounds}, vi = {words}, en = {words}, points = {points} }},\n'
        yield "]\n\n"


def _bounds(row: _Row) -> str:
    parts = [f'{key} = "{row.whole(key)}"' for key in ("from", "below") if row.text(key)]
    if not parts:
        raise row.error("from", "ghi “đúng bằng”, “từ” hoặc “đến dưới”.", 'write "equal to", "from" or "below".')
    return ", ".join(parts)
