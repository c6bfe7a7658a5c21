"""Signing in through the office's own service by OpenID Connect. Off unless OIDC is configured; makes no account."""

from __future__ import annotations

from functools import cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from joserfc.errors import JoseError

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.views.second_step import enter
from chungtay.foundation.core.audience import PUBLIC, audience

BACKEND = "django.contrib.auth.backends.ModelBackend"
TARGET = "outside_target"


@cache
def _service(issuer: str, client: str, secret: str) -> Any:
    registry = OAuth()
    return registry.register(
        "office",
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_id=client,
        client_secret=secret,
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": 10,
        },
    )


def _configured() -> dict[str, str]:
    """What the installation says about the service. Raises Http404 where there is none."""
    if settings.OIDC is None:
        raise Http404
    return settings.OIDC


def service() -> Any:
    said = _configured()
    return _service(said["issuer"], said["client"], said["secret"])


@audience(PUBLIC)
@never_cache
def outside_start(request: HttpRequest) -> HttpResponse:
    target = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    office = service()
    request.session[TARGET] = target if safe else ""
    try:
        return office.authorize_redirect(request, request.build_absolute_uri(reverse("accounts:outside_back")))
    except (AuthlibBaseError, requests.RequestException, ValueError):
        return _back(request, _("%(service)s does not answer. Sign in with account name and password, or try later."))


@audience(PUBLIC)
@never_cache
def outside_back(request: HttpRequest) -> HttpResponse:
    office = service()
    target = request.session.pop(TARGET, "")
    try:
        told = office.authorize_access_token(request).get("userinfo") or {}
    except (AuthlibBaseError, JoseError, requests.RequestException, ValueError, TypeError, KeyError):
        return _back(request, _("The sign-in at %(service)s did not come to its end. Try again."))
    user = operations.arrive(name=_name(told), subject=str(told.get("sub") or ""), at=timezone.now())
    if user is None:
        sentence = _("%(service)s knows you, but no account here is linked with that. Ask the administrator.")
        return _back(request, sentence)
    return enter(request, user, BACKEND, target or reverse("home:start"), outside=True)


def _name(told: dict[str, Any]) -> str:
    """The claim that the installation goes by. An address that the service did not verify says nothing."""
    claim = _configured()["claim"]
    if claim == "email" and told.get("email_verified") is not True:
        return ""
    value = told.get(claim)
    return value if isinstance(value, str) else ""


def _back(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.warning(request, sentence % {"service": _configured()["name"]})
    return redirect("accounts:login")
