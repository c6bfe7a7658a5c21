"""Loans entered by one person from the bank's papers, confirmed by another, or taken back as a mistake."""

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
from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.homes import joined_into, members_on
from chungtay.records.registry.queries.households import seen as households_seen
from chungtay.work.credit.models import Loan, LoanState
from chungtay.work.credit.operations.holding import held
from chungtay.work.credit.permissions import check_may_confirm, check_may_keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A loan as a paper of the bank tells it: `amount` in whole đồng; `due_on` None where the paper does not say."""

    programme: str
    purpose: str
    group: str
    amount: int
    disbursed_on: datetime.date
    due_on: datetime.date | None
    source: str


@transaction.atomic
def enter(household: int, *, borrower: int, told: Told, by: Any, at: datetime.datetime) -> Loan:
    """Enter a loan of a member of a household. It counts when another person has confirmed it. Raises ValidationError,
    PermissionDenied."""
    today = timezone.localdate(at)
    home = households_seen(by).select_related("group__parent").filter(pk=household).first()
    if home is None or home.group.parent is None:
        raise ValidationError(_("There is no such household."), code="none")
    check_may_keep(by, home.group, today)
    if home.ended_on is not None:
        raise ValidationError(_("The household is no more. Enter the loan where the borrower lives."), code="ended")
    if borrower not in {row.person_id for row in members_on(home, today)}:
        raise ValidationError(_("The borrower does not belong to this household."), code="borrower")
    _check(told, today)
    Unit.objects.select_for_update(no_key=True).get(pk=home.group.parent.pk)  # two clerks, one after the other
    twice = Loan.objects.filter(
        household__in=[home.pk, *joined_into(home.pk)],
        borrower=borrower,
        programme=tidy(told.programme),
        disbursed_on=told.disbursed_on,
        amount=told.amount,
    ).exclude(state=LoanState.MISTAKE)
    if twice.exists():
        raise ValidationError(
            _("This loan stands here already: same borrower, programme, day and amount."), code="twice"
        )
    made = Loan.objects.create(
        household=home,
        borrower_id=borrower,
        programme=told.programme,
        purpose=told.purpose,
        group=told.group,
        amount=told.amount,
        disbursed_on=told.disbursed_on,
        due_on=told.due_on,
        source=told.source,
        entered_by=by,
        entered_at=at,
    )
    record_event("credit.entered", made, by=by, at=at, area=home.group)
    return made


def _check(told: Told, today: datetime.date) -> None:
    if not told.programme.strip():
        raise ValidationError(_("Name the programme, as the bank's paper does."), code="programme")
    if not told.source.strip():
        raise ValidationError(_("Say by what paper it is known."), code="source")
    if told.amount <= 0:
        raise ValidationError(_("The amount is above zero."), code="amount")
    if told.disbursed_on > today:
        raise ValidationError(_("The day of disbursement lies in the future."), code="disbursed_on")
    if told.due_on is not None and told.due_on < told.disbursed_on:
        raise ValidationError(_("The due day lies before the disbursement."), code="due_on")


@transaction.atomic
def confirm(number: int, *, by: Any, at: datetime.datetime) -> Loan:
    """Confirm a loan that somebody else entered. Raises ValidationError, PermissionDenied."""
    one, group = held(number)
    check_may_confirm(by, group, timezone.localdate(at))
    if one.state != LoanState.ENTERED:
        raise ValidationError(_("The loan was confirmed or taken back already. Load the page anew."), code="state")
    check_apart(by, Duty.CONFIRM, acted={Duty.ENTER: one.entered_by_id})
    one.state, one.confirmed_by, one.confirmed_at = LoanState.RUNNING, by, at
    one.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    record_event("credit.confirmed", one, by=by, at=at, area=group)
    return one


@transaction.atomic
def undo(number: int, *, why: str, by: Any, at: datetime.datetime) -> Loan:
    """Take a loan back that was entered by mistake; it stays on record with what was told of it. Raises
    ValidationError, PermissionDenied."""
    one, group = held(number)
    check_may_keep(by, group, timezone.localdate(at))
    if one.state == LoanState.MISTAKE:
        raise ValidationError(_("The loan was taken back already."), code="state")
    if not why.strip():
        raise ValidationError(_("Say why."), code="why")
    one.state, one.mistaken_by, one.mistaken_at, one.mistaken_why = LoanState.MISTAKE, by, at, why
    one.save(update_fields=["state", "mistaken_by", "mistaken_at", "mistaken_why"])
    record_event("credit.mistaken", one, by=by, at=at, area=group)
    return one
