"""Form 6.1 and 6.2: who is on the list, and who left it, one list for each residential group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from chungtay.foundation.places.models import Level
from chungtay.records.registry.queries.movement import NEAR_POOR, POOR
from chungtay.records.registry.queries.movement_steps import END, Step
from chungtay.records.registry.queries.reporting import Named, named
from chungtay.results.reports.queries.facts import Facts
from chungtay.workbooks.writing.lists import Entry, GroupList, Part, Place

_SEX = {"male": "1", "female": "2"}


@dataclass(frozen=True, slots=True)
class ListPart:
    """The households of a group in one block of a list."""

    ward: str
    group: str
    blocks: tuple[tuple[str, str, tuple[Named, ...]], ...]

    @property
    def rows(self) -> list[Named]:
        return [row for _numeral, _label, rows in self.blocks for row in rows]

    def as_list(self) -> GroupList:
        parts = tuple(Part(numeral, label, tuple(_entry(row) for row in rows)) for numeral, label, rows in self.blocks)
        return GroupList(Place(self.ward, self.group, ""), parts)


_LISTS: dict[str, tuple[tuple[str, str, Callable[[Step], bool]], ...]] = {
    "6.1": (
        ("I.", "Hộ nghèo", lambda step: step.line == END and step.class_id == POOR),
        ("II.", "Hộ cận nghèo", lambda step: step.line == END and step.class_id == NEAR_POOR),
    ),
    # who was poor and is near-poor has left poverty too (Điều 4 QĐ 24/2021)
    "6.2": (
        (
            "I.",
            "Hộ gia đình thoát nghèo",
            lambda step: step.class_id == POOR and step.line in ("to_other_class", "above_both"),
        ),
        ("II.", "Hộ gia đình thoát cận nghèo", lambda step: step.class_id == NEAR_POOR and step.line == "above_both"),
    ),
}


def list_parts(facts: Facts, form: str) -> list[ListPart]:
    """The lists of every group of the report, by ward and group. Raises KeyError for a form that is no list."""
    found: dict[int, list[set[int]]] = defaultdict(lambda: [set() for _block in _LISTS[form]])
    for step in facts.steps:
        for at, (_numeral, _label, belongs) in enumerate(_LISTS[form]):
            if belongs(step):
                found[step.group][at].add(step.household)
    numbers = {home for blocks in found.values() for block in blocks for home in block}
    rows = {row.household: row for row in named(numbers, facts.wanted.closing.day)}
    order = {home: at for at, home in enumerate(rows)}
    groups = sorted(
        (facts.groups[number] for number in facts.groups),
        key=lambda unit: (unit.parent.code if unit.parent else "", unit.code),
    )
    return [
        ListPart(
            unit.parent.name if unit.parent and unit.parent.level == Level.WARD else "",
            unit.name,
            tuple(
                (numeral, label, tuple(rows[home] for home in sorted(found[unit.pk][at], key=order.__getitem__)))
                for at, (numeral, label, _belongs) in enumerate(_LISTS[form])
            ),
        )
        for unit in groups
    ]


def _entry(row: Named) -> Entry:
    return Entry(row.head, _SEX.get(row.sex, ""), row.born, row.address or row.group)
