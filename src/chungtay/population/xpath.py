"""The rules as calculations of an ODK form: XPath made from the plan, as Polars and SQL are.

    for each in member_calculations(plan(rule_set)): ...   # inside the repeat of the members
    for each in household_calculations(plan(rule_set)): ...

Names are written ${so}, as XLSForm does. The form's questions keep their names; what is calculated begins with a letter
of its own: s_ the value the rules read (0 when not asked, scaled to a whole number), l_ the limit of a table, m_ one
member in a count, f_ a fact. Empty text is "unknown": XPath has no third truth value, so nothing is calculated before
`answers_complete` says that every answer that is asked is there and allowed. No double is ever compared that is not a
whole number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chungtay.population.plan import Answer, Chain, Lookup, Plan, PointsChain, choices, runs
from chungtay.rulebook.language import Node
from chungtay.rulebook.model import RuleSet

COMPLETE = "answers_complete"
MEMBER_COMPLETE = "m_complete"
COLUMN = "points_column"
CLASS = "preliminary_class"
UNKNOWN = "''"
_COMPARE = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(frozen=True, slots=True)
class Calculation:
    """A value that the form works out: its name, and the XPath that an XLSForm takes as `calculation`."""

    name: str
    expression: str


def member_calculations(rules: Plan) -> list[Calculation]:
    """What is worked out for each member, in an order in which each reads only those before."""
    names = _names(rules)
    made = [Calculation(f"s_{each.id}", _settled(each, names)) for each in rules.member_questions if each.scored]
    made += [Calculation(f"l_{each.id}", _limit(each, names)) for each in rules.lookups]
    made.append(Calculation(MEMBER_COMPLETE, _if(_all(_answered(rules.member_questions, names)), "1", "0")))
    made += [
        Calculation(f"m_{fact.id}", _if(condition(fact.of, names), "1", "0"))
        for fact in rules.facts
        if fact.kind == "count"
    ]
    return made


def household_calculations(rules: Plan) -> list[Calculation]:
    """Facts, points of each item, indicators, totals and the preliminary class."""
    names = _names(rules)
    made = [Calculation(f"s_{each.id}", _settled(each, names)) for each in rules.questions if each.scored]
    everybody = "count(${members}) > 0", f"sum(${{{MEMBER_COMPLETE}}}) = count(${{members}})"
    complete = _all([*everybody, *_answered(rules.questions, names)])
    made.append(Calculation(COMPLETE, _if(complete, "1", "0")))
    made += [
        Calculation(f"f_{fact.id}", f"max(${{s_{fact.of}}})" if fact.kind == "max" else f"sum(${{m_{fact.id}}})")
        for fact in rules.facts
    ]
    made.append(Calculation(COLUMN, _chain(rules.column, names)))
    ready = f"${{{COMPLETE}}} = 1"
    for item in rules.items:
        total = " + ".join(_points(links, names) for links in item.chains)
        made.append(Calculation(item.name, _if(ready, total, UNKNOWN)))
    made += [
        Calculation(flag.name, _if(ready, _if(condition(flag.when, names), "1", "0"), UNKNOWN)) for flag in rules.flags
    ]
    # an item without a row for the household has no points: "" is below every number, and so is the total unknown
    known = _all([ready, *(f"${{{item.name}}} > {item.unknown}" for item in rules.items)])
    made.append(Calculation("b1", _if(known, " + ".join(f"${{{item.name}}}" for item in rules.items), UNKNOWN)))
    flags = " + ".join(f"${{{flag.name}}}" for flag in rules.flags)
    made.append(Calculation("b2", _if(known, f"({flags}) * {rules.points_per_flag}", UNKNOWN)))
    made.append(Calculation(CLASS, _if(known, _chain(rules.choose, names, rules.classes), UNKNOWN)))
    return made


def income_calculations(rule_set: RuleSet, declared: Mapping[str, str]) -> list[Calculation]:
    """The number of deprivations and the class, from declared income. `declared` says by which question (1: lacking,
    2: not) each indicator is declared; the area stands in "area_type" (1: urban)."""
    classes, chain = choices(rule_set, "income")
    counted = " + ".join(f"if(${{{name}}} = 1, 1, 0)" for name in declared.values())
    answered = [f"(${{{name}}} = 1 or ${{{name}}} = 2)" for name in declared.values()]
    complete = _all(["${income} >= 0", "${area_type} >= 1", *answered])
    ready = f"${{{COMPLETE}}} = 1"
    names = {"income": "${income}", "deprivations": "${deprivations}", "area_type": "${area_type}"}
    return [
        Calculation(COMPLETE, _if(complete, "1", "0")),
        Calculation("deprivations", _if(ready, counted, UNKNOWN)),
        Calculation(CLASS, _if(ready, _chain(chain, names, classes), UNKNOWN)),
    ]


def condition(node: Node, names: Mapping[str, str]) -> str:
    """A condition over values that are all known. `names` says what stands for each name of the plan."""
    kind = node[0]
    if kind == "true":
        return "true()"
    if kind == "not":
        return f"not({condition(node[1], names)})"
    if kind in ("and", "or"):
        return "(" + f" {kind} ".join(condition(part, names) for part in node[1:]) + ")"
    if kind == "in":
        value = _number(node[1], names)
        parts = [
            f"{value} = {low}" if low == high else f"({value} >= {low} and {value} <= {high})"
            for low, high in runs(node[2])
        ]
        return "(" + " or ".join(parts) + ")" if parts else "false()"
    return f"{_number(node[1], names)} {_COMPARE[kind]} {_number(node[2], names)}"


def _number(node: Node, names: Mapping[str, str]) -> str:
    if node[0] == "n":
        return str(node[1])
    if node[0] == "get":
        return names[node[1]]
    left, right = (_number(part, names) for part in node[1:])
    return f"({left} {node[0]} {right})"


def _names(rules: Plan) -> dict[str, str]:
    """What stands in the form for the names of the plan."""
    answers = {each.id: f"${{s_{each.id}}}" for each in (*rules.questions, *rules.member_questions)}
    facts = {each.id: f"${{f_{each.id}}}" for each in rules.facts}
    limits = {each.id: f"${{l_{each.id}}}" for each in rules.lookups}
    return answers | facts | limits | {"column": f"${{{COLUMN}}}", "b1": "${b1}", "b2": "${b2}"}


def _settled(answer: Answer, names: Mapping[str, str]) -> str:
    """The value that the rules read: 0 when not asked, a whole number of the smallest unit that the form keeps."""
    value = _scaled(answer)
    return value if answer.asked_when is None else _if(condition(answer.asked_when, names), value, "0")


def _scaled(answer: Answer) -> str:
    given = f"${{{answer.id}}}"
    if answer.blank is not None:
        return f"coalesce({given}, {answer.blank})"
    # 1.15 × 100 is not quite 115 for a computer that counts in twos
    return f"round({given} * {10**answer.decimals})" if answer.decimals else f"number({given})"


def _answered(answers: Sequence[Answer], names: Mapping[str, str]) -> list[str]:
    """Every scored question is answered by an allowed value, or not asked. Comparing "" with a number is false."""
    found = []
    for answer in answers:
        if not answer.scored:
            continue
        given = _scaled(answer)
        allowed = " or ".join(
            f"({given} >= {low} and {given} <= {high})"
            for low, high in (runs(answer.codes) if answer.codes else [(answer.minimum, answer.maximum)])
        )
        if answer.blank is None:  # rounding what is empty might make a zero of it
            allowed = f"string-length(${{{answer.id}}}) > 0 and ({allowed})"
        unasked = "" if answer.asked_when is None else f"not({condition(answer.asked_when, names)}) or "
        found.append(f"({unasked}({allowed}))")
    return found


def _limit(lookup: Lookup, names: Mapping[str, str]) -> str:
    """The limit of a member by its band and column, 0 outside the table."""
    by_code = []
    for code, bands in lookup.bands:
        steps = "0"
        for _start, end, value in reversed(bands):
            steps = _if(f"{names[lookup.band]} < {end}", str(value), steps)
        by_code.append((code, _if(f"{names[lookup.band]} < {bands[0][0]}", "0", steps)))
    built = "0"
    for code, steps in reversed(by_code):
        built = _if(f"{names[lookup.by]} = {code}", steps, built)
    return built


def _points(links: PointsChain, names: Mapping[str, str]) -> str:
    """The points of the first row that applies, in the household's column."""
    built = UNKNOWN
    for when, vector in reversed(links):
        built = _if(condition(when, names), _in_column(vector, names), built)
    return built


def _in_column(vector: Sequence[int], names: Mapping[str, str]) -> str:
    if len(set(vector)) == 1:
        return str(vector[0])
    return f"number(selected-at('{' '.join(map(str, vector))}', {names['column']}))"


def _chain(links: Chain, names: Mapping[str, str], words: Sequence[str] | None = None) -> str:
    built = UNKNOWN
    for when, value in reversed(links):
        built = _if(condition(when, names), str(value) if words is None else f"'{words[value]}'", built)
    return built


def _if(when: str, then: str, otherwise: str) -> str:
    return f"if({when}, {then}, {otherwise})"


def _all(parts: Sequence[str]) -> str:
    return " and ".join(parts)
