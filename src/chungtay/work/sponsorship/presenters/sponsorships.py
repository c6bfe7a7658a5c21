"""Commitments as lines: who gives what to whom, what came this month, which months brought nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chungtay.foundation.core.templatetags.words import whole
from chungtay.records.registry.queries.categories import ESCAPED, NEAR_POOR, POOR
from chungtay.records.registry.queries.in_need import ALONE, MISFORTUNE
from chungtay.records.registry.queries.listed import Home
from chungtay.work.sponsorship.models import Sponsorship, SponsorshipState
from chungtay.work.sponsorship.queries import sponsorships as queries
from chungtay.work.sponsorship.queries.months import is_due, missed, month_of

WHICH: dict[str, str | Promise] = {
    queries.RUNNING: gettext_lazy("Under way"),
    queries.NOW: gettext_lazy("Nothing yet this month"),
    queries.LAST: gettext_lazy("Nothing last month"),
    queries.ENTERED: gettext_lazy("To be confirmed"),
    queries.TO_END: gettext_lazy("To be ended"),
    queries.ENDED: gettext_lazy("Has ended"),
    queries.EVERY: gettext_lazy("All"),
}
REASONS: dict[str, str | Promise] = {
    ALONE: gettext_lazy("Lives alone"),
    MISFORTUNE: gettext_lazy("Misfortune within a year"),
    POOR: gettext_lazy("Poor"),
    NEAR_POOR: gettext_lazy("Near-poor"),
    ESCAPED: gettext_lazy("Newly out of poverty"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """`home`: the household that has the commitment now, by number. `arrived`: something came for this month; None when
    nothing is due for it. `missing`: the months gone by that brought nothing, the latest first."""

    one: Sponsorship
    home: int
    head: str
    code: str
    group: str
    promise: str
    arrived: bool | None
    missing: list[datetime.date]
    note: str

    @property
    def missed(self) -> str:
        """The latest three by name, and how many more."""
        named = ", ".join(f"{month:%m/%Y}" for month in self.missing[:3])
        more = len(self.missing) - 3
        return _("%(named)s and %(count)s months more") % {"named": named, "count": more} if more > 0 else named


def promise_of(one: Sponsorship) -> str:
    parts = [_("%(amount)s đ a month") % {"amount": whole(one.monthly)}] if one.monthly is not None else []
    return "; ".join([*parts, one.words] if one.words else parts)


def lines(
    found: Iterable[Sponsorship],
    seen: queries.Seen,
    homes: Mapping[int, Home],
    months: Mapping[int, set[datetime.date]],
    today: datetime.date,
) -> list[Line]:
    made = []
    for one in found:
        number = seen.home_of(one)
        home = homes.get(number)
        arrived, missing = _months(one, months.get(one.pk, set()), today)
        group = seen.group_of(one)
        head, code = (home.head_name, home.code) if home else ("", one.household.code)
        note = _note(one, gone=home is None, today=today)
        made.append(Line(one, number, head, code, group, promise_of(one), arrived, missing, note))
    return made


def _months(
    one: Sponsorship, arrived: set[datetime.date], today: datetime.date
) -> tuple[bool | None, list[datetime.date]]:
    if one.state not in (SponsorshipState.RUNNING, SponsorshipState.ENDED):
        return None, []
    this = month_of(today)
    now = this in arrived if one.state == SponsorshipState.RUNNING and is_due(one, this) else None
    return now, missed(one, arrived, today)


def _note(one: Sponsorship, *, gone: bool, today: datetime.date) -> str:
    if one.state == SponsorshipState.ENTERED:
        return _("Waits until another person confirms it")
    if one.state != SponsorshipState.RUNNING:
        return str(one.get_state_display())
    if gone:
        return _("The household lives here no more: end the commitment")
    if one.until is not None and one.until < today:
        return _("The agreed time is over: end the commitment, or enter a new one")
    return ""


def of_panel(
    found: Sequence[Sponsorship], months: Mapping[int, set[datetime.date]], today: datetime.date
) -> list[tuple[Sponsorship, str, int]]:
    """For the page of the household itself: what was promised, and how many months brought nothing."""
    return [(one, promise_of(one), len(_months(one, months.get(one.pk, set()), today)[1])) for one in found]


def state_of(counts: Mapping[str, int]) -> str:
    """One sentence about a place."""
    running = counts[queries.RUNNING]
    if not running:
        return _("Nobody is sponsored here by what is on record.")
    told = ngettext("%(count)s commitment runs", "%(count)s commitments run", running) % {"count": whole(running)}
    late = counts[queries.NOW]
    if not late:
        return told + "; " + _("all of this month's have come.")
    waiting = ngettext("for %(count)s nothing came yet this month.", "for %(count)s nothing came yet this month.", late)
    return f"{told}; {waiting % {'count': whole(late)}}"


def workbook(found: Iterable[Line]) -> tuple[list[tuple[str, int]], list[list[str]]]:
    """Headings with widths, and a row for each commitment; no contacts, and not how it was agreed."""
    headings = [(_("Household"), 28), (_("Code"), 18), (_("Residential group"), 22), (_("Sponsor"), 30)]
    headings += [
        (_("Kind"), 14),
        (_("Promised by the sponsor"), 34),
        (_("From"), 12),
        (_("Until"), 12),
        (_("State"), 18),
    ]
    headings += [(_("This month"), 16), (_("Months without anything"), 34)]
    rows = [
        [
            line.head,
            line.code,
            line.group,
            line.one.sponsor.name,
            str(line.one.sponsor.get_kind_display()),
            line.promise,
            f"{line.one.begins_on:%d/%m/%Y}",
            f"{line.one.until:%d/%m/%Y}" if line.one.until else "",
            str(line.one.get_state_display()),
            {None: "", True: _("arrived"), False: _("nothing yet")}[line.arrived],
            ", ".join(f"{month:%m/%Y}" for month in line.missing),
        ]
        for line in found
    ]
    return headings, rows
