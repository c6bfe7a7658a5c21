"""What stands between a session and the pages: it must not have ended, its password must be the person's own, and some
roles need a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.accounts.queries import open_sign_in, open_wider_view

_STILL_OPEN = {"accounts:password", "accounts:logout", "core:set_language"}
_FACTOR = {"accounts:factor", "accounts:factor_start", "accounts:factor_confirm"}


class follow_sign_ins:  # noqa: N801 - reads as what it does in the settings
    """A session that was ended elsewhere opens nothing; of the others, the last use is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            row = open_sign_in(request.user, request.session.get("sign_in"))
            if row is None:
                logout(request)
            else:
                operations.see_sign_in(row, at=timezone.now())
        return self.get_response(request)


class follow_wider_views:  # noqa: N801
    """While an administrator's wider view is open in this session he reads his area, and each request is an event."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = request.session.get("wider") if request.user.is_authenticated else None
        row = open_wider_view(request.user, number) if number and request.user.is_authenticated else None
        if row and row.until <= timezone.now():
            operations.end_wider(row, at=timezone.now())
            row = None
        if number and row is None:
            del request.session["wider"]
        request.wider = row  # type: ignore[attr-defined]
        if row and request.user.is_authenticated:
            operations.lend_auditor(request.user, timezone.localdate())
        return self.get_response(request)

    def process_view(self, request: PageRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Recorded before the page is made: what cannot be recorded is not shown."""
        if request.wider:
            page = resolve(request.path_info).view_name
            operations.record_wider_request(request.wider, page=page, named=kwargs, by=request.user, at=timezone.now())


def ask_for_new_password(get_response: Callable[[HttpRequest], HttpResponse]):
    """Whoever signed in with a password that somebody else has seen chooses a new one first."""

    def waits(request: PageRequest) -> str | None:
        # whoever came through the office's sign-in service never used that password
        outside = request.session.get("outside")
        return "accounts:password" if request.user.must_change_password and not outside else None

    return _first(get_response, waits, _STILL_OPEN)


def ask_for_second_factor(get_response: Callable[[HttpRequest], HttpResponse]):
    """Roles of SECOND_FACTOR_ROLES open nothing before the person has set up a second factor."""

    def waits(request: PageRequest) -> str | None:
        wanted = settings.SECOND_FACTOR_ROLES
        if not wanted or request.session.get("with_factor"):
            return None
        return "accounts:factor" if request.user.roles_on(timezone.localdate()) & set(wanted) else None

    return _first(get_response, waits, _STILL_OPEN | _FACTOR)


def _first(get_response: Callable[..., Any], waits: Callable[[Any], str | None], still_open: set[str]):
    """Somewhere else first: `waits` says where, or None; the pages of `still_open` stay open."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request, view, args, kwargs):
        target = waits(request) if request.user.is_authenticated else None
        if target and resolve(request.path_info).view_name not in still_open:
            return redirect(target)
        return None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
