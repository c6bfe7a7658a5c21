"""Official units and their successions from a list: all of it or nothing, twice the same as once."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Level, Succession, Unit
from chungtay.foundation.places.operations.units import check_code
from chungtay.foundation.places.queries.units import level_of_code

ONE_DAY = datetime.timedelta(days=1)
FOREVER = datetime.date.max


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of a list of units; `parent` is the official code of the unit above on the first day."""

    line: int
    level: str
    code: str
    name: str
    parent: str
    valid_from: datetime.date
    valid_to: datetime.date | None = None
    confidence: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """One line of what became of units: the unit that had `old` the day before went into the one that has `new`."""

    line: int
    old: str
    new: str
    day: datetime.date
    extent: str
    confidence: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many lines were new, ended a unit that stood open, or changed nothing; and residential groups that ended
    together with their ward and now wait for a reorganisation."""

    founded: int = 0
    ended: int = 0
    unchanged: int = 0
    groups_ended: int = 0


@dataclass(slots=True)
class _Book:
    """Units above the groups as they stand, and what a list adds to them."""

    units: dict[tuple[str, str], list[Unit]] = field(default_factory=lambda: defaultdict(list))
    founded: list[Unit] = field(default_factory=list)
    ended: list[Unit] = field(default_factory=list)
    unchanged: int = 0
    errors: list[str] = field(default_factory=list)


@transaction.atomic
def load_units(rows: Iterable[UnitRow], *, by: Any, at: datetime.datetime) -> Loaded:
    """Found what is new, end what the list ends, leave the rest. Nothing is renamed, moved or reopened: a list that
    contradicts the books is refused as a whole, each contradiction with its line.

    A constant number of statements. Raises ValidationError.
    """
    book = _Book()
    held = Unit.objects.select_for_update(of=("self",), no_key=True).select_related("parent")
    for unit in held.exclude(level=Level.GROUP):
        book.units[unit.level, unit.code].append(unit)
    order = list(Level.values)
    listed = list(rows)
    # From the top down and the old before the new: a code may come back once its first unit has ended.
    known = [row for row in listed if row.level in order[:3]]
    for row in sorted(known, key=lambda row: (order.index(row.level), row.valid_from)):
        _take(book, row)
    for row in listed:
        if row.level not in order[:3]:
            _refuse(book, row, _("“%(level)s” is no level; write province, district or ward.") % {"level": row.level})
    _check_below(book)
    if book.errors:
        raise ValidationError(book.errors)
    groups_ended = _write(book)
    loaded = Loaded(len(book.founded), len(book.ended), book.unchanged, groups_ended)
    if book.founded or book.ended:
        subject = (book.founded or book.ended)[0]
        counts = {"founded": loaded.founded, "ended": loaded.ended, "groups_ended": groups_ended}
        area = _common_path(unit.pk for unit in (*book.founded, *book.ended))
        record_event("places.units_loaded", subject, by=by, at=at, detail=counts, area=area)
    return loaded


def _refuse(book: _Book, row: UnitRow | SuccessionRow, sentence: str) -> None:
    book.errors.append(_("Line %(line)s: %(sentence)s") % {"line": row.line, "sentence": sentence})


def _take(book: _Book, row: UnitRow) -> None:
    """One line against the books."""
    try:
        check_code(row.level, row.code)
    except ValidationError as error:
        _refuse(book, row, error.messages[0])
        return
    if row.valid_to is not None and row.valid_to < row.valid_from:
        _refuse(book, row, _("the last day is before the first."))
        return
    same_code = book.units[row.level, row.code]
    known = next((unit for unit in same_code if unit.valid_from == row.valid_from), None)
    if known is not None:
        _compare(book, known, row)
        return
    words = {"code": row.code, "day": f"{row.valid_from:%d/%m/%Y}"}
    for unit in same_code:
        if unit.valid_from <= (row.valid_to or FOREVER) and row.valid_from <= (unit.valid_to or FOREVER):
            sentence = _("the code %(code)s belongs to %(unit)s since %(day)s; end that unit first.")
            since = f"{unit.valid_from:%d/%m/%Y}"
            _refuse(book, row, sentence % {"code": row.code, "unit": unit.name, "day": since})
            return
    parent = _parent(book, row)
    if row.level != Level.PROVINCE and parent is None:
        _refuse(book, row, _("no unit has the code “%(parent)s” on %(day)s.") % {"parent": row.parent, **words})
        return
    if parent is not None and (parent.valid_to or FOREVER) < (row.valid_to or FOREVER):
        sentence = _("%(unit)s ends on %(day)s, before what belongs to it.")
        _refuse(book, row, sentence % {"unit": parent.name, "day": f"{parent.valid_to:%d/%m/%Y}"})
        return
    unit = Unit(
        level=row.level,
        code=row.code,
        name=row.name,
        parent=parent,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        confidence=row.confidence,
        source=row.source[:300],
    )
    same_code.append(unit)
    book.founded.append(unit)


def _parent(book: _Book, row: UnitRow) -> Unit | None:
    level = level_of_code(row.parent)
    allowed = {Level.DISTRICT: (Level.PROVINCE,), Level.WARD: (Level.PROVINCE, Level.DISTRICT)}
    if level is None or level not in allowed.get(Level(row.level), ()):
        return None
    return next((unit for unit in book.units[level, row.parent] if unit.exists_on(row.valid_from)), None)


def _compare(book: _Book, unit: Unit, row: UnitRow) -> None:
    """The unit is known. A name, parent or end that differs is a contradiction, but an open end may get its day."""
    parent = unit.parent.code if unit.parent else ""
    if (unit.name, parent) != (row.name, row.parent):
        sentence = _("%(code)s is %(unit)s (%(parent)s) from that day on. A new name is a line of its own.")
        _refuse(book, row, sentence % {"code": unit.code, "unit": unit.name, "parent": parent or "–"})
    elif unit.valid_to == row.valid_to:
        book.unchanged += 1
    elif unit.valid_to is None:
        unit.valid_to = row.valid_to
        book.ended.append(unit)
    else:
        sentence = _("%(unit)s ended on %(day)s; the list says otherwise.")
        _refuse(book, row, sentence % {"unit": unit.name, "day": f"{unit.valid_to:%d/%m/%Y}"})


def _check_below(book: _Book) -> None:
    """What stands below an ended unit must have ended with it; the list says so itself, nothing is ended unasked."""
    ended = {unit.pk: unit for unit in book.ended}
    for units in book.units.values():
        for unit in units:
            above = ended.get(unit.parent_id or 0)
            if above is not None and above.valid_to and (unit.valid_to or FOREVER) > above.valid_to:
                sentence = _("The list ends %(above)s but not %(unit)s below it.")
                book.errors.append(sentence % {"above": above.name, "unit": unit.name})


def _write(book: _Book) -> int:
    """Ends first, so that a code is free for its next unit; then what is new, level by level. Groups that ended."""
    by_day: dict[datetime.date | None, list[int]] = defaultdict(list)
    for unit in book.ended:
        by_day[unit.valid_to].append(unit.pk)
    groups_ended = 0
    for day, numbers in by_day.items():
        groups = Unit.objects.filter(level=Level.GROUP, parent__in=numbers, valid_to=None)
        late = groups.filter(valid_from__gt=day).select_related("parent").first()
        if late is not None:
            sentence = _("Something in %(unit)s begins after %(day)s. Close that first.")
            raise ValidationError(sentence % {"unit": late.parent, "day": f"{day:%d/%m/%Y}"})
        groups_ended += groups.update(valid_to=day)
        Unit.objects.filter(pk__in=numbers).update(valid_to=day)
    for level in (Level.PROVINCE, Level.DISTRICT, Level.WARD):
        Unit.objects.bulk_create([unit for unit in book.founded if unit.level == level])
        give_paths()
    return groups_ended


def _common_path(numbers: Iterable[int]) -> str:
    """The smallest area that has all these units in it, for the trail; "" when they lie in several provinces. Read
    anew: units founded in bulk do not know their path."""
    paths = Unit.objects.filter(pk__in=set(numbers)).values_list("path", flat=True)
    parts = [path.strip("/").split("/") for path in paths]
    common = [level[0] for level in takewhile(lambda level: len(set(level)) == 1, zip(*parts, strict=False))]
    return f"/{'/'.join(common)}/" if common else ""


def give_paths() -> None:
    """Paths of units that were just founded in bulk, from the path of what stands above them. One statement."""
    above = Unit._base_manager.filter(pk=OuterRef("parent")).values("path")[:1]
    own = Concat(Cast("pk", CharField()), Value("/"))
    Unit.objects.filter(path="", parent=None).update(path=Concat(Value("/"), own))
    Unit.objects.filter(path="").update(path=Concat(Subquery(above), own))


@transaction.atomic
def load_successions(rows: Iterable[SuccessionRow], *, by: Any, at: datetime.datetime) -> Loaded:
    """What became of units, from a list; the same promises as `load_units`."""
    rows, book = list(rows), _Book()
    for unit in Unit.objects.exclude(level=Level.GROUP):
        book.units[unit.level, unit.code].append(unit)
    known = {(row.old_id, row.new_id): row for row in Succession.objects.filter(plan=None)}
    new: list[Succession] = []
    for row in rows:
        succession = _succession(book, row)
        if succession is None:
            continue
        same = known.get((succession.old_id, succession.new_id))
        if same is None:
            new.append(succession)
            known[succession.old_id, succession.new_id] = succession
        elif (same.day, same.extent) == (succession.day, succession.extent):
            book.unchanged += 1
        else:
            _refuse(book, row, _("the books say something else about these two units."))
    _check_whole(book, rows, list(known.values()))
    if book.errors:
        raise ValidationError(book.errors)
    Succession.objects.bulk_create(new)
    if new:
        area = _common_path(number for row in new for number in (row.old_id, row.new_id))
        detail = {"successions": len(new)}
        record_event("places.successions_loaded", new[0].new, by=by, at=at, detail=detail, area=area)
    return Loaded(founded=len(new), unchanged=book.unchanged)


def _succession(book: _Book, row: SuccessionRow) -> Succession | None:
    pair = []
    for code, day in ((row.old, row.day - ONE_DAY), (row.new, row.day)):
        level = level_of_code(code)
        unit = next((each for each in book.units[str(level), code] if each.exists_on(day)), None)
        if unit is None:
            sentence = _("no unit has the code “%(parent)s” on %(day)s.")
            _refuse(book, row, sentence % {"parent": code, "day": f"{day:%d/%m/%Y}"})
            return None
        pair.append(unit)
    old, new = pair
    if row.extent not in ("whole", "part"):
        _refuse(book, row, _("“%(extent)s”: write whole or part.") % {"extent": row.extent})
    elif old.pk == new.pk:
        _refuse(book, row, _("a unit does not follow itself."))
    elif row.extent == "whole" and old.exists_on(row.day):
        _refuse(book, row, _("%(unit)s still exists on that day, so it cannot have gone whole.") % {"unit": old.name})
    else:
        return Succession(
            old=old,
            new=new,
            day=row.day,
            extent=row.extent,
            confidence=row.confidence,
            source=row.source[:300],
        )
    return None


def _check_whole(book: _Book, rows: Sequence[SuccessionRow], all_rows: list[Succession]) -> None:
    """A unit that went whole into one went nowhere else."""
    by_old: dict[int, list[Succession]] = defaultdict(list)
    for row in all_rows:
        by_old[row.old_id].append(row)
    for found in by_old.values():
        if len(found) > 1 and any(each.extent == "whole" for each in found):
            line = next((row for row in rows if row.old == found[0].old.code), None)
            if line is not None:
                sentence = _("%(unit)s cannot go whole into one unit and also into another.")
                _refuse(book, line, sentence % {"unit": found[0].old.name})
