"""The households that a report counts: read once for all forms, in a number of statements that does not grow with
them."""

from __future__ import annotations

import datetime
from collections import defaultdict
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
from chungtay.work.review.queries.list_days import late_lists, list_day, list_day_in, undecided_wards
from chungtay.work.review.queries.outcomes import Outcomes, outcomes_of

OFFICIAL, PRELIMINARY = "chinh-thuc", "so-bo"


@dataclass(frozen=True, slots=True)
class Apart:
    """A ward whose own report is between other lists than that of the place above: decided on another day."""

    ward: Unit
    opening: Reading
    closing: Reading


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report: of a place and year, between two lists, by which rule sets. With `campaigns` it is preliminary:
    what these reviews have found so far stands for the decision. There is one, or one for each ward below. Wards that
    stand `apart` are counted between their own lists, so that a place is the sum of what its wards report."""

    place: Unit
    year: int
    opening: Reading
    closing: Reading
    campaigns: tuple[Campaign, ...] = ()
    apart: tuple[Apart, ...] = ()

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
    (`list_day`), in a place above for each ward its own, unless days are given. Raises UnknownRuleSet."""
    rules = rule_set or rule_sets.in_force(last_day(year, today)).id
    own = _own_days(place, year, today, campaigns, opens, closes)
    if own:
        opens, closes = (min(days) for days in zip(*own.values(), strict=True))
    if opens is None:
        opens = min((each.baseline_on for each in campaigns), default=None) or list_day(place, year)
    closes = closes or min(list_day(place, year + 1), today)
    if place.valid_to is not None:  # of a unit that has ended the list of its last day is the last one
        closes = min(closes, place.valid_to)

    def readings(unit: Unit, first: datetime.date, last: datetime.date) -> tuple[Reading, Reading]:
        before = rule_set or rule_sets.in_force(first).id
        return reading_of(unit, first, before), reading_of(unit, last, rules)

    apart = [Apart(ward, *readings(ward, *days)) for ward, days in own.items() if days != (opens, closes)]
    return Wanted(place, year, *readings(place, opens, closes), tuple(campaigns), tuple(apart))


def _own_days(
    place: Unit,
    year: int,
    today: datetime.date,
    campaigns: Sequence[Campaign],
    opens: datetime.date | None,
    closes: datetime.date | None,
) -> dict[Unit, tuple[datetime.date, datetime.date]]:
    """Ward -> the two days of its own report, of the wards that stand at its end in a place above them; a given day is
    that of all. Nothing for a ward and for a place that has ended. At most three statements."""
    if place.level in (Level.WARD, Level.GROUP) or place.valid_to is not None or (opens and closes):
        return {}
    late, later = (late_lists(place, each) for each in (year, year + 1))
    found = {}
    standing = min(datetime.date(year + 1, 1, 1), today)
    for ward in Unit.objects.filter(level=Level.WARD).within([place.path]).on(standing).order_by("code", "pk"):
        reviews = [each for each in campaigns if ward.path.startswith(each.area.path)]
        begins = min((each.baseline_on for each in reviews), default=None) or (
            min((each.baseline_on for each in campaigns), default=None) or list_day_in(late, ward, year)
        )
        found[ward] = opens or begins, closes or min(list_day_in(later, ward, year + 1), today)
    return found


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
    """Everything that the forms of a report ask. The statements do not grow with the households, only with the days on
    which wards decided apart."""
    outcomes = outcomes_of(what.campaigns, what.place, what.rule_set) if what.campaigns else Outcomes()
    facts = Facts(what, [], [], [], {}, {}, tuple(sorted(outcomes.pending)))
    apart: dict[tuple[datetime.date, str, datetime.date, str], list[Apart]] = defaultdict(list)
    for each in what.apart:
        days = (each.opening.day, each.opening.rule_set, each.closing.day, each.closing.rule_set)
        apart[days].append(each)
    own = [each.ward.path for each in what.apart]
    _add(facts, what.opening, what.closing, [what.place.path], own, outcomes)
    for wards in apart.values():
        opening, closing = (
            Reading(first.day, first.rule_set, tuple(path for one in readings for path in one.paths))
            for first, readings in (
                (wards[0].opening, [ward.opening for ward in wards]),
                (wards[0].closing, [ward.closing for ward in wards]),
            )
        )
        _add(facts, opening, closing, [each.ward.path for each in wards], [], outcomes)
    names = {each.ethnicity.strip() for each in facts.listed if each.ethnicity.strip()}
    facts.ethnicities = tuple(sorted(names, key=str.casefold))
    if not what.campaigns:
        last = max([what.closing.day, *(each.closing.day for each in what.apart)])
        facts.undecided = tuple(undecided_wards(what.place, what.year, last))
    return facts


def _add(
    facts: Facts, opening: Reading, closing: Reading, within: list[str], without: list[str], outcomes: Outcomes
) -> None:
    """What lies within some places, between two lists."""
    found = {home: told.class_id for home, told in outcomes.found.items()}
    steps = movement_steps(opening, closing, found=found, within=within, without=without)
    places = {step.household: (step.group, step.class_id) for step in steps if step.line == END}
    told: dict[int, Found] = decided(sorted(places), closing) | outcomes.found
    groups = _groups(within, tuple(without), closing.day, steps)
    there = [unit for unit in groups.values() if unit.exists_on(closing.day)]
    people = people_in(there, closing.day)
    facts.steps += steps
    facts.listed += listed_households(places, closing.day, told)
    facts.residents += [Resident(number, each.households, each.persons) for number, each in people.items()]
    facts.kinds |= kinds_of(groups.values(), closing.day) | _old_kinds(groups, closing.day)
    facts.groups |= groups
    facts.origins += origins_in([unit.pk for unit in there], closing.day)
    if facts.wanted.rule_set.startswith("vn-2016"):
        facts.opened += _opened(steps, opening.day)


def _opened(steps: Iterable[Step], day: datetime.date) -> list[Opened]:
    at_start = [step for step in steps if step.line == START]
    minority = minority_of({step.household for step in at_start}, day)
    return [Opened(step.household, step.group, step.class_id, minority[step.household]) for step in at_start]


def _groups(within: list[str], without: tuple[str, ...], day: datetime.date, steps: Iterable[Step]) -> dict[int, Unit]:
    """The groups of the places on the closing day, and the old ones that a step still stands in."""
    used = {step.group for step in steps}
    rows = Unit.objects.filter(level=Level.GROUP).select_related("parent__parent")
    inside = rows.within(within).on(day)
    found: Sequence[Unit] = list(inside) + list(rows.filter(pk__in=used).exclude(pk__in=inside.values("pk")))
    return {unit.pk: unit for unit in found if not (without and unit.path.startswith(without))}


def _old_kinds(groups: dict[int, Unit], day: datetime.date) -> dict[int, str]:
    """Groups that ended before the day count as what they were on their last day."""
    ended = [unit for unit in groups.values() if unit.valid_to is not None and unit.valid_to < day]
    found: dict[int, str] = {}
    for unit in ended:
        if unit.valid_to is not None:
            found |= kinds_of([unit], unit.valid_to)
    return found
