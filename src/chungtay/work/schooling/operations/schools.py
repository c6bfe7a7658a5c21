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
from chungtay.work.schooling.models import Level, School, SchoolKind
from chungtay.work.schooling.permissions import check_may_keep


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
