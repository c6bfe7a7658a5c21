"""What a sponsor gave for a month: written down once for each month of a commitment, and in the ledger of help."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.records.entitlements.operations.help import Help, remember_helps, take_back_help
from chungtay.records.registry.queries.standing import standing_for
from chungtay.work.sponsorship.models import Arrival, Sponsorship, SponsorshipState
from chungtay.work.sponsorship.operations.holding import held, one_home
from chungtay.work.sponsorship.permissions import check_may_keep, check_may_receive
from chungtay.work.sponsorship.queries.months import AHEAD, after, is_due, month_of


@transaction.atomic
def receive(
    number: int,
    *,
    month: datetime.date,
    on: datetime.date,
    value: int | None,
    words: str,
    proof: str,
    by: Any,
    at: datetime.datetime,
) -> Arrival:
    """Write down what came for a month (any day of it) of a commitment: `value` in whole đồng, `words` for things; with
    words alone its worth is unknown. The ledger of help has it from a donor. Raises ValidationError, PermissionDenied.
    """
    one, group = held(number)
    check_may_receive(by, group, timezone.localdate(at))
    month = month_of(month)
    _check(one, month, on, timezone.localdate(at))
    if value is not None and value <= 0:
        raise ValidationError(_("The amount is above zero."), code="value")
    if value is None and not words.strip():
        raise ValidationError(_("Say what came: an amount, or what else in words."), code="nothing")
    if not proof.strip():
        raise ValidationError(_("Say what proves it."), code="proof")
    made = Arrival.objects.create(
        sponsorship=one, month=month, on=on, value=value, words=words, proof=proof, recorded_by=by, recorded_at=at
    )
    title = _("%(name)s, sponsor, for %(month)s") % {"name": one.sponsor.name, "month": f"{month:%m/%Y}"}
    standing = standing_for([one.household_id]).get(one.household_id)
    given = Help(
        household=standing.number if standing else one.household_id,
        person=None,
        kind="in_kind" if words.strip() else "cash",
        source="donor",
        title=f"{title}: {words}"[:200] if words.strip() else title,
        value=value,
        on=on,
        proof=proof,
        origin=made.origin,
    )
    remember_helps([given], by=by, at=at)
    _event("sponsorship.arrived", one, made, group, by=by, at=at)
    return made


def _check(one: Sponsorship, month: datetime.date, on: datetime.date, today: datetime.date) -> None:
    if one.state not in (SponsorshipState.RUNNING, SponsorshipState.ENDED):
        raise ValidationError(_("The commitment is not confirmed, or was a mistake."), code="state")
    if not is_due(one, month):
        raise ValidationError(
            _("Nothing was promised for %(month)s."), code="month", params={"month": f"{month:%m/%Y}"}
        )
    if on > today:
        raise ValidationError(_("The day lies in the future."), code="on")
    if on < one.begins_on:
        raise ValidationError(_("The day lies before the commitment begins."), code="on")
    if month > after(month_of(on), AHEAD):
        raise ValidationError(_("The month lies more than a year after the day."), code="month")
    home = one.household
    if home.ended_on is not None and home.merged_into_id is None and on > home.ended_on:
        raise ValidationError(_("The household was no more on this day. End the commitment."), code="ended")
    same = Q(sponsorship=one) | Q(
        sponsorship__sponsor=one.sponsor_id, sponsorship__household__in=one_home(one.household_id)
    )  # two records of one household that were joined may each have a commitment of the sponsor
    if Arrival.objects.filter(same, month=month, undone_at=None).exists():
        raise ValidationError(
            _("What came for %(month)s is written down already."), code="twice", params={"month": f"{month:%m/%Y}"}
        )


@transaction.atomic
def undo_arrival(number: int, arrival: int, *, why: str, by: Any, at: datetime.datetime) -> Arrival:
    """Take back what was written down for a month by mistake, in the ledger of help too; the month can be written down
    anew. Raises ValidationError, PermissionDenied."""
    one, group = held(number)
    today = timezone.localdate(at)
    check_may_keep(by, group, today)
    made = Arrival.objects.filter(sponsorship=one, pk=arrival).first()
    if made is None or made.undone_at is not None:
        raise ValidationError(_("There is nothing to take back here. Load the page anew."), code="none")
    if not why.strip():
        raise ValidationError(_("Say why."), code="why")
    made.undone_by, made.undone_at, made.undone_why = by, at, why
    made.save(update_fields=["undone_by", "undone_at", "undone_why"])
    take_back_help(
        origin=made.origin, on=today, why=_("Entered by mistake: %(why)s") % {"why": why[:270]}, by=by, at=at
    )
    _event("sponsorship.arrival_undone", one, made, group, by=by, at=at)
    return made


def _event(action: str, one: Sponsorship, made: Arrival, group: Any, *, by: Any, at: datetime.datetime) -> None:
    detail = {"month": f"{made.month:%Y-%m}", "arrival": made.pk, "sponsor": one.sponsor_id}
    record_event(action, one, by=by, at=at, area=group, detail=detail)
