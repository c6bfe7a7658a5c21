"""Two records that may be one person, in the words of an office: why they may be, and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import FoundBy, HouseholdStatus, Membership, Operation, Person, Relation, Verdict
from chungtay.records.registry.presenters.changes import field_of, unit_words, value_told
from chungtay.records.registry.presenters.lists import Chip
from chungtay.records.registry.presenters.people import Masked, circumstance_words, shown
from chungtay.records.registry.presenters.words import birth_words, operation_words, relation_words
from chungtay.records.registry.queries.history import Names
from chungtay.records.registry.queries.likeness import CERTAIN_ENOUGH, WORTH_A_LOOK, Sign
from chungtay.records.registry.queries.pair_queue import DECIDED, HOUSEHOLD, NUMBER
from chungtay.records.registry.queries.pairs import Line, Side

_NOBODY = Names({}, {}, {}, {})
FIELDS: dict[str, str | Promise] = {
    "number": gettext_lazy("Identity number"),
    "name": gettext_lazy("Full name"),
    "birth": gettext_lazy("Date of birth"),
    "namesakes": gettext_lazy("Namesakes"),
    "sex": gettext_lazy("Sex"),
    "place": gettext_lazy("Where they live"),
    "phone": gettext_lazy("Telephone"),
    "household": gettext_lazy("Others of the household"),
    "splink": gettext_lazy("Comparison by probability"),
}
# Field and what it says -> the sentence. A test finds every pair that likeness can say here.
SAYS: dict[tuple[str, str], str | Promise] = {
    ("number", "same"): gettext_lazy("one number was given for both"),
    ("number", "same end"): gettext_lazy("different numbers that end alike"),
    ("number", "other"): gettext_lazy("different numbers"),
    ("name", "same"): gettext_lazy("the same"),
    ("name", "without marks"): gettext_lazy("the same, once without marks"),
    ("name", "other order"): gettext_lazy("the same words in another order"),
    ("name", "middle left out"): gettext_lazy("once without the middle name"),
    ("name", "other marks"): gettext_lazy("other marks"),
    ("name", "one letter"): gettext_lazy("one letter differs"),
    ("name", "other middle"): gettext_lazy("another middle name"),
    ("name", "other middle and a letter"): gettext_lazy("another middle name, and one letter differs"),
    ("name", "given name alone"): gettext_lazy("only the given name agrees"),
    ("name", "other given name"): gettext_lazy("another given name"),
    ("name", "other"): gettext_lazy("another name"),
    ("birth", "same day"): gettext_lazy("the same day"),
    ("birth", "day and month exchanged"): gettext_lazy("day and month exchanged"),
    ("birth", "one part differs"): gettext_lazy("day, month or year differs"),
    ("birth", "same year"): gettext_lazy("the same year; one has the year alone"),
    ("birth", "same year, other day"): gettext_lazy("the same year, another day"),
    ("birth", "a year apart"): gettext_lazy("one year apart"),
    ("birth", "years apart"): gettext_lazy("several years apart"),
    ("birth", "a generation apart"): gettext_lazy("a generation apart"),
    ("namesakes", "none"): gettext_lazy("nobody else of this name and year of birth"),
    ("namesakes", "one"): gettext_lazy("one more of this name and year of birth"),
    ("namesakes", "several"): gettext_lazy("several more of this name and year of birth"),
    ("namesakes", "many"): gettext_lazy("many of this name and year of birth"),
    ("sex", "same"): gettext_lazy("the same"),
    ("sex", "other"): gettext_lazy("different"),
    ("place", "household"): gettext_lazy("one household"),
    ("place", "address"): gettext_lazy("one address"),
    ("place", "group"): gettext_lazy("one residential group"),
    ("place", "ward"): gettext_lazy("one ward"),
    ("place", "other ward"): gettext_lazy("different wards"),
    ("phone", "same"): gettext_lazy("the same"),
    ("household", "several the same"): gettext_lazy("several others are the same"),
    ("household", "one the same"): gettext_lazy("one other is the same"),
    ("household", "nobody the same"): gettext_lazy("nobody else is the same"),
    ("splink", "likely"): gettext_lazy("alike by the measure of the whole list"),
}
_FOUND: dict[str, str | Promise] = {
    FoundBy.ENTRY: gettext_lazy("Found at entry"),
    FoundBy.IMPORT: gettext_lazy("Found while reading a file"),
    FoundBy.REQUEST: gettext_lazy("Found in an approved proposal"),
    FoundBy.BATCH: gettext_lazy("Found by the yearly comparison"),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """`way`: "for" one person, "against", or "" for neither."""

    label: str
    says: str
    way: str


def evidence(signs: Sequence[Sign]) -> list[Evidence]:
    """What agrees first, then what contradicts, each from the heaviest down."""
    ordered = sorted(signs, key=lambda sign: (sign.weight < 0, -abs(sign.weight)))
    return [
        Evidence(
            str(FIELDS.get(sign.field, sign.field)),
            str(SAYS.get((sign.field, sign.says), sign.says)),
            "for"
            if sign.weight > 0 or (sign.field == "number" and sign.says == "same")
            else "against" * (sign.weight < 0),
        )
        for sign in ordered
    ]


def likely_words(score: int) -> str:
    if score >= CERTAIN_ENOUGH:
        return _("very likely one person")
    return _("perhaps one person") if score >= WORTH_A_LOOK else _("hardly one person")


def chips(counts: dict[str, int], choice: str) -> list[Chip]:
    words = [("", _("Waiting")), (HOUSEHOLD, _("In one household")), (NUMBER, _("One number")), *_FOUND.items()]
    found = [Chip(name, str(label), counts[name], choice == name) for name, label in words]
    found.append(Chip(DECIDED, _("Decided"), counts[DECIDED], choice == DECIDED))
    return [chip for chip in found if chip.id in ("", DECIDED) or chip.count or chip.chosen]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the queue: the two, what speaks for one person in short, how likely, how it was found or decided."""

    number: int
    names: list[str]
    abouts: list[str]
    agrees: str
    likely: str
    found: str
    decided: bool


def row(line: Line) -> Row:
    pair = line.pair
    found, again = str(_FOUND[pair.found_by]), pair.verdict == Verdict.MERGED and line.open
    told = evidence([Sign(str(one["field"]), str(one["says"]), int(one.get("weight", 0))) for one in pair.evidence])
    both = [_one(*each) for each in zip(line.persons, line.households, line.wards, strict=True)]
    return Row(
        pair.pk,
        [name for name, _about in both],
        [about for _name, about in both],
        "; ".join(f"{each.label}: {each.says}" for each in told if each.way == "for"),
        likely_words(pair.score),
        _("%(found)s; joined once, which was undone") % {"found": found}
        if again
        else found
        if line.open
        else str(pair.get_verdict_display()),
        not line.open,
    )


def _one(person: Person | None, home: Any, ward: Unit | None) -> tuple[str, str]:
    if person is not None and home is not None:
        return person.full_name, f"{birth_words(person)} · {home.code} · {home.group.name}"
    if ward is None:
        return _("The record that was joined"), ""
    return _("Somebody in %(ward)s") % {"ward": ward.name}, ""


# --- side by side -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    text: str = ""
    numbers: tuple[Masked, ...] = ()
    lines: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of both; `same` None where one of them has nothing."""

    label: str
    cells: tuple[Cell, Cell]
    same: bool | None = None


def compared(sides: tuple[Side, Side]) -> list[Compared]:
    rows = [_field(sides, name, column) for name, column in _COLUMNS]
    rows += _papers(sides)
    told: list[tuple[str, Callable[[Side], list[str]]]] = [
        (_("Bank account"), lambda side: [f"{row.bank} {shown(row).shown}" for row in side.accounts]),
        (_("Circumstances"), lambda side: [_dated(circumstance_words(row), row) for row in side.circumstances]),
        (_("Household"), lambda side: [_membership(row) for row in side.memberships]),
        (_("Address"), lambda side: [*filter(None, (side.home.address, unit_words(side.home.group)))]),
        (_("Members of the household now"), lambda side: [_member(row) for row in side.household_members]),
        (_("Class of the household"), lambda side: [_class(row) for row in side.statuses]),
    ]
    rows += [_lines(sides, label, lines_of) for label, lines_of in told]
    return [row for row in rows if any(cell.text or cell.numbers or cell.lines for cell in row.cells)]


_COLUMNS = [
    ("full_name", "full_name"),
    ("birth", "birth_date"),
    ("sex", "sex"),
    ("ethnicity", "ethnicity"),
    ("phone", "phone"),
    ("death_date", "death_date"),
]


def _field(sides: tuple[Side, Side], name: str, column: str) -> Compared:
    values = [getattr(side.person, column) for side in sides]
    first, second = (Cell(_value(side.person, name, column), hint=_hint(side.hints.get(column))) for side in sides)
    known = all(value not in (None, "") for value in values)
    same = first.text == second.text if known else None
    return Compared(capfirst(str(field_of(Person, column).verbose_name)), (first, second), same)


def _value(person: Person, name: str, column: str) -> str:
    value = getattr(person, column)
    if value in (None, ""):
        return ""
    return birth_words(person) if name == "birth" else value_told(Person, column, value, _NOBODY)


def _hint(act: Operation | None) -> str:
    """Where a value comes from."""
    if act is None:
        return ""
    who = act.by.full_name if act.by else _("The program")
    return f"{operation_words(act.kind)}, {act.at:%d/%m/%Y}, {who}"


def _papers(sides: tuple[Side, Side]) -> list[Compared]:
    rows = []
    for kind in dict.fromkeys(row.kind for side in sides for row in side.papers):
        found = [[row for row in side.papers if row.kind == kind] for side in sides]
        first, second = (Cell(numbers=tuple(shown(row) for row in each)) for each in found)
        label = next(shown(row).label for each in found for row in each)
        rows.append(Compared(label, (first, second), False if all(found) else None))
    return rows


def _lines(sides: tuple[Side, Side], label: str, lines_of: Callable[[Side], list[str]]) -> Compared:
    found = [tuple(lines_of(side)) for side in sides]
    same = found[0] == found[1] if all(found) else None
    return Compared(label, (Cell(lines=found[0]), Cell(lines=found[1])), same)


def _dated(words: str, row: Any) -> str:
    return words if row.valid_to is None else f"{words} ({row.valid_from:%d/%m/%Y} – {row.valid_to:%d/%m/%Y})"


def _membership(row: Membership) -> str:
    return _dated(f"{row.household.code}: {relation_words(row)}", row)


def _class(row: HouseholdStatus) -> str:
    return f"{row.year}: {row.get_class_id_display()}"


def _member(row: Membership) -> str:
    head = f" ({Relation.HEAD.label})" if row.relation == Relation.HEAD else ""
    return f"{row.person.full_name}, {birth_words(row.person)}{head}"
