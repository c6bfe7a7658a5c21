"""One's own second factor: set up with a telephone, recovery codes, turned off."""

from __future__ import annotations

from urllib.parse import quote

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts import operations, queries
from chungtay.foundation.accounts.forms.own import CodeForm
from chungtay.foundation.accounts.models import SecondFactor
from chungtay.foundation.accounts.operations.factor import RECOVERED, RIGHT, WAITS
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import SIGNED_IN, audience


def _wanted(request: PageRequest) -> bool:
    """Does a role of this person ask for a second factor?"""
    return bool(request.user.roles_on(timezone.localdate()) & set(settings.SECOND_FACTOR_ROLES))


@audience(SIGNED_IN)
def factor(request: PageRequest) -> HttpResponse:
    held = queries.factor_of(request.user)
    on = held if held and held.confirmed_at else None
    left = on.recovery_codes.filter(used_at=None).count() if on else 0
    context = {"on": on, "left": left, "wanted": _wanted(request), "form": CodeForm()}
    return render(request, "accounts/factor.html", context)


@audience(SIGNED_IN)
@require_POST
def factor_start(request: PageRequest) -> HttpResponse:
    try:
        operations.start_factor(request.user, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.warning(request, "; ".join(error.messages))
        return redirect("accounts:factor")
    return redirect("accounts:factor_confirm")


@audience(SIGNED_IN)
@never_cache
def factor_confirm(request: PageRequest) -> HttpResponse:
    held = queries.factor_of(request.user)
    if held is None or held.confirmed_at:
        return redirect("accounts:factor")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = operations.confirm_factor(
                request.user, code=form.cleaned_data["code"], by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error("code", error)
        else:
            request.session["with_factor"] = True
            operations.mark_with_factor(request.session["sign_in"])
            return render(request, "accounts/recovery_codes.html", {"codes": codes, "new": True})
    key = str(held.key)
    spaced = " ".join(key[start : start + 4] for start in range(0, len(key), 4))
    context = {"form": form, "key": spaced, "picture": _picture(request, held)}
    return render(request, "accounts/factor_confirm.html", context)


def _picture(request: PageRequest, held: SecondFactor) -> str:
    """The key as a QR code, drawn here: it leaves the server in this one page only."""
    label = quote(f"Chung Tay ({request.get_host()}):{request.user.username}")
    address = f"otpauth://totp/{label}?secret={held.key}&issuer={quote('Chung Tay')}&digits=6&period=30"
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(scale=5, border=3, light="#ffffff", svgclass="qr", lineclass=None))  # noqa: S308


def _code_is_right(request: PageRequest) -> bool:
    """The code that came with the form; says what is wrong with it."""
    form = CodeForm(request.POST)
    if not form.is_valid() or not queries.has_factor(request.user):
        messages.warning(request, _("Type the code that the telephone shows now."))
        return False
    became = operations.try_code(request.user, code=form.cleaned_data["code"], at=timezone.now())
    if became in (RIGHT, RECOVERED):
        return True
    sentence = _("Five wrong codes: wait 15 minutes, then type the newest one.")
    other = _("The code does not match. Type the newest one; each code is taken once.")
    messages.warning(request, sentence if became == WAITS else other)
    return False


@audience(SIGNED_IN)
@require_POST
@never_cache
def factor_codes(request: PageRequest) -> HttpResponse:
    if not _code_is_right(request):
        return redirect("accounts:factor")
    codes = operations.new_recovery_codes(request.user, by=request.user, at=timezone.now())
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "new": False})


@audience(SIGNED_IN)
@require_POST
def factor_off(request: PageRequest) -> HttpResponse:
    if _code_is_right(request):
        operations.end_factor(request.user, by=request.user, at=timezone.now())
        request.session.pop("with_factor", None)
        messages.success(request, _("The second factor is off. The password alone is enough again."))
    return redirect("accounts:factor")
