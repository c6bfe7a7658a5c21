"""One page of a list of households, found by key: who heads each, how many belong to it, its class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household, HouseholdStatus, Relation
from chungtay.records.registry.queries.households import Rows, Year, members_of, totals_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list; the group is that of the year."""

    household: Household
    group: Unit
    head: str
    persons: int
    status: HouseholdStatus | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; `before` and `after` are the households that the neighbouring pages start from. With `more`
    there are more households than were counted, and nobody counted the persons."""

    lines: list[Line]
    households: int
    persons: int
    before: int | None
    after: int | None
    more: bool = False


def page_of(
    year: Year,
    rows: Rows,
    *,
    after: int | None = None,
    before: int | None = None,
    size: tuple[int, int] | None = None,
    more: bool = False,
) -> Page:
    """A page by key, in the order of the heads' given names; a far page costs no more than the first. `size` tells the
    households and persons of `rows` where they are known, or how far they were counted when there are `more`."""
    edge = rows.filter(pk=after or before or 0).values_list("head_key", "number").first() if after or before else None
    ordered = rows.order_by("head_key", "number")
    if edge and after:
        ordered = rows.filter(Q(head_key__gt=edge[0]) | Q(head_key=edge[0], number__gt=edge[1]))
        ordered = ordered.order_by("head_key", "number")
    elif edge:
        ordered = rows.filter(Q(head_key__lt=edge[0]) | Q(head_key=edge[0], number__lt=edge[1]))
        ordered = ordered.order_by("-head_key", "-number")
    taken = list(ordered.values_list("number", flat=True)[: PAGE + 1])
    beyond, taken = len(taken) > PAGE, taken[:PAGE]
    backwards = bool(edge and not after)
    if backwards:
        taken.reverse()
    has_before = beyond if backwards else bool(edge)
    has_after = bool(edge) if backwards else beyond
    households, persons = size or totals_of(year, rows)
    return Page(
        _lines(year, rows, taken),
        households,
        persons,
        taken[0] if taken and has_before else None,
        taken[-1] if taken and has_after else None,
        more,
    )


def _lines(year: Year, rows: Rows, numbers: Sequence[int]) -> list[Line]:
    households = Household.objects.select_related("group__parent").in_bulk(numbers)
    heads = _heads(year, rows, numbers)
    persons = dict(members_of(year, numbers).order_by().values_list("household").annotate(n=Count("pk")))
    statuses: dict[int, HouseholdStatus] = {}
    for row in year.classed().filter(household__in=numbers).defer("result"):
        known = statuses.get(row.household_id)
        if known is None or (row.valid_from, row.pk) > (known.valid_from, known.pk):
            statuses[row.household_id] = row
    groups = _groups(year, rows, households)
    return [
        Line(households[pk], groups[pk], heads.get(pk) or households[pk].code, persons.get(pk, 0), statuses.get(pk))
        for pk in numbers
    ]


def _groups(year: Year, rows: Rows, households: dict[int, Household]) -> dict[int, Unit]:
    """Where each lives, or lived on the day of a past year: wards have other borders since."""
    if year.present:
        return {pk: home.group for pk, home in households.items()}
    there = dict(rows.filter(pk__in=list(households)).values_list("number", "there"))
    units = Unit.objects.select_related("parent").in_bulk(set(there.values()))
    return {pk: units[there[pk]] if pk in there else home.group for pk, home in households.items()}


def _heads(year: Year, rows: Rows, numbers: Sequence[int]) -> dict[int, str]:
    """The heads' names: as the rows have them, else of the day."""
    if "head_name" in rows.query.annotations:
        return dict(rows.filter(pk__in=numbers).values_list("pk", "head_name"))
    heads = members_of(year, numbers).filter(relation=Relation.HEAD).order_by()
    return dict(heads.values_list("household", "person__full_name"))
