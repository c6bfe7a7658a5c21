"""The parts of an .xlsx file, checked before any parser sees them, and what the fast reader does not tell.

Each part is unpacked once in small pieces: sizes are counted for real, document type declarations (entity bombs) are
refused, and of each sheet are noted the cells far outside, error cells, formulas never calculated, hidden rows and
columns, and cells in an old Vietnamese font.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from chungtay.workbooks.reading import legacy, limits
from chungtay.workbooks.reading.limits import (
    FileRefused,
    too_many_columns,
    too_many_rows,
)
from chungtay.workbooks.reading.opening import (
    damaged,
    macro_refused,
    not_a_workbook,
    password_refused,
    zip_entries,
)
from chungtay.workbooks.reading.text import column_of

_PIECE = 1 << 20
_LONGEST_ROW = 16 << 20
_ROW = re.compile(rb"<(?:[\w.-]+:)?row(?=[\s>/])([^>]*)>")
_FAR = re.compile(
    rb"""<(?:[\w.-]+:)?c\s(?:[^>]*?\s)?r\s*=\s*["'](?:([A-Za-z]{3,}|[D-Zd-z][A-Za-z])\d*|[A-Za-z]+(\d{6,}))["'][^>]*(?<!/)>"""
)
# What follows looks at every cell; most runs of rows have nothing odd, which shows sooner in a part of the pattern.
_MAYBE_FAR = re.compile(rb"""r\s*=\s*["'](?:[A-Za-z]{3}|[D-Zd-z][A-Za-z]|[A-Za-z]+\d{6})""")
_ERROR = re.compile(
    rb"""<(?:[\w.-]+:)?c\s([^>]*?\bt\s*=\s*["']e["'][^>]*)>(.*?)</(?:[\w.-]+:)?c>""",
    re.DOTALL,
)
_UNCALCULATED = re.compile(
    rb"<(?:[\w.-]+:)?c\s([^>]*)>\s*<(?:[\w.-]+:)?f(?=[\s>/])[^>]*(?:/>|>[^<]*</(?:[\w.-]+:)?f>)\s*"
    rb"(?:<(?:[\w.-]+:)?v\s*/>|<(?:[\w.-]+:)?v>\s*</(?:[\w.-]+:)?v>)?\s*</(?:[\w.-]+:)?c>"
)
_CELL = re.compile(rb"<(?:[\w.-]+:)?c\s([^>]*)(?<!/)>")
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v>([^<]*)<")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\s([^>]*?)/?>")
_HAS_VALUE = re.compile(rb"<(?:[\w.-]+:)?(?:v|is)[\s>]")
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(r"([A-Za-z]{1,7})(\d{1,10})")
_BAD_MARKUP = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MACRO_PARTS = ("vbaproject.bin", "macrosheets/", "activex/")

TCVN3, VNI, TCVN3_CAPITALS = 1, 2, 3


@dataclass(slots=True)
class SheetScan:
    """What the values alone do not show. Rows count from 1, columns from 0; `fonts` has one byte per column."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    fonts: dict[int, bytearray] = field(default_factory=dict)
    last_row: int = 0


def scan(data: bytes) -> dict[str, SheetScan]:
    """Check the whole package and return what was noted, by sheet name; raises FileRefused."""
    zip_entries(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _scan(package)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
        RuntimeError,
    ) as error:
        raise damaged("không giải nén được hết.", "it cannot be unpacked in full.") from error


def _scan(package: zipfile.ZipFile) -> dict[str, SheetScan]:
    entries = package.infolist()
    _check_sizes(entries)
    names = {entry.filename.lower() for entry in entries}
    if len(names) != len(entries):
        raise damaged("hai phần trùng tên.", "two parts have the same name.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise password_refused()
    if any(part in name for name in names for part in _MACRO_PARTS):
        raise macro_refused()
    workbook = next(
        (entry.filename for entry in entries if entry.filename.lower() == "xl/workbook.xml"),
        None,
    )
    if workbook is None:
        raise not_a_workbook()
    sheets = _sheet_parts(package, workbook)
    styles = _old_font_styles(package)
    found: dict[str, SheetScan] = {}
    by_part = {part.lower(): name for name, part in sheets.items()}
    for entry in entries:
        name = by_part.get(entry.filename.lower())
        if name is not None:
            found[name] = _scan_sheet(package, entry, name, styles)
        else:
            _read_through(package, entry)
    return found


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    bomb = unpacked > limits.RATIO_MATTERS_FROM and unpacked > packed * limits.MAX_RATIO
    if len(entries) > limits.MAX_ENTRIES or unpacked > limits.MAX_UNPACKED_BYTES or bomb:
        raise FileRefused(
            f"Tệp giải nén ra {unpacked // 2**20} MB trong {len(entries)} phần, lớn bất thường so với tệp gốc, "
            "nên không mở (có thể là bom nén). Chỉ giữ các trang và ô cần thiết, lưu thành tệp .xlsx mới.",
            f"The file unpacks to {unpacked // 2**20} MB in {len(entries)} parts, far beyond an office file, and is "
            "not opened (it may be a zip bomb). Keep only the sheets and cells that are needed and save a new .xlsx.",
        )


def _read_through(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpack to the end so that the checksum is verified, and look for entity declarations in markup."""
    markup = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    tail = b""
    with package.open(entry) as part:
        while piece := part.read(_PIECE):
            if markup:
                tail = _no_declarations(tail, piece)


def _no_declarations(tail: bytes, piece: bytes) -> bytes:
    text = tail + piece
    if _BAD_MARKUP.search(text) or _BAD_MARKUP.search(text.replace(b"\x00", b"")):
        raise FileRefused(
            "Tệp có khai báo thực thể XML (thường là tệp độc hại) nên không mở. Lưu lại bằng Excel thành .xlsx mới.",
            "The file declares XML entities (usually a hostile file) and is not opened. Save it anew in Excel.",
        )
    return text[-40:]


def _tree(package: zipfile.ZipFile, name: str) -> Any:
    if package.getinfo(name).file_size > 20 * 2**20:
        raise damaged(f"phần “{name}” quá lớn.", f'the part "{name}" is too large.')
    try:
        return ElementTree.fromstring(package.read(name), forbid_dtd=True)
    except DefusedXmlException as error:
        _no_declarations(b"", b"<!DOCTYPE")
        raise AssertionError from error
    except (SyntaxError, LookupError) as error:
        raise damaged(f"phần “{name}” không đọc được.", f'the part "{name}" cannot be read.') from error


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _sheet_parts(package: zipfile.ZipFile, workbook: str) -> dict[str, str]:
    """Sheet name -> part name, in the order of the workbook."""
    folder = posixpath.dirname(workbook)
    relations = f"{folder}/_rels/{posixpath.basename(workbook)}.rels"
    if relations not in package.namelist():
        raise damaged("thiếu danh sách trang.", "the list of sheets is missing.")
    targets = {}
    for element in _tree(package, relations):
        target = element.get("Target", "")
        targets[element.get("Id")] = (
            target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        )
    sheets: dict[str, str] = {}
    for element in _tree(package, workbook).iter():
        if _local(element) == "sheet":
            identity = next(
                (value for key, value in element.attrib.items() if key.rpartition("}")[2] == "id"),
                None,
            )
            sheets[element.get("name", "")] = targets.get(identity, "")
    if len(sheets) > limits.MAX_SHEETS:
        raise FileRefused(
            f"Tệp có {len(sheets)} trang; đọc nhiều nhất {limits.MAX_SHEETS}. Chia tệp ra.",
            f"The file has {len(sheets)} sheets; at most {limits.MAX_SHEETS} are read. Split the file.",
        )
    return sheets


def _old_font_styles(package: zipfile.ZipFile) -> dict[bytes, int]:
    """Cell style number -> old encoding, for styles whose font is an old Vietnamese one."""
    name = "xl/styles.xml"
    if name not in package.namelist():
        return {}
    fonts: list[str] = []
    styles: dict[bytes, int] = {}
    for group in _tree(package, name):
        if _local(group) == "fonts":
            for font in group:
                fonts.append(
                    next(
                        (part.get("val", "") for part in font if _local(part) == "name"),
                        "",
                    )
                )
        elif _local(group) == "cellXfs":
            for number, style in enumerate(group):
                identity = style.get("fontId", "0")
                font = fonts[int(identity)] if identity.isdigit() and int(identity) < len(fonts) else ""
                if code := font_code(font):
                    styles[str(number).encode()] = code
    return styles


def font_code(font: str) -> int:
    """0 when the font says nothing, else TCVN3, VNI or TCVN3_CAPITALS."""
    encoding = legacy.font_encoding(font)
    if encoding == "tcvn3":
        return TCVN3_CAPITALS if legacy.is_capital_font(font) else TCVN3
    return VNI if encoding == "vni" else 0


def _attributes(raw: bytes) -> dict[str, str]:
    return {
        key.decode("ascii", "replace"): (one or two).decode("utf-8", "replace")
        for key, one, two in _ATTRIBUTE.findall(raw)
    }


def _place(raw: bytes) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(_attributes(raw).get("r", ""))
    return (int(match[2]), column_of(match[1])) if match else None


def _scan_sheet(
    package: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    name: str,
    styles: dict[bytes, int],
) -> SheetScan:
    found = SheetScan()
    widest = 104  # columns up to CZ are not looked at one by one
    waiting, tail = b"", b""
    with package.open(entry) as part:
        while True:
            piece = part.read(_PIECE)
            tail = _no_declarations(tail, piece)
            waiting += piece
            if len(waiting) > _LONGEST_ROW + _PIECE:
                raise damaged(
                    f"trang “{name}” có một dòng quá dài.",
                    f'sheet "{name}" has a row that is too long.',
                )
            cut = len(waiting) if not piece else _start_of_last_row(waiting)
            if cut:
                widest = max(widest, _scan_rows(waiting[:cut], name, styles, found))
                waiting = waiting[cut:]
            if not piece:
                break
    if found.last_row * widest > limits.MAX_CELLS:
        raise too_many_rows(name, found.last_row)
    return found


def _start_of_last_row(waiting: bytes) -> int:
    """0 when it is the only one, or none is whole. Looked for from the end."""
    width = 1 << 14
    while True:
        begin = max(0, len(waiting) - width)
        last = max((match.start() for match in _ROW.finditer(waiting, begin)), default=0)
        if last or not begin:
            return last
        width <<= 2


def _scan_rows(text: bytes, name: str, styles: dict[bytes, int], found: SheetScan) -> int:
    """Note everything odd in a run of whole rows; returns the widest column number seen far right."""
    widest = 0
    for match in _FAR.finditer(text) if _MAYBE_FAR.search(text) else ():
        place = _place(match[0])
        if place is None:
            raise damaged(
                f"trang “{name}” có địa chỉ ô sai.",
                f'sheet "{name}" has a wrong cell address.',
            )
        row, column = place
        if row > limits.MAX_ROWS:
            raise too_many_rows(name, row)
        if column >= limits.MAX_COLUMNS:
            raise too_many_columns(name, (match[1] or b"?").decode())
        widest = max(widest, column + 1)
    for match in _COLUMN.finditer(text) if b"col" in text else ():
        _hide_columns(_attributes(match[1]), found)
    rows = list(_ROW.finditer(text))
    for index, match in enumerate(rows):
        end = rows[index + 1].start() if index + 1 < len(rows) else len(text)
        _scan_row(match, text, end, name, found)
    for match in _ERROR.finditer(text) if b'"e"' in text or b"'e'" in text else ():
        place, value = _place(match[1]), _VALUE.search(match[2])
        if place:
            found.errors[place] = value[1].decode("utf-8", "replace") if value else "#ERROR!"
    for match in _UNCALCULATED.finditer(text) if b"<f" in text or b":f" in text else ():
        place = _place(match[1])
        if place and _attributes(match[1]).get("t") != "str":
            found.errors[place] = "="
    if styles:
        _note_fonts(text, styles, found)
    return widest


def _scan_row(match: re.Match[bytes], text: bytes, end: int, name: str, found: SheetScan) -> None:
    attributes = _attributes(match[1])
    number = attributes.get("r", "")
    row = int(number) if number.isdecimal() and len(number) < 11 else found.last_row + 1
    if attributes.get("hidden") in ("1", "true"):
        found.hidden_rows.add(row)
    if _HAS_VALUE.search(text, match.end(), end):
        if row > limits.MAX_ROWS:
            raise too_many_rows(name, row)
        found.last_row = max(found.last_row, row)


def _hide_columns(attributes: dict[str, str], found: SheetScan) -> None:
    first, last = attributes.get("min", ""), attributes.get("max", "")
    if attributes.get("hidden") in ("1", "true") and first.isdecimal() and last.isdecimal():
        found.hidden_columns.update(range(int(first) - 1, min(int(last), limits.MAX_COLUMNS)))


def _note_fonts(text: bytes, styles: dict[bytes, int], found: SheetScan) -> None:
    for match in _CELL.finditer(text):
        attributes = _attributes(match[1])
        code = styles.get(attributes.get("s", "").encode())
        place = _place(match[1]) if code else None
        if code and place and place[0] <= limits.MAX_ROWS and place[1] < limits.MAX_COLUMNS:
            row = found.fonts.setdefault(place[0], bytearray())
            if len(row) <= place[1]:
                row.extend(bytes(place[1] + 1 - len(row)))
            row[place[1]] = code
