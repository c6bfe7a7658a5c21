"""The rule book's own small language: conditions over answers, in whole numbers.

    age_months >= 36 and age_months < 192 and attending == 1
    floor_area_m2 < 8 * persons
    job_type in (2, 3, 4)
    household_class in (poor, near_poor)        # words for codes, where the reader of the file gives a list of them

A condition is parsed once, checked (only known names, only these operators), rescaled so that every number is a whole
number, and kept as nested lists that travel as JSON to the browser, to Polars and to SQL. Text is parsed with Python's
own grammar and then walked through a white list; nothing is ever executed.

Node forms: ["n", 5] · ["get", name] · ["+"|"-"|"*", a, b] · ["<"|"<="|">"|">="|"=="|"!=", a, b] · ["in", a, [1, 2]] ·
["and"|"or", a, b, ...] · ["not", a] · ["true"]
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Node = list[Any]

_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


class LanguageError(ValueError):
    """The text is not a condition of this language; the message is (vi, en)."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


def parse_condition(text: str, decimals: Mapping[str, int], words: Mapping[str, int] | None = None) -> Node:
    """Return the checked node of a condition. `decimals` holds every known name with the digits it keeps; `words` stand
    for whole numbers (codes)."""
    try:
        return _condition(_expression(text, words), text, decimals)
    except RecursionError:
        raise _too_deep(text) from None


def parse_number(text: str, decimals: Mapping[str, int], words: Mapping[str, int] | None = None) -> tuple[Node, int]:
    """Return the node of a number and the digits it keeps, e.g. "20 * persons"."""
    try:
        return _number(_expression(text, words), text, decimals)
    except RecursionError:
        raise _too_deep(text) from None


def _too_deep(text: str) -> LanguageError:
    return LanguageError(f"điều kiện “{text[:60]}…” quá dài.", f'the condition "{text[:60]}…" is too long.')


def names_in(node: Node) -> set[str]:
    """Every answer or fact that the node reads."""
    if node[0] == "get":
        return {node[1]}
    if node[0] == "in":
        return names_in(node[1])
    found: set[str] = set()
    for part in node[1:]:
        if isinstance(part, list):
            found |= names_in(part)
    return found


def edges_of(node: Node, name: str) -> set[int]:
    """The values of `name` at which a comparison in the node changes: 192 for "< 192" and ">= 192"."""
    if len(node) == 3 and node[1] == ["get", name] and isinstance(node[2], list) and node[2][0] == "n":
        value, kind = node[2][1], node[0]
        return {value} if kind in ("<", ">=") else {value + 1} if kind in ("<=", ">") else {value, value + 1}
    found: set[int] = set()
    for part in node[1:]:
        if isinstance(part, list) and part and isinstance(part[0], str):
            found |= edges_of(part, name)
    return found


def _expression(text: str, words: Mapping[str, int] | None = None) -> ast.expr:
    try:
        tree = ast.parse(text, mode="eval").body
    except (RecursionError, MemoryError):
        raise _too_deep(text) from None
    except (SyntaxError, ValueError):  # ValueError: a NUL
        raise LanguageError(f"điều kiện “{text}” viết sai.", f'the condition "{text}" is not well formed.') from None
    return _Words(words).visit(tree) if words else tree


class _Words(ast.NodeTransformer):
    """Words for codes become their numbers. A number made so has no place in the text, and reads as it is."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self.words = words

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(self.words[node.id]) if node.id in self.words else node


def _refuse(tree: ast.expr, text: str) -> LanguageError:
    part = ast.get_source_segment(text, tree) or text
    return LanguageError(
        f"“{part}” không có trong ngôn ngữ của bộ quy tắc.", f'"{part}" is not part of the rule language.'
    )


def _condition(tree: ast.expr, text: str, decimals: Mapping[str, int]) -> Node:
    if isinstance(tree, ast.BoolOp):
        word = "and" if isinstance(tree.op, ast.And) else "or"
        return [word, *[_condition(part, text, decimals) for part in tree.values]]
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
        return ["not", _condition(tree.operand, text, decimals)]
    if isinstance(tree, ast.Constant) and tree.value is True:
        return ["true"]
    if isinstance(tree, ast.Compare):
        parts: list[Node] = []
        left = tree.left
        for operator, right in zip(tree.ops, tree.comparators, strict=True):
            parts.append(_comparison(left, operator, right, text, decimals))
            left = right
        return parts[0] if len(parts) == 1 else ["and", *parts]
    raise _refuse(tree, text)


def _comparison(left: ast.expr, operator: ast.cmpop, right: ast.expr, text: str, decimals: Mapping[str, int]) -> Node:
    a, a_digits = _number(left, text, decimals)
    if isinstance(operator, ast.In) and isinstance(right, ast.Tuple):
        if a_digits:
            raise _refuse(right, text)
        values = []
        for element in right.elts:
            if not (isinstance(element, ast.Constant) and type(element.value) is int):
                raise _refuse(element, text)
            values.append(element.value)
        return ["in", a, values]
    symbol = _COMPARE.get(type(operator))
    if symbol is None:
        raise _refuse(right, text)
    b, b_digits = _number(right, text, decimals)
    digits = max(a_digits, b_digits)
    return [symbol, _scaled(a, digits - a_digits), _scaled(b, digits - b_digits)]


def _number(tree: ast.expr, text: str, decimals: Mapping[str, int]) -> tuple[Node, int]:
    if isinstance(tree, ast.Constant) and type(tree.value) in (int, float):
        value = Decimal(ast.get_source_segment(text, tree) or str(tree.value))
        exponent = value.as_tuple().exponent
        digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        return ["n", int(value.scaleb(digits))], digits
    if isinstance(tree, ast.Name):
        if tree.id not in decimals:
            raise LanguageError(
                f"“{tree.id}” không phải câu hỏi hay số liệu của bộ quy tắc.",
                f'"{tree.id}" is neither a question nor a fact of the rule set.',
            )
        return ["get", tree.id], decimals[tree.id]
    if isinstance(tree, ast.BinOp) and type(tree.op) in _ARITHMETIC:
        a, a_digits = _number(tree.left, text, decimals)
        b, b_digits = _number(tree.right, text, decimals)
        symbol = _ARITHMETIC[type(tree.op)]
        if symbol == "*":
            return [symbol, a, b], a_digits + b_digits
        digits = max(a_digits, b_digits)
        return [symbol, _scaled(a, digits - a_digits), _scaled(b, digits - b_digits)], digits
    raise _refuse(tree, text)


def _scaled(node: Node, digits: int) -> Node:
    if digits == 0:
        return node
    if node[0] == "n":
        return ["n", node[1] * 10**digits]
    return ["*", node, ["n", 10**digits]]
