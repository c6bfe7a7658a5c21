"""Loans as lines: who borrowed what for what, what is outstanding as told, what comes next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chungtay.foundation.core.templatetags.words import whole
from chungtay.records.registry.queries.listed import Home
from chungtay.work.credit.models import Loan, LoanState
from chungtay.work.credit.queries import loans as queries

WHICH: dict[str, str | Promise] = {
    queries.UNDER_WAY: gettext_lazy("Not repaid yet"),
    queries.OVERDUE: gettext_lazy("Overdue, as told"),
    queries.PAST: gettext_lazy("Due day over, nothing told"),
    queries.SILENT: gettext_lazy("Outstanding unknown"),
    queries.CONFIRM: gettext_lazy("To be confirmed"),
    queries.REPAID: gettext_lazy("Repaid"),
    queries.EVERY: gettext_lazy("All"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """`home`: the household that has the loan now, by number. `next`: what comes next, or nothing."""

    one: Loan
    home: int
    head: str
    code: str
    group: str
    next: str


def lines(found: Iterable[Loan], seen: queries.Seen, homes: Mapping[int, Home], today: datetime.date) -> list[Line]:
    made = []
    for one in found:
        number = seen.home_of(one)
        home = homes.get(number)
        head, code = (home.head_name, home.code) if home else ("", one.household.code)
        made.append(Line(one, number, head, code, seen.group_of(one), next_step(one, today, gone=home is None)))
    return made


def next_step(one: Loan, today: datetime.date, *, gone: bool = False) -> str:
    if one.state == LoanState.ENTERED:
        return _("Waits until another person confirms it")
    if one.state == LoanState.OVERDUE:
        return _("Visit the household, ask the bank what can be done")
    if one.state == LoanState.RUNNING and one.due_on is not None and one.due_on < today:
        return _("The due day is over: ask the bank how the loan stands")
    if one.state == LoanState.RUNNING and gone:
        return _("The household lives here no more: tell the bank")
    return ""


def state_of(counts: Mapping[str, int]) -> str:
    """One sentence about a place."""
    running = counts[queries.UNDER_WAY]
    if not running:
        return _("No loan that is not repaid is on record here.")
    told = ngettext("%(count)s loan is not repaid", "%(count)s loans are not repaid", running) % {
        "count": whole(running)
    }
    silent = counts[queries.SILENT]
    owed = _("%(amount)s đ outstanding as told") % {"amount": whole(counts["owed"])}
    if silent == running:
        return told + "; " + _("nothing was told of what is outstanding.")
    if silent:
        more = ngettext("of %(count)s nobody told", "of %(count)s nobody told", silent) % {"count": whole(silent)}
        return f"{told}; {owed}, {more}."
    return f"{told}; {owed}."


def workbook(found: Iterable[Line]) -> tuple[list[tuple[str, int]], list[list[str]]]:
    """Headings with widths, and a row for each loan."""
    headings = [(_("Borrower"), 28), (_("Household"), 28), (_("Code"), 18), (_("Residential group"), 22)]
    headings += [(_("Programme"), 30), (_("What it is for"), 30), (_("Savings-and-credit group"), 26)]
    headings += [(_("Amount, đồng"), 16), (_("Disbursed on"), 13), (_("Due on"), 13), (_("State"), 20)]
    headings += [(_("Outstanding, đồng"), 18), (_("As told on"), 13)]
    rows = [
        [
            line.one.borrower.full_name,
            line.head,
            line.code,
            line.group,
            line.one.programme,
            line.one.purpose,
            line.one.group,
            whole(line.one.amount),
            f"{line.one.disbursed_on:%d/%m/%Y}",
            f"{line.one.due_on:%d/%m/%Y}" if line.one.due_on else "",
            str(line.one.get_state_display()),
            whole(line.one.outstanding) if line.one.outstanding is not None else _("unknown"),
            f"{line.one.told_on:%d/%m/%Y}" if line.one.told_on else "",
        ]
        for line in found
    ]
    return headings, rows
