"""The survey app itself: its one page, its worker, its card for the home screen, and who is signed in."""

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
from chungtay.work.review.views import doors

_OWN = ("khao_sat/", "chungtay/rulebook/", "chungtay/rulebook.js")


@audience(PUBLIC)
@never_cache
def app(request: HttpRequest) -> HttpResponse:
    """The same page for everybody: it holds nothing of anybody, and the telephone keeps it."""
    return render(request, "review/phone_app.html", {"version": phone_app.app_version(*_OWN)})


@audience(PUBLIC)
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    script = phone_app.worker_script("khao-sat", reverse("phone:app"), *_OWN)
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@audience(PUBLIC)
def manifest(request: HttpRequest) -> HttpResponse:
    start = reverse("phone:app")
    icons = [
        {"src": static(f"khao_sat/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    content = {
        "id": start,
        "name": "Chung Tay – Khảo sát",
        "short_name": "Khảo sát",
        "lang": "vi",
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#0b5d60",
        "icons": icons,
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json"
    return response


@doors.visitors
@never_cache
def who(request: PageRequest) -> HttpResponse:
    """Who is signed in on this telephone, and the mark that a form must carry."""
    return JsonResponse({"person": request.user.full_name, "csrf": get_token(request)})
