"""One sheet as rows of values, from .xlsx, .xls or CSV, with everything decoded and nothing interpreted."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from chungtay.workbooks.reading import legacy
from chungtay.workbooks.reading.package import TCVN3_CAPITALS
from chungtay.workbooks.reading.text import clean

_SAMPLE_ROWS = 2_000
# what a failed formula leaves behind in a CSV, or where somebody copied values only
_ERROR_TEXTS = frozenset(["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!", "Err:502"])
_OLD: dict[int, legacy.Encoding] = {1: "tcvn3", 2: "vni", 3: "tcvn3"}


@dataclass(frozen=True, slots=True)
class CellError:
    """A formula that failed ("#REF!") or was never calculated ("=")."""

    code: str


Value = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta | CellError | None
Row = list[Value]
RawRows = Callable[[], Iterator[tuple[int, Row]]]


@dataclass(slots=True)
class Grid:
    """`rows()` gives (row number from 1, values from column A) again on each call; text is Unicode, NFC, trimmed.

    `merged` are (first row, first column, last row, last column), rows from 1, columns from 0, ends included.
    `typed` is False for CSV, where a number is only its text.
    """

    name: str
    raw_rows: RawRows
    height: int
    typed: bool = True
    visible: bool = True
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    fonts: dict[int, bytearray] = field(default_factory=dict)
    encodings: dict[int, legacy.Encoding | None] = field(default_factory=dict)
    old_text: set[str] = field(default_factory=set)
    day_zero_1904: bool = False

    def rows(self) -> Iterator[tuple[int, Row]]:
        for number, row in self.raw_rows():
            fonts = self.fonts.get(number)
            yield (
                number,
                [
                    self._text(
                        value,
                        fonts[index] if fonts and index < len(fonts) else 0,
                        index,
                    )
                    if isinstance(value, str)
                    else value
                    for index, value in enumerate(row)
                ],
            )

    def _text(self, value: str, font: int, column: int) -> str | CellError | None:
        if value.isascii() and font != TCVN3_CAPITALS:
            if value.strip() in _ERROR_TEXTS:
                return CellError(value.strip())
            return clean(value) or None
        if not value.isascii() and not legacy.only_unicode(value):
            encoding = _OLD[font] if font else self._encoding(value, column)
            if encoding in ("tcvn3", "vni"):
                self.old_text.add(encoding)
                value = legacy.decode(value, encoding, capitals=font == TCVN3_CAPITALS)
        elif font == TCVN3_CAPITALS:
            value = value.upper()
        return clean(value) or None

    def _encoding(self, value: str, column: int) -> legacy.Encoding | None:
        decided = self.encodings.get(column)
        if decided in ("tcvn3", "vni"):
            return decided
        votes = legacy.evidence(value)
        if votes[1] and not votes[0] and not votes[2]:
            return "tcvn3"
        if votes[2] and not votes[0] and not votes[1]:
            return "vni"
        return None

    def decide_encodings(self) -> None:
        """Settle, from a sample, how cells are encoded whose font says nothing: by column, else by the sheet."""
        columns: dict[int, list[str]] = {}
        for number, row in self.raw_rows():
            if number > _SAMPLE_ROWS:
                break
            fonts = self.fonts.get(number)
            for index, value in enumerate(row):
                if (
                    isinstance(value, str)
                    and not value.isascii()
                    and not (fonts and index < len(fonts) and fonts[index])
                ):
                    columns.setdefault(index, []).append(value)
        sheet = legacy.decide(text for texts in columns.values() for text in texts)
        for index, texts in columns.items():
            self.encodings[index] = legacy.decide(texts) or sheet
