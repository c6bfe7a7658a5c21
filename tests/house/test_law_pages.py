"""The pages of docs/law say exactly what the rule sets hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from chungtay.rulebook import rule_sets
from chungtay.rulebook.document import law_page

LAW = Path(__file__).parents[2] / "docs" / "law"


@pytest.mark.parametrize("name", rule_sets.names())
def test_the_page_of_a_rule_set_is_fresh(name: str) -> None:
    page = (LAW / f"{name}.md").read_text("utf-8")
    assert page == law_page(rule_sets.load(name)), f"write docs/law/{name}.md anew: ./run rules page {name}"
