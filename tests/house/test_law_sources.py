"""A number of law without instrument, validity and a mark of how far it is checked does not get in."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest

from tests.house.repository import SOURCE

ASSISTANCE = SOURCE / "rulebook" / "assistance"
# A table of a period has one source; policies of assistance have one each, and are read one by one below.
TABLES = sorted(path for path in (SOURCE / "rulebook").glob("*/*.toml") if path.parent != ASSISTANCE)
POLICIES = sorted((ASSISTANCE / "policies").glob("*.toml"))


def test_there_are_tables_of_law() -> None:
    assert len(TABLES) >= 20


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_table_names_its_source(path: Path) -> None:
    source = tomllib.loads(path.read_text("utf-8")).get("source", {})
    assert source.get("instrument"), "which instrument says so?"
    assert source.get("checked"), "who or what checked it?"
    assert isinstance(source.get("valid_from"), datetime.date), "from which day does it hold?"


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.name)
def test_every_policy_names_its_source(path: Path) -> None:
    tables = tomllib.loads(path.read_text("utf-8"))
    for policy in tables["policy"]:
        assert policy["instrument"], policy["id"]
        assert policy["article"], policy["id"]
        assert policy["mark"] in ("V", "S"), policy["id"]
        assert isinstance(policy["valid_from"], datetime.date), policy["id"]
    for remembered in tables.get("to_verify", ()):
        assert set(remembered) <= {"id", "vi", "en", "instrument", "valid_from", "valid_to", "why_vi", "why_en"}


def test_every_number_that_policies_read_names_its_source() -> None:
    for parameter in tomllib.loads((ASSISTANCE / "parameters.toml").read_text("utf-8"))["parameter"]:
        for value in parameter["values"]:
            assert value["instrument"], parameter["id"]
            assert value["article"], parameter["id"]
            assert value["mark"] in ("V", "S"), parameter["id"]
            assert isinstance(value["valid_from"], datetime.date), parameter["id"]
