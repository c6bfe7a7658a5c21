"""Wrong passwords: counted for each name and address by django-axes, and for each name across addresses here.

Each wrong try from an address that is not the name's own (no sign-in from there in KNOWN_ADDRESS_DAYS) adds
NAME_TRY_MINUTES to what the name owes, and time takes it away again. Who owes NAME_TRIES of them waits until one is
paid: a few minutes, never longer, because a try that is not looked at adds nothing. Addresses of the name's own neither
add nor wait, so that nobody shuts an officer out of the office where he signs in every day.
"""

from __future__ import annotations

import datetime
import ipaddress
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessLog
from django.conf import settings
from django.db import transaction

from chungtay.foundation.accounts.models import NameTries
from chungtay.foundation.accounts.queries import is_own_address, name_waits


@transaction.atomic
def count_wrong_try(name: str, *, at: datetime.datetime) -> None:
    """Add one to what the name owes. Rows that were paid go, so that guessed names do not pile up."""
    NameTries.objects.filter(owed_until__lt=at).delete()
    row, _made = NameTries.objects.select_for_update(no_key=True).get_or_create(name=name, defaults={"owed_until": at})
    row.owed_until = max(row.owed_until, at) + datetime.timedelta(minutes=settings.NAME_TRY_MINUTES)
    row.save(update_fields=["owed_until"])


def address_of(request: Any) -> str | None:
    """Where a request comes from. Behind a front server of settings.PROXIES it is the last address that this server
    wrote down; whatever a caller puts before that, or sends without one, is nothing to go by."""
    remote = request.META.get("REMOTE_ADDR")
    if remote not in settings.PROXIES:
        return remote or None
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        return str(remote)


def forget_tries(name: str) -> None:
    """Part of a new password, which ends all waiting."""
    NameTries.objects.filter(name=name).delete()


class ByNameToo(AxesDatabaseHandler):  # type: ignore[misc]  # axes says nothing of its types
    """What settings.AXES_HANDLER names: the counting of django-axes, and of names across addresses besides."""

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        return bool(super().is_locked(request, credentials)) or _waits(request, credentials) is not None

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
        name = _account_name(request, credentials)
        if request is None or not name:
            super().user_login_failed(sender, credentials, request, **kwargs)
            return
        shut = super().is_locked(request, credentials)
        waits = None if shut else _waits(request, credentials)
        if waits is not None:  # nobody looked at this password: it counts for nothing
            request.axes_locked_out, request.axes_credentials = True, credentials
            request.name_waits = -(-waits // datetime.timedelta(minutes=1))
            return
        super().user_login_failed(sender, credentials, request, **kwargs)
        at, address = request.axes_attempt_time, request.axes_ip_address
        if not shut and not is_own_address(name, address, at=at):
            count_wrong_try(name, at=at)

    def user_logged_in(self, sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
        """The addresses of sign-ins are kept as long as they tell which are the name's own."""
        super().user_logged_in(sender, request, user, **kwargs)
        before = request.axes_attempt_time - datetime.timedelta(days=settings.KNOWN_ADDRESS_DAYS)
        AccessLog.objects.filter(username=user.get_username(), attempt_time__lt=before).delete()


def _waits(request: Any, credentials: dict[str, Any] | None) -> datetime.timedelta | None:
    name = _account_name(request, credentials)
    if not name:
        return None
    return name_waits(name, request.axes_ip_address, at=request.axes_attempt_time)


def _account_name(request: Any, credentials: dict[str, Any] | None) -> str:
    """The name that was typed; empty for doors of machines ("collect:hoa"), whose passwords are random and whose
    telephones change their addresses all day."""
    name = (get_client_username(request, credentials) if request is not None else "") or ""
    return "" if ":" in name else name[:255]
