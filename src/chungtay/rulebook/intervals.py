"""Conditions over answers that may be unknown: numbers are (low, high), truths are True, False or None (unknown).

Sound, not always tight: the true value is always inside, and an exact answer stays exact.
"""

from __future__ import annotations

from collections.abc import Mapping

from chungtay.rulebook.language import Node

Span = tuple[int, int]


def number(node: Node, values: Mapping[str, Span]) -> Span:
    """The span of a number node."""
    kind = node[0]
    if kind == "n":
        return node[1], node[1]
    if kind == "get":
        return values[node[1]]
    (a, b), (c, d) = number(node[1], values), number(node[2], values)
    if kind == "+":
        return a + c, b + d
    if kind == "-":
        return a - d, b - c
    products = (a * c, a * d, b * c, b * d)
    return min(products), max(products)


def truth(node: Node, values: Mapping[str, Span]) -> bool | None:
    """True, False, or None when the unknown answers leave it open (Kleene's logic)."""
    kind = node[0]
    if kind == "true":
        return True
    if kind == "and":
        return _all([truth(part, values) for part in node[1:]])
    if kind == "or":
        return _any([truth(part, values) for part in node[1:]])
    if kind == "not":
        inner = truth(node[1], values)
        return None if inner is None else not inner
    if kind == "in":
        low, high = number(node[1], values)
        inside = [value for value in node[2] if low <= value <= high]
        if not inside:
            return False
        return True if len(inside) == high - low + 1 else None
    return _compare(kind, number(node[1], values), number(node[2], values))


def _compare(kind: str, left: Span, right: Span) -> bool | None:
    (a, b), (c, d) = left, right
    if kind in (">", ">="):
        return _compare("<" if kind == ">" else "<=", right, left)
    if kind == "<":
        return True if b < c else False if a >= d else None
    if kind == "<=":
        return True if b <= c else False if a > d else None
    equal = True if a == b == c == d else False if b < c or d < a else None
    if kind == "==" or equal is None:
        return equal
    return not equal


def _all(parts: list[bool | None]) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def _any(parts: list[bool | None]) -> bool | None:
    if True in parts:
        return True
    return None if None in parts else False
