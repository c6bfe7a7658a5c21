"""Telephones: which one calls, which households it may take along, which ones an officer sees."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import uuid
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from chungtay.foundation.accounts.models import Assignment
from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import Campaign, CampaignState, Case, CaseState, Device, GroupState
from chungtay.work.review.queries.campaigns import inside, reach

MOST_HOUSEHOLDS = 400  # on one telephone: two weeks of visits, and a loss that can still be borne
TO_VISIT = (CaseState.LISTED, CaseState.RETURNED)
VISITING = (Permission.REVIEW_SURVEY, Permission.REVIEW_RECHECK)
_SCHEME = "Phone "


def digest_of_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def device_calling(header: str) -> Device | None:
    """The telephone that a request names in "Authorization: Phone KEY.TOKEN", when the token is right. It may be one
    that is to be wiped, or whose user is gone: the caller looks."""
    key, _dot, token = header.removeprefix(_SCHEME).partition(".")
    if not header.startswith(_SCHEME) or not token or len(token) > 100:
        return None
    device = device_by_key(key)
    if device is None or not hmac.compare_digest(device.secret, digest_of_token(token)):
        return None
    return device


def device_by_key(key: str) -> Device | None:
    try:
        number = uuid.UUID(key)
    except ValueError:
        return None
    return Device.objects.select_related("user").filter(key=number).first()


def cases_to_take(user: Any) -> QuerySet[Case]:
    """What a telephone may hold: households to visit that are given to its user, in groups whose survey has begun and
    where the user surveys today; then those that nobody was given, of groups whose officer lets telephones take them
    along."""
    here = inside("group__group__path", reach(user, Permission.REVIEW_SURVEY))
    open_now = Q(campaign__state=CampaignState.OPEN, group__state=GroupState.SURVEY, state__in=TO_VISIT)
    mine = Q(assigned_to=user) | Q(assigned_to=None, group__free_along=True)
    own_first = F("assigned_to").asc(nulls_last=True)
    return Case.objects.filter(here, open_now, mine).order_by(own_first, "group", "name_key", "pk")


def versions_to_take(user: Any) -> dict[int, int]:
    """Case -> version of every household the telephone should hold now."""
    return dict(cases_to_take(user).values_list("pk", "version")[:MOST_HOUSEHOLDS])


def surveys_today(user: Any) -> bool:
    """Whether the person visits households today, for the first or the second time."""
    return any(reach(user, permission) for permission in VISITING)


def visiting_roles() -> tuple[str, ...]:
    return tuple(sorted({role for permission in VISITING for role in holders_of(permission)}))


def wards_that_may_wipe(user: Any) -> list[str]:
    return reach(user, Permission.REVIEW_PREPARE)


def phones_seen(user: Any, campaign: Campaign, place: Unit) -> QuerySet[Device]:
    """Telephones of everybody who surveys, or once surveyed, in a ward of the campaign that the person prepares. Duties
    that ended count: a telephone is often missed when somebody left."""
    wards = campaign.wards.filter(ward__path__startswith=place.path).filter(
        inside("ward__path", wards_that_may_wipe(user))
    )
    duties = Assignment.objects.filter(role__in=visiting_roles(), area__in=wards.values("ward"))
    return Device.objects.filter(user__in=duties.values("user")).select_related("user", "wipe_asked_by")


def prepares_where_it_surveys(user: Any, device: Device, on: datetime.date | None = None) -> bool:
    """Whether the person prepares the review in an area where the telephone's user surveys or surveyed."""
    paths = reach(user, Permission.REVIEW_PREPARE)
    duties = Assignment.objects.filter(user=device.user_id, role__in=visiting_roles())
    return duties.filter(inside("area__path", paths)).exists()


def skew_seconds(said: datetime.datetime | None, at: datetime.datetime) -> int:
    """How far the telephone's clock is ahead of ours."""
    return int((said - at).total_seconds()) if said is not None and timezone.is_aware(said) else 0
