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

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

PUBLIC = "public"
SIGNED_IN = "signed_in"

View = Callable[..., HttpResponseBase]


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
                return redirect_to_login(request.get_full_path())
            if SIGNED_IN not in who and not request.user.roles_on(timezone.localdate()) & set(who):
                raise PermissionDenied(_("Your role does not open this page. Ask the administrator of your office."))
            return view(request, *args, **kwargs)

        guarded.audience = who  # type: ignore[attr-defined]
        return guarded

    return declare
