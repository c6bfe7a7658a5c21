"""Proposals from the field, as far as the person who asks may see them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import ChangeRequest, Household, RequestState
from chungtay.records.registry.queries.households import groups_within, seen


def waiting_for(home: Household) -> list[ChangeRequest]:
    """Proposals for a household that wait for a decision, the oldest first."""
    rows = ChangeRequest.objects.filter(household=home, state=RequestState.SUBMITTED)
    return list(rows.select_related("proposed_by").order_by("submitted_at", "pk"))


def seen_requests(user: Any, place: Unit) -> QuerySet[ChangeRequest]:
    """Proposals for households of the place; drafts are their writer's own."""
    homes = seen(user, Permission.REGISTRY_READ).filter(group__in=groups_within([place.path]))
    rows = ChangeRequest.objects.filter(household__in=homes)
    drafts = rows.filter(state=RequestState.DRAFT, proposed_by=user)
    return (rows.exclude(state=RequestState.DRAFT) | drafts).select_related("household__group", "proposed_by")
