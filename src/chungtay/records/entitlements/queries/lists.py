"""Lists of who is given what, of the reader's own area alone, and how far each has come."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import LineState, SupportLine, SupportList
from chungtay.records.entitlements.models.lists import HELD
from chungtay.records.entitlements.queries.periods import overlapping
from chungtay.records.registry.queries.dwelling import groups_of_homes
from chungtay.records.registry.queries.households import common, groups_within
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.same import records_of_homes, records_of_people

STATE_LABELS = tuple(LineState.choices)
STATES = frozenset(LineState.values)


def lists_seen(user: Any, place: Unit, today: datetime.date) -> QuerySet[SupportList]:
    """The lists of the wards of a place that lie in the reader's area."""
    inside = Q(pk__in=[])
    for path in scope_of(user, Permission.REGISTRY_READ, today):
        inside |= Q(ward__path__startswith=path)
    found = SupportList.objects.filter(inside, ward__path__startswith=place.path)
    return found.select_related("ward", "drawn_by", "approved_by", "continues__ward")


def list_here(
    user: Any, place: Unit, number: int, today: datetime.date
) -> tuple[SupportList, QuerySet[SupportLine]] | None:
    """A list of the reader's area with its lines; of one of a ward that has ended what was handed over there to the
    families who live in the reader's place now. None for a list that is neither."""
    made = lists_seen(user, place, today).filter(pk=number).first()
    if made is not None:
        return made, made.lines.all()
    made = lists_before(today).filter(pk=number).select_related("ward", "drawn_by", "approved_by").first()
    if made is None:
        return None
    here = groups_within(common(scope_of(user, Permission.REGISTRY_READ, today), place))
    lines = made.lines.filter(state=LineState.DELIVERED, household__group__in=here)
    return (made, lines) if lines.exists() else None


def lists_before(today: datetime.date) -> QuerySet[SupportList]:
    """The lists of wards that have ended, of which something was handed over."""
    return SupportList.objects.filter(ward__valid_to__lt=today, approved_by__isnull=False)


def states_in(lines: QuerySet[SupportLine]) -> dict[str, tuple[int, int]]:
    """State -> (lines, đồng) of these lines. One statement."""
    rows = lines.order_by().values_list("state").annotate(Count("pk"), Sum("amount"))
    return {state: (count, amount or 0) for state, count, amount in rows}


def went_on(made: SupportList) -> list[tuple[str, int]]:
    """Wards to which lines of a list went along with their people, with how many."""
    lines = SupportLine.objects.filter(list__continues=made).exclude(state=LineState.DROPPED)
    return list(lines.order_by().values_list("list__ward__name").annotate(Count("pk")).order_by("list__ward__code"))


def ward_of_day(made: SupportList, day: datetime.date, homes: Iterable[int]) -> Unit:
    """The ward in which these households of a list lived on a day: of one that came with them over a border, it may be
    that from which they came. One statement, and one for each border."""
    if made.continues_id is None:
        return made.ward
    lived = set(groups_of_homes(list(homes), day).values())
    wards, one = set(Unit.objects.filter(pk__in=lived).values_list("parent", flat=True)), made
    while one.ward_id not in wards and one.continues is not None:
        one = one.continues
    return one.ward if one.ward_id in wards else made.ward


def states_of(numbers: Iterable[int]) -> dict[int, dict[str, tuple[int, int]]]:
    """List -> state -> (lines, đồng). One statement."""
    rows = SupportLine.objects.filter(list__in=list(numbers)).values_list("list", "state")
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for number, state, lines, amount in rows.annotate(Count("pk"), Sum("amount")).order_by():
        found.setdefault(number, {})[state] = (lines, amount or 0)
    return found


def coverage(lists: QuerySet[SupportList]) -> list[tuple[str, str, dict[str, int]]]:
    """(policy, period, state -> lines) over these lists. Of each, what was listed is what stands in some state."""
    rows = SupportLine.objects.filter(list__in=lists.order_by().values("pk")).exclude(state=LineState.DROPPED)
    found: dict[tuple[str, str], dict[str, int]] = {}
    counted = rows.values_list("policy", "period", "state").annotate(Count("pk")).order_by("-period", "policy")
    for policy, period, state, lines in counted:
        found.setdefault((policy, period), {})[state] = lines
    return [(policy, period, states) for (policy, period), states in found.items()]


def lines_of(made: SupportList, state: str) -> QuerySet[SupportLine]:
    """The lines of a list in one state ("" : all), in the order in which they were listed."""
    return lines_in(made.lines.all(), state)


def lines_in(lines: QuerySet[SupportLine], state: str) -> QuerySet[SupportLine]:
    """Those of these lines in one state ("" : all), in the order in which they were listed."""
    lines = lines.select_related("handed_by").order_by("pk")
    return lines.filter(state=state) if state else lines


def by_number(numbers: Iterable[int]) -> dict[int, SupportList]:
    """Lists with who drew them up and who approved them, for lines that the reader was shown."""
    found = SupportList.objects.filter(pk__in=list(numbers)).select_related("drawn_by", "approved_by")
    return {made.pk: made for made in found}


def any_list(ward: Unit) -> bool:
    """Whether the ward ever drew a list up."""
    return SupportList.objects.filter(ward=ward).exists()


def lists_about(origin: str, periods: Iterable[str] | None = None) -> QuerySet[SupportList]:
    """The lists that an app above drew up about something, newest first; of all periods where none is told."""
    found = SupportList.objects.filter(origin=origin).select_related("drawn_by", "approved_by", "ward")
    if periods is not None:
        found = found.filter(period__in=list(periods))
    return found.order_by("-drawn_at", "-pk")


def open_before(origin: str, period: str) -> int:
    """Lines of earlier periods that were approved and not handed over: they are handed over in this one."""
    lines = SupportLine.objects.filter(list__origin=origin, list__period__lt=period, state=LineState.APPROVED)
    return lines.count()


def months_given(policy: str, persons: Sequence[int], *, besides: Sequence[int] = ()) -> dict[int, int]:
    """Person -> months for which lines of the policy hold the person, those of records that were joined to the person's
    included. A line of back pay adds no month."""
    return _months(
        "person", records_of_people(persons), SupportLine.objects.filter(policy=policy).exclude(pk__in=list(besides))
    )


def months_given_homes(policy: str, homes: Sequence[int]) -> dict[int, int]:
    """Household -> months for which lines of the policy hold it itself."""
    return _months("household", records_of_homes(homes), SupportLine.objects.filter(policy=policy, person=None))


def _months(column: str, records: Mapping[int, int], rows: QuerySet[SupportLine]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in in_parts(sorted(records), 2_000):
        among = rows.filter(state__in=HELD, list__back_pay=False, **{f"{column}__in": part}).order_by()
        for number, months in among.values_list(column).annotate(given=Sum(Coalesce("months", 1))):
            found[records[number]] = found.get(records[number], 0) + (months or 0)
    return found


def held_in(policy: str, period: str | None, persons: Iterable[int]) -> set[int]:
    """Who of these stands on a list of the policy for a time that lies over the period (None: ever), in any ward, under
    this record or one that was joined to it."""
    return _held("person", records_of_people(persons), _of_time(policy, period))


def homes_held_in(policy: str, period: str | None, homes: Iterable[int]) -> set[int]:
    """Which of these households stand there themselves, by no one of their people."""
    return _held("household", records_of_homes(homes), _of_time(policy, period).filter(person=None))


def _of_time(policy: str, period: str | None) -> QuerySet[SupportLine]:
    rows = SupportLine.objects.filter(policy=policy)
    return rows if period is None else rows.filter(period__in=overlapping(period))


def _held(column: str, records: Mapping[int, int], rows: QuerySet[SupportLine]) -> set[int]:
    found: set[int] = set()
    for part in in_parts(sorted(records), 2_000):  # asked by number: the lists of a whole country stay where they are
        among = rows.filter(state__in=HELD, **{f"{column}__in": part})
        found |= {records[number] for number in among.values_list(column, flat=True)}
    return found


def given_to_joined(made: SupportList, lines: Sequence[SupportLine]) -> set[int]:
    """Of these lines of a list those of which another record of the person (or household), joined since, was handed
    what the policy gives for the time already. Three statements, however many lines."""
    people = records_of_people({line.person_id for line in lines if line.person_id is not None})
    homes = records_of_homes({line.household_id for line in lines if line.person_id is None})
    given = _of_time(made.policy, made.period).filter(state=LineState.DELIVERED, list__back_pay=made.back_pay)
    paid_people = _others(given, "person", people)
    paid_homes = _others(given.filter(person=None), "household", homes)
    return {
        line.pk
        for line in lines
        if (line.person_id in paid_people if line.person_id is not None else line.household_id in paid_homes)
    }


def _others(rows: QuerySet[SupportLine], column: str, records: Mapping[int, int]) -> set[int]:
    """Who of the standing records has such a row under the number of one that went."""
    went = [number for number, stands in records.items() if number != stands]
    found: set[int] = set()
    for part in in_parts(sorted(went), 2_000):
        found |= {records[number] for number in rows.filter(**{f"{column}__in": part}).values_list(column, flat=True)}
    return found


def lines_about(origin: str, periods: Iterable[str]) -> QuerySet[SupportLine]:
    """The lines of the lists that an app above drew up about something, those put away left out."""
    rows = SupportLine.objects.filter(list__origin=origin, list__period__in=list(periods))
    return rows.exclude(state=LineState.DROPPED).select_related("list", "handed_by").order_by("list", "pk")


def receivers_of_many(origin: str, periods: Iterable[str]) -> list[tuple[str, int]]:
    """Names that signed for several households, with how many: to be looked at, since one hand that signs for many is
    how receipts are forged."""
    rows = lines_about(origin, periods).filter(state=LineState.DELIVERED).order_by().values_list("received_by")
    counted = (
        rows.annotate(homes=Count("household", distinct=True)).filter(homes__gt=1).order_by("-homes", "received_by")
    )
    return list(counted)
