"""Money from a public source that was handed over without a signature, photograph or signed paper: it is on record as
handed over, and not proved until that paper is there (`docs/decisions/2026-11-30-receipts-of-money.md`)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import LineState, SupportLine, SupportList
from chungtay.records.entitlements.models.help import HelpKind, HelpSource
from chungtay.records.entitlements.queries.issued import policies_named
from chungtay.records.entitlements.queries.lists import lists_before
from chungtay.records.entitlements.queries.waiting import inside
from chungtay.records.registry.queries.households import common, groups_within

PUBLIC = (HelpSource.CENTRAL, HelpSource.CITY, HelpSource.DISTRICT, HelpSource.WARD)
SHOWN = 5


_GIVES = ("policy", "origin", "kind", "source")


@dataclass(frozen=True, slots=True)
class Lacking:
    """A list and how many of its hand-overs have no receipt."""

    number: int
    title: str
    period: str
    ward: str
    count: int


def asks_receipt(made: SupportList) -> bool:
    """Whether a list gives money from a public source."""
    return bool(_asking([(made.pk, made.policy, made.origin, made.kind, made.source)]))


def _asking(lists: Sequence[tuple[int, str, str, str, str]]) -> set[int]:
    """Of (list, policy, origin, kind, source) those that give money from a public source; a list of the book's own says
    neither kind nor source, its policy does. One statement where there is such a list."""
    book = {policy for _number, policy, origin, _kind, _source in lists if not origin}
    policies = policies_named(sorted(book)) if book else {}
    asked = set()
    for number, policy, origin, kind, source in lists:
        about = policies.get(policy)
        if not origin:
            kind, source = (about.gives, about.issuer) if about else ("", "")
        if kind == HelpKind.CASH and source in PUBLIC:
            asked.add(number)
    return asked


def without(lines: QuerySet[SupportLine]) -> QuerySet[SupportLine]:
    """Those of these lines that were handed over and have no receipt, whatever their list gives."""
    return lines.filter(state=LineState.DELIVERED, proof="").select_related("handed_by").order_by("pk")


def missing(user: Any, place: Unit, today: datetime.date) -> list[Lacking]:
    """Lists of whatever period, oldest decision first, where this person may hand over and neither drew up nor
    approved: what is missing in December is missing in January; of wards that have ended, of the families who live here
    now. Three statements."""
    paths = common(scope_of(user, Permission.SUPPORT_HAND_OVER, today), place)
    if not paths:  # most who look at Today hand nothing over there
        return []
    held, mine = inside(user, place, Permission.SUPPORT_HAND_OVER, today), Q(drawn_by=user) | Q(approved_by=user)
    lists = SupportList.objects.filter(held).exclude(mine)
    whose = Q(list__in=lists.order_by().values("pk"))
    if before := list(lists_before(today).exclude(mine).order_by().values_list("pk", flat=True)):
        whose |= Q(list__in=before, household__group__in=groups_within(paths))
    lines = SupportLine.objects.filter(whose, state=LineState.DELIVERED, proof="")
    gives = [f"list__{name}" for name in _GIVES]
    counted = lines.values_list("list", *gives, "list__title", "list__period", "list__ward__name").annotate(Count("pk"))
    rows = list(counted.order_by(F("list__approved_at").asc(nulls_last=True), "list"))
    asked = _asking([row[:5] for row in rows])
    return [Lacking(row[0], *row[5:]) for row in rows if row[0] in asked][:SHOWN]
