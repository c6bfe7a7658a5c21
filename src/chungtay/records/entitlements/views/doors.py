"""How every page of rights begins: who may come in, which place, which day."""

from __future__ import annotations

import datetime

from django.http import HttpRequest
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest, at_place
from chungtay.foundation.core.audience import audience
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries import last_day
from chungtay.records.entitlements import permissions
from chungtay.records.entitlements.queries.rights import NotKnownThen
from chungtay.rulebook.birth import birth_range

readers = audience(*holders_of(Permission.REGISTRY_READ))
preparers = audience(*holders_of(Permission.SUPPORT_PREPARE))
approvers = audience(*holders_of(Permission.SUPPORT_APPROVE))
# of lists under a policy: the operation looks at the level that the policy names
deciders = audience(
    *dict.fromkeys([*holders_of(Permission.SUPPORT_APPROVE), *holders_of(Permission.SUPPORT_APPROVE_ABOVE)])
)
enterers = audience(*holders_of(Permission.SPONSOR_KEEP))
confirmers = audience(*holders_of(Permission.SPONSOR_CONFIRM))
exporters = audience(*holders_of(Permission.REGISTRY_EXPORT))
handers = audience(*holders_of(Permission.SUPPORT_HAND_OVER))


def here(request: PageRequest, place: str, year: int) -> Unit:
    """The place in the address, for whoever reads its register. Raises Http404 or PermissionDenied."""
    found = at_place(request, place, year)
    permissions.check_may_read(request.user, found, timezone.localdate())
    return found


def known_asked(request: HttpRequest) -> tuple[str, datetime.date | None]:
    """What was typed as the day on which it was known, and that day; None when nothing was. Raises NotKnownThen for
    what is no day."""
    text = request.GET.get("biet", "").strip()[:10]
    if not text:
        return "", None
    known = birth_range(text)
    if not known or known[0] != known[1]:
        raise NotKnownThen("Ghi ngày như 01/10/2026.", "Write a day like 01/10/2026.")
    return text, known[0]


def day_asked(request: PageRequest, year: int) -> tuple[datetime.date, bool]:
    """The day asked for (01/10/2019 or 2019-10-01), and whether what was typed is none of the year that has come. Then,
    and when nothing was asked for, it is the year's last day, or today."""
    today = timezone.localdate()
    text = request.GET.get("ngay", "")[:10]
    days = birth_range(text)
    day = days[0] if days and days[0] == days[1] else None
    if day is not None and day.year == year and day <= today:
        return day, False
    return last_day(year, today), bool(text)
