"""How every page of referrals begins: who may come in, which place, which referral."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from chungtay.foundation.accounts.permissions import holders_of
from chungtay.foundation.accounts.permissions.roles import Permission
from chungtay.foundation.accounts.presenters import PageRequest, at_place
from chungtay.foundation.core.audience import audience
from chungtay.foundation.places.models import Level, Unit
from chungtay.work.referral import permissions
from chungtay.work.referral.models import Referral
from chungtay.work.referral.queries.referrals import seen

readers = audience(*holders_of(permissions.READ))
managers = audience(*holders_of(permissions.MANAGE))
followers = audience(*holders_of(permissions.FOLLOW))
exporters = audience(*holders_of(Permission.REGISTRY_EXPORT))


def here(request: PageRequest, place: str, year: int) -> Unit:
    """The place in the address, for whoever reads its register. Raises Http404 or PermissionDenied."""
    found = at_place(request, place, year)
    permissions.check_may_read(request.user, found, timezone.localdate())
    return found


def kind_of(place: Unit) -> str:
    """What a place is looked at by: a ward by its groups, anything above by wards."""
    return "group" if place.level == Level.WARD else "ward"


def referral(request: PageRequest, place: str, year: int, number: int) -> Referral:
    found = seen(request.user, here(request, place, year), timezone.localdate())
    return get_object_or_404(found, pk=number)


def number_in(text: str, allowed: set[int]) -> int | None:
    """A number of the question part. Raises Http404 for one that the place does not have."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) not in allowed:
        raise Http404
    return int(text)
