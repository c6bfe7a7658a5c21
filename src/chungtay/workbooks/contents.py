"""What was read out of a file, before anything is scored.

A cell that could not be understood is never dropped: it becomes a `CellProblem` that names sheet, row and column, and
its household is refused while the others go on. Rows that are no household (titles, totals, blank lines) are counted
with the reason, so that rows in the file = rows used + rows set aside.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Raw = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing wrong in one place. `column` is the letter as Excel shows it ("" when a whole row is meant).

    `kind` tells apart what a program may treat in its own way: "repeated" for a household code that stands there twice,
    "own_words" for a relationship in words that mean no code.
    """

    sheet: str
    row: int
    column: str
    input: str
    value: str
    message_vi: str
    message_en: str
    kind: str = ""


@dataclass(slots=True)
class ReadMember:
    """One member row. `answers` maps input ids (rulebook) to values; `facts` holds name, birth_date, id_number ..."""

    sheet: str
    row: int
    facts: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Raw] = field(default_factory=dict)


@dataclass(slots=True)
class ReadHousehold:
    """One household with its members. `facts`: household_code, head_name, ward_code, group, address, previous_class,
    b1, b2 (scores typed elsewhere) ... as text; `answers` maps input ids to codes or numbers for the rule book.
    """

    sheet: str
    row: int
    facts: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Raw] = field(default_factory=dict)
    members: list[ReadMember] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)


@dataclass(slots=True)
class SetAside:
    """A row that is no household and why (title, header, total, blank, hidden)."""

    sheet: str
    row: int
    reason_vi: str
    reason_en: str


@dataclass(slots=True)
class ReadFile:
    """Everything found in one file, in the order of the file. `where` maps sheet name -> input id -> column letter.

    `titles` maps sheet -> what stands above the headings, by row; `unsure` maps sheet -> input id -> heading that was
    only guessed; `rows` counts the rows of each sheet, so that rows = rows used by households and members + rows set
    aside (`balanced`).
    """

    households: list[ReadHousehold] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    where: dict[str, dict[str, str]] = field(default_factory=dict)
    unmapped: dict[str, list[str]] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    unsure: dict[str, dict[str, str]] = field(default_factory=dict)
    titles: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def used_rows(self) -> set[tuple[str, int]]:
        """Rows that are a household, a member, or (the first row of a block) both."""
        used = {(household.sheet, household.row) for household in self.households}
        used.update((member.sheet, member.row) for household in self.households for member in household.members)
        return used

    def balanced(self) -> bool:
        """No row is lost and none is counted twice."""
        used, aside = self.used_rows(), {(entry.sheet, entry.row) for entry in self.set_aside}
        return len(aside) == len(self.set_aside) and not used & aside and len(used | aside) == sum(self.rows.values())
