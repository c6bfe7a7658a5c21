"""Paper forms are made: a household at once, a whole group in the background as one file."""

from __future__ import annotations

import datetime
import secrets
from pathlib import Path
from typing import Any

from django.utils import timezone

from chungtay.foundation.core.files import scratch, seal_file
from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations import jobs, record_event
from chungtay.foundation.core.operations.progress import Progress
from chungtay.work.review.models import CampaignGroup, Case, Purpose
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_read
from chungtay.work.review.queries import paper_forms as queries
from chungtay.work.review.queries.collect import as_list, form_options
from chungtay.work.review.queries.entry import form_of
from chungtay.work.review.queries.second_papers import check_due
from chungtay.work.review.transitions import check_open
from chungtay.workbooks.writing.paper_form import write_paper_forms
from chungtay.workbooks.xlsform import LIST, write_list, write_xlsform

FOLDER = "paper-forms"


@guarded
def start_printing(group: CampaignGroup, *, base: str, place: str, by: Any, at: datetime.datetime) -> Job:
    """Make the forms of all households of a group that wait for a visit. Asked for twice, made once."""
    check_open(group.ward.campaign)
    check_may_read(by, group.group, timezone.localdate(at))
    once = f"{queries.PRINT}:{group.pk}:{by.pk}"
    options = {"base": base, "place": place}
    return jobs.start(queries.PRINT, group, by=by, at=at, area=group.group, options=options, once=once)


def run_printing(job: Job, progress: Progress, *, at: datetime.datetime) -> dict[str, Any]:
    """What the job does; the file lies sealed under a name that cannot be guessed."""
    group = CampaignGroup.objects.select_related("group", "ward__campaign").get(pk=job.subject_id)
    cases = queries.to_print(group)
    questions = form_of(group.ward.campaign)
    forms = queries.forms_for(cases, questions, base=job.options["base"], place=job.options["place"])
    stored = f"{FOLDER}/{secrets.token_hex(16)}.pdf"
    day = timezone.localdate(at)
    with scratch() as folder:
        path = folder / "phieu.pdf"
        write_paper_forms(path, forms, questions, on=day, origin=origin(day, questions.rule_set.version))
        seal_file(path, stored)
    with progress.batch() as batch:
        batch.done = batch.total = len(forms)
        detail = {"households": len(forms)}
        record_event("review.paper_forms_made", group, by=job.by, at=at, area=group.group, detail=detail)
    return {"stored": stored, "vi": f"Đã in {len(forms)} phiếu.", "en": f"{len(forms)} forms made."}


def print_one(
    case: Case,
    path: Path,
    *,
    base: str,
    place: str,
    purpose: str = Purpose.FIRST,
    by: Any,
    at: datetime.datetime,
) -> None:
    """The form of one household for a first or second visit, written to `path`; taking it out leaves a line in the
    trail. Raises PermissionDenied, and ValidationError where no form of that purpose is awaited."""
    check_may_read(by, case.group.group, timezone.localdate(at))
    check_due(case, purpose)
    questions = form_of(case.campaign)
    if purpose == Purpose.FIRST:
        forms = queries.forms_for([case], questions, base=base, place=place)
    else:
        forms = [queries.second_form(case, questions, purpose=purpose, base=base, place=place)]
    day = timezone.localdate(at)
    write_paper_forms(path, forms, questions, on=day, origin=origin(day, questions.rule_set.version))
    detail = {"households": 1, "purpose": str(purpose)}
    record_event("review.paper_forms_made", case, by=by, at=at, area=case.ward.ward, detail=detail)


def write_collect_form(group: CampaignGroup, folder: Path, *, by: Any, at: datetime.datetime) -> list[Path]:
    """The XLSForm and the list of a group's households that wait for a visit; taking them out leaves a line. Raises
    AnswersError, RuleSetIncomplete where the sources lack the questions."""
    check_open(group.ward.campaign)
    check_may_read(by, group.group, timezone.localdate(at))
    campaign = group.ward.campaign
    questions = form_of(campaign)
    households = as_list(queries.to_print(group), questions, timezone.localdate(at))
    written = [folder / "phieu.xlsx", folder / LIST]
    write_xlsform(written[0], questions.rule_set, **form_options(campaign, questions))
    write_list(written[1], households)
    detail = {"households": len(households)}
    record_event("review.collect_form_taken", group, by=by, at=at, area=group.group, detail=detail)
    return written


def record_taken(job: Job, group: CampaignGroup, *, by: Any, at: datetime.datetime) -> None:
    record_event("review.paper_forms_taken", group, by=by, at=at, area=group.group, detail={"job": job.pk})


def origin(day: datetime.date, version: str) -> str:
    return f"In ngày {day:%d/%m/%Y} · bộ quy tắc {version}"
