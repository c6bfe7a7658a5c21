"""Households of the area where a person keeps the register, by code or by the head's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.words import fold
from chungtay.records.registry.models import Household, Relation
from chungtay.records.registry.queries.households import seen

FEW = 8


@dataclass(frozen=True, slots=True)
class Named:
    household: Household
    head: str


def homes_named(user: Any, text: str) -> list[Named]:
    """Living households that the user may write, with this code, else with a head of these words; at most a few."""
    rows = seen(user, Permission.REGISTRY_EDIT).filter(
        ended_on=None,
        memberships__valid_to=None,
        memberships__withdrawn=False,
        memberships__relation=Relation.HEAD,
    )
    # annotated, so that the words below are looked for in the head's name and not in that of any member
    rows = rows.annotate(
        head_name=F("memberships__person__full_name"), head_folded=F("memberships__person__name_folded")
    ).select_related("group__parent")
    found = list(rows.filter(code__iexact=text.strip())[:1])
    if not found:
        words = fold(text).split()[:8]
        for word in words:
            rows = rows.filter(head_folded__contains=word)
        found = list(rows.order_by("memberships__person__name_key", "pk")[:FEW]) if words else []
    return [Named(home, getattr(home, "head_name", "")) for home in found]
