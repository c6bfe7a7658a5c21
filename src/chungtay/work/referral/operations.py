"""Referrals opened by rule for a ward at once, shared out, followed, and closed with an outcome."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission, check_may
from chungtay.foundation.core.files import StoredFile
from chungtay.foundation.core.operations import record_event, record_export, record_look
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.operations.help import remember_help
from chungtay.records.registry.queries.deprivations import Lacking, lacking_in
from chungtay.records.registry.queries.parts import in_parts
from chungtay.work.referral.models import LIVE, Contact, Proof, Referral, ReferralState
from chungtay.work.referral.permissions import check_may_follow, check_may_manage
from chungtay.work.referral.queries.needs import needs_of
from chungtay.work.referral.queries.referrals import followers
from chungtay.work.referral.transitions import check
from chungtay.workbooks.coverage import write_people

_PART = 2_000
_NAMED = ("household", "household__memberships__person__full_name", "need", "state", "service", "person", "due_on")
Key = tuple[int, str]


@transaction.atomic
def open_for_ward(ward: Unit, *, by: Any, at: datetime.datetime) -> tuple[int, int]:
    """Open a referral for everything that a poor or near-poor household of the ward lacks by the decision that holds
    today, and close those that a later decision finds no longer lacking. Returns how many were opened and closed.

    A need that has a live referral, or one of the same decision that was closed, gets none. Raises ValidationError,
    PermissionDenied.
    """
    if ward.level != Level.WARD:
        raise ValidationError(_("Referrals are opened for one ward."), code="ward")
    today = timezone.localdate(at)
    check_may_manage(by, ward, today)
    Unit.objects.select_for_update(no_key=True).get(pk=ward.pk)  # two openings of one ward come one after the other
    rows = lacking_in([ward.path], today)
    needs = needs_of(rows)
    known = Referral.objects.filter(household__group__path__startswith=ward.path)
    gone = _no_longer(known, rows, needs)
    closed = 0
    for part in in_parts(gone, _PART):
        changes = {"closed_by": by, "closed_at": at, "outcome": _("No longer lacking by a later review.")}
        closed += Referral.objects.filter(pk__in=part).update(state=ReferralState.GONE, **changes)
    live = set(known.filter(state__in=LIVE).values_list("household", "need"))
    ended = set(known.exclude(state__in=LIVE).values_list("household", "need", "year"))
    opened = {"opened_by": by, "opened_at": at}
    new = [
        Referral(household_id=home, need=need, year=year, rule_set=standard, indicator=found, **opened)
        for (home, need), (year, standard, found) in sorted(needs.items())
        if (home, need) not in live and (home, need, year) not in ended
    ]
    Referral.objects.bulk_create(new, batch_size=500)
    if new or closed:
        detail = {"opened": len(new), "closed": closed}
        record_event("referral.opened", ward, by=by, at=at, area=ward, detail=detail)
    return len(new), closed


def _no_longer(known: Any, rows: Sequence[Lacking], needs: dict[Key, Any]) -> list[int]:
    """Live referrals of households that a later decision, which told its reasons, does not find lacking."""
    years: dict[int, int] = {}
    for row in rows:
        if row.told:
            years[row.household] = max(years.get(row.household, 0), row.year)
    live = known.filter(state__in=LIVE).values_list("pk", "household", "need", "year")
    return [pk for pk, home, need, year in live if years.get(home, 0) > year and (home, need) not in needs]


@transaction.atomic
def assign(
    ward: Unit,
    numbers: Sequence[int],
    *,
    service: str,
    person: int,
    due_on: datetime.date,
    by: Any,
    at: datetime.datetime,
) -> int:
    """Give live referrals of a ward to a service and to the person who follows them, until a day. Returns how many.
    Raises ValidationError, PermissionDenied."""
    today = timezone.localdate(at)
    check_may_manage(by, ward, today)
    if not numbers:
        raise ValidationError(_("Choose at least one referral."), code="none")
    if not service.strip():
        raise ValidationError(_("Name the service."), code="service")
    if due_on < today:
        raise ValidationError(_("The last day lies in the past."), code="due_on")
    if person not in {each.pk for each in followers(ward, today)}:
        raise ValidationError(_("This person has no duty here that follows referrals."), code="person")
    held = Referral.objects.select_for_update(no_key=True).filter(
        pk__in=numbers, household__group__path__startswith=ward.path
    )
    states = list(held.values_list("state", flat=True))
    if len(states) != len(set(numbers)):
        raise ValidationError(_("One of the referrals is not of this ward. Load the page anew."), code="ward")
    for state in set(states):
        check(state, ReferralState.ASSIGNED)
    changes = {"service": service, "person_id": person, "due_on": due_on}
    given = Referral.objects.filter(pk__in=numbers).update(state=ReferralState.ASSIGNED, **changes)
    record_event("referral.assigned", ward, by=by, at=at, area=ward, detail={"referrals": given, "person": person})
    return given


@transaction.atomic
def write_contact(number: int, *, on: datetime.date, note: str, by: Any, at: datetime.datetime) -> Contact:
    """Write down what was said or done for a live referral. Raises ValidationError, PermissionDenied."""
    one = _held(number, by, at)
    if one.state not in LIVE:
        raise ValidationError(_("The referral is closed."), code="state")
    if on > timezone.localdate(at):
        raise ValidationError(_("The day lies in the future."), code="on")
    if not note.strip():
        raise ValidationError(_("Say what was said or done."), code="note")
    made = Contact.objects.create(referral=one, on=on, note=note, by=by, at=at)
    _event("referral.contact_written", one, by=by, at=at)
    return made


@transaction.atomic
def receive(
    number: int,
    *,
    on: datetime.date,
    source: str,
    outcome: str,
    kept: StoredFile | None = None,
    by: Any,
    at: datetime.datetime,
) -> Referral:
    """Close a referral: the household has the service, with its proof (`kept`: a photograph or paper of it); the ledger
    of help gets a row. Raises ValidationError, PermissionDenied."""
    one = _closed(number, ReferralState.RECEIVED, outcome, kept, by=by, at=at)
    if on < timezone.localdate(one.opened_at):
        raise ValidationError(_("The day lies before the referral."), code="on")
    remember_help(
        by=by,
        at=at,
        household=one.household,
        person=None,
        kind="service",
        source=source,
        title=f"{one.get_need_display()}: {one.service}",
        value=None,
        on=on,
        proof=outcome,
        origin=f"referral:referral:{one.pk}",
    )
    return one


def give_up(number: int, *, outcome: str, kept: StoredFile | None = None, by: Any, at: datetime.datetime) -> Referral:
    """Close a referral that is not possible, with the reason. Raises ValidationError, PermissionDenied."""
    return _closed(number, ReferralState.IMPOSSIBLE, outcome, kept, by=by, at=at)


def note_gone(number: int, *, outcome: str, kept: StoredFile | None = None, by: Any, at: datetime.datetime) -> Referral:
    """Close a referral of a household that no longer lacks it, with how that is known. Raises ValidationError,
    PermissionDenied."""
    return _closed(number, ReferralState.GONE, outcome, kept, by=by, at=at)


@transaction.atomic
def _closed(
    number: int, state: ReferralState, outcome: str, kept: StoredFile | None, *, by: Any, at: datetime.datetime
) -> Referral:
    one = _held(number, by, at)
    check(one.state, state)
    if not outcome.strip():
        raise ValidationError(_("Say what proves it, or why."), code="outcome")
    one.state, one.outcome, one.closed_by, one.closed_at = state, outcome, by, at
    one.save(update_fields=["state", "outcome", "closed_by", "closed_at"])
    if kept is not None:
        Proof.objects.create(
            referral=one,
            stored=kept.stored,
            media_type=kept.media_type,
            size=kept.size,
            sha256=kept.sha256,
            added_by=by,
            added_at=at,
        )
    _event("referral.closed", one, by=by, at=at)
    return one


def _held(number: int, by: Any, at: datetime.datetime) -> Referral:
    """The referral, held until the transaction ends, for whoever may follow it."""
    found = (
        Referral.objects.select_for_update(of=("self",), no_key=True)
        .select_related("household__group")
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise ValidationError(_("There is no such referral."), code="none")
    check_may_follow(by, found.household.group, timezone.localdate(at))
    return found


def _event(action: str, one: Referral, *, by: Any, at: datetime.datetime) -> None:
    detail = {"need": one.need, "state": one.state}
    record_event(action, one, by=by, at=at, area=one.household.group, detail=detail)


@transaction.atomic
def take_out(
    path: Path,
    area: Unit,
    *,
    title: str,
    about: Sequence[str],
    headings: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Any]],
    by: Any,
    at: datetime.datetime,
) -> None:
    """Write a list with names of heads of households into a workbook, as an event of the trail. Raises
    PermissionDenied."""
    check_may(by, Permission.REGISTRY_EXPORT, area, timezone.localdate(at))
    told: dict[str, Any] = {"subject": area, "rows": len(rows), "sensitive_allowed": False, "area": area}
    record_export(Referral, _NAMED, **told, by=by, at=at)
    write_people(path, title, about, headings, rows)


@transaction.atomic
def hand_out_proof(kept: Proof, *, by: Any, at: datetime.datetime) -> str:
    """Where the paper of how a referral was closed lies; each time it is handed out is an event. The caller has asked
    who may."""
    record_look(kept.referral, ["proof__stored"], by=by, at=at, area=kept.referral.household.group)
    return kept.stored
