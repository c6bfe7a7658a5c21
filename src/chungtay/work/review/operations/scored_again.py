"""All forms of a review computed again. Stored results stay as they are: who differs is shown, officers decide."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations import jobs, record_event
from chungtay.foundation.core.operations.progress import Progress
from chungtay.rulebook import rule_sets
from chungtay.work.review.models import Campaign, CampaignStandard, CampaignWard, ScoringDifference, ScoringRun
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_confirm
from chungtay.work.review.queries.scored_again import Compared, compared, standards_in_order

KIND = "review.score_again"


@guarded
def start_scoring(
    campaign: Campaign, *, wards: Iterable[CampaignWard], place: str = "", by: Any, at: datetime.datetime
) -> Job:
    """Put the computation of these wards in the queue. Raises PermissionDenied."""
    chosen = list(wards)
    for ward in chosen:
        check_may_confirm(by, ward.ward, timezone.localdate(at))
    options = {"wards": sorted(ward.pk for ward in chosen), "place": place}
    return jobs.start(
        KIND, campaign, by=by, at=at, area=campaign.area, options=options, once=f"{KIND}:{campaign.pk}:{by.pk}"
    )


def run_scoring(job: Job, progress: Progress, *, at: datetime.datetime) -> tuple[int, int]:
    """Ward by ward: computed without holding anybody up, then kept in one batch. Returns how many forms were computed
    and how many differ."""
    rows = CampaignWard.objects.filter(pk__in=job.options["wards"]).select_related("campaign__area", "ward")
    wards = list(rows.order_by("pk"))
    forms, differing = progress.resume.get("forms", 0), progress.resume.get("differing", 0)
    for number, ward in enumerate(wards, 1):
        if ward.pk <= progress.resume.get("ward", 0):
            continue
        found = [
            (standard, compared(ward, standard, lambda _done: progress.beat())) for standard in standards_in_order(ward)
        ]
        with progress.batch() as batch:
            for standard, told in found:
                run = keep_run(ward, standard, told, by=job.by, at=at)
                forms, differing = forms + run.forms, differing + run.differing
            batch.resume = {"ward": ward.pk, "forms": forms, "differing": differing}
            batch.done, batch.total = number, len(wards)
    return forms, differing


@guarded
def keep_run(
    ward: CampaignWard, standard: CampaignStandard, found: Compared, *, by: Any, at: datetime.datetime
) -> ScoringRun:
    """Keep what a computation found. No stored result is touched."""
    run = ScoringRun.objects.create(
        ward=ward,
        rule_set=standard.rule_set,
        rule_set_version=rule_sets.load(standard.rule_set).version,
        forms=found.forms,
        refused=found.refused,
        by_reference=found.by_reference,
        differing=len(found.different),
        done_by=by,
        done_at=at,
    )
    rows = [
        ScoringDifference(run=run, survey_id=each.survey, stored_version=each.version, was=each.was, now=each.now)
        for each in found.different
    ]
    ScoringDifference.objects.bulk_create(rows, batch_size=500)
    detail = {"rule_set": run.rule_set, "forms": run.forms, "differing": run.differing}
    record_event("review.scored_again", run, by=by, at=at, area=ward.ward, detail=detail)
    return run
