"""Signing in and out, one's own account, a new password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.forms.own import LoginForm, NewPasswordForm
from chungtay.foundation.accounts.permissions import ROLES
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import PUBLIC, SIGNED_IN, audience

login = audience(PUBLIC)(
    LoginView.as_view(
        template_name="accounts/login.html", authentication_form=LoginForm, redirect_authenticated_user=True
    )
)
logout = audience(PUBLIC)(LogoutView.as_view())


@audience(SIGNED_IN)
def account(request: PageRequest) -> HttpResponse:
    today = timezone.localdate()
    duties = [(row, ROLES[row.role].does) for row in request.user.assignments_on(today)]
    return render(request, "accounts/account.html", {"duties": duties})


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
