"""Whoever signed in with a password that somebody else has seen chooses a new one first."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve

_STILL_OPEN = {"accounts:password", "accounts:logout", "core:set_language"}


def ask_for_new_password(get_response: Callable[[HttpRequest], HttpResponse]):
    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request, view, args, kwargs):
        user = request.user
        waits = user.is_authenticated and user.must_change_password
        if waits and resolve(request.path_info).view_name not in _STILL_OPEN:
            return redirect("accounts:password")
        return None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
