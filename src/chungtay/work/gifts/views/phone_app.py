"""The app that hands gifts over: its one page, its worker, its card for the home screen, and who is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import PUBLIC, audience
from chungtay.foundation.core.queries import phone_app
from chungtay.work.gifts.views.doors import handers

_OWN = ("trao_qua/", "chungtay/codes/")


@audience(PUBLIC)
@never_cache
def app(request: HttpRequest) -> HttpResponse:
    """The same page for everybody: it holds nothing of anybody, and the telephone keeps it."""
    return render(request, "gifts/phone_app.html", {"version": phone_app.app_version(*_OWN)})


@audience(PUBLIC)
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    script = phone_app.worker_script("trao-qua", reverse("gifts_phone:app"), *_OWN)
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@audience(PUBLIC)
def manifest(request: HttpRequest) -> HttpResponse:
    start = reverse("gifts_phone:app")
    icon = {"src": static("trao_qua/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    content = {
        "id": start,
        "name": "Chung Tay – Trao quà",
        "short_name": "Trao quà",
        "lang": "vi",
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#0b5d60",
        "icons": [icon],
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json"
    return response


@handers
@never_cache
def who(request: PageRequest) -> HttpResponse:
    """Who is signed in on this telephone, and the mark that a form must carry."""
    return JsonResponse({"person": request.user.full_name, "csrf": get_token(request)})
