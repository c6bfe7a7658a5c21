"""The lists for the ministry's program: the register's own layout with the classes of the two lists of a report,
made by a background job."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations import jobs
from chungtay.foundation.core.operations.progress import Progress
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations import exporting
from chungtay.records.registry.operations.exporting import Copy, Tell, export_standing, keep_copy
from chungtay.records.registry.queries.movement_steps import END, START
from chungtay.records.registry.queries.outgoing import Standing
from chungtay.results.reports.permissions import check_may_take_lists
from chungtay.results.reports.queries.facts import Facts, Wanted, read
from chungtay.results.reports.queries.wanting import asked_of, wanted_of

UPLOAD = "reports.upload"


def ask_for_upload(wanted: Wanted, level: str, *, by: Any, at: datetime.datetime) -> Job:
    """Put the writing of the lists in the queue. Asked for twice by the same person, made once."""
    check_may_take_lists(by, wanted.place, timezone.localdate(at))
    asked = asked_of(wanted, level)
    once = f"{UPLOAD}:{wanted.place.pk}:{wanted.year}:{wanted.basis}:{by.pk}"
    options = {"year": wanted.year, "asked": asked}
    return jobs.start(UPLOAD, wanted.place, by=by, at=at, area=wanted.place, options=options, once=once)


def run_upload(job: Job, progress: Progress, *, at: datetime.datetime) -> dict[str, Any]:
    """What the job does: read the two lists of the report, write the workbook, keep it for whoever asked."""
    place, year = Unit.objects.get(pk=job.subject_id), job.options["year"]

    def write(path: Path) -> Copy:
        progress.beat(stage=gettext("Reading the register"))
        facts = read(wanted_of(place, year, job.options["asked"]))
        return take_upload(path, facts, by=job.by, at=at, tell=progress.beat)

    return keep_copy(job, f"danh-sach-nop-{place.code}-{year}.xlsx", write, progress, at=at)


def check_may_take(job: Job, by: Any, at: datetime.datetime) -> None:
    """Asked again at the download."""
    check_may_take_lists(by, Unit.objects.get(pk=job.subject_id), timezone.localdate(at))
    exporting.check_may_take(job, by, at)


def take_upload(
    path: Path, facts: Facts, *, by: Any, at: datetime.datetime, tell: Tell = lambda done, total: None
) -> Copy:
    """Three sheets: who is on the list, who left poverty, who left near-poverty."""
    wanted = facts.wanted
    if by is not None:
        check_may_take_lists(by, wanted.place, timezone.localdate(at))
    before = {step.household: step.class_id for step in facts.steps if step.line == START}
    after = {step.household: step.class_id for step in facts.steps if step.line == END}
    # who is on neither list any more was found not to be poor
    standing = {home: Standing(after.get(home, "not_poor"), before.get(home, "")) for home in before | after}
    return export_standing(
        path,
        area=wanted.place,
        year=wanted.year,
        standing=standing,
        reading=wanted.closing,
        by=by,
        at=at,
        tell=tell,
    )
