"""What ODK Collect calls: the list of forms, a form with its list of households, and a finished form coming in.

A telephone shows itself by Basic authentication with a password of its own, over TLS alone; no cookie is read or set.
Formats: OpenRosa 1.0 (Form List, Form Submission, Metadata of requests).
"""

from __future__ import annotations

import base64
import binascii
import functools
from collections.abc import Callable
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.utils import reset
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from chungtay.exchange.openrosa import presenters, queries
from chungtay.exchange.openrosa.forms.submission import MOST_XML, NotAForm, open_submission, read_submission
from chungtay.exchange.openrosa.models import CollectForm, CollectKey
from chungtay.exchange.openrosa.operations import deliveries
from chungtay.exchange.openrosa.operations.forms import take_list
from chungtay.exchange.openrosa.operations.keys import see_key
from chungtay.foundation.core.audience import PUBLIC, View, audience
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.review.operations.taking_in import OtherContent
from chungtay.work.review.queries.collect import form_name
from chungtay.work.review.queries.entry import form_of
from chungtay.work.review.transitions import StepRefused
from chungtay.workbooks.xlsform import LIST

MOST_BODY = 24 * 1024 * 1024  # of one delivery; ODK Collect shares more out over several
XML_PART = "xml_submission_file"
_HERE = {"localhost", "127.0.0.1", "[::1]"}
_TEXT = "text/xml; charset=utf-8"
_Call = Callable[..., HttpResponse]


def calls(*methods: str) -> Callable[[_Call], View]:
    """A view for a telephone: `view(request, key, ...)`. Whatever is wrong is answered in words that it shows."""

    def declare(view: _Call) -> View:
        @audience(PUBLIC)
        @csrf_exempt
        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = _answered(request, methods, view, args, kwargs)
            response["X-OpenRosa-Version"] = "1.0"
            response["X-OpenRosa-Accept-Content-Length"] = str(MOST_BODY)
            response["Date"] = http_date()
            response["Cache-Control"] = "private, no-store"
            return response

        return run

    return declare


def _answered(request: HttpRequest, methods: tuple[str, ...], view: _Call, args: Any, kwargs: Any) -> HttpResponse:
    if request.method not in methods:
        refused = said(405, _("This address does not take that."))
        refused["Allow"] = ", ".join(methods)
        return refused
    if not request.is_secure() and split_domain_port(request.get_host())[0] not in _HERE:
        return said(403, _("ODK Collect comes in over https only: the password must not be read on the way."))
    if request.headers.get("X-OpenRosa-Version") != "1.0":
        return said(400, _("Only ODK Collect and programs like it (OpenRosa 1.0) call this address."))
    key = _key_of(request)
    if isinstance(key, HttpResponse):
        return key
    see_key(key, at=timezone.now())
    try:
        return view(request, key, *args, **kwargs)
    except NotAForm as error:
        return said(400, _sentence(error))
    except deliveries.NotHere as error:
        return said(404, _sentence(error))
    except (OtherContent, StepRefused) as error:
        return said(409, _sentence(error))
    except ValidationError as error:
        return said(422, _sentence(error))
    except PermissionDenied as error:
        return said(403, str(error))
    except Http404:
        return said(404, _("This form is not open for you, or not any more. Get the list of forms anew."))
    except ChungTayError as error:
        return said(422, error.vi)


def _key_of(request: HttpRequest) -> CollectKey | HttpResponse:
    """The password that the telephone shows. Five wrong ones, and nobody is let in from there for a quarter of an hour;
    the account's own door is not shut by that."""
    username, password = _shown(request)
    if not username:
        return _ask(_("Give the account name and the password for ODK Collect, or scan the QR code of the office."))
    throttled = {"username": f"collect:{username}"}
    if not AxesProxyHandler.is_allowed(request, throttled):
        wait = said(429, _("Too many wrong passwords. Wait 15 minutes."))
        wait["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME * 3600))
        return wait
    key = queries.key_calling(username, password)
    if key is None:
        AxesProxyHandler.user_login_failed(sender=__name__, credentials=throttled, request=request)
        request.axes_locked_out = False  # type: ignore[attr-defined]  # our own words, not the page of the web door
        return _ask(_("This password is not in use. The account's own password does not open this door."))
    if AxesProxyHandler.get_failures(request, throttled):
        reset(username=throttled["username"])
    return key


def _shown(request: HttpRequest) -> tuple[str, str]:
    """Name and password of the header "Authorization: Basic ..."; empty when there is none that can be read."""
    scheme, _space, packed = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic" or len(packed) > 1_000:
        return "", ""
    try:
        name, _colon, password = base64.b64decode(packed, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name.strip()[:150], password


def _ask(words: str) -> HttpResponse:
    response = said(401, words)
    response["WWW-Authenticate"] = 'Basic realm="chungtay", charset="UTF-8"'
    return response


def said(status: int, words: str) -> HttpResponse:
    nature = "submit_success" if status in (201, 202) else "error"
    return HttpResponse(presenters.answer(words, nature), status=status, content_type=_TEXT)


def _sentence(error: ValidationError) -> str:
    return " ".join(error.messages)


# --- forms ----------------------------------------------------------------------------------------------------------


@calls("GET", "HEAD")
def form_list(request: HttpRequest, key: CollectKey) -> HttpResponse:
    """The forms that this person fills in now; ?formID= asks for one of them."""
    wanted = request.GET.get("formID")
    rows = []
    for form in queries.forms_offered(key.user):
        name = form_name(form.campaign)
        if wanted not in (None, name.form_id):
            continue
        where = [form.campaign_id, form.version]
        rows.append(
            {
                "formID": name.form_id,
                "name": form.title,
                "version": form.version,
                "hash": presenters.hash_of(form.content.encode()),
                "downloadUrl": request.build_absolute_uri(reverse("openrosa:form", args=where)),
                "manifestUrl": request.build_absolute_uri(reverse("openrosa:manifest", args=where)),
            }
        )
    return HttpResponse(presenters.form_list(rows), content_type=_TEXT)


def _offered(key: CollectKey, campaign: int, version: str) -> CollectForm:
    form = queries.form_offered(key.user, campaign, version)
    if form is None:
        raise Http404
    return form


@calls("GET", "HEAD")
def form(request: HttpRequest, key: CollectKey, campaign: int, version: str) -> HttpResponse:
    return HttpResponse(_offered(key, campaign, version).content.encode(), content_type=_TEXT)


@calls("GET", "HEAD")
def manifest(request: HttpRequest, key: CollectKey, campaign: int, version: str) -> HttpResponse:
    """The list of households beside the form, with a hash: a telephone that has it as it stands does not load it."""
    found = _offered(key, campaign, version)
    text, _rows = queries.households_of(key.user, found.campaign)
    address = reverse("openrosa:households", args=[campaign, version])
    file = {
        "filename": LIST,
        "hash": presenters.hash_of(text.encode()),
        "downloadUrl": request.build_absolute_uri(address),
    }
    return HttpResponse(presenters.manifest([file]), content_type=_TEXT)


@calls("GET", "HEAD")
def households(request: HttpRequest, key: CollectKey, campaign: int, version: str) -> HttpResponse:
    found = _offered(key, campaign, version)
    text = take_list(key, found.campaign, by=key.user, at=timezone.now())
    return HttpResponse(text.encode(), content_type="text/csv; charset=utf-8")


# --- finished forms -------------------------------------------------------------------------------------------------


@calls("GET", "HEAD", "POST")
def submission(request: HttpRequest, key: CollectKey) -> HttpResponse:
    """HEAD asks whether we are here and how much may come at once; POST brings a form and photographs, or more of its
    photographs with the same form again."""
    if request.method != "POST":
        return HttpResponse(status=204)
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not (length.isascii() and length.isdecimal()):
        raise NotAForm(_("What was sent is not a form of ODK Collect."), code="length")
    if len(length) > 12 or int(length) > MOST_BODY:
        return said(413, _("The form is too large."))
    raw, uploads = _parts(request)
    head = open_submission(raw)
    found = queries.form_sent(head.form_id, head.version)
    if found is None:
        return said(404, _("This office does not know the form or its version. Get the form anew; nothing is lost."))
    device = request.GET.get("deviceID", "") or request.headers.get("User-Agent", "")
    sent = read_submission(head, form_of(found.campaign), user=key.user, device=device)
    receipt = deliveries.receive(found, sent, uploads, key=key, by=key.user, at=timezone.now())
    return said(201 if receipt.new else 202, receipt.words)


def _parts(request: HttpRequest) -> tuple[bytes, dict[str, UploadedFile]]:
    """The XML and the other files by their names. Raises NotAForm."""
    try:
        parts = [(name, file) for name, files in request.FILES.lists() for file in files]
    except (MultiPartParserError, BadRequest, SuspiciousOperation) as error:
        raise NotAForm(_("What was sent is not a form of ODK Collect."), code="multipart") from error
    forms = [file for name, file in parts if name == XML_PART]
    if len(forms) != 1 or (forms[0].size or 0) > MOST_XML:
        raise NotAForm(_("A delivery holds one form, in the part “%(name)s”.") % {"name": XML_PART}, code="multipart")
    return forms[0].read(), {file.name or name: file for name, file in parts if name != XML_PART}
