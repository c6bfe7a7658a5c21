"""A grid out of a CSV file: its bytes decoded, its delimiter found, its old fonts undone."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator

from chungtay.workbooks.reading import legacy, limits
from chungtay.workbooks.reading.grid import Grid, Row
from chungtay.workbooks.reading.limits import (
    FileRefused,
    too_many_columns,
    too_many_rows,
)
from chungtay.workbooks.reading.text import letters_of

_SAMPLE = 200_000
_LONGEST_FIELD = 20_000


def grid_of_csv(data: bytes, name: str) -> Grid:
    """The one table of a CSV file; raises FileRefused."""
    text = decode_bytes(data)
    first = text[: text.find("\n")].strip().lower() if "\n" in text else ""
    skipped = 0
    if first.startswith("sep=") and len(first) == 5:  # Excel's own hint
        delimiter, skipped = first[4], 1
    else:
        delimiter = find_delimiter(text[:_SAMPLE])
    rows = _rows(text, delimiter)
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    if skipped and rows:
        rows[0] = []

    def raw_rows() -> Iterator[tuple[int, Row]]:
        for index, row in enumerate(rows, 1):
            yield index, list(row)

    grid = Grid(name, raw_rows, len(rows), typed=False)
    grid.decide_encodings()
    return grid


def decode_bytes(data: bytes) -> str:
    """Unicode text of a CSV file: by its mark, as UTF-8, else the old encoding whose words are Vietnamese."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _strictly(data, name)
    if b"\x00" in data:
        if guess := _utf16_without_mark(data):
            return _strictly(data, guess)
        raise _unreadable()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _old_bytes(data)


def _strictly(data: bytes, name: str) -> str:
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise _unreadable() from error
    if "\x00" in text:
        raise _unreadable()
    return text


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2 or 1
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _old_bytes(data: bytes) -> str:
    """One byte a letter: TCVN3, VNI, or Windows code page 1258, whichever makes Vietnamese words."""
    western = data.decode("latin-1")
    windows = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    scores = {
        "tcvn3": _syllables(legacy.decode(western[:_SAMPLE], "tcvn3")),
        "vni": _syllables(legacy.decode(western[:_SAMPLE], "vni")),
        "cp1258": _syllables(windows[:_SAMPLE]),
        "latin-1": _syllables(western[:_SAMPLE]),
    }
    best, second = sorted(scores, key=lambda name: scores[name], reverse=True)[:2]
    if scores[best][0] < 0.6 or scores[best] == scores[second]:
        raise _unreadable()
    if best == "cp1258":
        return windows
    return western if best == "latin-1" else legacy.decode(western, "tcvn3" if best == "tcvn3" else "vni")


def _syllables(text: str) -> tuple[float, int]:
    """Share (and number) of the words beyond ASCII that could be Vietnamese syllables."""
    odd = [word for word in legacy.RUN.findall(text) if not word.isascii()]
    good = sum(legacy.is_syllable(word) for word in odd)
    return (round(good / len(odd), 2) if odd else 0.0, good)


def find_delimiter(text: str) -> str:
    """The sign that splits nearly all lines into the same number of fields, else the one that splits the most."""
    best, most = ",", (False, 0, 0)
    for delimiter in (",", ";", "\t", "|"):
        try:
            lines = [line for line in csv.reader(io.StringIO(text), delimiter=delimiter) if line][:50]
        except csv.Error:
            continue
        widths = [len(line) for line in lines if len(line) > 1]
        if not widths:
            continue
        common = max(set(widths), key=lambda width: (widths.count(width), width))
        steady = widths.count(common) * 10 >= len(lines) * 8
        score = (steady, common if steady else 0, sum(widths))
        if score > most:
            best, most = delimiter, score
    return best


def _rows(text: str, delimiter: str) -> list[Row]:
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for fields in reader:
            if len(rows) >= limits.MAX_ROWS:
                raise too_many_rows("CSV", len(rows) + 1)
            if len(fields) > limits.MAX_COLUMNS:
                raise too_many_columns("CSV", letters_of(len(fields) - 1))
            if any(len(value) > _LONGEST_FIELD for value in fields):
                raise csv.Error("field")
            rows.append([value if value.strip() else None for value in fields])
    except csv.Error as error:
        raise FileRefused(
            f"Không tách được cột ở dòng {len(rows) + 1}: có lẽ dấu ngoặc kép mở mà không đóng. "
            "Sửa dòng đó rồi lưu lại CSV.",
            f"Row {len(rows) + 1} cannot be split into columns: perhaps a quotation mark is never closed. "
            "Mend that row.",
        ) from error
    return rows


def _unreadable() -> FileRefused:
    return FileRefused(
        "Không nhận ra bảng mã chữ của tệp CSV (hoặc tệp có byte rỗng). Mở bằng Excel, chọn Lưu thành "
        "“CSV UTF-8 (Comma delimited)”, hoặc lưu thành .xlsx.",
        "The text encoding of the CSV file is not recognised (or it holds NUL bytes). Save it as CSV UTF-8 "
        "or as .xlsx.",
    )
