"""The same program as one Python function, for scoring many households one by one without the trace.

    score = compiled.compile_rules(rule_set)
    class_id, b1, b2, points, deprived = score(household, members)

`household` and `members` hold exact whole numbers (`Answers.exact()`), every question answered. The text of the
function is made from checked conditions only: names and whole numbers, nothing that a rule file could smuggle in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.rulebook.language import Node
from chungtay.rulebook.model import Item, RuleSet

Scored = tuple[str, int, int, tuple[int, ...], tuple[bool, ...]]
Scorer = Callable[[Mapping[str, int], Sequence[Mapping[str, int]]], Scored]


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of scoring, each a generated function.

    `count` gives the facts of the members, `place` the place of the household's column of points (None: no column
    holds), `rows` the class, both sums, the points and the deprivations from answers with facts and that place.
    """

    count: Callable[[Sequence[Mapping[str, int]]], dict[str, int]]
    place: Callable[[Mapping[str, int]], int | None]
    rows: Callable[[Mapping[str, int], int], Scored]
    score: Scorer


def compile_rules(rule_set: RuleSet) -> Scorer:
    """Return the scoring function of a rule set (points method)."""
    return compile_steps(rule_set).score


def compile_steps(rule_set: RuleSet) -> Steps:
    """Return the same, step by step."""
    lines = ["def count(members):", *_facts(rule_set), "def place(h):", *_columns(rule_set), "def rows(h, c):"]
    names = []
    for place, item in enumerate(rule_set.items):
        lines.append(f"    p{place} = {_item(item)}")
        names.append(f"p{place}")
    lines.append(f"    points = ({', '.join(names)},)")
    lines.append(f"    b1 = {' + '.join(names)}")
    flags = []
    for place, entry in enumerate(rule_set.indicators):
        lines.append(f"    d{place} = {_code(entry.when or ['true'], 'h')}")
        flags.append(f"d{place}")
    lines.append(f"    b2 = {rule_set.indicator_points} * ({' + '.join(flags)})")
    lines += _classes(rule_set)
    lines += ["def score(h, members):", "    h = {**h, **count(members)}", "    return rows(h, place(h))"]
    space: dict[str, Any] = {"__builtins__": {"max": max}}
    exec(compile("\n".join(lines), f"<{rule_set.version}>", "exec"), space)  # noqa: S102
    return Steps(space["count"], space["place"], space["rows"], space["score"])


def _facts(rule_set: RuleSet) -> list[str]:
    lines = [f"    f_{fact.id} = 0" for fact in rule_set.facts.values()]
    lines.append("    for m in members:")
    for fact in rule_set.facts.values():
        if fact.kind == "max":
            lines.append(f"        if m[{str(fact.of)!r}] > f_{fact.id}: f_{fact.id} = m[{str(fact.of)!r}]")
        elif fact.of == ["true"]:
            lines.append(f"        f_{fact.id} += 1")
        elif isinstance(fact.of, list):
            lines.append(f"        if {_code(fact.of, 'm')}: f_{fact.id} += 1")
    named = ", ".join(f"{fact.id!r}: f_{fact.id}" for fact in rule_set.facts.values())
    lines.append(f"    return {{{named}}}")
    return lines


def _columns(rule_set: RuleSet) -> list[str]:
    return [f"    if {_code(column.when, 'h')}: return {place}" for place, column in enumerate(rule_set.columns)]


def _item(item: Item) -> str:
    rows = [(_code(option.when, "h"), f"{option.points!r}[c]") for option in item.options]
    if item.hit in ("unique", "first"):
        text = rows[-1][1]
        for condition, points in reversed(rows[:-1]):
            text = f"{points} if {condition} else {text}"
        return f"({text})"
    if item.hit == "sum":
        return "(" + " + ".join(f"({points} if {condition} else 0)" for condition, points in rows) + ")"
    floor = min(min(option.points) for option in item.options)
    return "max(" + ", ".join(f"({points} if {condition} else {floor})" for condition, points in rows) + ")"


def _classes(rule_set: RuleSet) -> list[str]:
    lines = []
    for area, test in (("urban", "h['area_type'] == 1"), ("rural", "h['area_type'] != 1")):
        lines.append(f"    if {test}:")
        known = {line.id: line.urban if area == "urban" else line.rural for line in rule_set.lines.values()}
        for rule in rule_set.rules:
            if rule.method == "points":
                condition = _code(rule.when, "h", {"b1": "b1", "b2": "b2"} | {k: str(v) for k, v in known.items()})
                lines.append(
                    f"        if {condition}: return ({rule.class_id!r}, b1, b2, points, ({_flags(rule_set)},))"
                )
    return lines


def _flags(rule_set: RuleSet) -> str:
    return ", ".join(f"d{place}" for place in range(len(rule_set.indicators)))


def _code(node: Node, row: str, names: Mapping[str, str] | None = None) -> str:
    kind = node[0]
    if kind == "n":
        return str(int(node[1]))
    if kind == "get":
        return names[node[1]] if names and node[1] in names else f"{row}[{node[1]!r}]"
    if kind == "true":
        return "True"
    if kind == "not":
        return f"(not {_code(node[1], row, names)})"
    if kind in ("and", "or"):
        return "(" + f" {kind} ".join(_code(part, row, names) for part in node[1:]) + ")"
    if kind == "in":
        return f"({_code(node[1], row, names)} in {tuple(int(v) for v in node[2])!r})"
    return f"({_code(node[1], row, names)} {kind} {_code(node[2], row, names)})"
