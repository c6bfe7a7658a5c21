"""From what a file says of a place to the unit it means on a day, or a sentence why there is none.

    finder = Finder(on=day)                                  # once for a file
    found = finder.find(district="Ba Đình", ward="P. Kim Mã", group="Tổ 5")
    if isinstance(found, NoUnit): tell(found.vi, found.candidates)

Names are compared without marks, with and without their titles. Nothing is guessed: a unit that no longer exists, a
name that two units bear, a code that contradicts the name are refused with what to do.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext, gettext_noop, override

from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.queries.naming import Names, bare
from chungtay.foundation.places.queries.succession import Part, as_of
from chungtay.foundation.places.queries.units import ever_with_code, last_day

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NoUnit:
    """Why nothing was found, in both languages, and the units that may be meant."""

    vi: str
    en: str
    candidates: tuple[Unit, ...] = ()


def find_unit(
    *,
    on: datetime.date,
    province: str = "",
    district: str = "",
    ward: str = "",
    group: str = "",
    code: str = "",
    within: list[str] | None = None,
) -> Unit | NoUnit:
    """One look-up; a file of many rows makes a `Finder` once instead."""
    return Finder(on=on, within=within).find(province=province, district=district, ward=ward, group=group, code=code)


class Finder:
    """Units in memory, read in two statements however many rows are looked up (and two for each unit that is gone).

    `within` (paths) bounds the residential groups that are read; provinces, districts and wards are read whole.
    """

    def __init__(self, *, on: datetime.date, within: list[str] | None = None) -> None:
        self.on = on
        self._within = within
        self._answers: dict[tuple[str, ...], Unit | NoUnit] = {}
        self._ends: dict[int, NoUnit] = {}

    def find(
        self, *, province: str = "", district: str = "", ward: str = "", group: str = "", code: str = ""
    ) -> Unit | NoUnit:
        """The lowest unit that is named, on the finder's day. Each name may be an official code instead; `code` is the
        ward's. What was asked before is answered from memory."""
        asked = tuple(text.strip() for text in (province, district, ward, group, code))
        if asked not in self._answers:
            self._answers[asked] = self._find(*asked)
        return self._answers[asked]

    @cached_property
    def _units(self) -> dict[str, Names]:
        by_level: dict[str, list[Unit]] = defaultdict(list)
        for unit in Unit.objects.exclude(level=Level.GROUP).select_related("parent").order_by("path"):
            by_level[unit.level].append(unit)
        return {level: Names(by_level[level], level) for level in (Level.PROVINCE, Level.DISTRICT, Level.WARD)}

    @cached_property
    def _groups(self) -> dict[int, Names]:
        by_ward: dict[int, list[Unit]] = defaultdict(list)
        found = Unit.objects.filter(level=Level.GROUP)
        for group in found if self._within is None else found.within(self._within):
            by_ward[group.parent_id or 0].append(group)
        return {ward: Names(groups, Level.GROUP) for ward, groups in by_ward.items()}

    def _find(self, province: str, district: str, ward: str, group: str, code: str) -> Unit | NoUnit:
        above: Unit | None = None
        for level, text in ((Level.PROVINCE, province), (Level.DISTRICT, district)):
            if not text:
                continue
            found = self._one(self._units[level], text, above)
            if isinstance(found, NoUnit):
                old = self._bearing(self._units[level], text, above)
                return self._in_old_words(old[0], ward, code) if len(old) == 1 and (ward or code) else found
            above = found
        if ward or code:
            found = self._ward(ward, code, above)
            if isinstance(found, NoUnit):
                return found
            above = found
        if group:
            if above is None or above.level != Level.WARD:
                return _told(gettext_noop("“%(name)s”: the ward is not given."), {"name": group})
            return self._one(self._groups.get(above.pk) or Names([], Level.GROUP), group, above)
        return above or _told(gettext_noop("No place is given. Write the ward and the residential group."), {})

    def _ward(self, name: str, code: str, above: Unit | None) -> Unit | NoUnit:
        """By code and by name; where both are given they must agree."""
        wards = self._units[Level.WARD]
        by_code = self._one(wards, code, above) if code else None
        if by_code is None or isinstance(by_code, NoUnit) or not name:
            return by_code or self._one(wards, name, above)
        if name == by_code.code or bare(name, Level.WARD) == bare(by_code.name, Level.WARD):
            return by_code
        by_name = self._one(wards, name, above)
        if isinstance(by_name, NoUnit) and by_name.candidates:
            return by_name
        values = {"code": code, "unit": by_code.name, "day": f"{self.on:%d/%m/%Y}", "name": name}
        sentence = gettext_noop(
            "The code %(code)s is %(unit)s on %(day)s, but the name says “%(name)s”. Correct one of the two."
        )
        return _told(sentence, values, [by_code] if isinstance(by_name, NoUnit) else [by_code, by_name])

    def _bearing(self, names: Names, text: str, above: Unit | None) -> list[Unit]:
        return [unit for unit in names.bearing(text) if above is None or unit.path.startswith(above.path)]

    def _one(self, names: Names, text: str, above: Unit | None) -> Unit | NoUnit:
        """The one unit that bears the name or code on the day."""
        named = self._bearing(names, text, above)
        now = [unit for unit in named if unit.exists_on(self.on)]
        if len(now) == 1:
            return now[0]
        if now:
            listed = ", ".join(f"{unit.name} ({unit.parent})" if unit.parent else unit.name for unit in now)
            sentence = gettext_noop("“%(name)s” may mean: %(units)s. Write the unit above it too.")
            return _told(sentence, {"name": text, "units": listed}, now)
        return self._not_there(named, text, above)

    def _in_old_words(self, above: Unit, ward: str, code: str) -> NoUnit:
        """A row in the words of before: its ward is the ward of then, even where a new one has its name or code."""
        wards = self._units[Level.WARD]
        named = self._bearing(wards, ward, above) if ward else self._bearing(wards, code, above)
        return self._not_there(named or [above], ward or code, None)

    def _not_there(self, named: list[Unit], text: str, above: Unit | None) -> NoUnit:
        gone = [unit for unit in named if unit.valid_to is not None and unit.valid_to < self.on]
        if gone:
            return self._gone(max(gone, key=lambda unit: unit.valid_from))
        if named:
            unit = min(named, key=lambda each: each.valid_from)
            values = {"unit": unit.name, "day": f"{unit.valid_from:%d/%m/%Y}"}
            return _told(gettext_noop("%(unit)s exists only from %(day)s."), values)
        if above is not None:
            sentence = gettext_noop("%(above)s has no “%(name)s”. Compare the list of its units.")
            return _told(sentence, {"above": above.name, "name": text})
        return _told(gettext_noop("No unit is called “%(name)s”. Correct the name or the code."), {"name": text})

    def _gone(self, unit: Unit) -> NoUnit:
        """The unit ended: from when, and what became of it."""
        if unit.pk not in self._ends:
            parts = as_of(unit, self.on)
            self._ends[unit.pk] = _told(*_end(unit, parts), [part.unit for part in parts])
        return self._ends[unit.pk]


def why_no_place(code: str, year: int, today: datetime.date) -> str:
    """Why an address with this code and year names no unit, in the reader's language."""
    day = last_day(year, today)
    units = ever_with_code(code)
    before = [unit for unit in units if unit.valid_from <= day]
    if not units:
        return gettext("No unit has the code %(code)s.") % {"code": code}
    return why_not_there(before[0] if before else units[-1], day)


def why_not_there(unit: Unit, day: datetime.date) -> str:
    """What became of a unit by a day on which it no longer exists, or what stood in its place before it began."""
    parts = as_of(unit, day)
    if day < unit.valid_from:
        values = {
            "unit": unit.name,
            "day": f"{unit.valid_from:%d/%m/%Y}",
            "then": ", ".join(part.unit.name for part in parts) or "–",
        }
        return gettext("%(unit)s exists only from %(day)s; before that: %(then)s.") % values
    sentence, values = _end(unit, parts)
    return gettext(sentence) % values


def _end(unit: Unit, parts: list[Part]) -> tuple[str, dict[str, str]]:
    first = (unit.valid_to or datetime.date.max - ONE_DAY) + ONE_DAY
    now = ", ".join(part.unit.name for part in parts)
    return _end_sentence(unit, parts), {"unit": unit.name, "day": f"{first:%d/%m/%Y}", "now": now}


def _end_sentence(unit: Unit, parts: list[Part]) -> str:
    if not parts and unit.level == Level.DISTRICT:
        return gettext_noop("%(unit)s no longer exists from %(day)s. Write the ward of today without the district.")
    if not parts:
        return gettext_noop(
            "%(unit)s no longer exists from %(day)s, and it is not known what it became. Write the new unit."
        )
    if len(parts) == 1 and parts[0].whole:
        return gettext_noop("%(unit)s no longer exists from %(day)s; it now belongs to %(now)s. Write the new unit.")
    return gettext_noop("%(unit)s no longer exists from %(day)s; it was divided among %(now)s. Choose the new unit.")


def _told(sentence: str, values: dict[str, str], candidates: Iterable[Unit] = ()) -> NoUnit:
    """The sentence in both languages: a file's errors are read by whoever opens it."""
    with override("vi"):
        vi = gettext(sentence) % values
    with override("en"):
        en = gettext(sentence) % values
    return NoUnit(vi, en, tuple(candidates))
