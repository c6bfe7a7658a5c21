"""Referrals as a matrix of needs and parts of a place, and by household with what comes next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.listed import Home
from chungtay.work.referral.models import Need, Referral, ReferralState
from chungtay.work.referral.queries.referrals import LIVE_ONES, MINE, OVERDUE, Tally

# Who usually closes a need: what the officer is offered first, and may change.
SERVICES: dict[str, str | Promise] = {
    Need.JOB: gettext_lazy("Employment service centre"),
    Need.DEPENDANTS: gettext_lazy("Social protection of the ward"),
    Need.CLINIC: gettext_lazy("Health station of the ward"),
    Need.NUTRITION: gettext_lazy("Health station of the ward"),
    Need.INSURANCE: gettext_lazy("Social insurance office"),
    Need.ADULTS: gettext_lazy("Continuing education centre"),
    Need.SCHOOL: gettext_lazy("School of the catchment area"),
    Need.HOUSE: gettext_lazy("House repair of the ward and the Fatherland Front"),
    Need.SPACE: gettext_lazy("House repair of the ward and the Fatherland Front"),
    Need.WATER: gettext_lazy("Water company"),
    Need.TOILET: gettext_lazy("Health station of the ward"),
    Need.WASTE: gettext_lazy("Environment company"),
    Need.INTERNET: gettext_lazy("Post and telecommunications company"),
    Need.DEVICES: gettext_lazy("Culture and information of the ward"),
}
WHICH: dict[str, str | Promise] = {
    LIVE_ONES: gettext_lazy("To be closed"),
    OVERDUE: gettext_lazy("Overdue"),
    MINE: gettext_lazy("Mine"),
    **{state.value: state.label for state in ReferralState},
}


@dataclass(frozen=True, slots=True)
class Row:
    """One need: the whole place, and each part in order."""

    need: str
    label: str | Promise
    total: Tally
    cells: tuple[tuple[Unit, Tally], ...]


def matrix(tallies: Mapping[tuple[str, int], Tally], parts: Sequence[Unit]) -> list[Row]:
    """Needs that somebody has or had, most to be closed first. Groups that ended are counted in the total."""
    made = []
    for need in Need:
        mine = {number: tally for (name, number), tally in tallies.items() if name == need}
        if mine:
            cells = tuple((part, mine.get(part.pk, Tally())) for part in parts)
            made.append(Row(need.value, need.label, added(mine.values()), cells))
    return sorted(made, key=lambda row: (-row.total.live, row.need))


def added(tallies: Iterable[Tally]) -> Tally:
    every = list(tallies)
    return Tally(**{field.name: sum(getattr(each, field.name) for each in every) for field in fields(Tally)})


@dataclass(frozen=True, slots=True)
class Line:
    """One referral with the household and what comes next."""

    one: Referral
    head: str
    code: str
    late: int
    next: str


def lines(found: Iterable[Referral], homes: Mapping[int, Home], today: datetime.date) -> list[Line]:
    made = []
    for one in found:
        home = homes.get(one.household_id)
        made.append(
            Line(one, home.head_name if home else "", one.household.code, _late(one, today), next_step(one, today))
        )
    return made


def rows(found: Iterable[Referral], today: datetime.date) -> list[Line]:
    """For the page of the household itself."""
    return [Line(one, "", "", _late(one, today), next_step(one, today)) for one in found]


def _late(one: Referral, today: datetime.date) -> int:
    overdue = one.state == ReferralState.ASSIGNED and one.due_on is not None and one.due_on < today
    return (today - one.due_on).days if overdue and one.due_on is not None else 0


def next_step(one: Referral, today: datetime.date) -> str:
    if one.state == ReferralState.OPEN:
        return _("Give it to a service and a person")
    if one.state == ReferralState.ASSIGNED:
        return _("Remind the service, write the answer down") if _late(one, today) else _("Follow until it is closed")
    return ""


def workbook(found: Iterable[Line]) -> tuple[list[tuple[str, int]], list[list[str]]]:
    """Headings with widths, and a row for each referral; no outcome, which may tell of health."""
    headings = [(_("Household"), 28), (_("Code"), 18), (_("Residential group"), 22), (_("Need"), 26), (_("State"), 26)]
    headings += [(_("Service"), 34), (_("Who follows it"), 26), (_("Until"), 14), (_("What comes next"), 36)]
    rows = [
        [
            line.head,
            line.code,
            line.one.household.group.name,
            line.one.get_need_display(),
            line.one.get_state_display(),
            line.one.service,
            line.one.person.full_name if line.one.person else "",
            f"{line.one.due_on:%d/%m/%Y}" if line.one.due_on else "",
            line.next,
        ]
        for line in found
    ]
    return headings, rows
