"""Closed by default: a page that does not say who may open it opens for nobody. And what no address asks for."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from chungtay.foundation.core.presenters.typed import TYPED
from chungtay.foundation.core.views.problems import only_a_button


class refuse_undeclared_pages:  # noqa: N801 - reads as what it does in the settings
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if not getattr(view, "audience", None):
            raise PermissionDenied(_("This page does not say who may open it, so it stays closed."))


class keep_what_was_typed:  # noqa: N801
    """A step that was refused sends the person back to its page with the reason. What had been typed waits in the
    session for that page, once (`typed_before`), so that nobody types it again. Nothing of accounts is kept (secrets),
    and nothing longer than `MOST` signs."""

    MOST = 20_000

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND and self._refused(request):
            fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
            if fields and sum(len(value) for values in fields.values() for value in values) <= self.MOST:
                request.session[TYPED] = {"to": request.path, "fields": fields, "file": bool(request.FILES)}
        return response

    def _refused(self, request: HttpRequest) -> bool:
        about = request.resolver_match
        if about is None or about.app_name == "accounts" or not request.user.is_authenticated:
            return False
        # Asking the storage openly would count its messages as read before the page has shown them.
        levels = {message.level for message in getattr(messages.get_messages(request), "_queued_messages", ())}
        return bool(levels & {messages.WARNING, messages.ERROR}) and messages.SUCCESS not in levels


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
