"""Which household stands for one that went over into another: what apps above the register keep under the number of the
first belongs to the other one now. Unscoped: the caller has asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from chungtay.records.registry.models import Ending, Household
from chungtay.records.registry.queries.households import groups_within
from chungtay.records.registry.queries.parts import in_parts

_PART = 5_000
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Standing:
    """A household that stands, and the group where it lives, or lived last: its path and its name."""

    number: int
    path: str
    group: str


def went_over(of: str = "") -> Q:
    """Households that went over into another; `of` is the way to the household ("household__")."""
    how = {f"{of}withdrawn": True}, {f"{of}ended_by": Ending.MERGED}
    return (Q(**how[0]) | Q(**how[1])) & Q(**{f"{of}merged_into__isnull": False})


def standing_for(numbers: Iterable[int]) -> dict[int, Standing]:
    """Household that went over -> the one that stands for it. One statement for each step of the longest way; of a
    household that was taken back and went nowhere there is no entry."""
    found: dict[int, Standing] = {}
    front = {number: number for number in numbers}  # whose way it is -> how far it came
    passed: set[int] = set()
    while front:
        rows = _rows(set(front.values()))
        passed |= set(rows)
        further: dict[int, int] = {}
        for start, number in front.items():
            if number not in rows:
                continue
            withdrawn, ended_by, into, path, group = rows[number]
            if into is not None and (withdrawn or ended_by == Ending.MERGED):
                if into not in passed:
                    further[start] = into
            elif not withdrawn:
                found[start] = Standing(number, path, group)
        front = further
    return found


def _rows(numbers: set[int]) -> dict[int, tuple[bool, str, int | None, str, str]]:
    found: dict[int, tuple[bool, str, int | None, str, str]] = {}
    told = ("pk", "withdrawn", "ended_by", "merged_into", "group__path", "group__name")
    for part in in_parts(sorted(numbers), _PART):
        for number, *rest in Household.objects.filter(pk__in=part).values_list(*told):
            found[number] = (rest[0], rest[1], rest[2], rest[3], rest[4])
    return found


@dataclass(frozen=True, slots=True)
class Followed(Generic[Row]):
    """`rows` of an app above, each of one household. `moved`: household that went over -> the one that has them now."""

    rows: QuerySet[Row]
    moved: dict[int, Standing]

    def home_of(self, one: Any) -> int:
        standing = self.moved.get(one.household_id)
        return standing.number if standing else int(one.household_id)

    def group_of(self, one: Any) -> str:
        standing = self.moved.get(one.household_id)
        return standing.group if standing else str(one.household.group.name)


def followed(rows: QuerySet[Row], paths: Sequence[str]) -> Followed[Row]:
    """Those rows (of a model with a `household`) whose household lives in the places, or lived there last; of one that
    went over into another, where that one does. One statement, and one for each step of the longest way."""
    gone = rows.filter(went_over("household__")).order_by()
    moved = standing_for(gone.values_list("household", flat=True).distinct())
    here = [number for number, standing in moved.items() if any(standing.path.startswith(path) for path in paths)]
    own = Q(household__group__in=groups_within(paths), household__withdrawn=False) & ~went_over("household__")
    return Followed(rows.filter(own | Q(household__in=here)), moved)
