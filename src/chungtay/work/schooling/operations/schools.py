"""Schools of a ward: added once, closed with a day."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import Level as PlaceLevel
from chungtay.foundation.places.models import Unit
from chungtay.work.schooling.models import Level, School, SchoolKind, SchoolOfficer
from chungtay.work.schooling.permissions import check_may_keep
from chungtay.work.schooling.queries.pupils import may_work_at


@transaction.atomic
def add_school(ward: Unit, *, name: str, level: str, kind: str, by: Any, at: datetime.datetime) -> School:
    """Add a school that children of the ward attend. Raises ValidationError, PermissionDenied."""
    if ward.level != PlaceLevel.WARD:
        raise ValidationError(_("A school is entered in one ward."), code="ward")
    check_may_keep(by, ward, timezone.localdate(at))
    name = tidy(name)
    if not name or level not in Level.values or kind not in SchoolKind.values:
        raise ValidationError(_("Give the name, the level, and whether the school is public."), code="school")
    if School.objects.filter(ward=ward, name__iexact=name).exists():
        raise ValidationError(_("This school is there already."), code="twice")
    made = School.objects.create(ward=ward, name=name, level=level, kind=kind, added_by=by, added_at=at)
    record_event("schooling.school_added", made, by=by, at=at, area=ward, detail={"level": level, "kind": kind})
    return made


@transaction.atomic
def name_officer(school: School, *, user: int, by: Any, at: datetime.datetime) -> SchoolOfficer:
    """Somebody with the duty of a school officer in the ward works at the school, and sees its pupils from now on.
    Raises ValidationError for somebody without the duty or named already, PermissionDenied; nobody names himself."""
    today = timezone.localdate(at)
    check_may_keep(by, school.ward, today)
    if user == by.pk:
        raise ValidationError(_("Nobody names himself."), code="self")
    if user not in {each.pk for each in may_work_at(school, today)}:
        raise ValidationError(
            _("This person has no duty as a school officer in the ward today, or works at the school already."),
            code="duty",
        )
    row = SchoolOfficer.objects.create(school=school, user_id=user, named_by=by, named_at=at)
    record_event("schooling.officer_named", school, by=by, at=at, area=school.ward, detail={"user": user})
    return row


@transaction.atomic
def end_officer(school: School, *, user: int, by: Any, at: datetime.datetime) -> None:
    """The person works at the school no more. Raises ValidationError, PermissionDenied."""
    today = timezone.localdate(at)
    check_may_keep(by, school.ward, today)
    if not SchoolOfficer.objects.filter(school=school, user=user, ended_on=None).update(ended_on=today):
        raise ValidationError(_("This person does not work at the school."), code="none")
    record_event("schooling.officer_ended", school, by=by, at=at, area=school.ward, detail={"user": user})
