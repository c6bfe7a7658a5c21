"""The register of an area out to a workbook, by a background job. Each copy is an event of the trail."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.core.files import FileKind, scratch
from chungtay.foundation.core.models import Job, JobFile
from chungtay.foundation.core.operations import jobs, record_export, results
from chungtay.foundation.core.operations.progress import Progress
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Membership
from chungtay.records.registry.permissions import can_see_numbers, check
from chungtay.records.registry.queries.movement import Reading
from chungtay.records.registry.queries.outgoing import Outgoing, Standing, fields_leaving
from chungtay.workbooks.registry.full import FullBook
from chungtay.workbooks.registry.ministry import MinistryBook

REGISTER = "registry.export"
Tell = Callable[[int, int], None]


class Layout(StrEnum):
    """The ministry's lists with every household, for a copy that comes back; without those that stand on no list, for
    upload; every field of the register."""

    LISTS = "lists"
    UPLOAD = "upload"
    FULL = "full"


NAMES = {Layout.LISTS: "danh-sach", Layout.UPLOAD: "danh-sach-nop", Layout.FULL: "so-ho-dan"}


def ask_for_register(area: Unit, *, year: int, layout: Layout, by: Any, at: datetime.datetime) -> Job:
    """Put the writing of the register in the queue. Asked for twice by the same person, made once."""
    check(by, Permission.REGISTRY_EXPORT, area, at)
    options = {"year": year, "layout": layout.value}
    once = f"{REGISTER}:{area.pk}:{year}:{layout.value}:{by.pk if by else ''}"
    return jobs.start(REGISTER, area, by=by, at=at, area=area, options=options, once=once)


def run_export(job: Job, progress: Progress, *, at: datetime.datetime) -> dict[str, Any]:
    """What the job does. A worker that takes it up again writes the workbook anew; kept, and told, it is once."""
    area, layout = Unit.objects.get(pk=job.subject_id), Layout(job.options["layout"])

    def write(path: Path) -> Copy:
        return export_register(
            path, area=area, year=job.options["year"], layout=layout, by=job.by, at=at, tell=progress.beat
        )

    return keep_copy(job, f"{NAMES[layout]}-{area.code}-{timezone.localdate(at):%Y%m%d}.xlsx", write, progress, at=at)


def check_may_take(job: Job, by: Any, at: datetime.datetime) -> None:
    """Who has lost the right to take the register out, or to see numbers that the copy holds, has lost the copy too."""
    area = Unit.objects.get(pk=job.subject_id)
    check(by, Permission.REGISTRY_EXPORT, area, at)
    if job.mark.get("whole"):
        check(by, Permission.REGISTRY_SENSITIVE, area, at)


def keep_copy(
    job: Job, name: str, write: Callable[[Path], Copy], progress: Progress, *, at: datetime.datetime
) -> dict[str, Any]:
    """Write a workbook in a folder of its own, keep it sealed for whoever asked and record the export, together."""
    if kept := results.of(job):  # its worker died between keeping it and saying so
        return _said(progress.resume, kept)
    with scratch() as folder:
        copy = write(folder / name)
        progress.beat(copy.persons, copy.persons, stage=gettext("Sealing the workbook"))
        with (
            results.keeping(job, folder / name, media_type=FileKind.XLSX.media_type, at=at) as kept,
            progress.batch() as batch,
        ):
            batch.resume = {"households": copy.written, "whole": copy.outgoing.whole}
            batch.done = batch.total = copy.persons
            record_copy(copy, by=job.by, at=at)
            kept.save()
    return _said(batch.resume, kept)


def _said(told: Mapping[str, Any], kept: JobFile) -> dict[str, Any]:
    return {
        "vi": f"Tệp {kept.name}: {told['households']} hộ.",
        "en": f"{kept.name}: {told['households']} households.",
    }


@dataclass(frozen=True, slots=True)
class Copy:
    """What was written: of which area, how many persons went out, how many households stand in it, and what the
    workbook has no column for."""

    outgoing: Outgoing
    persons: int
    written: int
    left_out: frozenset[str]


def export_register(
    path: Path,
    *,
    area: Unit,
    year: int,
    layout: Layout,
    by: Any,
    at: datetime.datetime,
    tell: Tell = lambda done, total: None,
) -> Copy:
    """Write the workbook. Identity numbers, bank accounts and what else is sensitive go out only for whoever may see
    them; the others get the same sheets with these cells empty. Who keeps it records it (`record_copy`)."""
    check(by, Permission.REGISTRY_EXPORT, area, at)
    today = timezone.localdate(at)
    outgoing = _outgoing(area, year, today, by)
    persons, done, households = outgoing.persons(), 0, 0
    book: FullBook | MinistryBook = FullBook(path)
    if layout != Layout.FULL:
        book = MinistryBook(path, ward=area.name, on=outgoing.day, everybody=layout == Layout.LISTS)
    with book:
        for home in outgoing.homes():
            book.write(home)
            done, households = done + len(home.members), households + 1
            tell(min(done, persons), persons)
    return Copy(outgoing, persons, households, book.LEAVES_OUT)


def export_standing(
    path: Path,
    *,
    area: Unit,
    year: int,
    standing: Mapping[int, Standing],
    reading: Reading,
    by: Any,
    at: datetime.datetime,
    tell: Tell = lambda done, total: None,
) -> Copy:
    """The ministry's three lists with the classes that a report found; of `Copy` the households are counted twice that
    stand on two of them."""
    check(by, Permission.REGISTRY_EXPORT, area, at)
    today = timezone.localdate(at)
    outgoing = dataclasses.replace(_outgoing(area, year, today, by), standing=standing, reading=reading)
    with MinistryBook(path, ward=area.name, on=outgoing.day, everybody=False) as book:
        for done, home in enumerate(outgoing.homes(), 1):
            book.write(home)
            tell(min(done, len(standing)), len(standing))
    return Copy(outgoing, len(standing), book.written, book.LEAVES_OUT)


def _outgoing(area: Unit, year: int, today: datetime.date, by: Any) -> Outgoing:
    """What this person may take away; None is the program itself."""
    if by is None:
        return Outgoing(area, year, today, whole=True)
    scope = scope_of(by, Permission.REGISTRY_EXPORT, today)
    return Outgoing(area, year, today, can_see_numbers(by, area, today), scope)


def record_copy(copy: Copy, *, by: Any, at: datetime.datetime) -> None:
    """Each copy that leaves is an event of the trail, once, in the transaction that keeps it; it names every field that
    left."""
    area, whole = copy.outgoing.area, copy.outgoing.whole
    record_export(
        Membership,
        fields_leaving(copy.left_out, whole),
        subject=area,
        rows=copy.persons,
        sensitive_allowed=whole,
        by=by,
        at=at,
        area=area,
    )


OF_NAMES = (
    "relation",
    "household__code",
    "household__address",
    "person__full_name",
    "person__sex",
    "person__birth_date",
)


def record_names_taken(area: Unit, rows: int, *, by: Any, at: datetime.datetime) -> None:
    """A list with names of `rows` heads of households leaves the program; the caller writes it in the same
    transaction."""
    check(by, Permission.REGISTRY_EXPORT, area, at)
    record_export(Membership, OF_NAMES, subject=area, rows=rows, sensitive_allowed=False, by=by, at=at, area=area)
