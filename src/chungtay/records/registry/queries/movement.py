"""What became of the poor and near-poor households between two lists: start - left + came = end, one by one.

Every household stands in one line, so each number can be opened, and what leaves "poor" for "near-poor" is what enters
there. Fallen back and newly arising are kept apart: the published tables that count them together add them up.
Lines follow the movement tables of the yearly review (1315/VBHN-BLĐTBXH, templates 7; TT 14/2018).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from chungtay.records.registry.models import Ending, Household, HouseholdStatus, Leaving, Membership, Residence
from chungtay.records.registry.queries.parts import in_parts

POOR, NEAR_POOR = "poor", "near_poor"
LISTED = (POOR, NEAR_POOR)
LEFT = ("to_other_class", "above_both", "dissolved", "moved_out")
CAME = ("from_other_class", "fell_back", "newly_arising", "moved_in", "split_off")
_PART = 5_000


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the two lists: the day it holds on, the rule set it was made by, and where the place lay then."""

    day: datetime.date
    rule_set: str
    paths: tuple[str, ...]


@dataclass(slots=True)
class Line:
    """The households of one line with the number of their members: at the opening for those who were there, else at
    the closing."""

    households: list[int] = field(default_factory=list)
    persons: int = 0


@dataclass(slots=True)
class Account:
    """The movement of one class. `grew` and `shrank` are persons: households that stayed in the class and changed in
    size."""

    class_id: str
    start: Line = field(default_factory=Line)
    end: Line = field(default_factory=Line)
    lines: dict[str, Line] = field(default_factory=lambda: {name: Line() for name in (*LEFT, *CAME)})
    grew: int = 0
    shrank: int = 0

    def balance(self) -> tuple[int, int]:
        """Households and persons by which start - left + came differs from end; (0, 0) when the account is right."""
        households = len(self.start.households) - len(self.end.households)
        persons = self.start.persons - self.end.persons + self.grew - self.shrank
        for name, line in self.lines.items():
            sign = -1 if name in LEFT else 1
            households += sign * len(line.households)
            persons += sign * line.persons
        return households, persons


@dataclass(frozen=True, slots=True)
class Movement:
    poor: Account
    near_poor: Account

    def problems(self) -> list[str]:
        """The identities that do not hold, by name; a report with any cannot be final."""
        found = [
            f"{account.class_id}: balance" for account in (self.poor, self.near_poor) if account.balance() != (0, 0)
        ]
        for leaving, entering in ((self.poor, self.near_poor), (self.near_poor, self.poor)):
            if leaving.lines["to_other_class"].households != entering.lines["from_other_class"].households:
                found.append(f"{leaving.class_id} to {entering.class_id}")
        return found


def movement(opening: Reading, closing: Reading) -> Movement:
    """The accounts between two lists of a place, in statements that grow by parts of 5,000 households."""
    before, after, earlier = _classes(opening, closing)
    numbers = sorted(before.keys() | after.keys())
    there_before, there_after = _living(numbers, opening), _living(numbers, closing)
    size_before, size_after = sizes_on(numbers, opening.day), sizes_on(numbers, closing.day)
    origin = split_from(numbers, opening.day, closing.day)
    ended = ended_by(numbers, closing.day)
    accounts = {class_id: Account(class_id) for class_id in LISTED}
    for home in numbers:
        was = before.get(home) if home in there_before else None
        is_ = after.get(home) if home in there_after else None
        if was:
            _put(accounts[was].start, home, size_before[home])
        if is_:
            _put(accounts[is_].end, home, size_after[home])
        if was == is_:
            if was:
                change = size_after[home] - size_before[home]
                accounts[was].grew += max(change, 0)
                accounts[was].shrank += max(-change, 0)
            continue
        if was:
            line = _leaving_line(home, is_, there_after, ended)
            _put(accounts[was].lines[line], home, size_before[home])
        if is_:
            line = _coming_line(home, was, is_, before, earlier, there_before, origin)
            _put(accounts[is_].lines[line], home, size_after[home])
            if line == "from_other_class":  # it left the other class with the size it had then
                change = size_after[home] - size_before[home]
                accounts[is_].lines[line].persons -= change
                accounts[is_].grew += max(change, 0)
                accounts[is_].shrank += max(-change, 0)
    return Movement(accounts[POOR], accounts[NEAR_POOR])


def _leaving_line(home: int, is_: str | None, there_after: set[int], ended: dict[int, str]) -> str:
    if home in ended:
        return "moved_out" if ended[home] == Ending.MOVED_OUT else "dissolved"
    if home not in there_after:
        return "moved_out"
    return "to_other_class" if is_ else "above_both"


def _coming_line(
    home: int,
    was: str | None,
    is_: str,
    before: dict[int, str],
    earlier: dict[int, set[str]],
    there_before: set[int],
    origin: dict[int, int],
) -> str:
    if was:
        return "from_other_class"
    if home in origin and before.get(origin[home]) == is_:
        return "split_off"
    if before.get(home) and home not in there_before:
        return "moved_in"
    return "fell_back" if is_ in earlier[home] else "newly_arising"


def _put(line: Line, home: int, persons: int) -> None:
    line.households.append(home)
    line.persons += persons


def _classes(opening: Reading, closing: Reading) -> tuple[dict[int, str], dict[int, str], dict[int, set[str]]]:
    """The class of each listed household on both days, and the classes it had before the opening and lost again."""
    before: dict[int, str] = {}
    after: dict[int, str] = {}
    earlier: dict[int, set[str]] = defaultdict(set)
    rows = HouseholdStatus.objects.live().filter(
        class_id__in=LISTED, rule_set__in={opening.rule_set, closing.rule_set}, household__withdrawn=False
    )
    columns = ("household", "class_id", "rule_set", "valid_from", "valid_to")
    for home, class_id, rule_set, begins, ends in rows.values_list(*columns).iterator(_PART):

        def holds(reading: Reading, begins: datetime.date = begins, ends: datetime.date | None = ends) -> bool:
            return begins <= reading.day and (ends is None or reading.day <= ends)

        if rule_set == opening.rule_set and holds(opening):
            before[home] = class_id
        elif begins <= opening.day:
            earlier[home].add(class_id)
        if rule_set == closing.rule_set and holds(closing):
            after[home] = class_id
    return before, after, earlier


def _living(numbers: Sequence[int], reading: Reading) -> set[int]:
    """Of these households, the ones that live in the place on the day."""
    found: set[int] = set()
    for part in in_parts(numbers, _PART):
        rows = Residence.objects.on(reading.day).filter(household__in=part)
        for home, path in rows.values_list("household", "group__path"):
            if path.startswith(reading.paths):
                found.add(home)
    return found


def sizes_on(numbers: Sequence[int], day: datetime.date) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for part in in_parts(numbers, _PART):
        rows = Membership.objects.on(day).filter(household__in=part).values_list("household")
        found.update(rows.annotate(count=Count("person", distinct=True)))
    return found


def ended_by(numbers: Iterable[int], day: datetime.date) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in in_parts(numbers, _PART):
        rows = Household.objects.live().filter(pk__in=part, ended_on__lte=day)
        found.update(rows.values_list("pk", "ended_by"))
    return found


def split_from(numbers: Sequence[int], opening: datetime.date, closing: datetime.date) -> dict[int, int]:
    """The household that each new one split off from between the two days."""
    left = Membership.objects.live().filter(left_by=Leaving.SPLIT, valid_to__gte=opening, valid_to__lt=closing)
    left_on = {
        (person, ends + datetime.timedelta(days=1)): home
        for person, ends, home in left.values_list("person", "valid_to", "household")
        if ends
    }
    known, found = set(numbers), {}
    joined = Membership.objects.live().filter(valid_from__gt=opening, valid_from__lte=closing)
    rows = joined.filter(person__in=left.values("person")).values_list("person", "valid_from", "household")
    for person, begins, home in rows:
        if home in known and (person, begins) in left_on:
            found[home] = left_on[person, begins]
    return found
