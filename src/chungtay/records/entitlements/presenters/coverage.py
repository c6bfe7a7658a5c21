"""How far each policy has come, as figures, tiles and names with what is to be done next and by whom."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.queries.coverage import (
    ASK,
    CARRIED,
    DELIVERED,
    DUE,
    MISSING,
    NOWHERE,
    STAGES,
    UNKNOWN,
    Coverage,
)
from chungtay.records.entitlements.queries.issued import policies_named
from chungtay.rulebook.result import Text
from chungtay.rulebook.rights import Policy


@dataclass(frozen=True, slots=True)
class Figures:
    """What the stages of a policy and part add up to."""

    at: Mapping[str, int]

    @property
    def due(self) -> int:
        return sum(self.at[stage] for stage in DUE)

    @property
    def missing(self) -> int:
        return sum(self.at[stage] for stage in MISSING)

    @property
    def unknown(self) -> int:
        return self.at[UNKNOWN]

    @property
    def to_ask(self) -> int:
        """Of whom something must be asked before anybody can say what is to be done."""
        return self.at[ASK] + self.at[UNKNOWN]

    @property
    def carried(self) -> int:
        """Lines of earlier periods that are neither handed over nor ended."""
        return self.at[CARRIED]

    @property
    def anything(self) -> bool:
        return any(self.at.values())

    @property
    def percent(self) -> int | None:
        """Whole percent of those to whom it is due who have it, rounded down: 100 means everybody."""
        return self.at[DELIVERED] * 100 // self.due if self.due else None

    @property
    def shade(self) -> int:
        return min((self.percent or 0) // 25, 4)


NONE = Figures(dict.fromkeys(STAGES, 0))


@dataclass(frozen=True, slots=True)
class Part:
    """A group of a ward, or a ward of a district; number 0: who lives in no group of the ward any more. `code`: of a
    ward, whose own board opens."""

    number: int
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One policy: the whole place, and each part in the order of the board's parts."""

    id: str
    label: Text
    total: Figures
    cells: tuple[tuple[Part, Figures], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """`quiet`: policies in force here that concern nobody."""

    kind: str
    parts: tuple[Part, ...]
    rows: tuple[Row, ...]
    total: Figures
    quiet: int

    @property
    def everything(self) -> tuple[tuple[Part, Figures], ...]:
        """Each part with all policies together, for the map."""
        cells = [tuple(figures for _part, figures in row.cells) for row in self.rows]
        return tuple((part, _sum([row[place] for row in cells])) for place, part in enumerate(self.parts))

    def row(self, policy: Policy) -> Row:
        """Of a policy that concerns nobody here nothing but zeros."""
        nothing = Row(policy.id, policy.label, NONE, tuple((part, NONE) for part in self.parts))
        return next((row for row in self.rows if row.id == policy.id), nothing)


def kind_of(place: Unit) -> str:
    """What a place is looked at by: a ward (or one group) by groups, anything above by wards."""
    return "group" if place.level in (Level.WARD, Level.GROUP) else "ward"


def without(late: Sequence[Unit]) -> list[str]:
    """The sentence that stands above figures in which wards are missing; none where all are in them."""
    names = ", ".join(unit.name for unit in late)
    return [_("Not counted, rights not worked out yet: %(wards)s.") % {"wards": names}] if late else []


def board(found: Coverage, place: Unit, groups: Iterable[Unit]) -> Board:
    """`groups`: the residential groups of the place on the day, in order. Policies with most people missing first."""
    kind = kind_of(place)
    units = groups if kind == "group" else found.wards.values()
    counts = found.counts(kind)
    parts = [Part(unit.pk, unit.name, unit.code if kind == "ward" else "") for unit in units]
    known = {part.number for part in parts}
    left = {number for _policy, number in counts} - known
    if left:  # who moved away, and groups that ended
        parts.append(Part(NOWHERE, _("no longer in a group here")))
    cells: dict[tuple[str, int], dict[str, int]] = {}
    for (policy, number), stages in counts.items():
        cell = cells.setdefault((policy, number if number in known else NOWHERE), dict.fromkeys(STAGES, 0))
        for stage, count in stages.items():
            cell[stage] += count
    labels = _labels(found)
    rows = [_row(policy, labels, parts, cells) for policy in {policy for policy, _number in cells}]
    rows.sort(key=lambda row: (-row.total.missing, -row.total.unknown, -row.total.due, row.id))
    total = _sum([row.total for row in rows])
    return Board(kind, tuple(parts), tuple(rows), total, len(found.policies.keys() - {row.id for row in rows}))


@dataclass(frozen=True, slots=True)
class WardTiles:
    """A ward of a district with its residential groups, for one policy. `code`: of the ward, in addresses."""

    name: str
    code: str
    cells: tuple[tuple[Part, Figures], ...]


def group_tiles(found: Coverage, policy: str, groups: Iterable[Unit]) -> list[WardTiles]:
    """One policy by group of every ward that is in the figures: policy, ward and group on one map. `groups`: those of
    the district on the day, in order. Who lives in no group any more stands in the figures of the wards alone."""
    counts = found.counts("group")
    made: dict[int, list[tuple[Part, Figures]]] = {}
    for group in groups:
        if group.parent_id in found.wards:
            stages = counts.get((policy, group.pk))
            cell = (Part(group.pk, group.name), Figures(stages) if stages else NONE)
            made.setdefault(group.parent_id, []).append(cell)
    wards = [(found.wards[number], cells) for number, cells in made.items()]
    return [
        WardTiles(ward.name, ward.code, tuple(cells))
        for ward, cells in wards
        if any(figures.anything for _part, figures in cells)
    ]


def _labels(found: Coverage) -> dict[str, Text]:
    others = policies_named([name for name in found.rows["policy"].unique() if name not in found.policies])
    return {name: policy.label for name, policy in (others | found.policies).items()}


def _row(
    policy: str, labels: Mapping[str, Text], parts: Sequence[Part], cells: Mapping[tuple[str, int], Mapping[str, int]]
) -> Row:
    counts = [(part, cells.get((policy, part.number))) for part in parts]
    each = tuple((part, NONE if stages is None else Figures(stages)) for part, stages in counts)
    return Row(policy, labels.get(policy, Text(policy, policy)), _sum([figures for _part, figures in each]), each)


def _sum(figures: Sequence[Figures]) -> Figures:
    return Figures({stage: sum(each.at[stage] for each in figures) for stage in STAGES})


def left_open(figures: Figures) -> str:
    """How much of earlier periods is not handed over yet; "" for nothing."""
    sentence = ngettext(
        "Of earlier periods %(carried)s line is still to be handed over.",
        "Of earlier periods %(carried)s lines are still to be handed over.",
        figures.carried,
    )
    return sentence % {"carried": figures.carried} if figures.carried else ""


def to_ask(figures: Figures) -> str:
    """How many cards are not missing, but asked about first; "" for none."""
    asked = figures.at[ASK]
    sentence = ngettext(
        "Of %(ask)s card it must be asked first whether there is one, or whether the state pays it.",
        "Of %(ask)s cards it must be asked first whether there is one, or whether the state pays it.",
        asked,
    )
    return sentence % {"ask": asked} if asked else ""


def sentence(total: Figures, day: datetime.date) -> str:
    """One sentence of state, and one of what earlier periods left open."""
    left = left_open(total)
    words = {"missing": total.missing, "due": total.due, "unknown": total.unknown, "day": f"{day:%d/%m/%Y}"}
    if total.missing:
        said = _("%(missing)s of %(due)s have not received what is due to them on %(day)s.") % words
    elif total.unknown:
        said = _("Nobody is left; of %(unknown)s nobody can say yet whether it is due to them on %(day)s.") % words
    elif left or total.at[ASK]:
        said = _("For the period of %(day)s nobody is missing.") % words
    else:
        said = _("Nobody is left on %(day)s: whoever is due has received, or has an outcome with its reason.") % words
    return " ".join(each for each in (said, to_ask(total), left) if each)
