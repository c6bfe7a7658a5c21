"""What the coverage of a day asks beside the rights, as it is told now."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chungtay.records.entitlements.queries.card_steps import Step, steps_of
from chungtay.records.entitlements.queries.cards import told_of
from chungtay.records.entitlements.queries.coverage_lines import Apart, Listed, lines_now
from chungtay.records.entitlements.queries.covered_otherwise import Decided
from chungtay.records.entitlements.queries.one_of_a_group import decided_in
from chungtay.records.registry.queries.dwelling import homes_between, homes_on, people_between, people_on
from chungtay.records.registry.queries.rights_facts import of_these


@dataclass(frozen=True, slots=True)
class Now:
    """In places, on a day. Unscoped: the caller has asked who may."""

    paths: Sequence[str]
    day: datetime.date

    def lines(self, apart: Apart, besides: Sequence[str]) -> Listed:
        return lines_now(self.paths, self.day, apart, besides)

    def decided(self, persons: list[int], first: datetime.date, by_carer: bool) -> Decided:
        """Person -> (what it is called, for whose care) of the allowances by decision that these people of the places
        have in the month that begins on a day; `by_carer`: those paid for their care. One statement."""
        found: dict[int, list[tuple[str, int | None]]] = {}
        for person, title, paid_for in decided_in(first, of_these(persons, self._lived()), by_carer=by_carer):
            found.setdefault(person, []).append((title, paid_for))
        return found

    def steps(self) -> dict[int, Step]:
        return steps_of(self.paths, self.day)

    def cards(self, persons: list[int], *, here: bool) -> Mapping[int, str]:
        among = of_these(persons, self._living()) if here else persons
        return told_of(among, self.day)

    def homes(self, persons: list[int], households: list[int]) -> tuple[Mapping[int, int], Mapping[int, int]]:
        there = people_on(self.day, homes_on(self.day).values("household")).filter(person__in=persons)
        lives = dict(there.values_list("person", "household"))
        asked = {*lives.values(), *households}
        return lives, dict(homes_on(self.day).filter(household__in=asked).values_list("household", "group"))

    def _lived(self) -> object:
        """Whoever lived there in the month up to the day: who died in it too."""
        eve = self.day.replace(day=1) - datetime.timedelta(days=1)
        homes = homes_between(eve, self.day, self.paths)
        return people_between(eve, self.day, homes.values("household")).values("person")

    def _living(self) -> object:
        return people_on(self.day, homes_on(self.day, self.paths).values("household")).values("person")
