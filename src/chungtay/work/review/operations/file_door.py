"""A classified workbook or an export of ODK comes into a campaign: each household through the one pipeline."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.models import User
from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations import jobs, record_event
from chungtay.foundation.core.operations.progress import Progress
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.listed import rosters
from chungtay.records.registry.queries.parts import in_parts
from chungtay.rulebook.birth import birth_range
from chungtay.work.review.models import Campaign, Case, Door, ReviewFile
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.operations.taking_in import Filled, take_in
from chungtay.work.review.permissions import check_may_survey
from chungtay.work.review.queries import file_door as queries
from chungtay.work.review.queries.entry import form_of
from chungtay.work.review.transitions import check_open

TAKE_IN = "review.take_file_in"
_BATCH = 50
DOORS = (Door.FILE, Door.ODK)


@guarded
def start_taking_in(
    campaign: Campaign, *, file: ReviewFile, place: Unit, door: str, visitor: User, by: Any, at: datetime.datetime
) -> Job:
    """Take the households of a classified file into the campaign in the background. `visitor` visited those that were
    given to nobody. Raises ValidationError, PermissionDenied, StepRefused."""
    check_open(campaign)
    check_may_survey(by, place, timezone.localdate(at))
    if door not in DOORS:
        raise ValidationError(_("Say where the file comes from."), code="door")
    if not queries.files_for(by, campaign, place).filter(pk=file.pk).exists():
        raise ValidationError(_("This file is not worked out by the standard of the review."), code="file")
    options = {"file": file.pk, "place": place.code, "place_id": place.pk, "door": door, "visitor": visitor.pk}
    once = f"{TAKE_IN}:{campaign.pk}:{file.pk}"
    return jobs.start(TAKE_IN, campaign, by=by, at=at, area=place, options=options, once=once)


def run_taking_in(job: Job, progress: Progress, *, at: datetime.datetime) -> dict[str, Any]:
    """What the job does, fifty households at a time; begun again, forms that are in are passed over. What does not come
    in is counted by its reason, and told household by household on the page of the file."""
    campaign = Campaign.objects.select_related("area").get(pk=job.subject_id)
    file = ReviewFile.objects.select_related("area").get(pk=job.options["file"])
    place, visitor = Unit.objects.get(pk=job.options["place_id"]), User.objects.get(pk=job.options["visitor"])
    found = queries.matches(job.by, campaign, place, file)
    wanted = [match for match in found if match.outcome in (queries.READY, queries.CONTRADICTS, queries.KNOWN)]
    households, form = queries.read_again(file), form_of(campaign)
    counts: Counter[str] = Counter(progress.resume.get("counts", {}))
    start = progress.resume.get("row", 0)
    for part in in_parts(wanted[start:], _BATCH):
        cases = {case.pk: case for case in Case.objects.filter(pk__in=[match.case for match in part])}
        held = rosters([case.household_id for case in cases.values()], file.on)
        with progress.batch() as batch:
            for match in part:
                case = cases[match.case or 0]
                answers = queries.answers_of_row(form, households[match.code], held.get(case.household_id, []))
                facts = households[match.code].facts
                filled = Filled(
                    queries.form_number(campaign, file, match.code), answers, job.options["door"], case.version,
                    _day(facts.get("review_date", ""), file.on), case.assigned_to or visitor,
                )  # fmt: skip
                counts[_taken(case, filled, by=job.by, at=at)] += 1
            start += len(part)
            batch.resume, batch.done, batch.total = {"row": start, "counts": dict(counts)}, start, len(wanted)
    left = len(found) - len(wanted)
    with progress.batch():
        detail = {"file": file.pk, "left": left, **counts}
        record_event("review.file_taken_in", campaign, by=job.by, at=at, area=campaign.area, detail=detail)
    new, refused = counts["new"], counts["refused"]
    return {
        "vi": f"Nhận {new} phiếu mới; {counts['known']} phiếu đã nhận từ trước, {refused + left} hộ không nhận được.",
        "en": f"{new} new forms; {counts['known']} were in before, {refused + left} households did not come in.",
    }


def _taken(case: Case, filled: Filled, *, by: Any, at: datetime.datetime) -> str:
    """One form through the pipeline; a refusal of one household does not hold the others up."""
    try:
        with transaction.atomic():
            _survey, new = take_in(case, filled, by=by, at=at)
    except (ValidationError, PermissionDenied):
        return "refused"
    return "new" if new else "known"


def _day(text: str, otherwise: datetime.date) -> datetime.date:
    """The day of the visit that the row says, else that of the file."""
    days = birth_range(text) if text else None
    return days[0] if days and days[0] == days[1] else otherwise
