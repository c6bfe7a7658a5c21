"""What a rule set is made of, after loading: plain frozen records, every number whole, every text in two languages.

Nothing here reads files or computes; `loading` builds these from TOML, `program` turns them into the neutral program.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Literal

from chungtay.rulebook.language import Node
from chungtay.rulebook.result import Source, Text

Hit = Literal["unique", "highest", "first", "sum"]


@dataclass(frozen=True, slots=True)
class Input:
    """One question. Values are whole numbers scaled by 10**decimals; `minimum`/`maximum` are scaled too.

    `asked_when` is None when everybody is asked. `blank` is the code that an empty box means on the official form,
    None when an empty box is a missing answer. `scored` is False for questions that no rule reads. `domain` holds the
    values that count, made from codes or bounds.
    """

    id: str
    of: Literal["household", "member"]
    type: Literal["code", "integer", "decimal"]
    label: Text
    place: str
    codes: tuple[tuple[int, Text], ...] = ()
    minimum: int = 0
    maximum: int = 0
    decimals: int = 0
    unit: str = ""
    asked_when: Node | None = None
    asked_text: str = ""
    blank: int | None = None
    scored: bool = True
    note: str = ""
    domain: frozenset[int] | range = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        codes = frozenset(code for code, _ in self.codes)
        object.__setattr__(self, "domain", codes if self.type == "code" else range(self.minimum, self.maximum + 1))

    def allowed(self, value: int) -> bool:
        return value in self.domain

    def code_label(self, value: int) -> Text:
        for code, label in self.codes:
            if code == value:
                return label
        return Text("không hỏi", "not asked")


@dataclass(frozen=True, slots=True)
class Fact:
    """A number about the whole household, counted from its members ("count") or the largest value ("max")."""

    id: str
    kind: Literal["count", "max"]
    of: Node | str
    label: Text
    unit: Text
    labels_of: str = ""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table read per member by a band of one answer and the value of another, e.g. weight limit by age and sex.

    `rows` are (from, value per column), ascending; a row holds until the next one; `below` ends the table.
    """

    id: str
    label: Text
    unit: str
    decimals: int
    band: str
    by: str
    columns: tuple[int, ...]
    rows: tuple[tuple[int, tuple[int, ...]], ...]
    below: int
    page: int


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the points table and for whom it holds."""

    id: str
    when: Node
    sheet: str
    page: int
    label: Text


@dataclass(frozen=True, slots=True)
class Option:
    """One row of an item. `when` is its condition; `points` has one number per column, in the order of the table."""

    id: str
    when: Node
    label: Text
    points: tuple[int, ...]
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """One scored item. `hit`: how rows that apply are combined; options of "unique" neither overlap nor leave gaps."""

    id: str
    number: str
    label: Text
    condition: Text
    hit: Hit
    options: tuple[Option, ...]
    reads: tuple[str, ...]
    unit: str
    reading: str
    source: Source
    why_not: Text | None = None  # why no household can act on it

    @property
    def can_change(self) -> bool:
        return self.why_not is None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One deprivation. `when` is None where the thresholds are not in the sources: then it is only ever declared."""

    id: str
    dimension: Text
    short: Text
    label: Text
    when: Node | None
    shows: tuple[str, ...]
    reading: str
    source: Source
    why_not: Text | None = None  # why no household can act on it

    @property
    def can_change(self) -> bool:
        return self.why_not is None


@dataclass(frozen=True, slots=True)
class Line:
    """A threshold by area type. A side that the sources do not give is None, and using it is refused."""

    id: str
    label: Text
    unit: str
    urban: int | None
    rural: int | None
    mark: str
    instrument: str
    page: int | None


@dataclass(frozen=True, slots=True)
class HouseholdClass:
    id: str
    label: Text
    short: str


@dataclass(frozen=True, slots=True)
class ClassRule:
    """A household of `method` belongs to `class_id` (and `sub`) when the condition holds."""

    method: Literal["points", "income"]
    class_id: str
    sub: str
    when: Node
    text: str
    article: str


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Reading:
    """A question that the text leaves open, the reading taken and the others."""

    id: str
    question: Text
    taken: str
    why: Text
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A table that is missing in the sources: what cannot be done, and what an officer can do about it."""

    id: str
    methods: tuple[str, ...]
    label: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class Screening:
    """Form A: any condition excludes; fewer than `cut_off` criteria put the household on the list."""

    cut_off: int
    conditions: tuple[tuple[str, Text], ...]
    criteria: tuple[tuple[str, Text], ...]
    source: Source


@dataclass(frozen=True, slots=True)
class IncomeForm:
    """The income form: lines (id, number, label, has cost), unit in đồng, months covered."""

    lines: tuple[tuple[str, str, Text, bool], ...]
    unit_dong: int
    months: int
    source: Source


@dataclass(frozen=True, slots=True)
class CodeList:
    id: str
    place: str
    label: Text
    codes: tuple[tuple[int, Text], ...]


@dataclass(frozen=True, slots=True)
class Province:
    name: str
    region: int
    rural_sheet: int


@dataclass(frozen=True, slots=True)
class Report:
    """A printed list or report: title, columns (printed number, heading path), fixed rows."""

    id: str
    title: str
    page: int
    columns: tuple[tuple[str, str], ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One legal period under one standard, complete and checked, with the readings that were chosen.

    `version` is a hash of every file and choice: two results with the same version were made by the same rules.
    """

    id: str
    label: Text
    standard: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    methods: tuple[str, ...]
    default_method: str
    source: Source
    version: str
    columns: tuple[Column, ...] = ()
    inputs: dict[str, Input] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    lookups: dict[str, Lookup] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    indicator_points: int = 0
    lines: dict[str, Line] = field(default_factory=dict)
    classes: dict[str, HouseholdClass] = field(default_factory=dict)
    rules: tuple[ClassRule, ...] = ()
    readings: dict[str, Reading] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    screening: Screening | None = None
    income_form: IncomeForm | None = None
    code_lists: tuple[CodeList, ...] = ()
    provinces: tuple[Province, ...] = ()
    reports: tuple[Report, ...] = ()
    report_counts: dict[str, Fact] = field(default_factory=dict)
    # ages in months at which any rule changes its answer: between them a year of birth is as good as a date
    age_edges: tuple[int, ...] = ()

    def inputs_of(self, table: str) -> list[Input]:
        return [entry for entry in self.inputs.values() if entry.of == table]

    def local_choices(self) -> tuple[str, ...]:
        """Readings that differ from the ones the rule set takes by itself, as "id=choice"."""
        return tuple(f"{key}={value}" for key, value in self.chosen.items() if self.readings[key].taken != value)
