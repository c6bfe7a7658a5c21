"""How cases of assistance are told: what comes next, how long is left, what each part is."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chungtay.records.registry.queries.hardships import Event
from chungtay.records.registry.queries.listed import codes, homes
from chungtay.records.registry.queries.rights_facts import names_of
from chungtay.work.assistance.models import CaseKind, CaseState
from chungtay.work.assistance.queries.cases import STEPS

NEXT: dict[str, str | Promise] = {
    "recover": gettext_lazy("Take the money back: the leader denies the call"),
    "look_again": gettext_lazy("Find out: the household tells it otherwise"),
    "paper": gettext_lazy("Confirm the call on paper"),
    "inspect": gettext_lazy("Look at the house, with a photograph"),
    "approve": gettext_lazy("Approve"),
    "check": gettext_lazy("See the finished work, with a photograph"),
    "pay": gettext_lazy("Pay out"),
    "visit": gettext_lazy("Visit the household"),
    "": gettext_lazy("Ended"),
}


@dataclass(frozen=True, slots=True)
class Row:
    case: Any
    head: str
    code: str
    person: str
    next: str
    clock: str
    late: bool


def rows(cases: Iterable[Any], now: datetime.datetime, today: datetime.date) -> list[Row]:
    """Cases (`with_steps`) with the names of the register: four statements for a page."""
    page = list(cases)
    names = names_of([case.person_id for case in page if case.person_id is not None])
    numbers = {case.household_id for case in page}
    home = {each.number: each.head_name for each in homes(numbers, day=today)}
    code = codes(numbers)
    return [
        Row(
            case,
            home.get(case.household_id, ""),
            code.get(case.household_id, ""),
            names.get(case.person_id, "") if case.person_id is not None else "",
            str(NEXT[case.step]),
            *clock(case, now, today),
        )
        for case in page
    ]


def clock(case: Any, now: datetime.datetime, today: datetime.date) -> tuple[str, bool]:
    """What is left of the time, or by how much it has run out; "" where no time runs."""
    running = case.state in (CaseState.PROPOSED, CaseState.APPROVED) and case.first_paid is None
    if case.kind == CaseKind.RELIEF and running and case.limit_at:
        return _hours(case.limit_at - now)
    if case.state == CaseState.PAID and case.follow_up_on:
        return _days((case.follow_up_on - today).days)
    return "", False


def _hours(left: datetime.timedelta) -> tuple[str, bool]:
    minutes = abs(int(left.total_seconds())) // 60
    words = _("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}
    if left.total_seconds() < 0:
        return _("late by %(time)s") % {"time": words}, True
    return _("%(time)s left") % {"time": words}, False


def _days(left: int) -> tuple[str, bool]:
    if left < 0:
        return ngettext("late by %(count)s day", "late by %(count)s days", -left) % {"count": -left}, True
    return ngettext("%(count)s day left", "%(count)s days left", left) % {"count": left}, False


def taken(case: Any) -> tuple[str, bool] | None:
    """How long it took from the news to the first payment of relief, and whether that was over the limit."""
    if case.kind != CaseKind.RELIEF or case.first_paid is None:
        return None
    minutes = int((case.first_paid - case.told_at).total_seconds()) // 60
    return _("%(hours)s h %(minutes)s min") % {
        "hours": minutes // 60,
        "minutes": minutes % 60,
    }, case.first_paid > case.limit_at


@dataclass(frozen=True, slots=True)
class Chip:
    id: str
    label: str
    count: int
    chosen: bool


def chips(counts: dict[str, int], chosen: str) -> list[Chip]:
    """All open ones, each step that has some, and those that ended."""
    everything = sum(count for name, count in counts.items() if name)
    found = [Chip("", _("Still open"), everything, chosen == "")]
    found += [Chip(name, str(NEXT[name]), counts[name], chosen == name) for name in STEPS if counts.get(name)]
    return [*found, Chip("ended", _("Ended"), counts.get("", 0), chosen == "ended")]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A misfortune after which nobody asked for relief yet."""

    event: Event
    head: str
    code: str


def waiting(events: Sequence[Event], today: datetime.date) -> list[Waiting]:
    home = {each.number: each for each in homes({event.household for event in events}, day=today)}
    return [
        Waiting(event, home[event.household].head_name, home[event.household].code)
        for event in events
        if event.household in home
    ]
