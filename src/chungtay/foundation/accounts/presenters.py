"""What the frame of every page shows: the place and year one works in, and where else one may go."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from chungtay.foundation.accounts.models import Role, User, WiderView
from chungtay.foundation.accounts.permissions import ROLES, Permission, place_for
from chungtay.foundation.accounts.queries import first_place_of, places_of
from chungtay.foundation.places.models import Unit

FIRST_YEAR = 2019


class PageRequest(HttpRequest):
    """A request as views get it: somebody is signed in, htmx is told apart, `place` is what the address names."""

    user: User
    htmx: Any
    wider: WiderView | None
    place: Unit


def at_place(request: PageRequest, place: str, year: int) -> Unit:
    """The place in the address, kept with its year for the next page. Raises Http404 or PermissionDenied."""
    request.place = place_for(request.user, place, year)
    if request.session.get("year") != year:  # what has not changed is not written again with every look
        request.session["year"] = year
    return request.place


@dataclass
class Frame:
    request: PageRequest

    @cached_property
    def _kwargs(self) -> dict[str, Any]:
        match = self.request.resolver_match
        return match.kwargs if match else {}

    @cached_property
    def today(self):
        return timezone.localdate()

    @cached_property
    def _wanted_year(self) -> int:
        return self._kwargs.get("year") or self.request.session.get("year") or self.today.year

    @cached_property
    def place(self) -> Unit | None:
        """The place in the address, as the view found it; else where the person's work begins."""
        found: Unit | None = getattr(self.request, "place", None)
        return found or first_place_of(self.request.user, self.today, self._wanted_year)

    @cached_property
    def year(self) -> int:
        """The year in the address or the one last worked in; the nearest one in which the place existed."""
        return self.place.nearest_year(self._wanted_year) if self.place else self._wanted_year

    @cached_property
    def places(self) -> list[Unit]:
        """Where else one may go in this year: units end and codes come back, so each year has its own."""
        return places_of(self.request.user, self.today, self.year)

    @property
    def years(self) -> list[int]:
        return list(range(self.today.year, FIRST_YEAR - 1, -1))

    @property
    def wider(self) -> WiderView | None:
        """The wider view that is open in this session."""
        return getattr(self.request, "wider", None)

    @property
    def among_people(self) -> bool:
        """Is this a page of the administrator's people, and not of the own account?"""
        match = self.request.resolver_match
        return bool(match and "nguoi-dung/" in match.route)

    @cached_property
    def may(self) -> dict[str, bool]:
        """Permission name -> held anywhere today; decides what the rail offers, not what is allowed."""
        held = {
            permission for row in self.request.user.assignments_on(self.today) for permission in ROLES[row.role].may
        }
        return {permission.name.lower(): permission in held for permission in Permission}


_BROWSERS = {
    "coc_coc_browser": "Cốc Cốc",
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_MACHINES = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


def agent_words(agent: str) -> str:
    """ "Chrome · Windows" out of what a browser says it is; enough to tell the own telephone from a strange one."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in agent), "")
    machine = next((name for mark, name in _MACHINES.items() if mark in agent), "")
    return " · ".join(filter(None, (browser, machine))) or gettext("An unknown program")


def roles_explained() -> list[tuple[str, Any]]:
    """Each role's name and what it is for, in the order of their declaration."""
    return [(str(Role(role).label), declared.does) for role, declared in ROLES.items()]


def frame(request: PageRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    return {
        "frame": Frame(request) if user is not None and user.is_authenticated else None,
        "practice": settings.PRACTICE,
        "practice_address": settings.PRACTICE_ADDRESS,
    }


def until_words(moment: datetime.datetime | None) -> str:
    """Until when a one-time password opens the account, as a command prints it; an own password has no end."""
    return f"đến {timezone.localtime(moment):%H:%M %d/%m/%Y} · until then" if moment else ""
