"""Rows are held without their keys: whoever writes a row that points at a held one does not wait."""

from __future__ import annotations

import ast

from tests.house.repository import ROOT, SOURCE


def test_a_held_row_leaves_foreign_keys_free():
    loose = []
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            named = {keyword.arg for keyword in node.keywords}
            if node.func.attr == "select_for_update" and "no_key" not in named:
                loose.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert loose == []
