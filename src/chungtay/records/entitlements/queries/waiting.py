"""Lists that wait for a person: to approve what another drew up, to hand over what two others decided."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, F, Q

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import LineState, ListState, SupportLine, SupportList
from chungtay.records.entitlements.queries.approving import approves_somewhere, decidable


def to_approve(user: Any, place: Unit, today: datetime.date) -> list[SupportList]:
    """Lists drawn up by somebody else that this person may approve, of whatever period."""
    if not approves_somewhere(user, today):
        return []
    drafts = SupportList.objects.filter(state=ListState.DRAFT).exclude(drawn_by=user)
    there = drafts.filter(ward__path__startswith=place.path).order_by()
    policies = list(there.values_list("policy", flat=True).distinct())
    found = drafts.filter(decidable(user, place, today, policies, lambda names: Q(policy__in=names)))
    return list(found.select_related("ward").order_by("drawn_at")[:5])


def to_hand_over(user: Any, place: Unit, today: datetime.date) -> list[tuple[int, str, str, int]]:
    """(list, title, ward, lines) of what is approved and not handed over, where this person did neither of the two."""
    held = inside(user, place, Permission.SUPPORT_HAND_OVER, today)
    lists = SupportList.objects.filter(held, state=ListState.APPROVED)
    mine = Q(drawn_by=user) | Q(approved_by=user)
    rows = SupportLine.objects.filter(list__in=lists.exclude(mine).values("pk"), state=LineState.APPROVED)
    counted = rows.values_list("list", "list__title", "list__ward__name").annotate(Count("pk"))
    return list(counted.order_by(F("list__approved_at").asc(nulls_last=True), "list")[:5])


def inside(user: Any, place: Unit, permission: Permission, today: datetime.date) -> Q:
    inside = Q(pk__in=[])
    for path in scope_of(user, permission, today):
        inside |= Q(ward__path__startswith=path)
    return inside & Q(ward__path__startswith=place.path)
