"""The second factor: set up, asked for, lost, and opened anew by an administrator."""

from __future__ import annotations

import base64
import datetime
import hashlib
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.oath import TOTP

from chungtay.foundation.accounts.models import RecoveryCode, SecondFactor, User
from chungtay.foundation.accounts.operations.sign_ins import end_all
from chungtay.foundation.accounts.permissions import check_may_manage
from chungtay.foundation.core.operations import record_event

CODES = 10
_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"
WRONG_TRIES, WAIT = 5, datetime.timedelta(minutes=15)

# What became of a code.
RIGHT, RECOVERED, WRONG, WAITS = "right", "recovered", "wrong", "waits"


@transaction.atomic
def start_factor(user: User, *, by: Any, at: datetime.datetime) -> SecondFactor:
    """A new key to scan; it counts once a first code confirms it. Raises ValidationError when one is in use."""
    held = SecondFactor.objects.select_for_update(no_key=True).filter(user=user).first()
    if held and held.confirmed_at:
        raise ValidationError(_("The second factor is on already."))
    key = base64.b32encode(secrets.token_bytes(20)).decode()
    factor, _created = SecondFactor.objects.update_or_create(
        user=user, defaults={"key": key, "started_at": at, "failures": 0, "wait_until": None, "last_step": -1}
    )
    record_event("accounts.factor_started", user, by=by, at=at, area=user.office)
    return factor


@transaction.atomic
def confirm_factor(user: User, *, code: str, by: Any, at: datetime.datetime) -> list[str]:
    """The telephone shows the right code: from now on it is asked for. Returns the recovery codes, readable only here.

    Raises ValidationError for a wrong code; then nothing has changed.
    """
    factor = SecondFactor.objects.select_for_update(no_key=True).filter(user=user, confirmed_at=None).first()
    if factor is None:
        raise ValidationError(_("Nothing waits for a code. Begin again."))
    step = _step_of(factor, code, at)
    if step is None:
        raise ValidationError(_("The code does not match. Check the clock of the telephone and type the newest code."))
    factor.confirmed_at, factor.last_step = at, step
    factor.save()
    record_event("accounts.factor_confirmed", user, by=by, at=at, area=user.office)
    return _make_codes(factor)


@transaction.atomic
def try_code(user: User, *, code: str, at: datetime.datetime) -> str:
    """Is this the code of the moment, or an unused recovery code? Says RIGHT, RECOVERED, WRONG or WAITS.

    A code is taken once. After five wrong ones in a row even the right one waits for 15 minutes, whoever asks.
    """
    factor = SecondFactor.objects.select_for_update(no_key=True).get(user=user)
    if factor.wait_until and at < factor.wait_until:
        return WAITS
    step = _step_of(factor, code, at)
    found = RIGHT if step is not None else RECOVERED if _use_recovery_code(factor, code, at) else WRONG
    if found == WRONG:
        factor.failures += 1
        if factor.failures >= WRONG_TRIES:
            factor.failures, factor.wait_until = 0, at + WAIT
            record_event("accounts.factor_blocked", user, by=None, at=at, area=user.office)
    else:
        factor.failures, factor.wait_until = 0, None
        factor.last_step = factor.last_step if step is None else step
        if found == RECOVERED:
            record_event("accounts.recovery_code_used", user, by=user, at=at, area=user.office)
    factor.save()
    return found


@transaction.atomic
def new_recovery_codes(user: User, *, by: Any, at: datetime.datetime) -> list[str]:
    """Ten codes in the place of the old ones."""
    factor = SecondFactor.objects.select_for_update(no_key=True).get(user=user)
    factor.recovery_codes.all().delete()
    record_event("accounts.recovery_codes_made", user, by=by, at=at, area=user.office)
    return _make_codes(factor)


@transaction.atomic
def end_factor(user: User, *, by: Any, at: datetime.datetime) -> None:
    """The password alone is enough again."""
    SecondFactor.objects.filter(user=user).delete()
    record_event("accounts.factor_ended", user, by=by, at=at, area=user.office)


@transaction.atomic
def reset_factor(user: User, *, by: Any, at: datetime.datetime) -> None:
    """An administrator opens the way for somebody who lost the telephone and the codes: the factor is gone, every
    session ends, and the person sets up a new one. Raises ValidationError when there is none."""
    if by is not None:
        check_may_manage(by, user, timezone.localdate(at))
    deleted, _rows = SecondFactor.objects.filter(user=user).delete()
    if not deleted:
        raise ValidationError(_("%(name)s has no second factor.") % {"name": user.full_name})
    end_all(user, at=at)
    record_event("accounts.factor_reset", user, by=by, at=at, area=user.office)


def _step_of(factor: SecondFactor, code: str, at: datetime.datetime) -> int | None:
    """The 30-second step that the code belongs to, one step of drift to either side; None for a wrong or used code."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return None
    totp = TOTP(base64.b32decode(str(factor.key)))
    totp.time = at.timestamp()
    if not totp.verify(int(digits), tolerance=1, min_t=factor.last_step + 1):
        return None
    return int(totp.t())


def _make_codes(factor: SecondFactor) -> list[str]:
    words = ["-".join("".join(secrets.choice(_LETTERS) for _l in range(5)) for _g in range(2)) for _n in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(factor=factor, digest=_digest(factor, word)) for word in words)
    return words


def _use_recovery_code(factor: SecondFactor, code: str, at: datetime.datetime) -> bool:
    word = code.strip().lower()
    if len(word) != 11:
        return False
    unused = factor.recovery_codes.filter(digest=_digest(factor, word), used_at=None)
    return bool(unused.update(used_at=at))


def _digest(factor: SecondFactor, word: str) -> str:
    """49 bits of chance, five tries in 15 minutes: a plain salted hash is enough."""
    return hashlib.sha256(f"{factor.pk}:{factor.key}:{word}".encode()).hexdigest()
