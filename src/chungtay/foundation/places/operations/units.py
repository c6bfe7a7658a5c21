"""Founding and closing units. The audit trail has one event for each."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Level, Unit

_DIGITS = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.WARD: 5}


@transaction.atomic
def found_unit(
    *, level: str, code: str, name: str, parent: Unit | None, valid_from: datetime.date, by: Any, at: datetime.datetime
) -> Unit:
    """A unit exists from `valid_from` on. Raises ValidationError for a code of the wrong form or one in use then."""
    digits = _DIGITS.get(Level(level))
    if digits and not (code.isdecimal() and code.isascii() and len(code) == digits):
        raise ValidationError(_("The code “%(code)s” must have %(digits)s digits.") % {"code": code, "digits": digits})
    same = Unit.objects.filter(level=level, code=code)
    if level == Level.GROUP:
        same = same.filter(parent=parent)
    if same.on(valid_from).exists():
        raise ValidationError(_("The code “%(code)s” is in use on that day.") % {"code": code})
    unit = Unit.objects.create(level=level, code=code, name=name, parent=parent, valid_from=valid_from)
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    record_event("places.unit_founded", unit, by=by, at=at, detail={"level": level, "code": code})
    return unit


@transaction.atomic
def close_unit(unit: Unit, *, last_day: datetime.date, by: Any, at: datetime.datetime) -> None:
    """The unit exists for the last time on `last_day`; what happened in it keeps pointing at it."""
    unit.valid_to = last_day
    unit.save(update_fields=["valid_to"])
    record_event("places.unit_closed", unit, by=by, at=at, detail={"last_day": last_day.isoformat()})
