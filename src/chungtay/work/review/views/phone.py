"""What the telephone of an enumerator calls. It shows itself by its own token, never by a cookie: it comes back after
days, when no session lasts, and no other page can make it speak."""

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
from chungtay.work.review.forms import phone as forms
from chungtay.work.review.models import Device
from chungtay.work.review.operations import phone as operations
from chungtay.work.review.operations.phone_files import UnknownFile, receive_piece
from chungtay.work.review.operations.phone_forms import MOST_FORMS, Delivered, FileStand, Outcome, receive_forms
from chungtay.work.review.queries import phone as queries
from chungtay.work.review.queries.second_visits import second_visits
from chungtay.work.review.views import doors

_Call = Callable[..., dict[str, Any]]


def calls(view: _Call) -> View:
    """A view for a telephone: `view(request, device, ...)` returns what is answered as JSON. 401 for a token that is
    not known, 410 for a telephone that has to erase itself, 403 and 422 with words."""

    @audience(PUBLIC)
    @csrf_exempt
    @require_POST
    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        device = queries.device_calling(request.headers.get("Authorization", ""))
        if device is None or not device.user.is_active:
            return answer({"words": []}, 401)
        if device.wipe_asked_at is not None:
            return answer({"wipe": True}, 410)
        try:
            return answer(view(request, device, *args, **kwargs))
        except UnknownFile as error:
            return answer({"words": error.messages}, 404)
        except ValidationError as error:
            return answer({"words": error.messages}, 422)
        except PermissionDenied as error:
            return answer({"words": [str(error)]}, 403)

    return run


def answer(content: dict[str, Any], status: int = 200) -> JsonResponse:
    response = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    return response


@doors.visitors
@require_POST
def register(request: PageRequest) -> HttpResponse:
    """By whoever is signed in, with the protection of a form; the token is shown this once."""
    try:
        message = forms.read_message(request.body)
        device, token = operations.register_device(
            request.user, name=str(message.get("name") or ""), by=request.user, at=timezone.now()
        )
    except ValidationError as error:
        return answer({"words": error.messages}, 422)
    except PermissionDenied as error:
        return answer({"words": [str(error)]}, 403)
    return answer({"key": str(device.key), "token": token, "person": request.user.full_name, "now": _now()})


@calls
def hello(request: HttpRequest, device: Device) -> dict[str, Any]:
    """The telephone says how much is waiting and hears what it should hold."""
    message = forms.read_message(request.body)
    at = timezone.now()
    operations.heard_of(device, waiting=forms.read_waiting(message), at=at)
    skew = queries.skew_seconds(forms.read_clock(message), at)
    again = {each.key: each.version for each in second_visits(device.user)}
    return {"now": _now(), "skew": skew, "cases": queries.versions_to_take(device.user), "again": again}


@calls
def take_along(request: HttpRequest, device: Device) -> dict[str, Any]:
    message = forms.read_message(request.body)
    wanted, again, have = forms.read_cases(message), forms.read_again(message), forms.read_have(message)
    found = operations.take_along(device, cases=wanted, again=again, have=have, by=device.user, at=timezone.now())
    return found | {"now": _now()}


@calls
def send(request: HttpRequest, device: Device) -> dict[str, Any]:
    """Some forms; each gets its own answer, in the order in which they came."""
    message = forms.read_message(request.body)
    raw = message.get("forms")
    if not isinstance(raw, list) or len(raw) > MOST_FORMS:
        raise ValidationError("forms")
    read, refused = _read(raw, device.user)
    outcomes = receive_forms(device, read, by=device.user, at=timezone.now()) + refused
    return {"now": _now(), "outcomes": [_outcome(each) for each in outcomes]}


def _read(raw: list[Any], user: Any) -> tuple[list[Delivered], list[Outcome]]:
    read, refused = [], []
    for each in raw:
        number = forms.sent_id_of(each)
        try:
            read.append(forms.read_form(each, user=user))
        except ValidationError as error:
            refused.append(Outcome(number, "refused", tuple(error.messages)))
    return read, refused


@calls
def piece(request: HttpRequest, device: Device, number: uuid.UUID) -> dict[str, Any]:
    """The next piece of a file; the header says where it begins. An empty piece only asks how much is here."""
    offset = request.headers.get("Upload-Offset", "")
    if not offset.isdecimal() or len(offset) > 12:
        raise ValidationError("Upload-Offset")
    stand = receive_piece(device, number, offset=int(offset), piece=request.body, by=device.user, at=timezone.now())
    return _stand(stand)


@audience(PUBLIC)
@csrf_exempt
@require_POST
def still_mine(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Asked by a locked telephone, which cannot use its token: must I erase myself? Its key alone opens nothing."""
    device = queries.device_by_key(str(key))
    if device is None:
        return answer({}, 404)
    return answer({"wipe": device.wipe_asked_at is not None})


@audience(PUBLIC)
@csrf_exempt
@require_POST
def wiped(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The telephone has erased everything. Only taken when that was asked for."""
    device = queries.device_by_key(str(key))
    if device is None:
        return answer({}, 404)
    try:
        operations.confirm_wiped(device, at=timezone.now())
    except PermissionDenied as error:
        return answer({"words": [str(error)]}, 403)
    return answer({})


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "sent_id": str(outcome.sent_id),
        "outcome": outcome.outcome,
        "words": list(outcome.words),
        "files": [_stand(each) for each in outcome.files],
    }


def _stand(stand: FileStand) -> dict[str, Any]:
    return {"sent_id": str(stand.sent_id), "got": stand.got, "done": stand.done, "problem": stand.problem}


def _now() -> str:
    return timezone.now().isoformat()
