"""Signing in and out, one's own account, a new password, and where one is signed in."""

from __future__ import annotations

import datetime
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts import operations, queries
from chungtay.foundation.accounts.forms.own import LoginForm, NewPasswordForm
from chungtay.foundation.accounts.permissions import ROLES
from chungtay.foundation.accounts.presenters import PageRequest, agent_words
from chungtay.foundation.accounts.views.second_step import enter
from chungtay.foundation.core.audience import PUBLIC, SIGNED_IN, audience


def _practice_accounts() -> str:
    """The invented people of the practice installation, with their passwords; elsewhere nothing."""
    path = Path(settings.DATA_DIR) / "demo-accounts.txt"
    return path.read_text("utf-8").rstrip() if settings.PRACTICE and path.exists() else ""


class _SignInView(LoginView):
    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(practice_accounts=_practice_accounts(), service=settings.OIDC, **kwargs)

    def form_valid(self, form):
        user = form.get_user()
        return enter(self.request, user, user.backend, self.get_success_url())


login = audience(PUBLIC)(_SignInView.as_view())
logout = audience(PUBLIC)(LogoutView.as_view())


@audience(SIGNED_IN)
def account(request: PageRequest) -> HttpResponse:
    today = timezone.localdate()
    duties = [(row, ROLES[row.role].does) for row in request.user.assignments_on(today)]
    context = {"duties": duties, "with_factor": queries.has_factor(request.user)}
    return render(request, "accounts/account.html", context)


@audience(SIGNED_IN)
def password(request: PageRequest) -> HttpResponse:
    form = NewPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["new_password1"]
        operations.change_password(request.user, password=new, by=request.user, at=timezone.now())
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password is changed. Sessions on other machines have ended."))
        return redirect("accounts:account")
    return render(request, "accounts/password.html", {"form": form})


@audience(SIGNED_IN)
def sessions(request: PageRequest) -> HttpResponse:
    """Where the account is signed in now; a session that nobody used for a working day has run out by itself."""
    since = timezone.now() - datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    here = request.session.get("sign_in")
    rows = [(row, agent_words(row.agent), row.pk == here) for row in queries.open_sign_ins(request.user, since)]
    return render(request, "accounts/sessions.html", {"rows": rows})


@audience(SIGNED_IN)
@require_POST
def end_session(request: PageRequest, number: int) -> HttpResponse:
    row = queries.open_sign_in(request.user, number)
    if row is None:
        raise Http404
    operations.end_sign_in(row, by=request.user, at=timezone.now())
    messages.success(request, _("That session has ended."))
    return redirect("accounts:sessions")


@audience(SIGNED_IN)
@require_POST
def end_other_sessions(request: PageRequest) -> HttpResponse:
    keep = request.session["sign_in"]
    operations.end_other_sign_ins(request.user, keep=keep, by=request.user, at=timezone.now())
    messages.success(request, _("Every other session has ended."))
    return redirect("accounts:sessions")
