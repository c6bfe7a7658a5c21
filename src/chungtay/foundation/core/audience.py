"""Who may open a page: declared at the view, enforced at the view, readable by a test that visits every route.

    @audience(PUBLIC)
    @audience(SIGNED_IN)
    @audience("ward_officer", "district_officer")

A view without a declaration is refused by the middleware. Area is not checked here: queries are scoped to it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

PUBLIC = "public"
SIGNED_IN = "signed_in"

View = Callable[..., HttpResponseBase]


def _afterwards(request: HttpRequest) -> str:
    """Where to go once signed in: the page that was asked for. What a button sent is not sent again, so it is the page
    with the button, if the browser tells."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(came)
        return urlunsplit(("", "", parts.path, parts.query, ""))
    return "/"


def audience(*who: str) -> Callable[[View], View]:
    """Let in everybody (PUBLIC), whoever is signed in (SIGNED_IN), or holders of one of the named roles today."""
    if not who:
        raise TypeError("audience() needs PUBLIC, SIGNED_IN or the names of roles")

    def declare(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if PUBLIC in who:
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(_afterwards(request))
            if SIGNED_IN not in who and not request.user.roles_on(timezone.localdate()) & set(who):
                raise PermissionDenied(_("Your role does not open this page. Ask the administrator of your office."))
            return view(request, *args, **kwargs)

        guarded.audience = who  # type: ignore[attr-defined]
        return guarded

    return declare
