"""Sessions that explain health insurance: recorded with whom they reached, taken back when entered in error."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Level, Unit
from chungtay.work.insurance.models import AwarenessSession
from chungtay.work.insurance.permissions import check_may_keep

MOST = 60_000  # a ward of Hà Nội has fewer people
FAR = datetime.timedelta(days=3_653)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """`group` is None for a session of the whole ward."""

    group: Unit | None
    on: datetime.date
    place: str
    topic: str
    materials: str
    attended: int
    visited: int


@transaction.atomic
def record_session(ward: Unit, new: NewSession, *, by: Any, at: datetime.datetime) -> AwarenessSession:
    """Write a session down. Raises ValidationError for a day to come, another ward's group, or no reach."""
    today = timezone.localdate(at)
    check_may_keep(by, ward, today)
    if ward.level != Level.WARD or (new.group is not None and new.group.parent_id != ward.pk):
        raise ValidationError(_("The residential group is not one of this ward."), code="group")
    if new.on > today:
        raise ValidationError(_("The day lies in the future."), code="future")
    if today - new.on > FAR:
        raise ValidationError(_("A day lies more than ten years away: look at the year again."), code="day")
    if new.attended < 0 or new.visited < 0 or not new.attended + new.visited:
        raise ValidationError(_("Count who came, or the households visited: it reached somebody."), code="reach")
    if max(new.attended, new.visited) > MOST:
        raise ValidationError(_("More people than a ward has: look at the figure again."), code="reach")
    if not new.place.strip() or not new.topic.strip():
        raise ValidationError(_("Say where it was and what it was about."), code="about")
    Unit.objects.select_for_update(no_key=True).get(
        pk=ward.pk
    )  # pressed twice: the second finds the session of the first
    same = AwarenessSession.objects.filter(ward=ward, group=new.group, on=new.on, withdrawn=False)
    if same.filter(place=new.place, topic=new.topic).exists():
        raise ValidationError(_("This session is on record already."), code="twice")
    made = AwarenessSession.objects.create(
        ward=ward, group=new.group, on=new.on, place=new.place, topic=new.topic, materials=new.materials,
        attended=new.attended, visited=new.visited, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    detail = {"attended": new.attended, "visited": new.visited}
    record_event("insurance.session_recorded", made, by=by, at=at, area=ward, detail=detail)
    return made


@transaction.atomic
def take_session_back(ward: Unit, number: int, *, by: Any, at: datetime.datetime) -> None:
    """A session entered in error counts no more."""
    check_may_keep(by, ward, timezone.localdate(at))
    made = AwarenessSession.objects.select_for_update(no_key=True).filter(ward=ward, pk=number, withdrawn=False).first()
    if made is None:
        raise ValidationError(_("There is no such session."), code="none")
    made.withdrawn = True
    made.save(update_fields=["withdrawn"])
    record_event("insurance.session_taken_back", made, by=by, at=at, area=ward, detail={})
