"""Sessions of a person: begun at a sign-in, seen, ended one by one or all at once."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from chungtay.foundation.accounts.models import SignIn, User
from chungtay.foundation.core.operations import record_event

SEEN_EVERY = datetime.timedelta(minutes=5)


def begin_sign_in(user: User, *, agent: str, at: datetime.datetime) -> SignIn:
    """A new session of the person. The rows are the record of who signed in when; the trail has none for it."""
    return SignIn.objects.create(user=user, agent=agent[:300], began_at=at, last_used_at=at)


def see_sign_in(row: SignIn, *, at: datetime.datetime) -> None:
    """Keep when the session was last used, to five minutes: not every click writes."""
    if at - row.last_used_at >= SEEN_EVERY:
        SignIn.objects.filter(pk=row.pk).update(last_used_at=at)


def mark_with_factor(number: int) -> None:
    SignIn.objects.filter(pk=number).update(with_factor=True)


def sign_out(number: int, *, at: datetime.datetime) -> None:
    """The person ended the session with the button."""
    SignIn.objects.filter(pk=number, ended_at=None).update(ended_at=at)


@transaction.atomic
def end_sign_in(row: SignIn, *, by: Any, at: datetime.datetime) -> None:
    """The session opens nothing from the next request on."""
    SignIn.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at)
    record_event("accounts.session_ended", row.user, by=by, at=at, area=row.user.office)


@transaction.atomic
def end_other_sign_ins(user: User, *, keep: int, by: Any, at: datetime.datetime) -> int:
    """Every session but one; returns how many."""
    ended = end_all(user, at=at, keep=keep)
    record_event("accounts.sessions_ended", user, by=by, at=at, area=user.office, detail={"sessions": ended})
    return ended


def end_all(user: User, *, at: datetime.datetime, keep: int = 0) -> int:
    """Part of other operations, which record the event. No session has the number 0."""
    return SignIn.objects.filter(user=user, ended_at=None).exclude(pk=keep).update(ended_at=at)
