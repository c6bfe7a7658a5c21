"""Random households for comparing evaluators: boundary values, every option, missing and wrong answers, odd dates.

    household(random.Random(7), rule_set) -> {"raw": {...}, "on": "2026-09-15", "missing": "bound"}

Seeded and fast: a million of them take seconds. What is drawn for a question does not depend on whether it is asked.
"""

from __future__ import annotations

import datetime
import random
from typing import Any

from chungtay.rulebook.language import Node, edges_of
from chungtay.rulebook.model import Input, RuleSet

NOT_A_NUMBER = ["", " ", "x", "12,5", "1/2", "nan", "-", "1e", "--1", "1 2", "0x10"]
NOT_A_DATE = [
    "31/02/1950",
    "29/02/1999",
    "00/1960",
    "13/1960",
    "2030",
    "năm 1960",
    "1/1/60",
    "1890",
    "0000",
    "-",
    "01/",
]
REASONS = ["đã xem tận nơi", "  nguồn nước nhiễm mặn ", "{reason} {id} $1 $& \\ “”", "ô D17: <b>"]

_INTERESTING: dict[tuple[str, str], list[int]] = {}


def household(draw: random.Random, rule_set: RuleSet) -> dict[str, Any]:
    """One request for an evaluator."""
    on = datetime.date(2026, 9, 15) if draw.random() < 0.7 else day(draw, 2022, 2026)
    careless = draw.choice([0, 0, 0, 0.01, 0.03, 0.2])  # the share of answers that are missing or wrong
    answers = table(
        draw, rule_set, "household", careless, plain=draw.choice([0, 0.5, 0.9, 0.98]), worst=draw.random() < 0.3
    )
    if draw.random() < 0.95:  # a column that can be told
        answers |= {"area_type": draw.choice([1, 2]), "region": draw.randint(1, 7), "rural_sheet": draw.randint(1, 6)}
    plain = draw.choice([0, 0, 0.5, 0.95])
    members = [member(draw, rule_set, on, careless, plain) for _ in range(draw.choice([0, *range(1, 9), 1, 2, 3, 4]))]
    if draw.random() < 0.3:
        edge = 100 * draw.choice([8, 20, 30, 40]) * len(members) + draw.choice([-1, 0, 1])
        answers |= {"floor_area_m2": written(draw, edge, 2)}
    raw: dict[str, Any] = {"household": answers, "members": members}
    if draw.random() < 0.1:
        chosen = draw.sample([entry.id for entry in rule_set.indicators], draw.randint(1, 3))
        raw["overrides"] = {name: {"deprived": draw.random() < 0.5, "reason": draw.choice(REASONS)} for name in chosen}
    missing = draw.choice(["refuse", "bound"]) if members else "refuse"  # nobody: no row of the table holds
    return {"raw": raw, "on": on.isoformat(), "missing": missing}


def member(draw: random.Random, rule_set: RuleSet, on: datetime.date, careless: float, plain: float) -> dict[str, Any]:
    answers = table(draw, rule_set, "member", careless, plain)
    if draw.random() < 0.05:
        return answers  # the age in months is given
    answers.pop("age_months", None)
    if draw.random() >= careless:
        grown = plain > 0.9  # a house of people of working age
        born = day(draw, on.year - 59, on.year - 16) if grown else None
        answers["birth_date"] = f"{born:%d/%m/%Y}" if born else birth_date(draw, rule_set, on)
    elif draw.random() < 0.5:
        answers["birth_date"] = draw.choice(NOT_A_DATE)
    return answers


def birth_date(draw: random.Random, rule_set: RuleSet, on: datetime.date) -> object:
    """Often a birthday at which a rule turns, or the days beside it; sometimes only a month or a year."""
    if draw.random() < 0.5:
        months = draw.choice(rule_set.age_edges)
        year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
        born = datetime.date(year, month + 1, min(on.day, 28)) + datetime.timedelta(days=draw.randint(-2, 2))
    else:
        born = day(draw, on.year - draw.choice([5, 15, 20, 30, 61, 100]), on.year)
    form = draw.choice(["{0:%d/%m/%Y}", "{0:%d/%m/%Y}", "{0.day}-{0.month}-{0.year}", "{0}", "{0:%m/%Y}", "{0.year}"])
    text = form.format(born)
    return int(text) if form == "{0.year}" and draw.random() < 0.5 else text


def day(draw: random.Random, first: int, last: int) -> datetime.date:
    return datetime.date(first, 1, 1) + datetime.timedelta(days=draw.randrange((last - first + 1) * 365))


def table(
    draw: random.Random, rule_set: RuleSet, of: str, careless: float, plain: float, worst: bool = False
) -> dict[str, Any]:
    """`plain` is the share of answers that are the first code (or the last, `worst`), no things, a grown body."""
    answers: dict[str, Any] = {}
    for entry in rule_set.inputs_of(of):
        if draw.random() < plain:
            last = worst or entry.id == "serious_illness"  # where the first code, yes, is not the plain one
            code = entry.codes[-1 if last else 0][0] if entry.codes else 0
            number = entry.minimum if of == "household" else entry.maximum
            answers[entry.id] = code if entry.codes else written(draw, number, entry.decimals)
        elif draw.random() >= careless:
            answers[entry.id] = right(draw, rule_set, entry)
        elif draw.random() < 0.5:
            answers[entry.id] = wrong(draw, entry)
    return answers


def right(draw: random.Random, rule_set: RuleSet, entry: Input) -> object:
    if entry.type == "code":
        return draw.choice(entry.codes)[0]
    if draw.random() < 0.5:
        scaled = draw.choice(interesting(rule_set, entry.id))
    else:
        scaled = draw.randint(entry.minimum, min(entry.maximum, entry.minimum + 10 ** draw.randint(0, 6)))
    return written(draw, scaled, entry.decimals)


def wrong(draw: random.Random, entry: Input) -> object:
    scaled = draw.choice([entry.minimum - 1, entry.maximum + 1, 10**14, -(10**9)])
    if entry.decimals and draw.random() < 0.3:
        return f"1.{'0' * entry.decimals}1"
    return draw.choice([*NOT_A_NUMBER, None, written(draw, scaled, entry.decimals), 97])


def interesting(rule_set: RuleSet, name: str) -> list[int]:
    """The ends of what is allowed and every value at which a rule turns, with its neighbours."""
    key = (rule_set.version, name)
    if key not in _INTERESTING:
        _INTERESTING[key] = turning_values(rule_set, name)
    return _INTERESTING[key]


def turning_values(rule_set: RuleSet, name: str) -> list[int]:
    entry = rule_set.inputs[name]
    nodes: list[Node] = [option.when for item in rule_set.items for option in item.options]
    nodes += [each.when for each in rule_set.indicators if each.when is not None]
    nodes += [each.asked_when for each in rule_set.inputs.values() if each.asked_when is not None]
    nodes += [fact.of for fact in rule_set.facts.values() if isinstance(fact.of, list)]
    edges = {edge + step for node in nodes for edge in edges_of(node, name) for step in (-1, 0, 1)}
    edges |= {0, 1, 2, 3, entry.minimum, entry.maximum, 20 * 10**entry.decimals}
    for lookup in rule_set.lookups.values():
        if lookup.id.split("_")[0] == name.split("_")[0]:  # height_limit for height_cm
            edges |= {limit + step for _, limits in lookup.rows for limit in limits for step in (-1, 0, 1)}
    return sorted(edge for edge in edges if entry.minimum <= edge <= entry.maximum)


def written(draw: random.Random, scaled: int, decimals: int) -> object:
    """A scaled number as people and programs write it: 12.5, "12.5", "12.50", " 12.5", "125e-1"."""
    whole, part = divmod(abs(scaled), 10**decimals)
    sign = "-" if scaled < 0 else ""
    text = f"{sign}{whole}.{part:0{decimals}}" if decimals else f"{sign}{whole}"
    form = draw.randrange(8)
    if form < 3:
        return int(text) if "." not in text else float(text) if part else int(f"{sign}{whole}")
    if form == 3:
        return f" {text}\t"
    if form == 4:
        return f"{scaled}e-{decimals}" if decimals else f"+{text}" if scaled >= 0 else text
    return text.rstrip("0").rstrip(".") if form == 5 and part else text
