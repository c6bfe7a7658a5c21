"""A missing or wrong answer to each question: refused by name, or bounded by the rows that stay possible."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from tests.rulebook.conformance.cases import BANDS, HOUSEHOLD, Case, Row, people
from tests.rulebook.conformance.people import FARMER, HOMEMAKER, RETIRED, TRADER, Person, born, grown, young

WHERE = ("urban", "nt3")
REGIONS: list[Row] = ["15a", "15b", "15c", "15d", "15e", "15f", "15g"]

# what stays possible when a question about the base household is not answered
OPEN: dict[str, tuple[dict[str, list[Row]], tuple[str, ...]]] = {
    "column_material": ({"b1_07_column": ["7b", None]}, ()),
    "roof_material": ({}, ()),
    "wall_material": ({"b1_07_wall": ["7a", None]}, ()),
    "toilet": ({"b1_11": ["11a", None]}, ("5.2",)),
    "water": ({"b1_10": ["10a", "10b", "10c", None]}, ("5.1",)),
    "phones": ({}, ("6.2",)),
    "region": ({"b1_15": REGIONS}, ()),
} | {
    question: ({item: [None, *[row for _, row in edges]]}, ("4.2",) if question == "floor_area_m2" else ())
    for question, item, _, edges in BANDS
}


def unanswered() -> Iterator[Case]:
    """Every question of the household, one at a time."""
    for question in [*HOUSEHOLD, "region"]:
        rows, undecided = OPEN[question]
        problems = (("missing", question, None),)
        left = Case(f"no {question}", {question: None}, problems=problems, open_ticks=rows, undecided=undecided)
        yield from both(dataclasses.replace(left, columns=WHERE))
    for question, columns in (("area_type", WHERE), ("rural_sheet", ("nt3",))):
        problems = (("missing", question, None),)
        for missing in ("refuse", "bound"):  # which column holds cannot be told: refused either way
            name = f"no {question}, {missing}"
            yield Case(name, {question: None}, problems=problems, columns=columns, missing=missing, refused=True)
    yield Case("no aquaculture: an empty tick box means no", {"aquaculture": None}, columns=WHERE)
    yield Case("no electricity_source: nothing is scored by it", {"electricity_source": None}, columns=WHERE)
    nothing = {"phones": 0, "radio": None}
    problems = (("missing", "radio", None),)
    yield from both(Case("no radio", nothing, problems=problems, undecided=("6.2",), columns=WHERE))
    two = {"water": None, "toilet": None}
    rows = OPEN["water"][0] | OPEN["toilet"][0]
    problems = (("missing", "toilet", None), ("missing", "water", None))
    both_open = ("5.1", "5.2")
    left = Case("neither toilet nor water", two, problems=problems, open_ticks=rows, undecided=both_open)
    yield from both(dataclasses.replace(left, columns=WHERE))


def unanswered_by_members() -> Iterator[Case]:
    """Every question of the members, asked of somebody whom it concerns."""
    child: dict[str, Any] = {"b1_03": "3b"}
    working: dict[str, Any] = {"b1_02": "2a"}
    yield from member("training", RETIRED, {}, {"b1_04": [None, "4a", "4b", "4c"]})
    yield from member("health_insurance", RETIRED, {}, {}, "2.2")
    yield from member("state_paid_insurance", RETIRED | {"health_insurance": 2}, {}, {}, "2.2")
    yield from member("internet", young(60, internet=2), child, {}, other=RETIRED | {"internet": 2}, undecided=("6.1",))
    yield from member("serious_illness", HOMEMAKER, {}, {"b1_02": [None, "2a"]})
    yield from member("employment", HOMEMAKER, {}, {"b1_02": [None, "2a"], "b1_05": [None, "5a", "5b", "5c"]}, "1.1")
    yield from member("nonfarm", FARMER, working, {"b1_05": [None, "5c"]})
    yield from member("contract", FARMER, working, {}, "1.1")
    yield from member("height_cm", young(60), child, {}, "2.1")
    yield from member("weight_kg", young(60), child, {}, "2.1")
    yield from member("sex", young(60), child, {})  # taller than either limit: nothing hangs on it
    yield from member("sex", young(60, height_cm="100.0"), child, {}, "2.1")  # between 99.9 (girls) and 100.7 (boys)
    yield from member("attending", young(60), child, {}, "3.2")
    yield from member("school_level", young(100), child, {}, "3.2")
    yield from member("education", grown(250), working, {}, "3.1")
    yield from member("attending", grown(250, education=2), working, {}, "3.1")
    # whatever hangs on these is left to the evaluators; that they are asked for, and by which name, is not
    yield from member("job_type", TRADER, {}, {}, exact=False)
    yield from member("birth_date", RETIRED, {}, {}, exact=False, named="age_months")
    nobody = Case("nobody", members=[], problems=(("missing", "persons", None),), columns=WHERE, refused=True)
    yield nobody
    for question in ("social_benefit", "pension"):
        yield people(f"no {question}: an empty box means none", RETIRED | {question: None}, columns=WHERE)


def member(
    question: str,
    person: Person,
    ticks: dict[str, Any],
    rows: dict[str, list[Row]],
    *lacks: str,
    other: Person = RETIRED,
    undecided: tuple[str, ...] = (),
    exact: bool = True,
    named: str = "",
) -> Iterator[Case]:
    age = person["birth_date"]
    case = people(
        f"no {question} of one born {age}",
        other,
        {key: value for key, value in person.items() if key != question},
        ticks=ticks,
        problems=(("missing", named or question, 2),),
        open_ticks=rows,
        undecided=undecided or lacks,
        columns=WHERE,
        exact=exact,
    )
    yield from both(case)


def wrong_answers() -> Iterator[Case]:
    """What cannot be right is named, never guessed; what only looks unusual is taken."""
    for question, value in (
        ("water", 5), ("water", 0), ("water", "x"), ("water", "1.5"), ("cars", -1), ("cars", "1.5"), ("cars", 100),
        ("floor_area_m2", "nan"), ("floor_area_m2", "12,5"), ("floor_area_m2", "19.001"), ("floor_area_m2", -1),
        ("floor_area_m2", "9999.01"), ("electricity_kwh", "20.05"), ("poultry_tens", "1/2"), ("water", True),
    ):  # fmt: skip
        rows, undecided = OPEN[question]
        shown = f"{type(value).__name__} {value}"
        yield from both(
            Case(
                f"{question} is {shown}",
                {question: value},
                problems=(("invalid", question, None),),
                open_ticks=rows,
                undecided=undecided,
                columns=("urban",),
            )
        )
    for area in (19, "19", " 19 ", "19.0", "19.00", "+19", "1.9e1", 19.5, "19.99"):
        name = f"floor_area_m2 given as {type(area).__name__} “{area}”"
        yield Case(name, {"floor_area_m2": area}, columns=("urban",))
    for date in (
        "31/02/1950", "29/02/1961", "16/09/2026", "2027", "00/1960", "1960-13-01", "năm 1960", "1/1/60", "1890", "0000",
    ):  # fmt: skip
        person = RETIRED | {"birth_date": date}
        problems = (("invalid", "age_months", 2),)
        yield from both(people(f"born {date}", RETIRED, person, problems=problems, columns=("urban",), exact=False))


def birth_years() -> Iterator[Case]:
    """A year of birth is enough where no rule turns in that year; elsewhere only what hangs on it stays open."""
    problems = (("invalid", "age_months", 2),)
    for text in ("1966", "9/1966", "09.1966"):
        turns_60 = RETIRED | {"birth_date": text}
        rows: dict[str, list[Row]] = {"b1_02": [None, "2a"]}
        yield from both(people(f"born {text}", RETIRED, turns_60, problems=problems, open_ticks=rows, columns=WHERE))
    for text in ("1955", "8/1966", "10/1966", "1967", "1980"):
        of_age = text in ("10/1966", "1967", "1980")
        person = RETIRED | {"birth_date": text}
        yield people(f"born {text}", RETIRED, person, ticks={"b1_02": "2a"} if of_age else {}, columns=WHERE)
    full = grown(250) | {"birth_date": born(250)[3:]}
    yield people("a month of birth at 20", RETIRED, full, ticks={"b1_02": "2a"}, columns=WHERE)


def both(case: Case) -> Iterator[Case]:
    """The same household with both policies for a missing answer."""
    yield dataclasses.replace(case, name=f"{case.name}, refuse", refused=True)
    yield dataclasses.replace(case, name=f"{case.name}, bound", missing="bound")


def every_gap() -> Iterator[Case]:
    yield from unanswered()
    yield from unanswered_by_members()
    yield from wrong_answers()
    yield from birth_years()
