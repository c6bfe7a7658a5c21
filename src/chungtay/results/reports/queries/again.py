"""A frozen report worked out again from today's records: where it differs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils import timezone

from chungtay.records.registry.queries.movement_steps import reading_of
from chungtay.results.reports.models import Basis, FinalReport
from chungtay.results.reports.queries.facts import Wanted, read, wanted
from chungtay.results.reports.queries.tables import OWN_DAYS, tables_of
from chungtay.results.reports.queries.wanting import campaigns_for, wanted_of
from chungtay.workbooks.reports.tables import Table, table_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that is not what it was. An empty figure is None."""

    form: str
    row: str
    column: str
    was: int | None
    now: int | None


def differences(report: FinalReport) -> list[Difference]:
    """Cell by cell; rows that are new or gone count as differences in every column that holds something."""
    now = tables_of(read(_asked(report)), report.level)
    found: list[Difference] = []
    for form, told in report.tables.items():
        found += _between(form, table_of(told), now.get(form))
    return found


def _asked(report: FinalReport) -> Wanted:
    """The days and wards that the report was made of; of one from before these were kept, worked out anew."""
    if report.asked:
        return wanted_of(report.area, report.year, report.asked)
    preliminary = report.basis == Basis.PRELIMINARY
    campaigns = tuple(campaigns_for(report.area, report.year)) if preliminary else ()
    opening = reading_of(report.area, report.opened_on, report.opening_rule_set)
    closing = reading_of(report.area, report.closed_on, report.rule_set)
    asked = Wanted(report.area, report.year, opening, closing, campaigns)
    if any(note.startswith(OWN_DAYS) for told in report.tables.values() for note in told["notes"]):
        today = max(report.closed_on, timezone.localdate(report.finalised_at))
        own = wanted(report.area, report.year, today, campaigns=campaigns, rule_set=_one_standard(report))
        asked = replace(asked, apart=own.apart)
    return asked


def _one_standard(report: FinalReport) -> str:
    return report.rule_set if report.rule_set == report.opening_rule_set else ""


def _between(form: str, was: Table, now: Table | None) -> list[Difference]:
    before, after = _cells(was), _cells(now) if now else {}
    return [
        Difference(form, row, column, before.get((row, column)), after.get((row, column)))
        for row, column in dict.fromkeys([*before, *after])
        if before.get((row, column)) != after.get((row, column))
    ]


def _cells(table: Table) -> dict[tuple[str, str], int | None]:
    """(row, column) -> value of the cells that hold something; a row is told with what stands above it."""
    found: dict[tuple[str, str], int | None] = {}
    above = ""
    for row in table.rows:
        above = row.label if row.kind == "section" else above
        label = " · ".join(filter(None, (above if row.kind == "unit" else "", row.label, row.split)))
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell.value:
                found[label, " · ".join(column.heading)] = cell.value
    return found
