"""A number that somebody else writes is one that a column holds: longer ones are refused in words, or lead nowhere."""

from __future__ import annotations

import ast

from tests.house.repository import ROOT, SOURCE


def test_numbers_of_addresses_and_forms_have_an_end():
    """`<number:…>` of core/addresses.py, NumberField of core/forms.py, or a greatest value beside the field."""
    open_ended = []
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            field = isinstance(node, ast.Call) and ast.unparse(node.func) == "forms.IntegerField"
            endless = field and "max_value" not in {keyword.arg for keyword in node.keywords}
            address = isinstance(node, ast.Constant) and isinstance(node.value, str) and "<int:" in node.value
            if endless or address:
                open_ended.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert open_ended == []
