"""A round that came with its people over a border: where they lived before, and whose route a gift was on then."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from chungtay.foundation.places.models import Succession
from chungtay.work.gifts.models import Gift, Round, Route
from chungtay.work.gifts.permissions import can_carry
from chungtay.work.gifts.queries.choosing import Living, living_in


def rounds_before(made: Round) -> Iterator[Round]:
    """The round that this one continues, and so on; one statement for each border."""
    while made.continues is not None:
        made = made.continues
        yield made


def living_then(made: Round, day: datetime.date, *, household: int) -> Living:
    """Of a household who lived on a day in the ward of the round, or before the border moved in that of the round that
    it continues."""
    here = living_in(made.ward, day, household=household)
    for before in rounds_before(made):
        if here.groups:
            break
        here = living_in(before.ward, day, household=household)
    return here


def was_on_route(made: Round, gift: Gift, by: Any, day: datetime.date) -> bool:
    """Whether somebody walked the route of the gift's group on a day, with a duty there, in a round that this one
    continues, or in this one before the group got another name or became one with others: a telephone without a
    network tells later what was done before."""
    own = Route.objects.filter(round=made, carrier=by, starts_on__lte=day, ends_on__gte=day).exclude(group=gift.group)
    old = Succession.objects.filter(old__in=own.values("group"), new=gift.group_id)
    if old.exists() and can_carry(by, made.ward, day):
        return True
    for before in rounds_before(made):
        routes = Route.objects.filter(round=before, carrier=by, starts_on__lte=day, ends_on__gte=day)
        groups = set(routes.values_list("group", flat=True))
        came = Succession.objects.filter(old__in=groups, new=gift.group_id).exists()
        if (gift.group_id in groups or came) and can_carry(by, before.ward, day):
            return True
    return False
