"""A wider view for an administrator: asked for with a reason, ended, and the list of all for whoever audits."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts import operations, queries
from chungtay.foundation.accounts.forms.wider import WiderForm
from chungtay.foundation.accounts.operations.factor import WAITS, WRONG
from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience

administrators = audience(*holders_of(Permission.ACCOUNT_MANAGE))


@administrators
def wider(request: PageRequest) -> HttpResponse:
    with_factor = queries.has_factor(request.user)
    form = WiderForm(request.POST or None, with_factor=with_factor)
    if request.method == "POST" and form.is_valid() and (not with_factor or _code_is_right(request, form)):
        data = form.cleaned_data
        try:
            row = operations.begin_wider(
                request.user,
                reason=data["reason"],
                minutes=data["minutes"],
                with_factor=with_factor,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            request.session["wider"] = row.pk
            return redirect("home:start")
    return render(request, "accounts/wider.html", {"form": form})


def _code_is_right(request: PageRequest, form: WiderForm) -> bool:
    became = operations.try_code(request.user, code=form.cleaned_data["code"], at=timezone.now())
    if became == WAITS:
        form.add_error("code", _("Five wrong codes: wait 15 minutes, then type the newest one."))
    elif became == WRONG:
        form.add_error("code", _("The code does not match. Type the newest one; each code is taken once."))
    return became not in (WAITS, WRONG)


@administrators
@require_POST
def end_wider(request: PageRequest) -> HttpResponse:
    number = request.session.pop("wider", None)
    row = queries.open_wider_view(request.user, number)
    if row:
        operations.end_wider(row, at=timezone.now())
        messages.success(request, _("The wider view has ended."))
    return redirect("accounts:account")


@audience(*holders_of(Permission.AUDIT_READ))
def wider_views(request: PageRequest) -> HttpResponse:
    rows = queries.wider_views_seen(request.user, timezone.localdate())
    return render(request, "accounts/wider_views.html", {"rows": rows})
