"""Deciding urban or rural for residential groups, and correcting what was entered wrongly."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import AreaKind, AreaType, Level, Unit


@transaction.atomic
def set_area_type(unit: Unit, *, kind: str, valid_from: datetime.date, by: Any, at: datetime.datetime) -> AreaType:
    """The residential group counts as urban or rural from a day on; what it counted as before ends the day before."""
    if unit.level != Level.GROUP:
        raise ValidationError(_("Urban or rural is decided for residential groups."))
    day_before = valid_from - datetime.timedelta(days=1)
    unit.area_types.filter(valid_to=None).update(valid_to=day_before)
    row = AreaType.objects.create(unit=unit, kind=AreaKind(kind), valid_from=valid_from)
    record_event("places.area_type_set", unit, by=by, at=at, detail={"kind": kind, "from": valid_from.isoformat()})
    return row
