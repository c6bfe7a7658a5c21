"""What must hold before a rule set may be used: rows of an item neither overlap nor leave an answer without a row,
exactly one column holds for every household, exactly one class rule applies to every pair of scores.

All of it is decided exactly, in whole numbers.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

from chungtay.rulebook.errors import RuleSetError
from chungtay.rulebook.intervals import truth
from chungtay.rulebook.language import LanguageError, Node, names_in, parse_condition
from chungtay.rulebook.model import Fact, Input, Option, RuleSet
from chungtay.rulebook.toml_file import Table

# A range of whole numbers, end excluded; None is "no bound".
Range = tuple[int, int | None]


def read_options(
    table: Table,
    hit: str,
    on: str,
    per: str,
    columns: int,
    decimals: Mapping[str, int],
    inputs: Mapping[str, Input],
    facts: Mapping[str, Fact],
) -> tuple[tuple[Option, ...], tuple[str, ...]]:
    """The rows of one item and the answers and facts that it reads; refuses gaps, overlaps and wrong columns."""
    rows = table.rows("option")
    if hit == "unique":
        return _banded(table, rows, on, per, columns, decimals, inputs, facts)
    options: list[Option] = []
    reads: set[str] = set()
    for row in rows:
        if row.has("otherwise"):
            row.take("otherwise", bool)
            node: Node = ["not", ["or", *[option.when for option in options]]]
        else:
            try:
                node = parse_condition(row.need("when", str), decimals)
            except LanguageError as error:
                raise row.error("when", error.vi, error.en) from None
            reads |= names_in(node)
        options.append(_option(row, node, columns))
    if not options or options[-1].when[0] != "not":
        raise table.error("option", "thiếu dòng “otherwise” ở cuối.", 'the last row must be "otherwise".')
    return tuple(options), tuple(sorted(reads))


def _banded(
    table: Table,
    rows: list[Table],
    on: str,
    per: str,
    columns: int,
    decimals: Mapping[str, int],
    inputs: Mapping[str, Input],
    facts: Mapping[str, Fact],
) -> tuple[tuple[Option, ...], tuple[str, ...]]:
    for key, name in (("on", on), ("per", per)):
        if (name or key == "on") and name not in decimals:
            raise table.error(key, f"không có “{name}”.", f'there is no "{name}".')
    digits = decimals[on]
    domain: list[Range] = [(0, None)] if per else _domain(on, inputs, facts)
    covered: list[tuple[Range, Table]] = []
    options = []
    for row in rows:
        ranges = _ranges(row, digits)
        covered.extend((entry, row) for entry in ranges)
        options.append(_option(row, _node(ranges, on, per), columns))
    _check_cover(table, domain, covered)
    return tuple(options), (on, per) if per else (on,)


def _option(row: Table, node: Node, columns: int) -> Option:
    points = tuple(row.need("points", list))
    if len(points) != columns or any(type(value) is not int for value in points):
        raise row.error(
            "points",
            f"dòng “{row.data.get('id')}” phải có {columns} số điểm nguyên, có {len(points)}.",
            f'row "{row.data.get("id")}" must have {columns} whole numbers of points, it has {len(points)}.',
        )
    option = Option(row.need("id", str), node, row.text(), points, row.get("printed", bool, True))
    row.get("reading", str, "")
    row.done()
    return option


def _ranges(row: Table, digits: int) -> list[Range]:
    factor = 10**digits
    if row.has("is"):
        values = row.take("is", list)
        if any(type(value) is not int for value in values):
            raise row.error("is", "“is” phải gồm số nguyên.", '"is" must hold whole numbers.')
        return [(value * factor, value * factor + 1) for value in sorted(values)]
    low, high = (_bound(row, key, digits) for key in ("from", "below"))
    if low is None and high is None:
        raise row.error("id", "dòng phải có “is”, “from” hoặc “below”.", 'a row needs "is", "from" or "below".')
    return [(0 if low is None else low, high)]


def _bound(row: Table, key: str, digits: int) -> int | None:
    if not row.has(key):
        return None
    text: str = row.take(key, str)
    if not text.isdigit():
        raise row.error(key, f"“{text}” phải là số nguyên.", f'"{text}" must be a whole number.')
    factor: int = 10**digits
    return int(text) * factor


def _node(ranges: list[Range], on: str, per: str) -> Node:
    if all(high is not None and high == low + 1 for low, high in ranges):
        return ["in", ["get", on], [low for low, _ in ranges]]
    (low, high) = ranges[0]
    parts: list[Node] = [[">=", ["get", on], _times(low, per)]]
    if high is not None:
        parts.append(["<", ["get", on], _times(high, per)])
    return parts[0] if len(parts) == 1 else ["and", *parts]


def _times(value: int, per: str) -> Node:
    return ["*", ["n", value], ["get", per]] if per else ["n", value]


def _domain(on: str, inputs: Mapping[str, Input], facts: Mapping[str, Fact]) -> list[Range]:
    if on in inputs:
        entry = inputs[on]
        if entry.type == "code":
            return _codes(code for code, _ in entry.codes)
        return [(entry.minimum, entry.maximum + 1)]
    fact = facts[on]
    if fact.kind == "max":
        return _codes([0, *(code for code, _ in inputs[str(fact.of)].codes)])
    # counting everybody starts at one: a household without members is refused before any rule runs
    return [(1 if fact.of == ["true"] else 0, None)]


def _codes(values: Iterable[int]) -> list[Range]:
    return [(value, value + 1) for value in sorted(set(values))]


def _check_cover(table: Table, domain: list[Range], covered: list[tuple[Range, Table]]) -> None:
    """Walk the ranges in order: each must start where the one before ended."""
    ordered = sorted(covered, key=lambda entry: entry[0][0])
    for ((_, end), row), ((start, _), following) in itertools.pairwise(ordered):
        if end is None or start < end:
            raise following.error(
                "id",
                f"dòng “{following.data['id']}” trùng với dòng “{row.data['id']}”.",
                f'row "{following.data["id"]}" overlaps row "{row.data["id"]}".',
            )
    for low, high in domain:
        at: int | None = low
        for (start, end), _ in ordered:
            if at is not None and start <= at and (end is None or end > at):
                at = end
        if at is not None and (high is None or at < high):
            raise table.error("option", f"không có dòng nào cho giá trị {at}.", f"no row covers the value {at}.")


def check(rule_set: RuleSet, folder: str) -> None:
    """Checks across files; raises `RuleSetError` on the first that fails."""
    missing = [method for method in rule_set.methods if method not in ("points", "income")]
    if missing or rule_set.default_method not in rule_set.methods:
        raise _error(folder, "“methods” không đúng.", '"methods" is not right.')
    if rule_set.items:
        _check_columns(rule_set, folder)
    elif "points" in rule_set.methods and not any("points" in gap.methods for gap in rule_set.gaps):
        raise _error(folder, "không có bảng điểm.", "there is no table of points.")
    for method in rule_set.methods:
        _check_rules(rule_set, method, folder)
    dated = rule_set.valid_to is None or rule_set.valid_from <= rule_set.valid_to
    if not dated:
        raise _error(folder, "“valid_to” đứng trước “valid_from”.", '"valid_to" is before "valid_from".')


def _error(folder: str, vi: str, en: str) -> RuleSetError:
    return RuleSetError(f"{folder}/rule_set.toml", 1, vi, en)


def _check_columns(rule_set: RuleSet, folder: str) -> None:
    for item in rule_set.items:
        if len(item.options[0].points) != len(rule_set.columns):
            raise _error(folder, f"{item.id}: sai số cột.", f"{item.id}: wrong number of columns.")
    names = sorted(set().union(*(names_in(column.when) for column in rule_set.columns)))
    codes = [[code for code, _ in rule_set.inputs[name].codes] + [0] for name in names]
    for values in itertools.product(*codes):
        spans = {name: (value, value) for name, value in zip(names, values, strict=True)}
        held = [column.id for column in rule_set.columns if truth(column.when, spans)]
        asked = all(
            (truth(entry.asked_when, spans) if entry.asked_when is not None else True) == (spans[name][0] != 0)
            for name in names
            for entry in [rule_set.inputs[name]]
        )
        if asked and len(held) != 1:
            raise _error(folder, f"cột điểm không xác định ở {values}.", f"no single column at {values}.")


def _check_rules(rule_set: RuleSet, method: str, folder: str) -> None:
    scores = ("b1", "b2") if method == "points" else ("income", "deprivations")
    rules = [rule for rule in rule_set.rules if rule.method == method]
    for area in ("urban", "rural"):
        lines = {line.id: line.urban if area == "urban" else line.rural for line in rule_set.lines.values()}
        known = {name: value for name, value in lines.items() if value is not None}
        usable = [rule for rule in rules if names_in(rule.when) <= {*known, *scores}]
        if len(usable) < len(rules):
            continue  # a line that the sources do not give: using it is refused when a household needs it
        edges = sorted({edge for value in [0, *known.values()] for edge in (value - 1, value, value + 1) if edge >= 0})
        for pair in itertools.product(edges, repeat=2):
            spans = {name: (value, value) for name, value in known.items()}
            spans |= {name: (value, value) for name, value in zip(scores, pair, strict=True)}
            held = [rule.class_id for rule in usable if truth(rule.when, spans)]
            if rules and len(held) != 1:
                raise _error(
                    folder,
                    f"{method}, {area}: {len(held)} loại hộ tại {scores[0]}={pair[0]}, {scores[1]}={pair[1]}.",
                    f"{method}, {area}: {len(held)} classes at {scores[0]}={pair[0]}, {scores[1]}={pair[1]}.",
                )
