"""For everybody: is a certificate true? Whoever opened the page once may open it without a network; the list is
public."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from chungtay.foundation.core.audience import PUBLIC, audience
from chungtay.foundation.core.queries import phone_app
from chungtay.work.review.queries import certificates as queries

_OWN = ("review/certificate", "chungtay/codes/", "chungtay/page.js", "django_htmx/htmx-2.min.js")


@audience(PUBLIC)
def check(request: HttpRequest) -> HttpResponse:
    """Public keys and the list of revoked certificates stand in the page; what is scanned stays on the device."""
    listed = queries.revocation_list(at=timezone.now())
    context = {"keys": queries.public_keys(), "listed": listed, "words": _words()}
    return render(request, "review/certificate_check.html", context)


@audience(PUBLIC)
def revoked(request: HttpRequest) -> HttpResponse:
    response = JsonResponse(queries.revocation_list(at=timezone.now()))
    response["Cache-Control"] = "public, max-age=60"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@audience(PUBLIC)
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """Keeps the page, its files and the list of revoked certificates on the device."""
    page, listed = reverse("certificate_check:check"), reverse("certificate_check:revoked")
    script = phone_app.worker_script("giay-chung-nhan", page, *_OWN, fresh=(page, listed))
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def _words() -> dict[str, str]:
    return {
        "true": _("This certificate holds"),
        "other": _("This is no code of a certificate."),
        "changed": _("NOT GENUINE: the code was changed or was not signed by an office known here."),
        "revoked": _("REVOKED: this certificate holds no longer."),
        "expired": _("EXPIRED: this certificate was valid until {last}."),
        "early": _("Not valid yet: this certificate is valid from {first}."),
        "HN": _("Poor household"),
        "HCN": _("Near-poor household"),
        "class": _("Class"),
        "head": _("Initials of the head of household"),
        "serial": _("Serial"),
        "office": _("Issued by"),
        "valid": _("Valid"),
        "compare": _("Compare the initials with the name on the paper and on the holder's identity card."),
        "list": _("List of revoked certificates as of {time}"),
        "no_list": _("The list of revoked certificates could not be read: whether it was revoked is not known."),
        "old_list": _("The list of revoked certificates is older than seven days: open this page anew with a network."),
        "no_crypto": _("This browser cannot check signatures. Open the page over https or in a newer browser."),
        "no_camera": _("The camera cannot be used here. Paste the text of the code instead."),
        "no_code": _("No code was found in the picture."),
    }
