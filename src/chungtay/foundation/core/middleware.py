"""Closed by default: a page that does not say who may open it opens for nobody. And what no address asks for."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from chungtay.foundation.core.views.problems import only_a_button


class refuse_undeclared_pages:  # noqa: N801 - reads as what it does in the settings
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if not getattr(view, "audience", None):
            raise PermissionDenied(_("This page does not say who may open it, so it stays closed."))


class ask_without_nul:  # noqa: N801
    """Nothing on record has the sign NUL in it, and PostgreSQL takes no question that has: it is left out of what an
    address asks for, as every search leaves out marks. What is sent to be kept is refused by the fields of texts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.META.get("QUERY_STRING", "")
        while "%00" in asked or "\x00" in asked:  # what is left may come together to another one
            asked = asked.replace("%00", "").replace("\x00", "")
        request.META["QUERY_STRING"] = asked
        return self.get_response(request)


class say_what_takes_buttons_only:  # noqa: N801
    """An address that only takes a form answers 405 with nothing on it, which browsers show as an error of their own: a
    person gets a page that says what to do, with the same status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        wanted = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content or not wanted:
            return response
        page = only_a_button(request)
        page["Allow"] = response.get("Allow", "POST")
        return page
