"""Founding and closing units. The audit trail has one event for each."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.foundation.places import queries
from chungtay.foundation.places.models import AreaKind, AreaType, Level, Unit

_DIGITS = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.WARD: 5}


@transaction.atomic
def found_unit(
    *, level: str, code: str, name: str, parent: Unit | None, valid_from: datetime.date, by: Any, at: datetime.datetime
) -> Unit:
    """A unit exists from `valid_from` on, and ends with what it belongs to where that has an end. Raises
    ValidationError for a code of the wrong form or one in use then."""
    unit = _founded(level=level, code=code, name=name, parent=parent, valid_from=valid_from)
    record_event("places.unit_founded", unit, by=by, at=at, area=unit, detail={"level": level, "code": code})
    return unit


@transaction.atomic
def add_group(
    ward: Unit, *, code: str, name: str, kind: str | None, valid_from: datetime.date, by: Any, at: datetime.datetime
) -> Unit:
    """A residential group of a ward from a day on, urban or rural from the same day when that is decided."""
    group = _founded(level=Level.GROUP, code=code, name=name, parent=ward, valid_from=valid_from)
    if kind:
        AreaType.objects.create(unit=group, kind=AreaKind(kind), valid_from=valid_from)
    detail = {"ward": ward.code, "code": group.code, "from": valid_from.isoformat(), "kind": kind or ""}
    record_event("places.group_added", group, by=by, at=at, area=group, detail=detail)
    return group


def _founded(*, level: str, code: str, name: str, parent: Unit | None, valid_from: datetime.date) -> Unit:
    code, name = tidy(code), tidy(name)
    check_code(level, code)
    if not name:
        raise ValidationError(_("The unit needs a name."))
    if parent is not None and not parent.exists_on(valid_from):
        sentence = _("%(unit)s does not exist on %(day)s.")
        raise ValidationError(sentence % {"unit": parent.name, "day": f"{valid_from:%d/%m/%Y}"})
    same = Unit.objects.filter(level=level, code=code)
    if level == Level.GROUP:
        same = same.filter(parent=parent)
    valid_to = parent.valid_to if parent else None
    if valid_to is not None:
        same = same.filter(valid_from__lte=valid_to)
    # Without an end the new unit meets every unit of its code that did not end before it.
    if same.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from)).exists():
        raise ValidationError(_("The code “%(code)s” is in use on that day.") % {"code": code})
    unit = Unit.objects.create(
        level=level, code=code, name=name, parent=parent, valid_from=valid_from, valid_to=valid_to
    )
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    return unit


def check_code(level: str, code: str) -> None:
    """Raise ValidationError unless the code has the form of its level: 2, 3 or 5 digits; groups have any short one."""
    digits = _DIGITS.get(Level(level))
    if digits and not (code.isdecimal() and code.isascii() and len(code) == digits):
        raise ValidationError(_("The code “%(code)s” must have %(digits)s digits.") % {"code": code, "digits": digits})
    if not 1 <= len(code) <= 10:
        raise ValidationError(_("A code has 1 to 10 signs."))


@transaction.atomic
def close_unit(unit: Unit, *, last_day: datetime.date, by: Any, at: datetime.datetime) -> int:
    """The unit and all below it exist for the last time on `last_day`; what happened there keeps pointing at them.

    Returns how many units ended. Raises ValidationError when the unit ended before, had not begun, or when somebody
    still lives in it afterwards.
    """
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    words = {"unit": unit.name, "day": f"{last_day:%d/%m/%Y}"}
    if unit.valid_to is not None:
        ended = {"unit": unit.name, "day": f"{unit.valid_to:%d/%m/%Y}"}
        raise ValidationError(_("%(unit)s ended on %(day)s already.") % ended)
    if last_day < unit.valid_from:
        raise ValidationError(_("%(unit)s does not exist on %(day)s.") % words)
    inside = Unit.objects.filter(path__startswith=unit.path, valid_to=None)
    if inside.filter(valid_from__gt=last_day).exists():
        raise ValidationError(_("Something in %(unit)s begins after %(day)s. Close that first.") % words)
    if unit.level == Level.GROUP:
        people = queries.people_in([unit], last_day + datetime.timedelta(days=1)).get(unit.pk)
        if people and people.households:
            sentence = _("%(count)s households live in %(unit)s. Move them or merge the group with another one.")
            raise ValidationError(sentence % {"count": people.households, "unit": unit.name})
    ended_units = inside.update(valid_to=last_day)
    detail = {"last_day": last_day.isoformat(), "units": ended_units}
    record_event("places.unit_closed", unit, by=by, at=at, area=unit, detail=detail)
    return ended_units
