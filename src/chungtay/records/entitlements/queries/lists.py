"""Lists of who is given what, of the reader's own area alone, and how far each has come."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import LineState, SupportLine, SupportList


def lists_seen(user: Any, place: Unit, today: datetime.date) -> QuerySet[SupportList]:
    """The lists of the wards of a place that lie in the reader's area."""
    inside = Q(pk__in=[])
    for path in scope_of(user, Permission.REGISTRY_READ, today):
        inside |= Q(ward__path__startswith=path)
    found = SupportList.objects.filter(inside, ward__path__startswith=place.path)
    return found.select_related("ward", "drawn_by", "approved_by")


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
    lines = made.lines.select_related("handed_by").order_by("pk")
    return lines.filter(state=state) if state else lines


def by_number(numbers: Iterable[int]) -> dict[int, SupportList]:
    """Lists with who drew them up and who approved them, for lines that the reader was shown."""
    found = SupportList.objects.filter(pk__in=list(numbers)).select_related("drawn_by", "approved_by")
    return {made.pk: made for made in found}


def any_list(ward: Unit) -> bool:
    """Whether the ward ever drew a list up."""
    return SupportList.objects.filter(ward=ward).exists()
