"""How a campaign looks: its sentence of state, its calendar, groups as tiles, what is late and who must act."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from chungtay.rulebook.process import Process
from chungtay.rulebook.units import written
from chungtay.work.review.models import Campaign, CampaignState, CaseState
from chungtay.work.review.queries import calendar as steps
from chungtay.work.review.queries.campaigns import DONE, GroupCount, ends_on
from chungtay.work.review.queries.ward_calendars import WardRow

# Parts of the bar of households, in the order of the work.
PARTS: list[tuple[str, str | Promise, tuple[str, ...]]] = [
    ("to-do", gettext_lazy("to be surveyed"), (CaseState.TO_SCREEN, CaseState.LISTED, CaseState.RETURNED)),
    ("check", gettext_lazy("to be checked"), (CaseState.SURVEYED,)),
    ("met", gettext_lazy("checked"), (CaseState.CONFIRMED,)),
    (
        "posted",
        gettext_lazy("met and posted"),
        (CaseState.MET, CaseState.POSTED, CaseState.CONTESTED, CaseState.RECHECKED, CaseState.SETTLED),
    ),
    ("done", gettext_lazy("with an outcome"), DONE),
]
NUMBERS = {
    "working_days": gettext_lazy("working days"),
    "consent_percent": gettext_lazy("percent who must agree"),
}
UNITS = {
    "groups": gettext_lazy("groups"),
    "households": gettext_lazy("households"),
    "wards": gettext_lazy("wards"),
    "complaints": gettext_lazy("complaints"),
}
STATES = {
    steps.WAITING: gettext_lazy("not its turn yet"),
    steps.RUNNING: gettext_lazy("under way"),
    steps.DONE: gettext_lazy("done"),
    steps.LATE: gettext_lazy("late"),
}


def said(text: Any) -> str:
    return written(str(text.en if get_language() == "en" else text.vi))


def settled_words(campaign: Campaign, process: Process) -> list[tuple[str, int]]:
    """What the office decided where the law leaves it open: "Họp dân: phần trăm đồng ý", 50."""
    found = []
    for name, value in campaign.settled.items():
        step, _dot, what = name.partition(".")
        found.append((f"{said(process.step(step).name)}: {NUMBERS[what]}", value))
    return found


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    actor: str
    article: str
    mark: str
    due: datetime.date | None
    left: int | None
    overdue: int | None
    open: int
    total: int
    unit: str | Promise
    state: str
    words: str | Promise


def steps_of(lines: list[steps.Line], today: datetime.date) -> list[Step]:
    return [
        Step(
            said(line.name),
            said(line.actor),
            line.article,
            line.mark,
            line.due,
            (line.due - today).days if line.due else None,
            (today - line.due).days if line.due else None,
            line.open,
            line.total,
            UNITS[line.unit],
            line.state,
            STATES[line.state],
        )
        for line in lines
    ]


@dataclass(frozen=True, slots=True)
class WardLine:
    """A ward on the board of the places above it: the first late step, by how many days, and how many after it."""

    name: str
    code: str
    forms: int
    total: int
    done: int
    step: str
    actor: str
    late_step: str
    late_days: int
    late_more: int


def ward_lines(rows: list[WardRow], today: datetime.date) -> list[WardLine]:
    """The late ones first, by how late they are, then the others by their codes."""
    found = [
        WardLine(
            row.ward.ward.name,
            row.ward.ward.code,
            row.forms,
            row.total,
            row.done,
            said(row.now.name) if row.now else "",
            said(row.now.actor) if row.now else "",
            said(row.late[0].name) if row.late else "",
            (today - row.late[0].due).days if row.late and row.late[0].due else 0,
            max(len(row.late) - 1, 0),
        )
        for row in rows
    ]
    return sorted(found, key=lambda line: (-line.late_days, line.code))


@dataclass(frozen=True, slots=True)
class Part:
    kind: str
    label: str | Promise
    count: int
    start: float
    percent: float


def bar_of(by_state: Counter[str]) -> list[Part]:
    """Households by how far they are, as shares of a bar."""
    total = sum(by_state.values())
    found: list[Part] = []
    before = 0
    for kind, label, states in PARTS:
        count = sum(by_state[state] for state in states)
        found.append(Part(kind, label, count, _share(before, total), _share(count, total)))
        before += count
    return found


def _share(count: int, total: int) -> float:
    return round(100 * count / total, 2) if total else 0.0


@dataclass(frozen=True, slots=True)
class Tile:
    """A group on the grid that stands for a map where no shape is known; `shade` 0 to 4 by the share surveyed."""

    count: GroupCount
    bar: list[Part]
    shade: int
    percent: int


def tiles(counts: list[GroupCount]) -> list[Tile]:
    found = []
    for each in counts:
        percent = 100 * each.surveyed // each.total if each.total else 0
        found.append(Tile(each, bar_of(each.by_state), min(percent // 25, 4) if each.total else 0, percent))
    return found


def totals(counts: list[GroupCount]) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in counts:
        found.update(each.by_state)
    return found


def sentence(campaign: Campaign, by_state: Counter[str], today: datetime.date) -> str:
    """One sentence of state: how many wait, until when."""
    if campaign.state == CampaignState.PREPARING:
        return _("The plan is written; a leader opens it by decision.")
    if campaign.state != CampaignState.OPEN:
        return str(CampaignState(campaign.state).label)
    waiting = sum(by_state.values()) - sum(by_state[state] for state in DONE)
    words = {"count": waiting, "total": sum(by_state.values()), "day": f"{ends_on(campaign):%d/%m/%Y}"}
    if ends_on(campaign) < today and waiting:
        return _("%(count)s of %(total)s households have no outcome; the last day was %(day)s.") % words
    return _("%(count)s of %(total)s households have no outcome yet, until %(day)s.") % words
