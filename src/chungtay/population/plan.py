"""The neutral program rewritten for columns: everything is a condition or a chain of conditions.

A chain is [(condition, whole number), ...]: the first condition that holds gives the number, and when none holds the
number is unknown. There is no "otherwise", so a missing answer, or one outside its domain, leaves every number that
reads it unknown instead of zero. Polars and SQL are both made from this, by two small emitters.

Conditions are the nodes of `rulebook.language`; besides answers and facts they may read "column" (the place of the
column of points), "b1" and "b2".
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from chungtay.rulebook.evaluate import require
from chungtay.rulebook.intervals import truth
from chungtay.rulebook.language import Node, edges_of, names_in
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.program import program

Chain = list[tuple[Node, int]]
# The same with one number for each column of points.
PointsChain = list[tuple[Node, tuple[int, ...]]]


_MANY = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Answer:
    """One question as a column. `minimum`, `maximum` and `codes` are whole numbers scaled by 10**decimals.

    `covered`: some item gives points for every allowed value and for no other, so that its points being unknown
    already tells that this answer is missing or wrong.
    """

    id: str
    decimals: int
    minimum: int
    maximum: int
    codes: tuple[int, ...]
    blank: int | None
    asked_when: Node | None
    scored: bool
    covered: bool = False

    @property
    def allowed(self) -> Node:
        """The condition that the value lies in its domain."""
        value: Node = ["get", self.id]
        if self.codes:
            return ["in", value, list(self.codes)]
        return ["and", [">=", value, ["n", self.minimum]], ["<=", value, ["n", self.maximum]]]

    @property
    def wrong(self) -> int:
        """A number that is neither allowed nor 0: what stands for an answer that is no number of the domain."""
        return min(self.minimum, 0) - 1


@dataclass(frozen=True, slots=True)
class Lookup:
    """`bands` per value of `by`: [(first age, first age no longer in it, limit)]; 0 outside."""

    id: str
    band: str
    by: str
    bands: tuple[tuple[int, tuple[tuple[int, int, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A number counted over the members ("count" of a condition) or the largest value of an answer ("max")."""

    id: str
    kind: str
    of: Any

    @property
    def as_answer(self) -> Answer:
        """A fact that stands in the household table already is read like an answer: a whole number, not negative."""
        return Answer(self.id, 0, 0, _MANY, (), None, None, True)


@dataclass(frozen=True, slots=True)
class Item:
    """The points of one item: the sum of one or more chains (more than one only where rows are added up)."""

    name: str
    chains: tuple[PointsChain, ...]

    @property
    def unknown(self) -> int:
        """A number lower than any points of the item: what stands for "not known" where null would be slow."""
        return min(value for links in self.chains for _, vector in links for value in vector) - 1


@dataclass(frozen=True, slots=True)
class Flag:
    name: str
    when: Node


@dataclass(frozen=True, slots=True)
class Plan:
    """All of a rule set that scoring by points needs, as columns. `classes` are ids in the order of the chain."""

    rule_set: str
    version: str
    household: tuple[tuple[Answer, ...], ...]
    members: tuple[tuple[Answer, ...], ...]
    lookups: tuple[Lookup, ...]
    facts: tuple[Fact, ...]
    facts_to_check: tuple[str, ...]
    column: Chain
    column_ids: tuple[str, ...]
    items: tuple[Item, ...]
    flags: tuple[Flag, ...]
    points_per_flag: int
    classes: tuple[str, ...]
    choose: Chain

    @property
    def questions(self) -> tuple[Answer, ...]:
        """Household questions, those that others depend on first."""
        return tuple(answer for layer in self.household for answer in layer)

    @property
    def member_questions(self) -> tuple[Answer, ...]:
        return tuple(answer for layer in self.members for answer in layer)

    @property
    def name_column(self) -> Chain:
        """From the place of the column of points to its place in `column_ids`: to write its name."""
        return [(["==", ["get", "column"], ["n", place]], place) for _, place in self.column]

    @property
    def point_columns(self) -> list[str]:
        return [item.name for item in self.items]

    @property
    def flag_columns(self) -> list[str]:
        return [flag.name for flag in self.flags]

    @property
    def outputs(self) -> list[str]:
        """Columns of a scored table, after the columns that are kept from the household table."""
        return [*self.point_columns, *self.flag_columns, "b1", "b2", "points_column", "class", "refused"]


def flag_column(indicator: str) -> str:
    """The column of an indicator: "4.1" -> "b2_4_1"."""
    return "b2_" + indicator.replace(".", "_")


def plan(rule_set: RuleSet) -> Plan:
    """Return the plan of a rule set; raises RuleSetIncomplete where it cannot score by points."""
    require(rule_set, "points")
    source = program(rule_set)
    answers = {entry["id"]: _answer(entry) for entry in source["inputs"]}
    items = tuple(_item(entry, answers) for entry in source["items"])
    covered = {
        entry["reads"][0] for entry in source["items"] if entry["hit"] == "unique" and len(entry["reads"]) == 1
    } - {answer.id for answer in answers.values() if answer.asked_when is not None}
    by_table = {
        of: [
            replace(answers[entry["id"]], covered=entry["id"] in covered)
            for entry in source["inputs"]
            if entry["of"] == of
        ]
        for of in ("household", "member")
    }
    classes, choose = choices(rule_set, "points")
    return Plan(
        rule_set=source["id"],
        version=source["version"],
        household=_layers(by_table["household"]),
        members=_layers(by_table["member"]),
        lookups=tuple(_lookup(entry) for entry in source["lookups"]),
        facts=tuple(Fact(entry["id"], entry["kind"], entry["of"]) for entry in source["facts"]),
        facts_to_check=tuple(entry["id"] for entry in source["facts"] if entry["id"] not in covered),
        column=[(column["when"], place) for place, column in enumerate(source["columns"])],
        column_ids=tuple(column["id"] for column in source["columns"]),
        items=items,
        flags=tuple(Flag(flag_column(entry["id"]), entry["when"]) for entry in source["indicators"]),
        points_per_flag=source["indicator_points"],
        classes=classes,
        choose=choose,
    )


def choices(rule_set: RuleSet, method: str) -> tuple[tuple[str, ...], Chain]:
    """The classes of a method, and the chain that chooses among them by their places."""
    source = program(rule_set)
    rules = [rule for rule in source["rules"] if rule["method"] == method]
    classes = tuple(dict.fromkeys(rule["class"] for rule in rules))
    return classes, _choose(rules, source["lines"], classes)


def runs(values: Sequence[int]) -> list[tuple[int, int]]:
    """Consecutive values as (first, last): [1, 2, 3, 6] -> [(1, 3), (6, 6)].

    Comparing is faster than looking up in a set, in every engine; DuckDB even turns IN into a join.
    """
    ordered = sorted(set(values))
    breaks = [place for place in range(1, len(ordered)) if ordered[place] != ordered[place - 1] + 1]
    return [(ordered[low], ordered[high - 1]) for low, high in itertools.pairwise([0, *breaks, len(ordered)])]


def _answer(entry: dict[str, Any]) -> Answer:
    return Answer(
        id=entry["id"],
        decimals=entry["decimals"],
        minimum=entry["min"],
        maximum=entry["max"],
        codes=tuple(code for code, _ in entry["codes"]),
        blank=entry["blank"],
        asked_when=entry["asked_when"],
        scored=entry["scored"],
    )


def _layers(answers: list[Answer]) -> tuple[tuple[Answer, ...], ...]:
    """Questions grouped so that each depends only on groups before its own."""
    depth: dict[str, int] = {}
    for answer in answers:
        needed = names_in(answer.asked_when) if answer.asked_when is not None else set()
        depth[answer.id] = 1 + max((depth[name] for name in needed), default=-1)
    return tuple(
        tuple(answer for answer in answers if depth[answer.id] == level)
        for level in range(max(depth.values(), default=0) + 1)
    )


def _lookup(entry: dict[str, Any]) -> Lookup:
    starts = [start for start, _ in entry["rows"]]
    ends = [*starts[1:], entry["below"]]
    return Lookup(
        entry["id"],
        entry["band"],
        entry["by"],
        tuple(
            (code, tuple((start, end, values[place]) for (start, values), end in zip(entry["rows"], ends, strict=True)))
            for place, code in enumerate(entry["columns"])
        ),
    )


def _item(entry: dict[str, Any], answers: dict[str, Answer]) -> Item:
    rows: PointsChain = [(option["when"], tuple(option["points"])) for option in entry["options"]]
    if entry["hit"] == "unique" and len(entry["reads"]) == 1 and entry["reads"][0] in answers:
        clipped = [(_clipped(when, answers[entry["reads"][0]]), points) for when, points in rows]
        rows = [(when, points) for when, points in clipped if when[0] != "in" or when[2]]
    if entry["hit"] == "sum":
        nothing = (0,) * len(rows[0][1])
        return Item(entry["id"], tuple([(when, points), (["not", when], nothing)] for when, points in rows))
    return Item(entry["id"], (_highest_first(rows) if entry["hit"] == "highest" else rows,))


def _highest_first(rows: PointsChain) -> PointsChain:
    """Of the rows that apply, the one with most points in the household's column must come first."""
    cells: dict[int, list[Node]] = {}
    for when, points in rows:
        for value in dict.fromkeys(points):
            places = [place for place, other in enumerate(points) if other == value]
            cells.setdefault(value, []).append(["and", when, ["in", ["get", "column"], places]])
    width = len(rows[0][1])
    return [(["or", *cells[value]], (value,) * width) for value in sorted(cells, reverse=True)]


def _clipped(when: Node, answer: Answer) -> Node:
    """The same condition, false outside the domain of the answer."""
    if answer.codes:
        held = [code for code in answer.codes if truth(when, {answer.id: (code, code)})]
        return ["in", ["get", answer.id], held]
    if when[0] == "in":
        return ["in", when[1], [value for value in when[2] if answer.minimum <= value <= answer.maximum]]
    edges = edges_of(when, answer.id)
    above = any(truth(when, {answer.id: (v, v)}) for v in {answer.maximum + 1, *edges} if v > answer.maximum)
    below = any(
        truth(when, {answer.id: (v, v)})
        for v in {answer.minimum - 1, *(edge - 1 for edge in edges)}
        if v < answer.minimum
    )
    parts: list[Node] = [when]
    if above:
        parts.append(["<=", ["get", answer.id], ["n", answer.maximum]])
    if below:
        parts.append([">=", ["get", answer.id], ["n", answer.minimum]])
    return when if len(parts) == 1 else ["and", *parts]


def _choose(rules: list[dict[str, Any]], lines: dict[str, dict[str, int | None]], classes: tuple[str, ...]) -> Chain:
    """Class rules with the lines of each area written in, as `compiled` does."""
    chain: Chain = []
    for area, test in (("urban", "=="), ("rural", "!=")):
        known = {name: sides[area] for name, sides in lines.items()}
        for rule in rules:
            if any(known.get(name, 0) is None for name in names_in(rule["when"])):
                continue  # a line that the sources do not give: who needs it stays without a class
            when = _written_in(rule["when"], known)
            chain.append((["and", [test, ["get", "area_type"], ["n", 1]], when], classes.index(rule["class"])))
    return chain


def _written_in(node: Node, known: dict[str, int | None]) -> Node:
    if node[0] == "get" and node[1] in known:
        return ["n", known[node[1]]]
    if node[0] == "in":
        return [node[0], _written_in(node[1], known), node[2]]
    return [node[0], *(_written_in(part, known) if isinstance(part, list) else part for part in node[1:])]
