"""Proposals from the field, as far as the person who asks may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import ChangeRequest, Household, Membership, Person, Relation, RequestState
from chungtay.records.registry.queries.deeds import Deed
from chungtay.records.registry.queries.households import groups_within, seen
from chungtay.records.registry.queries.proposals import (
    Edit,
    Newcomer,
    items_of,
    newcomer,
    proposed_values,
    records_of,
)


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


def own_draft(user: Any, home: Household) -> ChangeRequest | None:
    """What the user is writing about the household."""
    rows = ChangeRequest.objects.filter(household=home, proposed_by=user, state=RequestState.DRAFT)
    return rows.order_by("-pk").first()


def parts_of(request: ChangeRequest) -> tuple[list[Edit], list[Newcomer], list[Deed]]:
    """What a proposal holds, as it was written."""
    items = items_of(request)
    records = records_of(items)
    edits = []
    for item in items:
        record = records.get((item.record_type, item.record_id or 0))
        if isinstance(record, Person | Household) and not item.deed:
            edits.append(Edit(record, proposed_values(item)))
    deeds = [deed for item in items if (deed := item.deed)]
    return edits, [newcomer(item) for item in items if item.is_newcomer], deeds


def joined(known: Sequence[Edit], new: Sequence[Edit]) -> list[Edit]:
    """The edits with later ones laid over: one for each record, of the fields that were proposed last."""
    found = {(edit.record.RECORD_TYPE, edit.record.pk): edit for edit in known}
    found |= {(edit.record.RECORD_TYPE, edit.record.pk): edit for edit in new}
    return list(found.values())


def reasons(known: str, new: str) -> str:
    """Why a proposal is made, with the reason of a part that is added to it: all that was said, nothing twice."""
    if not new or new in known.split("; "):
        return known
    return f"{known}; {new}" if known else new


def counts_by_state(rows: QuerySet[ChangeRequest]) -> dict[str, int]:
    return dict(rows.order_by().values_list("state").annotate(n=Count("pk")))


def in_state(rows: QuerySet[ChangeRequest], state: str) -> QuerySet[ChangeRequest]:
    """Those in a state, all when none is named; what waits comes first, the longest waiting on top."""
    if state:
        rows = rows.filter(state=state)
    waits = Case(When(state=RequestState.SUBMITTED, then=0), default=1)
    return rows.order_by(waits, "submitted_at", "-pk")


def heads_of(rows: Iterable[ChangeRequest]) -> dict[int, str]:
    """Household -> name of its head now. One statement."""
    heads = Membership.objects.current().filter(
        household__in=[row.household_id for row in rows], relation=Relation.HEAD
    )
    return dict(heads.values_list("household", "person__full_name"))


def told_in(user: Any, place: Unit) -> tuple[int, int]:
    """How many proposals of others wait in the place where the user may decide, and how many of the user's own were
    given back and wait for another try. One statement."""
    homes = seen(user, Permission.REGISTRY_APPROVE).filter(group__in=groups_within([place.path]))
    rows = ChangeRequest.objects.filter(
        Q(state=RequestState.SUBMITTED) | Q(state=RequestState.RETURNED, proposed_by=user),
        household__group__in=groups_within([place.path]),
    )
    # From each proposal to its household: there are few of them, and many households.
    told = rows.annotate(mine=Exists(homes.filter(pk=OuterRef("household")))).aggregate(
        waiting=Count("pk", filter=Q(state=RequestState.SUBMITTED, mine=True) & ~Q(proposed_by=user)),
        returned=Count("pk", filter=Q(state=RequestState.RETURNED)),
    )
    return told["waiting"], told["returned"]
