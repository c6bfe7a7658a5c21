"""Telephones of those who hand over: which one calls, and the gifts of the routes that it may hold today."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import uuid
from typing import Any

from django.db.models import Q, QuerySet

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.records.registry.queries.listed import homes
from chungtay.records.registry.queries.rights_facts import names_of
from chungtay.work.gifts.models import Delivery, Gift, GiftState, Outcome, Phone, Round, RoundState, Standing
from chungtay.work.gifts.permissions import can_prepare

MOST_GIFTS = 600  # on one telephone
_SCHEME = "Phone "


def digest_of_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def phone_calling(header: str) -> Phone | None:
    """The telephone that a request names in "Authorization: Phone KEY.TOKEN", when the token is right."""
    key, _dot, token = header.removeprefix(_SCHEME).partition(".")
    if not header.startswith(_SCHEME) or not token or len(token) > 100:
        return None
    found = phone_by_key(key)
    if found is None or not hmac.compare_digest(found.secret, digest_of_token(token)):
        return None
    return found


def phone_by_key(key: str) -> Phone | None:
    try:
        number = uuid.UUID(key)
    except ValueError:
        return None
    return Phone.objects.select_related("user").filter(key=number).first()


def hands_over_today(user: Any, day: datetime.date) -> bool:
    return bool(scope_of(user, Permission.GIFT_CARRY, day))


def gifts_to_take(user: Any, day: datetime.date) -> QuerySet[Gift]:
    """The gifts of the person's routes of the day, of rounds that are being handed over where the person may."""
    inside = Q(pk__in=[])
    for path in scope_of(user, Permission.GIFT_CARRY, day):
        inside |= Q(round__ward__path__startswith=path)
    mine = Q(route__carrier=user, route__starts_on__lte=day, route__ends_on__gte=day)
    found = Gift.objects.filter(inside, mine, round__state=RoundState.HANDING)
    return found.filter(state__in=(GiftState.READY, GiftState.DELIVERED, GiftState.REFUSED))


def package_of(user: Any, day: datetime.date) -> list[dict[str, Any]]:
    """What the telephone keeps of each gift. The codes of the slips are there as digests only: a gift can be handed
    over from the telephone with its slip alone. A fixed number of statements."""
    rows = list(gifts_to_take(user, day).select_related("kind", "round", "group").order_by("group", "pk")[:MOST_GIFTS])
    names = names_of([gift.person_id for gift in rows if gift.person_id is not None])
    home = {each.number: each for each in homes({gift.household_id for gift in rows}, day=day)}
    firsts = {
        row.gift_id: row
        for row in Delivery.objects.filter(
            gift__in=[gift.pk for gift in rows], outcome=Outcome.DELIVERED, standing=Standing.KEPT
        ).select_related("by")
    }
    return [_packed(gift, names, home.get(gift.household_id), firsts.get(gift.pk)) for gift in rows]


def _packed(gift: Gift, names: dict[int, str], where: Any, first: Delivery | None) -> dict[str, Any]:
    head = where.head_name if where else ""
    return {
        "id": gift.pk,
        "state": gift.state,
        "token": digest_of_token(gift.token),
        "code": digest_of_token(gift.code),
        "name": names.get(gift.person_id, head) if gift.person_id is not None else head,
        "head": head,
        "address": where.address if where else "",
        "group": gift.group.name,
        "kind": gift.kind.name,
        "worth": gift.kind.worth,
        "round": gift.round.title,
        "first": first_words(first),
    }


def first_words(first: Delivery | None) -> dict[str, str] | None:
    """Where, when and by whom the hand-over that counts was made."""
    if first is None:
        return None
    return {
        "at": first.at.isoformat(),
        "where": first.where,
        "by": first.by.full_name,
        "received_by": first.received_by,
    }


def phones_of(made: Round) -> QuerySet[Phone]:
    """The telephones of those who carry a route of the round."""
    return Phone.objects.filter(user__in=made.routes.exclude(carrier=None).values("carrier")).select_related("user")


def may_wipe(user: Any, phone: Phone, day: datetime.date) -> bool:
    """Whether the person prepares rounds of a ward whose route the telephone's user carries or carried."""
    rounds = Round.objects.filter(routes__carrier=phone.user_id).select_related("ward").distinct()
    return any(can_prepare(user, each.ward, day) for each in rounds)
