"""What a paper of the bank told of a loan on a day. The loan stands as the newest that a second person confirmed."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.operations import record_event
from chungtay.work.credit.models import TOLD, Loan, LoanState, Telling
from chungtay.work.credit.operations.holding import held
from chungtay.work.credit.permissions import check_may_confirm, check_may_keep


@transaction.atomic
def tell(
    number: int, *, on: datetime.date, standing: str, outstanding: int, source: str, by: Any, at: datetime.datetime
) -> Telling:
    """Enter what a paper told of a confirmed loan: `outstanding` of the principal in whole đồng, zero when it is
    repaid. It counts when another person has confirmed it. Raises ValidationError, PermissionDenied."""
    one, group = held(number)
    check_may_keep(by, group, timezone.localdate(at))
    _check(one, on, standing, outstanding, source, timezone.localdate(at))
    made = Telling.objects.create(
        loan=one, on=on, standing=standing, outstanding=outstanding, source=source, entered_by=by, entered_at=at
    )
    record_event("credit.told", one, by=by, at=at, area=group, detail={"telling": made.pk})
    return made


def _check(
    one: Loan, on: datetime.date, standing: str, outstanding: int, source: str, today: datetime.date
) -> None:  # fmt: skip
    if one.state not in TOLD:
        raise ValidationError(_("The loan is not confirmed, or was a mistake."), code="state")
    if standing not in Telling.Standing.values:
        raise ValidationError(_("Say whether it is being repaid, overdue or repaid."), code="standing")
    if not one.disbursed_on <= on <= today:
        raise ValidationError(_("The day lies before the disbursement, or in the future."), code="on")
    if (outstanding == 0) != (standing == Telling.Standing.REPAID) or outstanding < 0:
        raise ValidationError(
            _("Repaid means that nothing is outstanding; otherwise something is."), code="outstanding"
        )
    if outstanding > one.amount:
        raise ValidationError(_("More is outstanding than was lent. Write the principal alone, without interest."))
    if not source.strip():
        raise ValidationError(_("Say by what paper it is known."), code="source")
    if Telling.objects.filter(loan=one, on=on, undone_at=None).exists():
        raise ValidationError(
            _("What was told on %(day)s stands here already. Take that back first."), code="twice",
            params={"day": f"{on:%d/%m/%Y}"},
        )  # fmt: skip


@transaction.atomic
def confirm_telling(number: int, telling: int, *, by: Any, at: datetime.datetime) -> Loan:
    """Confirm what somebody else entered of a loan; the loan stands as the newest such says. Raises ValidationError,
    PermissionDenied."""
    one, group = held(number)
    check_may_confirm(by, group, timezone.localdate(at))
    made = _open(one, telling)
    if made.confirmed_by_id is not None:
        raise ValidationError(_("This was confirmed already."), code="state")
    check_apart(by, Duty.CONFIRM, acted={Duty.ENTER: made.entered_by_id})
    made.confirmed_by, made.confirmed_at = by, at
    made.save(update_fields=["confirmed_by", "confirmed_at"])
    _stand(one)
    record_event("credit.telling_confirmed", one, by=by, at=at, area=group, detail={"telling": made.pk})
    return one


@transaction.atomic
def undo_telling(number: int, telling: int, *, why: str, by: Any, at: datetime.datetime) -> Loan:
    """Take back what was entered of a loan by mistake; the loan stands as the one before says. Raises ValidationError,
    PermissionDenied."""
    one, group = held(number)
    check_may_keep(by, group, timezone.localdate(at))
    made = _open(one, telling)
    if not why.strip():
        raise ValidationError(_("Say why."), code="why")
    made.undone_by, made.undone_at, made.undone_why = by, at, why
    made.save(update_fields=["undone_by", "undone_at", "undone_why"])
    _stand(one)
    record_event("credit.telling_undone", one, by=by, at=at, area=group, detail={"telling": made.pk})
    return one


def _open(one: Loan, telling: int) -> Telling:
    made = Telling.objects.filter(loan=one, pk=telling, undone_at=None).first()
    if made is None or one.state not in TOLD:
        raise ValidationError(_("There is nothing of this loan to confirm or take back here. Load the page anew."))
    return made


def _stand(one: Loan) -> None:
    newest = Telling.objects.filter(loan=one, undone_at=None, confirmed_by__isnull=False).order_by("-on", "-pk").first()
    one.state = LoanState(newest.standing) if newest else LoanState.RUNNING
    one.outstanding, one.told_on = (newest.outstanding, newest.on) if newest else (None, None)
    one.save(update_fields=["state", "outstanding", "told_on"])
