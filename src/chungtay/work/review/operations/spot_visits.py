"""A drawn second visit whose person cannot go any more is given to somebody else; one that cannot be made is put
aside."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Permission, may
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.work.review.models import HandedBack, SpotVisit
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_prepare
from chungtay.work.review.queries.second_papers import awaited
from chungtay.work.review.queries.spot_visits import gone, kept_from
from chungtay.work.review.transitions import check_open


@guarded
def hand_on(visit: SpotVisit, *, to: User, why: str = "", by: Any, at: datetime.datetime) -> SpotVisit:
    """Give the visit to somebody else, with a reason where whoever has it could still go. Also one that was put
    aside. A form that the first one sends later is taken in all the same.

    Raises StepRefused, PermissionDenied, ValidationError."""
    visit = _held(visit, by, at)
    today, ward = timezone.localdate(at), visit.case.ward.ward
    if not may(to, Permission.REVIEW_RECHECK, ward, today):
        raise ValidationError(
            _("%(name)s has no duty to check households again in %(ward)s.")
            % {"name": to.full_name, "ward": ward.name},
            code="no_duty",
        )
    if to.pk in kept_from(visit.case):
        raise ValidationError(
            _("%(name)s filled in, typed or confirmed a form of this household. Somebody else checks it.")
            % {"name": to.full_name},
            code="same_person",
        )
    if to.pk == visit.assigned_to_id and visit.aside_at is None:
        return visit
    said, before = tidy(why, lines=True), visit.assigned_to_id
    if before not in (None, to.pk):
        if not said and not gone([visit], today):
            raise ValidationError(_("Say why the visit is not made."), code="why")
        HandedBack.objects.create(visit=visit, person_id=before, why=said, by=by, at=at)
    visit.assigned_to, visit.aside_why, visit.aside_by, visit.aside_at = to, "", None, None
    visit.save(update_fields=["assigned_to", "aside_why", "aside_by", "aside_at"])
    detail = {"case": visit.case_id, "from": before, "to": to.pk}
    record_event("review.spot_handed_on", visit, by=by, at=at, area=ward, detail=detail)
    return visit


@guarded
def put_aside(visit: SpotVisit, *, why: str, by: Any, at: datetime.datetime) -> SpotVisit:
    """The visit is not made: the household left, or nobody is left who may go. It counts as drawn and not done."""
    visit = _held(visit, by, at)
    said = tidy(why, lines=True)
    if not said:
        raise ValidationError(_("Say why the visit is not made."), code="why")
    visit.aside_why, visit.aside_by, visit.aside_at = said, by, at
    visit.save(update_fields=["aside_why", "aside_by", "aside_at"])
    record_event("review.spot_aside", visit, by=by, at=at, area=visit.case.ward.ward, detail={"case": visit.case_id})
    return visit


def _held(visit: SpotVisit, by: Any, at: datetime.datetime) -> SpotVisit:
    """The visit, held, while no form of it came; for whoever prepares the ward."""
    rows = SpotVisit.objects.select_for_update(of=("self",), no_key=True).select_related(
        "case__campaign__area", "case__ward__ward", "case__survey"
    )
    found = rows.get(pk=visit.pk)
    check_open(found.case.campaign)
    check_may_prepare(by, found.case.ward.ward, timezone.localdate(at))
    awaited_now = awaited(SpotVisit.objects.filter(pk=found.pk)).exists()
    if not awaited_now and found.aside_at is None:
        raise ValidationError(_("The form of this visit is in. Load the page anew."), code="done")
    return found
