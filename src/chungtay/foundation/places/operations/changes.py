"""Everyday changes of residential groups: a new name, two that become one. Each is a small reorganisation of its own,
applied at once, so that it has a history and can be undone like a large one."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import Level, PlannedGroup, PlanState, Reorganisation, Unit
from chungtay.foundation.places.operations.applying import apply_plan
from chungtay.foundation.places.operations.units import check_code


def rename_group(
    group: Unit,
    *,
    code: str,
    name: str,
    valid_from: datetime.date,
    instrument: str = "",
    by: Any,
    at: datetime.datetime,
) -> Reorganisation:
    """The group has another name or code from a day on; before that day it keeps the old one."""
    title = _("New name: %(group)s, %(ward)s") % {"group": group.name, "ward": group.parent}
    if (tidy(code), tidy(name)) == (group.code, group.name):
        raise ValidationError(_("Name and code are the same as before."))
    return _replace([group], code, name, valid_from, title, instrument, by, at)


def merge_groups(
    groups: Sequence[Unit],
    *,
    code: str,
    name: str,
    valid_from: datetime.date,
    instrument: str = "",
    by: Any,
    at: datetime.datetime,
) -> Reorganisation:
    """Two or more groups of one ward are one group from a day on."""
    if len({group.pk for group in groups}) < 2 or len({group.parent_id for group in groups}) != 1:
        raise ValidationError(_("Choose two or more groups of the same ward."))
    names = ", ".join(group.name for group in groups)
    title = _("Merged: %(groups)s, %(ward)s") % {"groups": names, "ward": groups[0].parent}
    return _replace(groups, code, name, valid_from, title, instrument, by, at)


@transaction.atomic
def _replace(
    groups: Sequence[Unit],
    code: str,
    name: str,
    day: datetime.date,
    title: str,
    instrument: str,
    by: Any,
    at: datetime.datetime,
) -> Reorganisation:
    code, name = tidy(code), tidy(name)
    check_code(Level.GROUP, code)
    if not name:
        raise ValidationError(_("The unit needs a name."))
    for group in groups:
        if group.level != Level.GROUP or group.parent is None or not group.exists_on(day):
            sentence = _("%(unit)s does not exist on %(day)s.")
            raise ValidationError(sentence % {"unit": group.name, "day": f"{day:%d/%m/%Y}"})
    # Not a draft: a draft of a larger reform may wait for the same ward and day.
    ward = cast(Unit, groups[0].parent)
    plan = Reorganisation.objects.create(
        area=ward, title=title[:200], instrument=tidy(instrument), day=day, state=PlanState.UNDONE
    )
    PlannedGroup.objects.bulk_create(
        PlannedGroup(plan=plan, old=group, ward=ward, code=code, name=name) for group in groups
    )
    return apply_plan(plan, by=by, at=at)
