"""What a telephone sends, read with care: every kind and length is checked before an operation sees it."""

from __future__ import annotations

import datetime
import json
import re
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from chungtay.foundation.core.text import tidy
from chungtay.work.review.models import Door, Purpose
from chungtay.work.review.operations.phone_forms import Announced, Delivered
from chungtay.work.review.operations.taking_in import Filled

_MOST_NOTE = 2_000
_MOST_SECTIONS = 40
_DIGEST = re.compile(r"[0-9a-f]{64}")


def read_message(body: bytes) -> dict[str, Any]:
    """The JSON object of a request. Raises ValidationError."""
    try:
        message = json.loads(body or b"{}", parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise _not_understood() from error
    if not isinstance(message, dict):
        raise _not_understood()
    return message


def _no_number(_text: str) -> None:
    raise ValueError


def read_waiting(message: Mapping[str, Any]) -> int:
    return _whole(message.get("waiting", 0), 0, 1_000_000)


def read_clock(message: Mapping[str, Any]) -> datetime.datetime | None:
    return _moment(message.get("now"))


def read_cases(message: Mapping[str, Any]) -> list[int] | None:
    """Which households are wanted; None for all."""
    cases = message.get("cases")
    if cases is None:
        return None
    if not isinstance(cases, list):
        raise _not_understood()
    return [_whole(each, 1, 2**62) for each in cases]


def read_again(message: Mapping[str, Any]) -> frozenset[str] | None:
    """Which second visits are wanted by their keys; None for all, none where only some households are asked for (an
    older version of the app knows of no second visits)."""
    again = message.get("again", None if message.get("cases") is None else [])
    if again is None:
        return None
    if not isinstance(again, list) or len(again) > 1_000:
        raise _not_understood()
    return frozenset(str(each)[:40] for each in again)


def read_have(message: Mapping[str, Any]) -> frozenset[str]:
    have = message.get("have", [])
    if not isinstance(have, list) or len(have) > 50:
        raise _not_understood()
    return frozenset(str(each)[:200] for each in have)


def sent_id_of(raw: Any) -> uuid.UUID:
    return _uuid(raw.get("sent_id") if isinstance(raw, Mapping) else None)


def read_form(raw: Any, *, user: Any) -> Delivered:
    """One form. Raises ValidationError in words for whatever is not as it must be."""
    if not isinstance(raw, Mapping):
        raise _not_understood()
    answers, place, same = raw.get("answers"), raw.get("place"), raw.get("same", [])
    files = raw.get("files", [])
    listed = isinstance(same, list) and len(same) <= _MOST_SECTIONS and isinstance(files, list) and len(files) <= 50
    if not isinstance(answers, Mapping) or not isinstance(place, Mapping | None) or not listed:
        raise _not_understood()
    latitude, longitude, accuracy = _place(place or {})
    filled = Filled(
        sent_id=_uuid(raw.get("sent_id")),
        answers=answers,
        door=Door.PHONE,
        purpose=_purpose(raw.get("purpose", Purpose.FIRST)),
        case_version=_whole(raw.get("case_version"), 0, 2**31 - 1),
        surveyed_on=_day(raw.get("surveyed_on")),
        surveyed_by=user,
        started_at=_moment(raw.get("started_at")),
        ended_at=_moment(raw.get("ended_at")),
        latitude=latitude,
        longitude=longitude,
        accuracy_m=accuracy,
        same_as_before=[str(each)[:60] for each in same],
        note=tidy(str(raw.get("note") or "")[:_MOST_NOTE], lines=True),
    )
    return Delivered(_whole(raw.get("case"), 1, 2**62), filled, tuple(_announced(each) for each in files))


def _purpose(value: Any) -> str:
    if value not in Purpose.values:
        raise _not_understood()
    return str(value)


def _announced(raw: Any) -> Announced:
    if not isinstance(raw, Mapping) or not _DIGEST.fullmatch(str(raw.get("sha256"))):
        raise _not_understood()
    size = _whole(raw.get("size"), 0, 2**40)
    return Announced(_uuid(raw.get("sent_id")), str(raw.get("kind"))[:20], size, str(raw.get("sha256")))


def _place(place: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None, int | None]:
    """Latitude, longitude, metres of doubt; nothing where the telephone gave nothing sensible."""
    try:
        latitude, longitude = (round(float(place[name]), 6) for name in ("latitude", "longitude"))
        accuracy = round(float(place["accuracy"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return None, None, None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and 0 <= accuracy < 10**7):
        return None, None, None
    return Decimal(f"{latitude:.6f}"), Decimal(f"{longitude:.6f}"), accuracy


def _uuid(value: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError as error:
        raise _not_understood() from error


def _whole(value: Any, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise _not_understood()
    return value


def _day(value: Any) -> datetime.date:
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError as error:
        raise ValidationError(_("The date of the visit is missing or not in the calendar."), code="day") from error


def _moment(value: Any) -> datetime.datetime | None:
    """A time of the telephone's clock, which may be anything; what is no time is left out."""
    try:
        found = parse_datetime(str(value)) if value else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None and 2000 <= found.year < 2200 else None


def _not_understood() -> ValidationError:
    return ValidationError(_("The form has an answer that is not understood. Ask the ward officer."), code="shape")
