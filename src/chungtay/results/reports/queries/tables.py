"""From facts to tables: units in rows, urban above rural, every total the sum of the rows below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from chungtay.foundation.places.models import Level, Unit
from chungtay.records.registry.queries.movement import Reading
from chungtay.results.reports.queries.facts import Facts, Wanted
from chungtay.results.reports.queries.figures import (
    LISTED,
    OPENED,
    ORIGINS,
    RESIDENTS,
    STEPS,
    Figure,
    Form,
    Share,
    Split,
    Test,
)
from chungtay.results.reports.queries.forms import forms_of
from chungtay.workbooks.reports import tables as paper
from chungtay.workbooks.reports.tables import Cell, Column, Row, Table
from chungtay.workbooks.writing.number_format import whole

SECTIONS = (("urban", "I", "Khu vực thành thị"), ("rural", "II", "Khu vực nông thôn"), ("", "?", "Chưa ghi khu vực"))
EVERYTHING = "all"
NO_RESIDENTS = "Sổ hộ dân chưa có hộ nào ở đây."
COUNTED_IN = (RESIDENTS, ORIGINS)  # what the register of everybody says, not the lists
OWN_DAYS = "Tính theo danh sách của chính phường, xã, vì quyết định có hiệu lực vào ngày khác."
NAMED = 10  # groups that a note names


@dataclass(frozen=True, slots=True)
class Line:
    """A row of units before it is counted: the groups that it takes in."""

    key: str
    number: str
    label: str
    kind: str
    parts: tuple[int, ...] = ()


@dataclass(slots=True)
class Frame:
    """The rows of every table of a report; `line_of` maps a group to the row that counts it."""

    lines: list[Line] = field(default_factory=list)
    line_of: dict[int, int] = field(default_factory=dict)


def levels_of(place: Unit) -> list[str]:
    """By what the rows may be, the usual one first."""
    below = {Level.WARD: [Level.GROUP], Level.DISTRICT: [Level.WARD, Level.GROUP]}
    return list(below.get(Level(place.level), [Level.WARD, Level.DISTRICT]))


def frame_of(facts: Facts, level: str) -> Frame:
    """Sections urban and rural, each with its units by code, then everything. A ward of both kinds stands in both."""
    frame = Frame()
    sections: dict[str, dict[int, tuple[Unit, list[int]]]] = defaultdict(dict)
    for number, group in facts.groups.items():
        unit = _ancestor(group, level)
        _unit, groups = sections[facts.kinds.get(number, "")].setdefault(unit.pk, (unit, []))
        groups.append(number)
    every: list[int] = []
    for kind, numeral, label in SECTIONS:
        units = sorted(sections.get(kind, {}).values(), key=lambda pair: _order(pair[0]))
        if not units and kind == "":
            continue
        head = len(frame.lines)
        parts = tuple(range(head + 1, head + 1 + len(units)))
        frame.lines.append(Line(kind or "unknown", numeral, label, paper.SECTION, parts))
        every += parts
        for place, (unit, groups) in enumerate(units, 1):
            frame.line_of |= dict.fromkeys(groups, len(frame.lines))
            label = _label(unit, facts, level == Level.GROUP)
            frame.lines.append(Line(f"{unit.pk}-{kind or 'unknown'}", str(place), label, paper.UNIT))
    frame.lines.append(Line(EVERYTHING, "", "Tổng cộng", paper.TOTAL, tuple(every)))
    return frame


def _ancestor(group: Unit, level: str) -> Unit:
    unit = group
    while unit.level != level and unit.parent is not None and unit.parent.level != Level.PROVINCE:
        unit = unit.parent
    return unit


def _order(unit: Unit) -> tuple[str, str, int]:
    return (unit.parent.code if unit.parent else "", unit.code, unit.pk)


def _label(unit: Unit, facts: Facts, with_ward: bool) -> str:
    name = unit.name
    if with_ward and unit.parent is not None and unit.parent_id != facts.wanted.place.pk:
        name = f"{name}, {unit.parent.name}"
    if unit.valid_to is not None and unit.valid_to < facts.wanted.closing.day:
        name = f"{name} (đến {unit.valid_to:%d/%m/%Y})"
    return name


def tables_of(facts: Facts, level: str, only: Iterable[str] = ()) -> dict[str, Table]:
    """Form -> its table, all in the same rows."""
    wanted, frame = set(only), frame_of(facts, level)
    forms = forms_of(facts.wanted.rule_set, facts.ethnicities)
    return {form.id: table_of(form, facts, frame) for form in forms if not wanted or form.id in wanted}


def table_of(form: Form, facts: Facts, frame: Frame) -> Table:
    """One form in the rows of a frame."""
    places = {column.id: place for place, column in enumerate(form.columns)}
    counted = [[_count(figure_of(column), split, facts, frame) for column in form.columns] for split in form.splits]
    rows: list[Row] = []
    width = len(form.splits)
    for at, line in enumerate(frame.lines):
        parts = line.parts
        for place, split in enumerate(form.splits):
            cells = [column[at] for column in counted[place]]
            mine = tuple(part * width + place for part in parts)
            label = line.label if place == 0 or form.split_head else split.label
            told = split.label if form.split_head else ""
            number = line.number if place == 0 or form.split_head else ""
            rows.append(Row(number, label, told, line.kind, f"{line.key}/{split.id}", tuple(cells), mine))
    columns = tuple(_column(column, places) for column in form.columns)
    notes = (*form.notes, *own_days(facts.wanted), *_not_in_the_register(form, facts))
    return Table(form.id, form.title, columns, tuple(rows), form.split_head, notes, form.page)


def own_days(wanted: Wanted) -> list[str]:
    """The sentence below a table in which wards stand between their own lists: each with its days."""
    if not wanted.apart:
        return []
    named = "; ".join(f"{each.ward.name}: {_span(each.opening, each.closing)}" for each in wanted.apart)
    return [f"{OWN_DAYS} {named}. Các phường, xã khác: {_span(wanted.opening, wanted.closing)}."]


def _span(opening: Reading, closing: Reading) -> str:
    return f"{opening.day:%d/%m/%Y} – {closing.day:%d/%m/%Y}"


def _not_in_the_register(form: Form, facts: Facts) -> list[str]:
    """The sentence below a table whose sums leave out groups in which the register has nobody; it names the groups, so
    that a ward's row of a district says the same as the ward's own table."""
    if not any(figure and figure.source in COUNTED_IN for figure in map(figure_of, form.columns)):
        return []
    there, day = {each.group for each in facts.residents}, facts.wanted.closing.day
    empty = [unit for number, unit in facts.groups.items() if number not in there and unit.exists_on(day)]
    if not empty:
        return []
    names = [_label(unit, facts, with_ward=True) for unit in sorted(empty, key=_order)]
    rest = f" và {whole(len(names) - NAMED)} tổ khác" if len(names) > NAMED else ""
    return [f"Sổ hộ dân chưa có hộ nào ở {'; '.join(names[:NAMED])}{rest}. Các dòng cộng chưa gồm những nơi này."]


def figure_of(column: Figure | Share | Test) -> Figure | None:
    """What a column counts itself; None for one that is worked out from others."""
    if isinstance(column, Share):
        return column.figure
    return column if isinstance(column, Figure) else None


def _column(column: Figure | Share | Test, places: dict[str, int]) -> Column:
    if isinstance(column, Share):
        of = places[column.id if column.figure else column.part], places[column.whole]
        return Column(column.id, column.heading, paper.RATE, of)
    if isinstance(column, Test):
        kind = paper.AT_LEAST if column.at_least else paper.BALANCE
        plus, less = (tuple(places[each] for each in ids) for ids in (column.of, column.less))
        return Column("", column.heading, kind, plus, less)
    return Column(column.id if column.id[:1].isdigit() else "", column.heading)


def entries_of(figure: Figure, facts: Facts) -> list[Any]:
    sources: dict[str, list[Any]] = {
        STEPS: facts.steps,
        LISTED: facts.listed,
        RESIDENTS: facts.residents,
        ORIGINS: facts.origins,
        OPENED: facts.opened,
    }
    return sources[figure.source]


def _count(figure: Figure | None, split: Split, facts: Facts, frame: Frame) -> list[Cell]:
    """The column for every line of the frame; of sections and the total the sum of their parts, empty where one is."""
    lines = frame.lines
    if figure is None:
        return [Cell(None)] * len(lines)
    sums, untold = [0] * len(lines), [0] * len(lines)
    measure = figure.measure or split.measure
    pick, unknown, only, line_of = figure.pick, figure.unknown, split.only, frame.line_of
    for each in entries_of(figure, facts):
        line = line_of.get(each.group)
        if line is None or not only(each):
            continue
        if unknown(each):
            untold[line] += each.households
        elif pick(each):
            sums[line] += getattr(each, measure)
    empty = _nobody_there(facts, frame) if figure.source in COUNTED_IN else set()
    return _summed(lines, sums, untold, empty, figure.why)


def _nobody_there(facts: Facts, frame: Frame) -> set[int]:
    """Lines of standing units in which the register has nobody; in units that have ended nobody need be counted."""
    line_of = frame.line_of
    there = {line_of[each.group] for each in facts.residents if each.group in line_of}
    day = facts.wanted.closing.day
    return {line_of[number] for number, unit in facts.groups.items() if unit.exists_on(day)} - there


def _summed(lines: list[Line], sums: list[int], untold: list[int], empty: set[int], why: str) -> list[Cell]:
    """A cell is empty when anybody in it is unknown, and says how many households that are. A unit in which the
    register has nobody is empty by itself; the sum over it is that of the others, and a note below the table says so.
    """
    cells: list[Cell] = []
    for at, line in enumerate(lines):
        parts = (at,) if line.kind == paper.UNIT else line.parts
        unknown = sum(untold[part] for part in parts)
        if unknown:
            cells.append(Cell(None, why, unknown))
        elif parts and empty.issuperset(parts):
            cells.append(Cell(None, NO_RESIDENTS))
        else:
            cells.append(Cell(sum(sums[part] for part in parts)))
    return cells


def households_behind(
    form: Form, facts: Facts, frame: Frame, place: int, key: str, split_id: str, *, untold: bool = False
) -> list[int] | None:
    """The households that a cell counts (or with `untold`, those that nobody could count); None for a cell that is
    none."""
    split = next((each for each in form.splits if each.id == split_id), None)
    at = next((at for at, line in enumerate(frame.lines) if line.key == key), None)
    figure = figure_of(form.columns[place]) if place < len(form.columns) else None
    if split is None or at is None or figure is None or figure.source in (RESIDENTS, ORIGINS):
        return None
    inside = {*frame.lines[at].parts, at}
    found: set[int] = set()
    for each in entries_of(figure, facts):
        if frame.line_of.get(each.group) in inside and split.only(each):
            unknown = figure.unknown(each)
            if (unknown and untold) or (not unknown and not untold and figure.pick(each)):
                found.add(each.household)
    return sorted(found)
