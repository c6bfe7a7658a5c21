"""Writes vn-2022.json: households of the 2022 forms and what must come out, for any evaluator in any language.

    python -m tests.rulebook.conformance.make

Nothing of the rule book is used here: points are looked up in the transcription of the printed table 3.3 by the rows
that each case says are ticked, deprivations and problems are those that the case names, and the class follows from
the two lines of Điều 1. The households of worked.py were added up by hand.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.rulebook.conformance.cases import HOUSEHOLD, TICKS, Case, Row, ages, every_row, workers
from tests.rulebook.conformance.deprivations import INDICATORS, every_indicator
from tests.rulebook.conformance.gaps import every_gap
from tests.rulebook.conformance.people import ON, RETIRED
from tests.rulebook.conformance.thresholds import LINES, at_the_lines
from tests.rulebook.conformance.worked import WORKED

ABOUT = """Households of the 2022 forms and what must come out. The answers of a case are those of the base "household",
then of its column, then its own "household" (null: left empty); its "members" replace those of the base. In "expected"
every point and deprivation that is not named is 0 and false; [low, high] is a span that a missing answer leaves open.
What "expected" does not state is not tested. "why" is a sum made by hand from the printed table."""

FILE = Path(__file__).parent / "vn-2022.json"
TABLE = Path(__file__).parents[1] / "transcription" / "table_3_3.csv"

COLUMNS: dict[str, dict[str, int]] = {"urban": {"area_type": 1, "region": 7}} | {
    f"nt{sheet}": {"area_type": 2, "region": sheet, "rural_sheet": sheet} for sheet in range(1, 7)
}


def printed_points() -> dict[str, dict[str, int]]:
    """ "12c" -> {"nt1": 25, ..., "urban": 20}; a rural sheet prints no item 15."""
    with TABLE.open(encoding="utf-8") as file:
        return {
            row["item"] + row["option"]: {column: int(row[column] or 0) for column in COLUMNS}
            for row in csv.DictReader(file)
        }


POINTS = printed_points()


def points_of(rows: Row | tuple[Row, ...], column: str) -> int:
    """The points of the ticked row; of several kinds of work the one with the most points counts."""
    found = [POINTS[row][column] if row else 0 for row in (rows if isinstance(rows, tuple) else (rows,))]
    return max(found)


def expected(case: Case, column: str) -> dict[str, Any]:
    problems = {"problems": [list(problem) for problem in case.problems]}
    if case.refused:
        return {"status": "refused", "class_id": ""} | problems
    status = {"status": "bounded" if case.problems else "classified"}
    if not case.exact:
        return status | problems
    region: dict[str, Any] = {"b1_15": "15g"} if column == "urban" else {}
    spans: dict[str, tuple[int, int]] = {}
    for item, rows in (TICKS | region | case.ticks).items():
        worth = points_of(rows, column)
        spans[item] = (worth, worth)
    for item, possible in case.open_ticks.items():
        worths = [points_of(row, column) for row in possible]
        spans[item] = (min(worths), max(worths))
    b1 = (sum(low for low, _ in spans.values()), sum(high for _, high in spans.values()))
    b2 = (10 * len(case.deprived), 10 * len({*case.deprived, *case.undecided}))
    classes = {class_of(column, score, lacks) for score in set(b1) for lacks in set(b2)}
    return {
        **status,
        "class_id": classes.pop() if len(classes) == 1 else "",
        "b1": shown(b1),
        "b2": shown(b2),
        "points": {item: shown(span) for item, span in sorted(spans.items()) if span != (0, 0)},
        "deprived": [indicator for indicator in INDICATORS if indicator in case.deprived],
        "undecided": [indicator for indicator in INDICATORS if indicator in case.undecided],
        **problems,
    }


def class_of(column: str, b1: int, b2: int) -> str:
    """Điều 1 khoản 1: up to the B1 line poor with 30 points of B2 or more, near-poor with less; above it not poor."""
    if b1 > LINES[column]:
        return "not_poor"
    return "poor" if b2 >= 30 else "near_poor"


def shown(span: tuple[int, int]) -> int | list[int]:
    return span[0] if span[0] == span[1] else list(span)


def cases() -> Iterator[dict[str, Any]]:
    for name, worked in WORKED.items():
        yield {"name": name, **worked}
    for case in [*every_row(), *workers(), *ages(), *every_indicator(), *at_the_lines(POINTS), *every_gap()]:
        for column in case.columns or COLUMNS:
            yield {
                "name": f"{case.name}; {column}",
                "column": column,
                **({"household": case.household} if case.household else {}),
                **({"members": case.members} if case.members != [RETIRED] else {}),
                **({"overrides": case.overrides} if case.overrides else {}),
                **({"missing": case.missing} if case.missing != "refuse" else {}),
                "expected": expected(case, column),
            }


def text() -> str:
    """The file, one case a line."""
    head = {"about": ABOUT.replace("\n", " "), "on": ON, "household": HOUSEHOLD, "members": [RETIRED]}
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases())
    start = json.dumps(head | {"columns": COLUMNS}, ensure_ascii=False, indent=1)
    return f'{start[:-2]},\n "cases": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
    print(f"{FILE.name}: {sum(1 for _ in cases())} households")
