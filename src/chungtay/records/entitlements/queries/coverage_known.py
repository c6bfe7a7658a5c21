"""What the coverage of a day asked, as it was told at the end of another: rights, lines of lists, allowances, cards and
the steps to a card, each as it was on record then. Unscoped but for the rights: the caller has asked who may.

What was changed since is told by the final rows in which its app keeps how it stood (`models.before`, `CardBefore`).
The statements do not grow with people, lines or wards.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import Q

from chungtay.foundation.places.models import Level, Unit
from chungtay.population.rights import PERSON
from chungtay.records.entitlements.models import Allowance, AllowanceBefore, LineBefore, LineState, SupportLine
from chungtay.records.entitlements.models.lists import HELD, OPEN
from chungtay.records.entitlements.queries.card_steps import Asked, Step, StepUnknown, steps_known
from chungtay.records.entitlements.queries.cards import NONE
from chungtay.records.entitlements.queries.cards_known import CardUnknown, held_known
from chungtay.records.entitlements.queries.coverage_lines import FIELDS, LINES, Apart, Listed, earlier, listed_in
from chungtay.records.entitlements.queries.covered_otherwise import Decided
from chungtay.records.entitlements.queries.paid_after_death import AfterDeath, paid_after_death_known
from chungtay.records.entitlements.queries.periods import holding, school_year
from chungtay.records.entitlements.queries.rights import Found, NotKnownThen, check_known, reach
from chungtay.records.entitlements.queries.wards import rights_by_ward_known
from chungtay.records.registry.queries.dwelling_known import dwellings_known, records_known, standing_known
from chungtay.records.registry.queries.kept import kept_then
from chungtay.records.registry.queries.known import among, midnight_after

_STOOD = ("list", "ward", "household", "state", "note")


@dataclass(frozen=True, slots=True)
class Then:
    """In places, of a day, as known at the end of the day `known_on`. `homes` and `living`: the households and people
    of the places on the day, by what was on record; `asked`: of whom it was then known whether they have a card."""

    paths: Sequence[str]
    day: datetime.date
    known_on: datetime.date
    homes_here: frozenset[int]
    living: frozenset[int]
    asked: frozenset[int]

    @property
    def after(self) -> datetime.datetime:
        return midnight_after(self.known_on)

    def lines(self, apart: Apart, besides: Sequence[str]) -> Listed:
        """As `lines_now` told then. Raises NotKnownThen where it was not kept how a line stood."""
        wards = set(Unit.objects.within(list(self.paths)).filter(level=Level.WARD).values_list("pk", flat=True))
        records = records_known(self.living, self.after)
        rows = self._read(apart, besides, wards, records)
        stood = kept_then(LineBefore, "line", [row[0] for row in rows], _STOOD, self.after)
        found = []
        for pk, policy, period, home, person, state, made, ward, amount, note in rows:
            if pk in stood:
                made, ward, home, state, note = stood[pk]
                if not state:
                    raise _line_unknown(self.known_on)
            here = home in self.homes_here or person in self.living or person in records or ward in wards
            if here and self._counts(policy, period, state, apart):
                found.append((pk, policy, period, home, person, state, made, ward, amount, note))
        return self._listed(found)

    def _read(
        self, apart: Apart, besides: Sequence[str], wards: set[int], records: Mapping[int, int]
    ) -> list[tuple[Any, ...]]:
        """Lines that counted then, and others that may have."""
        changed = LineBefore.objects.filter(until__gte=self.after)
        moved = changed.filter(Q(ward__in=wards) | Q(household__in=among(self.homes_here)))
        of_people = Q(person__in=among(self.living.union(records)))
        here = Q(household__in=among(self.homes_here)) | of_people | listed_in(self.paths)
        here |= Q(pk__in=moved.values("line"))
        since = Q(pk__in=changed.values("line"))
        once = Q(policy__in=apart.once) & (Q(state__in=HELD) | since)
        pupils = Q(policy__in=apart.pupils, period=school_year(self.day))
        left = earlier(self.day) & (Q(state__in=OPEN) | since)
        when = Q(period__in=holding(self.day)) | once | pupils | left
        lines = SupportLine.objects.filter(when, here, list__drawn_at__lt=self.after)
        return list(lines.exclude(policy__in=besides).exclude(policy__contains=":").values_list(*FIELDS))

    def _counts(self, policy: str, period: str, state: str, apart: Apart) -> bool:
        """Whether a line that stood so is of the day, as `coverage_lines` asks the database."""
        if state == LineState.DROPPED:
            return False
        month, year = f"{self.day:%Y-%m}", f"{self.day:%Y}"
        if state in OPEN and (period < year or (period.startswith(f"{year}-") and period < month)):
            return True
        if policy in apart.once and state in HELD:
            return True
        return period == school_year(self.day) if policy in apart.pupils else period in holding(self.day)

    def _listed(self, rows: list[tuple[Any, ...]]) -> Listed:
        stands = standing_known({row[4] for row in rows if row[4] is not None}, self.after)
        persons = {stands.get(row[4], row[4]) for row in rows if row[4] is not None}
        lives, groups = dwellings_known(persons, {row[3] for row in rows if row[3] is not None}, self.day, self.after)
        if any(row[3] is None and stands.get(row[4], row[4]) not in lives for row in rows):
            raise _line_unknown(self.known_on)
        return Listed(pl.DataFrame(rows, schema=LINES, orient="row"), stands, lives, groups)

    def decided(self, persons: list[int], first: datetime.date, by_carer: bool) -> Decided:
        """The same as it was decided and ended by then. Two statements."""
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        whose = "paid_for" if by_carer else "person"
        rows = Allowance.objects.filter(**{f"{whose}__in": among(persons)}, entered_at__lt=self.after)
        rows = rows.filter(valid_from__lte=last).order_by()
        told = list(rows.values_list("pk", whose, "title", "paid_for", "valid_to", "withdrawn"))
        days = ("valid_from", "valid_to")
        stood = kept_then(AllowanceBefore, "allowance", [row[0] for row in told], days, self.after)
        found: dict[int, list[tuple[str, int | None]]] = {}
        for number, of, title, paid_for, until, withdrawn in told:
            if number in stood:
                begins, until = stood[number]
                withdrawn = False
                if begins is None:
                    raise _allowance_unknown(self.known_on)
            if not withdrawn and (until is None or until >= first):
                found.setdefault(of, []).append((title, paid_for))
        return found

    def paid_after_death(self) -> AfterDeath:
        try:
            return paid_after_death_known(self.paths, self.day.replace(day=1), self.day, self.known_on)
        except CardUnknown as error:
            raise NotKnownThen(error.vi, error.en) from error

    def steps(self) -> dict[int, Step]:
        asked = Asked(self.paths, self.day, self.known_on, self.living)
        try:
            return steps_known(asked)
        except StepUnknown as error:
            raise NotKnownThen(error.vi, error.en) from error

    def cards(self, persons: list[int], *, here: bool) -> Mapping[int, str]:
        try:
            held = held_known(persons, self.day, self.known_on)
        except CardUnknown as error:
            raise NotKnownThen(error.vi, error.en) from error
        return {person: NONE for person in persons if person in self.asked} | held

    def homes(self, persons: list[int], households: list[int]) -> tuple[Mapping[int, int], Mapping[int, int]]:
        return dwellings_known(set(persons), set(households), self.day, self.after)


def then(
    user: Any, place: Unit, day: datetime.date, known_on: datetime.date, today: datetime.date
) -> tuple[Then, dict[int, Found]]:
    """What was known, and everybody's rights by it, ward by ward. Raises NotKnownThen."""
    check_known(day, known_on, today)
    paths = reach(user, place, today)
    try:
        found, columns = rights_by_ward_known(user, place, day, known_on, today)
    except CardUnknown as error:
        raise NotKnownThen(error.vi, error.en) from error
    homes = frozenset(home for home, _group in columns.homes)
    told = [each.facts.people.filter(pl.col("insured").is_not_null())[PERSON] for each in found.values()]
    asked = frozenset(person for people in told for person in people)
    return Then(paths, day, known_on, homes, frozenset(columns.persons), asked), found


def _line_unknown(known_on: datetime.date) -> NotKnownThen:
    return NotKnownThen(
        f"Một dòng danh sách ở đây đã đổi trước khi chương trình giữ lại trạng thái cũ, nên không rõ ngày "
        f"{known_on:%d/%m/%Y} danh sách ra sao; không đoán. Chọn ngày biết muộn hơn.",
        "A line of a list here was changed before the program kept how lines stood; how it stood on "
        f"{known_on.isoformat()} is not known, and nothing is guessed. Choose a later day.",
    )


def _allowance_unknown(known_on: datetime.date) -> NotKnownThen:
    return NotKnownThen(
        f"Một trợ cấp hằng tháng ở đây đã đổi trước khi chương trình giữ lại trạng thái cũ, nên không rõ ngày "
        f"{known_on:%d/%m/%Y} trợ cấp ra sao; không đoán. Chọn ngày biết muộn hơn.",
        "A monthly allowance here was changed before the program kept how allowances stood; how it stood on "
        f"{known_on.isoformat()} is not known, and nothing is guessed. Choose a later day.",
    )
