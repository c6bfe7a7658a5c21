"""What of the insurance waits for a person: lists to look through, purchases to approve or close, cards to hand over,
cards that run out. Each of the area in which this person may take that step, and never a step after the own one."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.queries.approving import decidable
from chungtay.work.insurance.models import (
    BatchLine,
    BatchState,
    CardList,
    LineState,
    ListState,
    PurchaseBatch,
    RowOutcome,
    StateLine,
    StateLineState,
    StateList,
    StateListState,
)
from chungtay.work.insurance.models.batches import OPEN
from chungtay.work.insurance.queries import expiry
from chungtay.work.insurance.queries.terms import is_late

SHOWN = 5


def lists_to_check(user: Any, place: Unit, today: datetime.date) -> list[tuple[CardList, int]]:
    """Lists that were compared and not taken over, with how many of their lines need somebody. One statement."""
    choose = Count("rows", Q(rows__outcome=RowOutcome.CHOOSE))
    found = CardList.objects.filter(_inside(user, place, Permission.REGISTRY_IMPORT, today), state=ListState.STAGED)
    counted = found.select_related("ward").annotate(choose=choose).order_by("brought_at", "pk")[:SHOWN]
    return [(made, made.choose) for made in counted]


def to_approve(user: Any, place: Unit, today: datetime.date) -> list[PurchaseBatch]:
    """Purchases that somebody else drew up."""
    drafts = PurchaseBatch.objects.filter(ward__path__startswith=place.path, state=BatchState.DRAFT)
    lines = BatchLine.objects.filter(batch__in=drafts.order_by().values("pk"))
    mine = _decided(user, place, today, lines, "batch")
    found = drafts.filter(mine).select_related("ward")
    return list(found.exclude(drawn_by=user).order_by("drawn_at", "pk")[:SHOWN])


def to_hand_over(user: Any, place: Unit, today: datetime.date) -> list[tuple[PurchaseBatch, int]]:
    """Approved purchases with cards that wait, where this person neither drew up nor approved. One statement."""
    found = _batches(user, place, Permission.SUPPORT_HAND_OVER, today).filter(state=BatchState.APPROVED)
    found = found.exclude(Q(drawn_by=user) | Q(approved_by=user))
    waits = Count("lines", Q(lines__state=LineState.APPROVED))
    counted = found.annotate(waits=waits).filter(waits__gt=0).order_by(F("approved_at").asc(nulls_last=True), "pk")
    return [(made, made.waits) for made in counted[:SHOWN]]


def to_close(user: Any, place: Unit, today: datetime.date) -> list[PurchaseBatch]:
    """Approved purchases of which every line has an outcome."""
    found = _batches(user, place, Permission.SUPPORT_PREPARE, today).filter(state=BatchState.APPROVED)
    waiting = BatchLine.objects.filter(state__in=OPEN).order_by().values("batch")
    return list(found.exclude(pk__in=waiting).order_by("approved_at", "pk")[:SHOWN])


def state_to_approve(user: Any, place: Unit, today: datetime.date) -> list[StateList]:
    """Lists of the state that somebody else drew up."""
    drafts = StateList.objects.filter(ward__path__startswith=place.path, state=StateListState.DRAFT)
    lines = StateLine.objects.filter(list__in=drafts.order_by().values("pk"))
    mine = _decided(user, place, today, lines, "list")
    found = drafts.filter(mine).select_related("ward")
    return list(found.exclude(drawn_by=user).order_by("drawn_at", "pk")[:SHOWN])


def _decided(user: Any, place: Unit, today: datetime.date, lines: QuerySet[Any], of: str) -> Q:
    """The drafts that these lines belong to whose level the person approves at. Two statements at most."""
    policies = list(lines.order_by().values_list("policy", flat=True).distinct())
    return decidable(
        user, place, today, policies, lambda names: Q(pk__in=lines.filter(policy__in=names).order_by().values(of))
    )


def state_to_send(user: Any, place: Unit, today: datetime.date) -> list[tuple[StateList, int]]:
    """Approved lists with people who wait to be sent to the insurer, or came back. One statement."""
    waits = Count("lines", Q(lines__state__in=(StateLineState.APPROVED, StateLineState.SENT_BACK)))
    found = _state_lists(user, place, Permission.SUPPORT_PREPARE, today).filter(state=StateListState.APPROVED)
    return [(made, made.waits) for made in found.annotate(waits=waits).filter(waits__gt=0).order_by("pk")[:SHOWN]]


def state_late(user: Any, place: Unit, today: datetime.date) -> list[tuple[StateList, int]]:
    """Lists with people whose card the insurer should have issued by now, and how many. Two statements."""
    found = _state_lists(user, place, Permission.SUPPORT_PREPARE, today).filter(state=StateListState.APPROVED)
    sent = StateLine.objects.filter(list__in=found.order_by().values("pk"), state=StateLineState.SENT).order_by()
    late: dict[int, int] = {}
    for number, on, count in sent.values_list("list", "sent_on").annotate(Count("pk")):
        if is_late(on, today):
            late[number] = late.get(number, 0) + count
    return [(made, late[made.pk]) for made in found.filter(pk__in=late).order_by("pk")[:SHOWN]] if late else []


def state_to_hand_over(user: Any, place: Unit, today: datetime.date) -> list[tuple[StateList, int]]:
    """Lists with issued cards that wait, where this person neither drew up nor approved. One statement."""
    found = _state_lists(user, place, Permission.SUPPORT_HAND_OVER, today).filter(state=StateListState.APPROVED)
    waits = Count("lines", Q(lines__state=StateLineState.ISSUED))
    others = found.exclude(Q(drawn_by=user) | Q(approved_by=user)).annotate(waits=waits).filter(waits__gt=0)
    return [(made, made.waits) for made in others.order_by("pk")[:SHOWN]]


def _state_lists(user: Any, place: Unit, permission: Permission, today: datetime.date) -> QuerySet[StateList]:
    return StateList.objects.filter(_inside(user, place, permission, today)).select_related("ward")


def running_out(user: Any, place: Unit, today: datetime.date) -> int:
    """Cards that run out first, in the area where this person draws purchases up. One statement."""
    reach = [path for path in scope_of(user, Permission.SUPPORT_PREPARE, today) if place.path.startswith(path)]
    if not reach:
        return 0
    return expiry.soon([place.path], today, expiry.ENDS[0]).count()


def _batches(user: Any, place: Unit, permission: Permission, today: datetime.date) -> QuerySet[PurchaseBatch]:
    return PurchaseBatch.objects.filter(_inside(user, place, permission, today)).select_related("ward")


def _inside(user: Any, place: Unit, permission: Permission, today: datetime.date) -> Q:
    inside = Q(pk__in=[])
    for path in scope_of(user, permission, today):
        inside |= Q(ward__path__startswith=path)
    return inside & Q(ward__path__startswith=place.path)
