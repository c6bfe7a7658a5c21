"""The step between the password and the day's work, for accounts with a second factor.

Until the code is right nobody is signed in: the session only remembers, for five minutes, whose password was right.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login as begin_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from chungtay.foundation.accounts import operations, queries
from chungtay.foundation.accounts.forms.own import SecondStepForm
from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.operations.factor import RECOVERED, WAITS, WRONG
from chungtay.foundation.core.audience import PUBLIC, audience

HALF = "half_signed_in"
SECONDS = 5 * 60


def enter(request: HttpRequest, user: User, backend: str, target: str, *, outside: bool = False) -> HttpResponse:
    """Whoever proved to be this user: in, or to the second step first. Every way of signing in ends here; `outside` is
    the one that uses no password of ours."""
    if not queries.has_factor(user):
        begin_session(request, user, backend=backend)
        request.session["outside"] = outside
        return redirect(target)
    request.session[HALF] = {
        "user": user.pk,
        "backend": backend,
        "password": user.get_session_auth_hash(),
        "at": timezone.now().timestamp(),
        "target": target,
        "outside": outside,
    }
    return redirect("accounts:second_step")


def _half(request: HttpRequest) -> tuple[User, dict[str, Any]] | None:
    """Whose password was right a moment ago; None when that is too long ago or no longer true."""
    half = request.session.get(HALF)
    if not half or timezone.now().timestamp() - half["at"] > SECONDS:
        return None
    user = User.objects.filter(pk=half["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != half["password"] or not queries.has_factor(user):
        return None
    return user, half


@audience(PUBLIC)
@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    found = _half(request)
    if found is None:
        request.session.pop(HALF, None)
        messages.warning(request, _("Sign in with account name and password first."))
        return redirect("accounts:login")
    user, half = found
    form = SecondStepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        became = operations.try_code(user, code=form.cleaned_data["code"], at=timezone.now())
        if became == WAITS:
            form.add_error("code", _("Five wrong codes: wait 15 minutes, then type the newest one."))
        elif became == WRONG:
            form.add_error("code", _("The code does not match. Type the newest one; each code is taken once."))
        else:
            return _in(request, user, half, recovered=became == RECOVERED)
    return render(request, "accounts/second_step.html", {"form": form})


def _in(request: HttpRequest, user: User, half: dict[str, Any], *, recovered: bool) -> HttpResponse:
    del request.session[HALF]
    begin_session(request, user, backend=half["backend"])
    request.session["with_factor"], request.session["outside"] = True, half["outside"]
    operations.mark_with_factor(request.session["sign_in"])
    if recovered:
        messages.warning(
            request, _("You used a recovery code. Set the second factor up anew if the telephone is lost.")
        )
    target = half["target"]
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if safe else "home:start")
