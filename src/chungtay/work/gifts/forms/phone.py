"""Messages of the telephones that hand over: JSON, looked at before anything is done."""

from __future__ import annotations

import datetime
import json
import re
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from chungtay.foundation.core.text import tidy
from chungtay.work.gifts.models import Outcome
from chungtay.work.gifts.operations.handing import Told

MOST = 20  # hand-overs in one message
_HEX = re.compile(r"[0-9a-f]{64}")


def read_message(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ValidationError(_("The message cannot be read."), code="message")
    return found


def read_whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else 0


def sent_id_of(raw: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(raw.get("sent_id") if isinstance(raw, dict) else ""))
    except ValueError:
        return None


def read_told(raw: Any) -> Told:
    """One hand-over. Raises ValidationError."""
    number = sent_id_of(raw)
    if number is None:
        raise ValidationError(_("The message cannot be read."), code="message")
    at = parse_datetime(str(raw.get("at") or ""))
    if at is None or at.tzinfo is None or raw.get("outcome") not in Outcome.values:
        raise ValidationError(_("The message cannot be read."), code="message")
    return Told(
        sent_id=number,
        gift=read_whole(raw.get("gift")),
        outcome=raw["outcome"],
        at=at.astimezone(datetime.UTC),
        received_by=_line(raw.get("received_by"), 100),
        note=_line(raw.get("note"), 300),
        # A gift goes to its receiver against its slip alone; that nobody was at home needs none.
        secret=_line(raw.get("secret"), 60) if raw["outcome"] == Outcome.DELIVERED else None,
        proof=_proof(raw.get("proof")),
    )


def _line(value: Any, longest: int) -> str:
    return tidy(value)[:longest] if isinstance(value, str) else ""


def _proof(value: Any) -> tuple[str, int, str] | None:
    if value is None:
        return None
    kind, size, sha256 = (value.get(name) if isinstance(value, dict) else None for name in ("kind", "size", "sha256"))
    if kind not in ("signature", "photo") or not read_whole(size) or not _HEX.fullmatch(str(sha256)):
        raise ValidationError(_("The message cannot be read."), code="message")
    return str(kind), read_whole(size), str(sha256)
