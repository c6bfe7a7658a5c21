"""A number of law without instrument, validity and a mark of how far it is checked does not get in."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest

from tests.house.repository import SOURCE

TABLES = sorted(path for path in (SOURCE / "rulebook").glob("*/*.toml"))


def test_there_are_tables_of_law() -> None:
    assert len(TABLES) >= 20


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_table_names_its_source(path: Path) -> None:
    source = tomllib.loads(path.read_text("utf-8")).get("source", {})
    assert source.get("instrument"), "which instrument says so?"
    assert source.get("checked"), "who or what checked it?"
    assert isinstance(source.get("valid_from"), datetime.date), "from which day does it hold?"
