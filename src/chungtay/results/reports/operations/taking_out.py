"""Reports leave the program as files: each is an event of the trail."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chungtay.foundation.core.operations import jobs, record_event, record_export
from chungtay.foundation.core.operations.progress import Progress
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations.exporting import record_names_taken
from chungtay.records.registry.queries.listed import codes
from chungtay.records.registry.queries.movement import Reading
from chungtay.results.reports.models import FinalReport, ReportSet
from chungtay.results.reports.permissions import check_may_read, check_may_take_lists
from chungtay.results.reports.queries.checks import checks_of
from chungtay.results.reports.queries.facts import Facts, Wanted, read
from chungtay.results.reports.queries.lists import ListPart, list_parts
from chungtay.results.reports.queries.tables import levels_of, tables_of
from chungtay.results.reports.queries.wanting import asked_of, wanted_of
from chungtay.rulebook import rule_sets
from chungtay.workbooks.reports.excel import write_tables
from chungtay.workbooks.reports.name_lists import write_name_lists, write_name_lists_paper
from chungtay.workbooks.reports.paper import About, write_paper
from chungtay.workbooks.reports.tables import Check, Table

PREPARE = "reports.prepare"


def about_of(wanted: Wanted) -> list[str]:
    """The lines below the title: place, year, lists, rule set."""
    words = "sơ bộ" if wanted.campaign else "chính thức"
    return [
        f"Địa bàn: {wanted.place.name} · Năm {wanted.year} · Kết quả {words}",
        f"Danh sách đầu kỳ ngày {wanted.opening.day:%d/%m/%Y} ({_standard(wanted.opening)}), cuối kỳ ngày "
        f"{wanted.closing.day:%d/%m/%Y} ({_standard(wanted.closing)})",
    ]


def _standard(reading: Reading) -> str:
    """Papers are in Vietnamese, whoever takes them out."""
    label: str = rule_sets.load(reading.rule_set).label.vi
    return label


@transaction.atomic
def take_tables(
    path: Path,
    facts: Facts,
    tables: Mapping[str, Table],
    *,
    paper: bool,
    address: Mapping[str, str] | None = None,
    by: Any,
    at: datetime.datetime,
) -> None:
    """Write these forms as a workbook, or as official paper with a code that leads to `address` (form -> its page).
    Counts alone: whoever reads the results may."""
    wanted = facts.wanted
    if by is not None:
        check_may_read(by, wanted.place, timezone.localdate(at))
    _told(wanted.place, len(facts.listed), by=by, at=at)
    about = about_of(wanted)
    if paper:
        origin = f"{about[1]} · lập {timezone.localtime(at):%d/%m/%Y %H:%M}"
        told = About((f"UBND {_lower(wanted.place.name)}",), about[0], origin, timezone.localdate(at), address or {})
        write_paper(path, tables.values(), told)
    else:
        checks = checks_of(facts, tables)
        write_tables(path, tables, about, checks, _codes(checks))


def _codes(checks: Sequence[Check]) -> dict[int, str]:
    return codes({home for check in checks for home in check.households})


@transaction.atomic
def take_names(path: Path, facts: Facts, form: str, *, paper: bool, by: Any, at: datetime.datetime) -> list[ListPart]:
    """Form 6.1 or 6.2: one list for each residential group, with names; for whoever may take lists out."""
    wanted = facts.wanted
    if by is not None:
        check_may_take_lists(by, wanted.place, timezone.localdate(at))
    parts = list_parts(facts, form)
    record_names_taken(wanted.place, sum(len(part.rows) for part in parts), by=by, at=at)
    write = write_name_lists_paper if paper else write_name_lists
    write(path, form, [part.as_list() for part in parts], wanted.closing.day)
    return parts


def _told(place: Unit, rows: int, *, by: Any, at: datetime.datetime) -> None:
    fields = ["area", "year", "tables"]
    record_export(FinalReport, fields, subject=place, rows=rows, sensitive_allowed=False, by=by, at=at, area=place)


@transaction.atomic
def ask_for_all(wanted: Wanted, level: str, *, by: Any, at: datetime.datetime) -> ReportSet:
    """Put the making of every form in the queue."""
    if by is not None:
        check_may_read(by, wanted.place, timezone.localdate(at))
    made = ReportSet.objects.create(
        area=wanted.place,
        year=wanted.year,
        basis=wanted.basis,
        asked=asked_of(wanted, level),
        asked_by=by,
        asked_at=at,
    )
    jobs.start(PREPARE, made, by=by, at=at, area=wanted.place)
    return made


def make_all(number: int, *, clock: Any, progress: Progress | None = None) -> ReportSet:
    """What the job does: read once, every form into one workbook."""
    made = ReportSet.objects.select_related("area").get(pk=number)
    tell = progress.beat if progress else lambda *_args, **_words: None
    tell(0, 3, stage="Đọc sổ hộ dân")
    facts = read(wanted_of(made.area, made.year, made.asked))
    tell(1, 3, stage="Tính các biểu")
    level = made.asked.get("level") or levels_of(made.area)[0]
    tables = tables_of(facts, level)
    checks = checks_of(facts, tables)
    tell(2, 3, stage="Ghi sổ tính")
    stored = f"reports/{secrets.token_hex(16)}.xlsx"
    path = Path(settings.MEDIA_ROOT) / stored
    path.parent.mkdir(parents=True, exist_ok=True)
    write_tables(path, tables, about_of(facts.wanted), checks, _codes(checks))
    with transaction.atomic():
        made.stored, made.sha256 = stored, hashlib.sha256(path.read_bytes()).hexdigest()
        made.broken, made.made_at = len(checks), clock()
        made.save()
        detail = {"forms": len(tables), "broken": len(checks)}
        record_event("reports.prepared", made, by=made.asked_by, at=clock(), area=made.area, detail=detail)
    return made


@transaction.atomic
def take_all(made: ReportSet, *, by: Any, at: datetime.datetime) -> Path:
    """The workbook that was made. Raises FileNotFoundError while it is not."""
    if by is not None:
        check_may_read(by, made.area, timezone.localdate(at))
    path = Path(settings.MEDIA_ROOT) / made.stored
    if not made.stored or not path.is_file():
        raise FileNotFoundError(made.pk)
    _told(made.area, 0, by=by, at=at)
    return path


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
