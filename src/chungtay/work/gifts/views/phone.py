"""What the telephone of somebody who hands over calls. It shows itself by its own token, never by a cookie: it comes
back after days, when no session lasts, and no other page can make it speak."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import PUBLIC, View, audience
from chungtay.work.gifts.forms import phone as forms
from chungtay.work.gifts.models import Phone, Standing
from chungtay.work.gifts.operations import handing, phones
from chungtay.work.gifts.queries import phone as queries
from chungtay.work.gifts.views.doors import handers

_Call = Callable[..., dict[str, Any]]


def calls(view: _Call) -> View:
    """A view for a telephone: `view(request, phone, ...)` returns what is answered as JSON. 401 for a token that is not
    known, 410 for a telephone that has to erase itself, 403 and 422 with words."""

    @audience(PUBLIC)
    @csrf_exempt
    @require_POST
    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        phone = queries.phone_calling(request.headers.get("Authorization", ""))
        if phone is None or not phone.user.is_active:
            return answer({"words": []}, 401)
        if phone.wipe_asked_at is not None:
            return answer({"wipe": True}, 410)
        try:
            return answer(view(request, phone, *args, **kwargs))
        except ValidationError as error:
            return answer({"words": error.messages}, 422)
        except PermissionDenied as error:
            return answer({"words": [str(error)]}, 403)

    return run


def answer(content: dict[str, Any], status: int = 200) -> JsonResponse:
    response = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    return response


@handers
@require_POST
def register(request: PageRequest) -> HttpResponse:
    """By whoever is signed in, with the protection of a form; the token is shown this once."""
    try:
        message = forms.read_message(request.body)
        name = str(message.get("name") or "")
        phone, token = phones.register_phone(request.user, name=name, by=request.user, at=timezone.now())
    except ValidationError as error:
        return answer({"words": error.messages}, 422)
    except PermissionDenied as error:
        return answer({"words": [str(error)]}, 403)
    return answer({"key": str(phone.key), "token": token, "person": request.user.full_name})


@calls
def fetch(request: HttpRequest, phone: Phone) -> dict[str, Any]:
    """The telephone says how much is waiting and gets the gifts of its routes."""
    message = forms.read_message(request.body)
    waiting, have = forms.read_whole(message.get("waiting")), str(message.get("have") or "")[:16]
    at = timezone.now()
    found, digest = phones.load(phone, waiting=waiting, have=have, by=phone.user, at=at)
    return {"now": at.isoformat(), "digest": digest, "gifts": None if digest == have else found}


@calls
def send(request: HttpRequest, phone: Phone) -> dict[str, Any]:
    """Some hand-overs; each gets its own answer, in the order in which they came."""
    raw = forms.read_message(request.body).get("told")
    if not isinstance(raw, list) or len(raw) > forms.MOST:
        raise ValidationError("told")
    return {"now": timezone.now().isoformat(), "outcomes": [_taken_in(phone, each) for each in raw]}


def _taken_in(phone: Phone, raw: Any) -> dict[str, Any]:
    number = str(forms.sent_id_of(raw) or "")
    try:
        told = forms.read_told(raw)
        row = handing.take_in(told, where="", by=phone.user, at=timezone.now(), phone=phone)
    except ValidationError as error:
        return {"sent_id": number, "outcome": "refused", "words": error.messages}
    except PermissionDenied as error:
        return {"sent_id": number, "outcome": "refused", "words": [str(error)]}
    words = handing.refused_because(row)
    kept = row.standing in (Standing.KEPT, Standing.EXTRA, Standing.MISTAKE)
    return {"sent_id": number, "outcome": "kept" if kept else "conflict", "words": [words] if words else []}


@calls
def proof(request: HttpRequest, phone: Phone, number: uuid.UUID) -> dict[str, Any]:
    """The signature or photograph of a hand-over, whole."""
    phones.keep_proof(phone, number, request.body, by=phone.user, at=timezone.now())
    return {"done": True}


@audience(PUBLIC)
@csrf_exempt
@require_POST
def still_mine(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Asked by a locked telephone, which cannot use its token: must I erase myself? Its key alone opens nothing."""
    phone = queries.phone_by_key(str(key))
    if phone is None:
        return answer({}, 404)
    return answer({"wipe": phone.wipe_asked_at is not None})


@audience(PUBLIC)
@csrf_exempt
@require_POST
def wiped(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The telephone has erased everything. Only taken when that was asked for."""
    phone = queries.phone_by_key(str(key))
    if phone is None:
        return answer({}, 404)
    try:
        phones.confirm_wiped(phone, at=timezone.now())
    except PermissionDenied as error:
        return answer({"words": [str(error)]}, 403)
    return answer({})
