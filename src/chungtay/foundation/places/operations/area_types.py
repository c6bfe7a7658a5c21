"""Deciding urban or rural for residential groups, and correcting what was entered wrongly.

A decision holds from a day on and ends the one before it. A correction says that an entry was never right: the wrong
entry is withdrawn and stays readable with the reason, so that nobody rewrites a decided past in silence.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import AreaKind, AreaType, Level, Unit

ONE_DAY = datetime.timedelta(days=1)


def set_area_type(
    unit: Unit, *, kind: str, valid_from: datetime.date, reason: str = "", by: Any, at: datetime.datetime
) -> AreaType:
    """The residential group counts as urban or rural from a day on; what it counted as before ends the day before."""
    set_area_types([unit], kind=kind, valid_from=valid_from, reason=reason, by=by, at=at)
    return AreaType.objects.standing().get(unit=unit, valid_from=valid_from)


@transaction.atomic
def set_area_types(
    groups: Sequence[Unit], *, kind: str, valid_from: datetime.date, reason: str = "", by: Any, at: datetime.datetime
) -> int:
    """The same for many groups at once, in a constant number of statements; groups that have this entry already are
    left alone. Returns how many were set. Raises ValidationError when a later or another entry stands in the way."""
    kind, reason, numbers = AreaKind(kind), tidy(reason), [group.pk for group in groups]
    for group in groups:
        if group.level != Level.GROUP:
            raise ValidationError(_("Urban or rural is decided for residential groups."))
        if not group.exists_on(valid_from):
            raise ValidationError(
                _("%(unit)s does not exist on %(day)s.") % {"unit": group.name, "day": f"{valid_from:%d/%m/%Y}"}
            )
    standing = AreaType.objects.standing().select_for_update(no_key=True).filter(unit__in=numbers)
    same = {row.unit_id for row in standing.filter(valid_from=valid_from, kind=kind)}
    names = {group.pk: group.name for group in groups}
    later = next((row for row in standing.filter(valid_from__gte=valid_from) if row.unit_id not in same), None)
    if later is not None:
        sentence = _("%(unit)s has an entry from %(day)s already. Correct that entry instead.")
        raise ValidationError(sentence % {"unit": names[later.unit_id], "day": f"{later.valid_from:%d/%m/%Y}"})
    wanted = [group for group in groups if group.pk not in same]
    if not wanted:
        return 0
    standing.filter(unit__in=[group.pk for group in wanted], valid_to=None).update(valid_to=valid_from - ONE_DAY)
    AreaType.objects.bulk_create(
        AreaType(unit=group, kind=kind, valid_from=valid_from, reason=reason) for group in wanted
    )
    detail = {"kind": str(kind), "from": valid_from.isoformat(), "groups": len(wanted)}
    subject = _subject(wanted)
    record_event("places.area_type_set", subject, by=by, at=at, area=subject, detail=detail)
    return len(wanted)


@transaction.atomic
def correct_area_type(
    row: AreaType, *, kind: str, valid_from: datetime.date, reason: str, by: Any, at: datetime.datetime
) -> AreaType:
    """The entry was wrong: it should have been this kind, from this day. The entry before it is fitted to that day."""
    row = _standing(row)
    before = (
        AreaType.objects.standing()
        .filter(unit=row.unit_id, valid_from__lt=row.valid_from)
        .order_by("valid_from")
        .last()
    )
    _check_reason(reason)
    if (row.kind, row.valid_from) == (kind, valid_from):
        raise ValidationError(_("The entry says that already."))
    if row.valid_to is not None and valid_from > row.valid_to:
        raise ValidationError(_("The entry ends on %(day)s.") % {"day": f"{row.valid_to:%d/%m/%Y}"})
    if not row.unit.exists_on(valid_from) or (before is not None and valid_from <= before.valid_from):
        raise ValidationError(_("On %(day)s something else is entered.") % {"day": f"{valid_from:%d/%m/%Y}"})
    _withdraw(row, reason)
    if before is not None and before.valid_to != valid_from - ONE_DAY:
        _replaced(before, valid_to=valid_from - ONE_DAY, reason=reason)
    new = AreaType.objects.create(
        unit=row.unit,
        kind=AreaKind(kind),
        valid_from=valid_from,
        valid_to=row.valid_to,
        reason=tidy(reason),
        corrects=row,
    )
    detail = {"was": [row.kind, row.valid_from.isoformat()], "is": [kind, valid_from.isoformat()]}
    record_event("places.area_type_corrected", row.unit, by=by, at=at, area=row.unit, detail=detail)
    return new


@transaction.atomic
def take_back_area_type(row: AreaType, *, reason: str, by: Any, at: datetime.datetime) -> None:
    """The entry should not be there at all; what held before it goes on as if it had never been made."""
    row = _standing(row)
    _check_reason(reason)
    before = (
        AreaType.objects.standing()
        .filter(unit=row.unit_id, valid_from__lt=row.valid_from)
        .order_by("valid_from")
        .last()
    )
    _withdraw(row, reason)
    if before is not None:
        _replaced(before, valid_to=row.valid_to, reason=reason)
    detail = {"was": [row.kind, row.valid_from.isoformat()]}
    record_event("places.area_type_taken_back", row.unit, by=by, at=at, area=row.unit, detail=detail)


def _before(row: AreaType) -> AreaType | None:
    """The standing entry that this one followed."""
    earlier = AreaType.objects.standing().filter(unit=row.unit_id, valid_from__lt=row.valid_from)
    return earlier.order_by("valid_from").last()


def _standing(row: AreaType) -> AreaType:
    held = AreaType.objects.select_for_update(no_key=True).select_related("unit").get(pk=row.pk)
    if held.withdrawn:
        raise ValidationError(_("This entry was corrected meanwhile. Load the page anew."))
    return held


def _check_reason(reason: str) -> None:
    if not tidy(reason):
        raise ValidationError(_("Say why the entry was wrong, and by which paper."))


def _withdraw(row: AreaType, reason: str) -> None:
    row.withdrawn, row.why_withdrawn = True, tidy(reason)
    row.save(update_fields=["withdrawn", "why_withdrawn"])


def _replaced(row: AreaType, *, valid_to: datetime.date | None, reason: str) -> None:
    """The same entry with another last day; the old one stays readable."""
    _withdraw(row, reason)
    AreaType.objects.create(
        unit=row.unit, kind=row.kind, valid_from=row.valid_from, valid_to=valid_to, reason=row.reason, corrects=row
    )


def _subject(groups: Sequence[Unit]) -> Unit:
    """What the event is about: the one group, or the ward when there are several."""
    first = groups[0]
    return first if len(groups) == 1 or first.parent is None else first.parent
