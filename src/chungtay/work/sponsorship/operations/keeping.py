"""Sponsors and their commitments: entered by one person, confirmed by another, ended with a reason, taken back as a
mistake. Nothing is deleted; each act is a row of `Step` and an event."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.households import seen as households_seen
from chungtay.work.sponsorship.models import (
    LIVE,
    Arrival,
    Sponsor,
    SponsorKind,
    Sponsorship,
    SponsorshipState,
    Step,
    StepKind,
)
from chungtay.work.sponsorship.operations.holding import group_of, held, one_home
from chungtay.work.sponsorship.permissions import can_keep, check_may_confirm, check_may_keep
from chungtay.work.sponsorship.queries.months import after, month_of
from chungtay.work.sponsorship.transitions import check

_YEARS_BACK = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSponsor:
    kind: str
    name: str
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """`monthly`: whole đồng a month, or None; `words`: what else, or instead. `until` None: open."""

    begins_on: datetime.date
    until: datetime.date | None
    monthly: int | None
    words: str
    agreed: str


@transaction.atomic
def enter(
    household: int, *, sponsor: int | NewSponsor, promise: Promise, by: Any, at: datetime.datetime
) -> Sponsorship:
    """Enter a commitment to a household, of a sponsor of its ward by number or of a new one. It runs when another
    person has confirmed it. Raises ValidationError, PermissionDenied."""
    today = timezone.localdate(at)
    home = households_seen(by).select_related("group__parent").filter(pk=household).first()
    if home is None or home.group.parent is None:
        raise ValidationError(_("There is no such household."), code="none")
    check_may_keep(by, home.group, today)
    if home.ended_on is not None:
        raise ValidationError(
            _("The household is no more. Enter the commitment for the one where they live."), code="ended"
        )
    _check_promise(promise, today)
    ward = home.group.parent
    Unit.objects.select_for_update(no_key=True).get(pk=ward.pk)  # two clerks of a ward enter one after the other
    who = _sponsor(ward, sponsor, by=by, at=at)
    if Sponsorship.objects.filter(sponsor=who, household__in=one_home(home.pk), state__in=LIVE).exists():
        raise ValidationError(
            _("%(name)s sponsors this household already. End that commitment first."), code="twice",
            params={"name": who.name},
        )  # fmt: skip
    made = Sponsorship.objects.create(
        sponsor=who,
        household=home,
        begins_on=promise.begins_on,
        until=promise.until,
        monthly=promise.monthly,
        words=promise.words,
        agreed=promise.agreed,
        entered_by=by,
        entered_at=at,
    )
    _step(made, StepKind.ENTERED, home.group, by=by, at=at)
    return made


def _check_promise(promise: Promise, today: datetime.date) -> None:
    if promise.monthly is not None and promise.monthly <= 0:
        raise ValidationError(_("The amount is above zero."), code="monthly")
    if promise.monthly is None and not promise.words.strip():
        raise ValidationError(_("Say what was promised: an amount a month, or what else in words."), code="nothing")
    if not promise.agreed.strip():
        raise ValidationError(_("Say how it was agreed."), code="agreed")
    if promise.begins_on > after(month_of(today), 12):
        raise ValidationError(_("The first day lies more than a year ahead."), code="begins_on")
    if promise.begins_on < after(month_of(today), -12 * _YEARS_BACK):
        raise ValidationError(
            _("The first day lies more than %(years)s years back.") % {"years": _YEARS_BACK}, code="begins_on"
        )
    if promise.until is not None and promise.until < promise.begins_on:
        raise ValidationError(_("The last day lies before the first."), code="until")


def _sponsor(ward: Unit, sponsor: int | NewSponsor, *, by: Any, at: datetime.datetime) -> Sponsor:
    if isinstance(sponsor, int):
        known = Sponsor.objects.filter(ward=ward, pk=sponsor).first()
        if known is None:
            raise ValidationError(_("This sponsor is not of the ward."), code="sponsor")
        return known
    if sponsor.kind not in SponsorKind.values or not sponsor.name.strip():
        raise ValidationError(_("Name the sponsor, and say whether it is a person, a business or an organisation."))
    _check_new(ward, sponsor.kind, sponsor.name, sponsor.contact)
    return Sponsor.objects.create(
        ward=ward, kind=sponsor.kind, name=sponsor.name, contact=sponsor.contact, added_by=by, added_at=at
    )


def _check_new(ward: Unit, kind: str, name: str, contact: str, but: int = 0) -> None:
    """Two people may have one name; then their contacts tell them apart."""
    known = Sponsor.objects.filter(ward=ward, kind=kind).exclude(pk=but).values_list("name", "contact")
    if (fold(name), fold(contact)) in {(fold(a), fold(b)) for a, b in known}:
        raise ValidationError(
            _("“%(name)s” is among the sponsors of the ward already. Choose it there; of another one with this name "
              "write the contact."),
            code="known", params={"name": name},
        )  # fmt: skip


@transaction.atomic
def confirm(number: int, *, by: Any, at: datetime.datetime) -> Sponsorship:
    """Confirm a commitment that somebody else entered; it runs from then on. Raises ValidationError,
    PermissionDenied."""
    one, group = held(number)
    check_may_confirm(by, group, timezone.localdate(at))
    check(one.state, SponsorshipState.RUNNING)
    if one.confirmed_by_id is not None:  # an ending is taken back by `resume`
        raise ValidationError(_("The commitment was confirmed already."), code="confirmed")
    check_apart(by, Duty.CONFIRM, acted={Duty.ENTER: one.entered_by_id})
    one.state, one.confirmed_by, one.confirmed_at = SponsorshipState.RUNNING, by, at
    one.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    _step(one, StepKind.CONFIRMED, group, by=by, at=at)
    return one


@transaction.atomic
def end(number: int, *, on: datetime.date, why: str, by: Any, at: datetime.datetime) -> Sponsorship:
    """End a running commitment with its last day and the reason. Raises ValidationError, PermissionDenied."""
    one, group = held(number)
    today = timezone.localdate(at)
    check_may_keep(by, group, today)
    check(one.state, SponsorshipState.ENDED)
    if on < one.begins_on or on > today:
        raise ValidationError(_("The last day lies before the first, or in the future."), code="on")
    later = Arrival.objects.filter(sponsorship=one, undone_at=None, month__gt=month_of(on)).order_by("month").first()
    if later is not None:
        raise ValidationError(
            _("Something came for %(month)s, after this day. Take that back first, or write a later day."),
            code="later", params={"month": f"{later.month:%m/%Y}"},
        )  # fmt: skip
    one.state, one.ended_on = SponsorshipState.ENDED, on
    one.save(update_fields=["state", "ended_on"])
    _step(one, StepKind.ENDED, group, on=on, why=why, by=by, at=at)
    return one


@transaction.atomic
def resume(number: int, *, why: str, by: Any, at: datetime.datetime) -> Sponsorship:
    """Take the ending of a commitment back. Raises ValidationError, PermissionDenied."""
    one, group = held(number)
    check_may_keep(by, group, timezone.localdate(at))
    if one.state != SponsorshipState.ENDED:
        raise ValidationError(_("The commitment has not ended."), code="state")
    others = Sponsorship.objects.filter(
        sponsor=one.sponsor_id, household__in=one_home(one.household_id), state__in=LIVE
    )
    if others.exists():
        raise ValidationError(
            _("%(name)s sponsors this household already. End that commitment first."), code="twice",
            params={"name": one.sponsor.name},
        )  # fmt: skip
    one.state, one.ended_on = SponsorshipState.RUNNING, None
    one.save(update_fields=["state", "ended_on"])
    _step(one, StepKind.RESUMED, group, why=why, by=by, at=at)
    return one


@transaction.atomic
def undo(number: int, *, why: str, by: Any, at: datetime.datetime) -> Sponsorship:
    """Take a commitment back that was entered by mistake; it stays on record. What came of it is taken back before.
    Raises ValidationError, PermissionDenied."""
    one, group = held(number)
    check_may_keep(by, group, timezone.localdate(at))
    check(one.state, SponsorshipState.MISTAKE)
    if Arrival.objects.filter(sponsorship=one, undone_at=None).exists():
        raise ValidationError(
            _("Something came of this commitment. Take that back first, or end the commitment."), code="arrivals"
        )
    one.state, one.ended_on = SponsorshipState.MISTAKE, None
    one.save(update_fields=["state", "ended_on"])
    _step(one, StepKind.MISTAKEN, group, why=why, by=by, at=at)
    return one


@transaction.atomic
def correct_sponsor(number: int, *, kind: str, name: str, contact: str, by: Any, at: datetime.datetime) -> Sponsor:
    """Correct the name or contact of a sponsor, in the ward that wrote it down; where that has ended, by whoever keeps
    a commitment of the sponsor now. Raises ValidationError, PermissionDenied."""
    one = Sponsor.objects.select_for_update(of=("self",), no_key=True).select_related("ward").filter(pk=number).first()
    if one is None:
        raise ValidationError(_("There is no such sponsor."), code="none")
    today, area = timezone.localdate(at), one.ward
    if not area.exists_on(today):
        live = one.sponsorships.filter(state__in=LIVE).select_related("household__group").order_by("pk")
        area = next((group for group in map(group_of, live) if can_keep(by, group, today)), area)
    check_may_keep(by, area, today)
    if kind not in SponsorKind.values or not name.strip():
        raise ValidationError(_("Name the sponsor, and say whether it is a person, a business or an organisation."))
    _check_new(one.ward, kind, name, contact, but=one.pk)
    one.kind, one.name, one.contact = kind, name, contact
    one.save(update_fields=["kind", "name", "contact"])
    record_event("sponsorship.sponsor_corrected", one, by=by, at=at, area=area)
    return one


def _step(
    one: Sponsorship, kind: StepKind, group: Unit, *, on: datetime.date | None = None, why: str = "", by: Any,
    at: datetime.datetime,
) -> None:  # fmt: skip
    if kind not in (StepKind.ENTERED, StepKind.CONFIRMED) and not why.strip():
        raise ValidationError(_("Say why."), code="why")
    Step.objects.create(sponsorship=one, kind=kind, on=on, why=why, by=by, at=at)
    record_event(f"sponsorship.{kind.value}", one, by=by, at=at, area=group, detail={"sponsor": one.sponsor_id})
