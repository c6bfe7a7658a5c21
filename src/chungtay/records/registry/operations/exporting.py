"""The register of an area out to a workbook. Each copy is an event of the trail."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.operations import record_export
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import IdentityPaper, Membership
from chungtay.records.registry.permissions import can_see_numbers, check
from chungtay.records.registry.queries.movement import Reading
from chungtay.records.registry.queries.outgoing import FIELDS, OF_PAPERS, SENSITIVE, Outgoing, Standing
from chungtay.workbooks.registry.full import FullBook
from chungtay.workbooks.registry.ministry import MinistryBook


class Layout(StrEnum):
    """The ministry's lists with every household, for a copy that comes back; without those that stand on no list, for
    upload; every field of the register."""

    LISTS = "lists"
    UPLOAD = "upload"
    FULL = "full"


@transaction.atomic
def export_register(path: Path, *, area: Unit, year: int, layout: Layout, by: Any, at: datetime.datetime) -> int:
    """Write the workbook; how many households. Identity numbers, bank accounts and what else is sensitive go out only
    for whoever may see them; the others get the same sheets with these cells empty."""
    check(by, Permission.REGISTRY_EXPORT, area, at)
    today = timezone.localdate(at)
    whole = by is None or can_see_numbers(by, area, today)
    outgoing = Outgoing(area, year, today, whole)
    _record(outgoing, outgoing.persons(), by, at)
    if layout == Layout.FULL:
        with FullBook(path) as full:
            for home in outgoing.homes():
                full.write(home)
        return full.written
    households = 0
    with MinistryBook(path, ward=area.name, on=today, everybody=layout == Layout.LISTS) as book:
        for home in outgoing.homes():
            book.write(home)
            households += 1
    return households


@transaction.atomic
def export_standing(
    path: Path,
    *,
    area: Unit,
    year: int,
    standing: Mapping[int, Standing],
    reading: Reading,
    by: Any,
    at: datetime.datetime,
) -> int:
    """The ministry's three lists with the classes that a report found; how many households were written."""
    check(by, Permission.REGISTRY_EXPORT, area, at)
    today = timezone.localdate(at)
    whole = by is None or can_see_numbers(by, area, today)
    outgoing = Outgoing(area, year, today, whole, standing, reading)
    _record(outgoing, len(standing), by, at)
    with MinistryBook(path, ward=area.name, on=today, everybody=False) as book:
        for home in outgoing.homes():
            book.write(home)
    return book.written


def _record(outgoing: Outgoing, rows: int, by: Any, at: datetime.datetime) -> None:
    fields = [*FIELDS, *(SENSITIVE if outgoing.whole else ())]
    area, whole = outgoing.area, outgoing.whole
    told = {"subject": area, "rows": rows, "sensitive_allowed": whole, "by": by, "at": at, "area": area}
    record_export(Membership, fields, **told)
    if whole:
        record_export(IdentityPaper, OF_PAPERS, **told)


NAMES = ("relation", "household__code", "household__address", "person__full_name", "person__sex", "person__birth_date")


def record_names_taken(area: Unit, rows: int, *, by: Any, at: datetime.datetime) -> None:
    """A list with names of `rows` heads of households leaves the program; the caller writes it in the same
    transaction."""
    check(by, Permission.REGISTRY_EXPORT, area, at)
    record_export(Membership, NAMES, subject=area, rows=rows, sensitive_allowed=False, by=by, at=at, area=area)
