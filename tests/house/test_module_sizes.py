"""Small files: half the modules under 75 lines, nine in ten under 350."""

from __future__ import annotations

from tests.house.repository import ROOT, SOURCE, files

MODULES = [
    path for path in files() if path.suffix == ".py" and SOURCE in path.parents and "migrations" not in path.parts
]


def test_nine_modules_in_ten_are_under_350_lines() -> None:
    long = {str(p.relative_to(ROOT)): n for p in MODULES if (n := len(p.read_text("utf-8").splitlines())) >= 350}
    assert len(long) <= len(MODULES) // 10, long


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "helpers", "services", "managers", "common", "misc", "util"}
    assert [str(path.relative_to(ROOT)) for path in MODULES if path.stem in empty or path.parent.name in empty] == []
