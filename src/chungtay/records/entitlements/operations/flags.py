"""Looking for patterns in hand-overs, and what came of each."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.models import SupportLine
from chungtay.records.entitlements.models.flags import FlagState, HandOverFlag
from chungtay.records.entitlements.permissions import check_may_approve
from chungtay.records.entitlements.queries.flags import patterns
from chungtay.records.entitlements.queries.proofs import shown_named


@transaction.atomic
def look_for_flags(ward: Unit, year: int, *, by: Any, at: datetime.datetime) -> int:
    """Look through the hand-overs of a ward and year; every pattern becomes a task once. One that was settled comes
    back when it has grown since. Returns how many are new or back. Raises ValidationError, PermissionDenied."""
    if ward.level != Level.WARD:
        raise ValidationError(_("Hand-overs are looked through ward by ward."), code="ward")
    check_may_approve(by, ward, timezone.localdate(at))
    Unit.objects.select_for_update(no_key=True).get(pk=ward.pk)  # two looks at one ward come one after the other
    known = {(flag.kind, flag.key): flag for flag in HandOverFlag.objects.filter(ward=ward, year=year)}
    new: list[HandOverFlag] = []
    back: list[HandOverFlag] = []
    for found in patterns(ward, year):
        flag = known.get((found.kind, found.key))
        if flag is None:
            flag = HandOverFlag(ward=ward, year=year, kind=found.kind, key=found.key, found_at=at)
            new.append(flag)
        elif found.households > flag.households:
            flag.state, flag.settled_by, flag.settled_at, flag.outcome = FlagState.OPEN, None, None, ""
            back.append(flag)
        else:
            continue
        flag.receiver, flag.giver_id, flag.on = found.receiver, found.giver, found.on
        flag.households, flag.lines, flag.elsewhere = found.households, list(found.lines), list(found.elsewhere)
    HandOverFlag.objects.bulk_create(new, batch_size=500)
    changed = ["state", "settled_by", "settled_at", "outcome", "receiver", "giver", "on", "households", "lines"]
    changed.append("elsewhere")
    HandOverFlag.objects.bulk_update(back, changed, batch_size=500)
    record_event(
        "entitlements.hand_overs_checked", ward, by=by, at=at, area=ward,
        detail={"year": year, "new": len(new), "back": len(back)},
    )  # fmt: skip
    return len(new) + len(back)


@transaction.atomic
def settle_flag(number: int, *, verdict: str, outcome: str, by: Any, at: datetime.datetime) -> HandOverFlag:
    """Say what was found, by somebody who handed none of it over. Raises ValidationError, PermissionDenied."""
    flag = (
        HandOverFlag.objects.select_for_update(of=("self",), no_key=True)
        .select_related("ward")
        .filter(pk=number)
        .first()
    )
    if flag is None or flag.state != FlagState.OPEN:
        raise ValidationError(_("This was settled already. Load the page anew."), code="state")
    check_may_approve(by, flag.ward, timezone.localdate(at))
    own = SupportLine.objects.filter(pk__in=flag.lines, handed_by=by).exists()
    if own or by.pk in {each.giver for each in shown_named(flag.elsewhere).values()}:
        raise PermissionDenied(_("You handed some of this over yourself. Another person says what was found."))
    if verdict not in (FlagState.EXPLAINED, FlagState.CONFIRMED):
        raise ValidationError(_("Say whether it is in order."), code="verdict")
    if not outcome.strip():
        raise ValidationError(_("Say what was found."), code="outcome")
    flag.state, flag.outcome, flag.settled_by, flag.settled_at = verdict, outcome, by, at
    flag.save(update_fields=["state", "outcome", "settled_by", "settled_at"])
    record_event(
        "entitlements.flag_settled", flag, by=by, at=at, area=flag.ward, detail={"kind": flag.kind, "verdict": verdict}
    )
    return flag
