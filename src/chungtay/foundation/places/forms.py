"""Lists of official units as CSV files: what `load_units` reads, and the ones that come with the program."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import Confidence
from chungtay.foundation.places.operations import SuccessionRow, UnitRow

DATA = Path(__file__).parent / "data"
UNIT_HEADINGS = ("level", "code", "name", "parent", "from", "to", "confidence", "source")
SUCCESSION_HEADINGS = ("old", "new", "day", "extent", "confidence", "source")
T = TypeVar("T")


def delivered() -> list[str]:
    """Areas whose lists come with the program."""
    return sorted(path.name.removesuffix(".units.csv") for path in DATA.glob("*.units.csv"))


def delivered_units(area: str) -> list[UnitRow]:
    return read_units((DATA / f"{area}.units.csv").read_text("utf-8"))


def delivered_successions(area: str) -> list[SuccessionRow]:
    return read_successions((DATA / f"{area}.successions.csv").read_text("utf-8"))


def read_units(text: str) -> list[UnitRow]:
    """A list of units with the headings level, code, name, parent, from, to; confidence and source may be left out.

    Days are 2025-07-01 or 01/07/2025. Codes are text: 001 is not 1. Raises ValidationError with every faulty line.
    """

    def row(line: int, cells: dict[str, str]) -> UnitRow:
        return UnitRow(
            line=line,
            level=cells["level"].lower(),
            code=cells["code"],
            name=cells["name"],
            parent=cells["parent"],
            valid_from=_day(cells["from"]),
            valid_to=_day(cells["to"]) if cells["to"] else None,
            confidence=_confidence(cells["confidence"]),
            source=cells["source"],
        )

    return _rows(text, UNIT_HEADINGS, row)


def read_successions(text: str) -> list[SuccessionRow]:
    """A list of what became of units: old, new, day, extent (whole or part)."""

    def row(line: int, cells: dict[str, str]) -> SuccessionRow:
        return SuccessionRow(
            line=line,
            old=cells["old"],
            new=cells["new"],
            day=_day(cells["day"]),
            extent=cells["extent"].lower(),
            confidence=_confidence(cells["confidence"]),
            source=cells["source"],
        )

    return _rows(text, SUCCESSION_HEADINGS, row)


def _rows(text: str, headings: tuple[str, ...], row: Callable[[int, dict[str, str]], T]) -> list[T]:
    found: list[T] = []
    errors: list[str] = []
    for line, cells in _cells(text, headings):
        try:
            found.append(row(line, {name: tidy(cells.get(name) or "") for name in headings}))
        except ValidationError as error:
            errors.append(_("Line %(line)s: %(sentence)s") % {"line": line, "sentence": error.messages[0]})
    if errors:
        raise ValidationError(errors)
    return found


def _cells(text: str, headings: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = [name for name in headings[:-2] if name not in (reader.fieldnames or [])]
    if missing:
        sentence = _("The first line must name the columns %(names)s; missing: %(missing)s.")
        raise ValidationError(sentence % {"names": ", ".join(headings), "missing": ", ".join(missing)})
    for cells in reader:
        if any(cells.values()):
            yield reader.line_num, cells


def _day(text: str) -> datetime.date:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    raise ValidationError(_("“%(text)s” is no day; write 01/07/2025.") % {"text": text})


def _confidence(text: str) -> str:
    if text not in Confidence.values:
        raise ValidationError(_("“%(text)s”: write seen, secondary or nothing.") % {"text": text})
    return text
