"""Passwords for telephones with ODK Collect: made by whoever visits households, ended by them or by their officer."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.exchange.openrosa import queries
from chungtay.exchange.openrosa.models import CollectKey
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.work.review.queries.phone import surveys_today

MOST_KEYS = 5  # in use by one person
SEEN_EVERY = datetime.timedelta(minutes=5)
_GROUPS, _LETTERS = 5, 5  # 25 letters of 31: more than 120 bits


@transaction.atomic
def make_key(user: Any, *, name: str, by: Any, at: datetime.datetime) -> tuple[CollectKey, str]:
    """A password for one telephone; it and the text that is shown this once. Only for oneself: whoever could make one
    for somebody else could fill in a form in their name, and then confirm it.

    Raises PermissionDenied, ValidationError."""
    if by is None or by.pk != user.pk or not surveys_today(user):
        raise PermissionDenied(_("Only who visits households makes a password for ODK Collect, for themselves alone."))
    name = tidy(name)[:80]
    if not name:
        raise ValidationError(_("Give the telephone a name, so that it is known when it is lost."), code="name")
    if CollectKey.objects.select_for_update(no_key=True).filter(user=user, ended_at=None).count() >= MOST_KEYS:
        raise ValidationError(
            _("You have %(count)s passwords already. End those that you no longer use.") % {"count": MOST_KEYS},
            code="too_many",
        )
    secret = "-".join("".join(secrets.choice(queries.KEY_LETTERS) for _n in range(_LETTERS)) for _m in range(_GROUPS))
    key = CollectKey.objects.create(user=user, name=name, secret=queries.digest_of(secret), made_at=at)
    record_event("openrosa.key_made", key, by=by, at=at, area=user.office)
    return key, secret


@transaction.atomic
def end_key(key: CollectKey, *, by: Any, at: datetime.datetime) -> CollectKey:
    """The password opens nothing any more; ended twice, the first time counts. What the telephone has not sent stays on
    it, and is sent with a new password. Raises PermissionDenied."""
    key = CollectKey.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=key.pk)
    if by is not None and by.pk != key.user_id and not queries.prepares_where_they_survey(by, key):
        raise PermissionDenied(_("This password belongs to somebody outside your area."))
    if key.ended_at is None:
        key.ended_by, key.ended_at = by, at
        key.save(update_fields=["ended_by", "ended_at"])
        record_event("openrosa.key_ended", key, by=by, at=at, area=key.user.office, detail={"of": key.user_id})
    return key


def see_key(key: CollectKey, *, at: datetime.datetime) -> None:
    """Keep when the telephone last called, to five minutes: it calls all day, and not every call writes."""
    if key.seen_at is None or at - key.seen_at >= SEEN_EVERY:
        CollectKey.objects.filter(pk=key.pk).update(seen_at=at)
