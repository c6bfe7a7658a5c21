"""Routes: the gifts of one residential group, given to somebody who neither drew the round up nor approved it."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Duty, Permission, check_apart, may
from chungtay.work.gifts.models import Round, RoundState, Route
from chungtay.work.gifts.models.lines import OPEN
from chungtay.work.gifts.operations.events import event, held
from chungtay.work.gifts.permissions import check_may_prepare
from chungtay.work.gifts.transitions import check_round_is


@transaction.atomic
def plan_routes(number: int, *, by: Any, at: datetime.datetime) -> int:
    """A route for each residential group that has gifts, and every open gift on that of its group; how many routes."""
    made = _running(number, by, at)
    open_gifts = made.gifts.filter(state__in=OPEN)
    known = set(made.routes.values_list("group", flat=True))
    groups = set(open_gifts.order_by().values_list("group", flat=True).distinct())
    Route.objects.bulk_create(
        Route(round=made, group_id=group, starts_on=made.first_day, ends_on=made.last_day)
        for group in sorted(groups - known)
    )
    for route, group in made.routes.filter(group__in=groups).values_list("pk", "group"):
        open_gifts.filter(group=group, route=None).update(route=route)
    event("gifts.routes_planned", made, by=by, at=at, routes=len(groups))
    return len(groups)


@transaction.atomic
def give_route(
    number: int,
    route: int,
    *,
    carrier: User,
    starts_on: datetime.date,
    ends_on: datetime.date,
    by: Any,
    at: datetime.datetime,
) -> Route:
    """Give a route to somebody who may hand over in the ward on every day of it. Raises ValidationError,
    PermissionDenied."""
    made = _running(number, by, at)
    found = made.routes.select_for_update(no_key=True).filter(pk=route).first()
    if found is None:
        raise ValidationError(_("There is no such route."), code="none")
    check_apart(carrier, Duty.PAY, acted={Duty.ENTER: made.drawn_by_id, Duty.APPROVE: made.approved_by_id})
    if ends_on < starts_on:
        raise ValidationError(_("The route ends before it begins."), code="days")
    if not all(may(carrier, Permission.GIFT_CARRY, made.ward, day) for day in (starts_on, ends_on)):
        sentence = _("%(name)s has no duty in %(ward)s on these days to hand over.")
        raise ValidationError(sentence % {"name": carrier.full_name, "ward": made.ward.name}, code="carrier")
    found.carrier, found.starts_on, found.ends_on = carrier, starts_on, ends_on
    found.save(update_fields=["carrier", "starts_on", "ends_on"])
    event("gifts.route_given", made, by=by, at=at, route=found.pk, to=carrier.pk)
    return found


def _running(number: int, by: Any, at: datetime.datetime) -> Round:
    made = held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_round_is(made.state, RoundState.APPROVED, RoundState.HANDING)
    return made
