"""The steps of a review as the law orders them: who acts, in what order, by when; dated, with source and mark.

    process = in_force(datetime.date(2019, 9, 1))
    process.step("meeting").consent_percent     # None where no source gives it

What no source gives is listed under `unknown`: whoever opens a campaign decides it and signs for it, nobody guesses.
Source: the TOML files in `processes/`, each step with article and mark (V seen in the wording, S said by others).
"""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from chungtay.rulebook.errors import RuleSetError, UnknownRuleSet
from chungtay.rulebook.result import Text
from chungtay.rulebook.toml_file import Table, read_toml

FOLDER = Path(__file__).parent / "processes"
STEPS = ("lists", "survey", "meeting", "posting", "complaints", "opinion", "decision", "certificates")
MARKS = ("V", "S")
_COUNTED_FROM = ("request", "month_review")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A number that no source gives: the campaign's own decision must."""

    what: str
    why: Text


@dataclass(frozen=True, slots=True)
class Step:
    """One step. Numbers are None where the law gives none or where no source that counts was found (`unknown`)."""

    id: str
    name: Text
    actor: str
    actor_words: Text
    article: str
    mark: str
    working_days: int | None
    consent_percent: int | None
    failing: str
    minutes_copies: int | None
    unknown: tuple[Unknown, ...]


@dataclass(frozen=True, slots=True)
class InYear:
    """The review within the year: from which day of a month, which steps fall away, and when it must be decided.
    `form_add` and `form_remove` are the titles of the forms with which a household asks, in Vietnamese."""

    name: Text
    form_add: str
    form_remove: str
    from_day: int
    skips: tuple[str, ...]
    decide_within: int
    unit: str
    counted_from: str
    article: str
    mark: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report that must be in before a day of the year."""

    id: str
    name: Text
    before: tuple[int, int]
    article: str
    mark: str


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """A report of what a month's review within the year found: in by a day of the month after, from one month of the
    year to another."""

    name: Text
    by_day: int
    months: tuple[int, int]
    article: str
    mark: str

    def of_review(self, year: int, month: int) -> datetime.date | None:
        """The last day to report the review of a month; None where the law names no such month."""
        following = month + 1
        return datetime.date(year, following, self.by_day) if self.months[0] <= following <= self.months[1] else None


@dataclass(frozen=True, slots=True)
class Process:
    """A process in force between two days. `window`: first and last day of the periodic review as (month, day)."""

    id: str
    name: Text
    levels: tuple[str, ...]
    instrument: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    window: tuple[tuple[int, int], tuple[int, int]]
    steps: tuple[Step, ...]
    in_year: InYear
    reports: tuple[Report, ...]
    monthly_report: MonthlyReport | None

    def step(self, name: str) -> Step:
        """One step; raises KeyError when the process has none of that name."""
        return next(step for step in self.steps if step.id == name) if self.has(name) else _missing(self.id, name)

    def has(self, name: str) -> bool:
        return any(step.id == name for step in self.steps)

    def after(self, name: str) -> str | None:
        """The step that follows, None after the last."""
        order = [step.id for step in self.steps]
        position = order.index(name) + 1
        return order[position] if position < len(order) else None

    def unknowns(self) -> list[tuple[str, Unknown]]:
        """All that must be decided when a campaign is opened: (step, what)."""
        return [(step.id, unknown) for step in self.steps for unknown in step.unknown]

    def window_of(self, year: int) -> tuple[datetime.date, datetime.date]:
        (from_month, from_day), (to_month, to_day) = self.window
        return datetime.date(year, from_month, from_day), datetime.date(year, to_month, to_day)


def names() -> list[str]:
    """Ids of all processes, oldest first."""
    return [process.id for process in _all()]


def load(name: str) -> Process:
    """The process of that name; raises UnknownRuleSet."""
    for process in _all():
        if process.id == name:
            return process
    listing = ", ".join(names())
    raise UnknownRuleSet(f"Không có quy trình “{name}”. Có: {listing}.", f'There is no process "{name}": {listing}.')


def in_force(on: datetime.date) -> Process:
    """The process that a review opened on this day follows; raises UnknownRuleSet when no source covers the day."""
    for process in _all():
        if process.valid_from <= on and (process.valid_to is None or on <= process.valid_to):
            return process
    raise UnknownRuleSet(
        f"Chưa có quy trình rà soát cho ngày {on:%d/%m/%Y}. Quy trình từ năm 2027 chưa có văn bản trong sổ quy tắc.",
        f"No review process is known for {on.isoformat()}. The instrument for 2027 on is not in the rule book.",
    )


def due_day(start: datetime.date, working_days: int, off: Collection[datetime.date] = ()) -> datetime.date:
    """The last of so many working days after `start`, which itself does not count. Saturdays, Sundays and the days in
    `off` (public holidays, by decision of the office) are none. Raises ValueError for a negative number."""
    if working_days < 0:
        raise ValueError("working days are counted forwards")
    day, left = start, working_days
    while left:
        day += datetime.timedelta(days=1)
        if day.weekday() < 5 and day not in off:
            left -= 1
    return day


def working_days_between(start: datetime.date, end: datetime.date, off: Collection[datetime.date] = ()) -> int:
    """How many working days lie after `start` up to and including `end`; 0 when `end` is not after `start`."""
    days = (start + datetime.timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 and day not in off for day in days)


@functools.cache
def _all() -> tuple[Process, ...]:
    found = sorted((_read(path) for path in FOLDER.glob("*.toml")), key=lambda process: process.valid_from)
    for earlier, later in itertools.pairwise(found):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise RuleSetError(
                f"processes/{later.id}.toml", 1, f"chồng thời gian với {earlier.id}.", f"overlaps with {earlier.id}."
            )
    return tuple(found)


def _missing(process: str, name: str) -> Step:
    raise KeyError(f"{process} has no step {name}")


def _read(path: Path) -> Process:
    file = read_toml(path, f"processes/{path.name}")
    monthly = file.of("monthly_report")
    root, (source,), (window,), (in_year,) = file.root, file.of("source"), file.of("window"), file.of("in_year")
    process = Process(
        id=root.need("id", str),
        name=root.text(),
        levels=tuple(root.need("levels", list)),
        instrument=source.need("instrument", str),
        valid_from=source.need("valid_from", datetime.date),
        valid_to=source.optional_date("valid_to"),
        window=(_day(window, "from"), _day(window, "to")),
        steps=tuple(_step(table) for table in file.of("step")),
        in_year=_in_year(in_year),
        reports=tuple(_report(table) for table in file.of("report")),
        monthly_report=_monthly_report(monthly[0]) if monthly else None,
    )
    window.choice("mark", MARKS)
    for table in (source, window):
        table.need("article", str)
    source.need("checked", str)
    for table in (root, source, window):
        table.done()
    file.done()
    order = [step.id for step in process.steps]
    if order != [step for step in STEPS if step in order] or path.stem != process.id:
        raise root.error("id", "các bước không theo thứ tự.", "the steps are not in order, or the file is misnamed.")
    return process


def _step(table: Table) -> Step:
    unknown = tuple(_unknown(Table(table.file, each, {}, table.line)) for each in table.get("unknown", list, []))
    step = Step(
        id=table.choice("id", STEPS),
        name=table.text(),
        actor=table.need("actor", str),
        actor_words=table.text("actor"),
        article=table.need("article", str),
        mark=table.choice("mark", MARKS),
        working_days=table.take("working_days", int) if table.has("working_days") else None,
        consent_percent=table.take("consent_percent", int) if table.has("consent_percent") else None,
        failing=table.get("failing", str, ""),
        minutes_copies=table.take("minutes_copies", int) if table.has("minutes_copies") else None,
        unknown=unknown,
    )
    for key in ("consent_of", "signed_by"):  # words for the page of the law
        if table.has(key):
            table.take(key, str if key == "consent_of" else list)
    table.done()
    for each in unknown:
        if getattr(step, each.what) is not None:
            raise table.error("id", f"{each.what} vừa có vừa chưa biết.", f"{each.what} is both given and unknown.")
    return step


def _unknown(table: Table) -> Unknown:
    found = Unknown(table.choice("what", ("working_days", "consent_percent")), table.text())
    table.done()
    return found


def _in_year(table: Table) -> InYear:
    found = InYear(
        name=table.text(),
        form_add=table.need("form_add_vi", str),
        form_remove=table.need("form_remove_vi", str),
        from_day=table.need("from_day", int),
        skips=tuple(table.need("skips", list)),
        decide_within=table.need("decide_within", int),
        unit=table.choice("unit", ("days", "working_days")),
        counted_from=table.choice("counted_from", _COUNTED_FROM),
        article=table.need("article", str),
        mark=table.choice("mark", MARKS),
    )
    table.done()
    return found


def _report(table: Table) -> Report:
    found = Report(
        id=table.need("id", str),
        name=table.text(),
        before=_day(table, "before"),
        article=table.need("article", str),
        mark=table.choice("mark", MARKS),
    )
    table.done()
    return found


def _monthly_report(table: Table) -> MonthlyReport:
    found = MonthlyReport(
        name=table.text(),
        by_day=table.need("by_day", int),
        months=(table.need("from_month", int), table.need("to_month", int)),
        article=table.need("article", str),
        mark=table.choice("mark", MARKS),
    )
    table.done()
    return found


def _day(table: Table, stem: str) -> tuple[int, int]:
    month, day = table.need(f"{stem}_month", int), table.need(f"{stem}_day", int)
    datetime.date(2024, month, day)  # ValueError: no such day
    return month, day
