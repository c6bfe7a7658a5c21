"""Closed by default: a page that does not say who may open it opens for nobody."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


class refuse_undeclared_pages:  # noqa: N801 - reads as what it does in the settings
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if not getattr(view, "audience", None):
            raise PermissionDenied(_("This page does not say who may open it, so it stays closed."))
