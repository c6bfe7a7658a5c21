"""The households that a report counts: read once for all forms, in a number of statements that does not grow with
them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.queries.area_types import kinds_of
from chungtay.foundation.places.queries.people import people_in
from chungtay.foundation.places.queries.units import last_day
from chungtay.records.registry.queries.movement import Reading
from chungtay.records.registry.queries.movement_steps import END, START, Step, movement_steps, reading_of
from chungtay.records.registry.queries.reporting import Found, Listed, decided, listed_households, minority_of
from chungtay.records.registry.queries.residents import Origin, origins_in
from chungtay.rulebook import rule_sets
from chungtay.work.review.models import Campaign
from chungtay.work.review.queries.list_days import list_day, undecided_wards
from chungtay.work.review.queries.outcomes import Outcomes, outcomes_of

OFFICIAL, PRELIMINARY = "chinh-thuc", "so-bo"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report: of a place and year, between two lists, by which rule sets. With `campaigns` it is preliminary:
    what these reviews have found so far stands for the decision. There is one, or one for each ward below."""

    place: Unit
    year: int
    opening: Reading
    closing: Reading
    campaigns: tuple[Campaign, ...] = ()

    @property
    def campaign(self) -> Campaign | None:
        return self.campaigns[0] if self.campaigns else None

    @property
    def basis(self) -> str:
        return PRELIMINARY if self.campaigns else OFFICIAL

    @property
    def rule_set(self) -> str:
        return self.closing.rule_set


def wanted(
    place: Unit,
    year: int,
    today: datetime.date,
    *,
    campaigns: Sequence[Campaign] = (),
    rule_set: str = "",
    opens: datetime.date | None = None,
    closes: datetime.date | None = None,
) -> Wanted:
    """The report of a year: from the list that held on 1 January (of a review: the one that it started from) to the
    list that holds on 1 January after, or today. A list that was decided late is that of the day when it begins to hold
    (`list_day`). Raises UnknownRuleSet."""
    if opens is None:
        opens = min((each.baseline_on for each in campaigns), default=None) or list_day(place, year)
    closes = closes or min(list_day(place, year + 1), today)
    if place.valid_to is not None:  # of a unit that has ended the list of its last day is the last one
        closes = min(closes, place.valid_to)
    rules = rule_set or rule_sets.in_force(last_day(year, today)).id
    before = rule_set or rule_sets.in_force(opens).id
    return Wanted(place, year, reading_of(place, opens, before), reading_of(place, closes, rules), tuple(campaigns))


@dataclass(frozen=True, slots=True)
class Resident:
    """Everybody who lives in a group: what shares are shares of."""

    group: int
    households: int
    persons: int
    household: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """A household of the list at the start."""

    household: int
    group: int
    class_id: str
    minority: bool | None
    households: int = 1


@dataclass(slots=True)
class Facts:
    """`kinds` says of each group whether it is urban or rural on the closing day; `pending` are households under review
    that have no result yet, `undecided` wards whose yearly review has no decision; `opened` is read only for the forms
    that ask it (2016 to 2021)."""

    wanted: Wanted
    steps: list[Step]
    listed: list[Listed]
    residents: list[Resident]
    groups: dict[int, Unit]
    kinds: dict[int, str]
    pending: tuple[int, ...] = ()
    undecided: tuple[str, ...] = ()
    ethnicities: tuple[str, ...] = field(default=())
    origins: list[Origin] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)


def read(what: Wanted) -> Facts:
    """Everything that the forms of a report ask."""
    outcomes = outcomes_of(what.campaigns, what.place, what.rule_set) if what.campaigns else Outcomes()
    found = {home: told.class_id for home, told in outcomes.found.items()}
    steps = movement_steps(what.opening, what.closing, found=found, within=what.place.path)
    places = {step.household: (step.group, step.class_id) for step in steps if step.line == END}
    told: dict[int, Found] = decided(sorted(places), what.closing) | outcomes.found
    listed = listed_households(places, what.closing.day, told)
    groups = _groups(what, steps)
    there = [unit for unit in groups.values() if unit.exists_on(what.closing.day)]
    people = people_in(there, what.closing.day)
    residents = [Resident(number, each.households, each.persons) for number, each in people.items()]
    names = sorted({each.ethnicity.strip() for each in listed if each.ethnicity.strip()}, key=str.casefold)
    pending = tuple(sorted(outcomes.pending))
    kinds = kinds_of(groups.values(), what.closing.day) | _old_kinds(groups, what.closing.day)
    return Facts(
        what,
        steps,
        listed,
        residents,
        groups,
        kinds,
        pending,
        undecided=() if what.campaigns else tuple(undecided_wards(what.place, what.year, what.closing.day)),
        ethnicities=tuple(names),
        origins=origins_in([unit.pk for unit in there], what.closing.day),
        opened=_opened(steps, what.opening.day) if what.rule_set.startswith("vn-2016") else [],
    )


def _opened(steps: Iterable[Step], day: datetime.date) -> list[Opened]:
    at_start = [step for step in steps if step.line == START]
    minority = minority_of({step.household for step in at_start}, day)
    return [Opened(step.household, step.group, step.class_id, minority[step.household]) for step in at_start]


def _groups(what: Wanted, steps: Iterable[Step]) -> dict[int, Unit]:
    """The groups of the place on the closing day, and the old ones that a step still stands in."""
    used = {step.group for step in steps}
    rows = Unit.objects.filter(level=Level.GROUP).select_related("parent__parent")
    inside = rows.within([what.place.path]).on(what.closing.day)
    found: Sequence[Unit] = list(inside) + list(rows.filter(pk__in=used).exclude(pk__in=inside.values("pk")))
    return {unit.pk: unit for unit in found}


def _old_kinds(groups: dict[int, Unit], day: datetime.date) -> dict[int, str]:
    """Groups that ended before the day count as what they were on their last day."""
    ended = [unit for unit in groups.values() if unit.valid_to is not None and unit.valid_to < day]
    found: dict[int, str] = {}
    for unit in ended:
        if unit.valid_to is not None:
            found |= kinds_of([unit], unit.valid_to)
    return found
