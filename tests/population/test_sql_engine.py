"""The SQL text gives what Polars and the reference evaluator give, run for real by DuckDB and by PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import polars as pl
import psycopg
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chungtay.cli.test import throw_away_postgresql
from chungtay.population.plan import plan
from chungtay.population.sql_engine import Kind, facts_sql, score_sql
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import AnswersError
from tests.population.as_tables import stored, tables
from tests.population.compare import ON, expected
from tests.population.random_households import households
from tests.population.test_polars_engine import OTHER_READINGS
from tests.rulebook.households import ADULT

RULES = rule_sets.load("vn-2022")


def kinds(frame: pl.DataFrame) -> dict[str, Kind]:
    return {name: "whole" if dtype.is_integer() else "number" for name, dtype in frame.schema.items()}


@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(seed=st.integers(0, 2**32), way=st.sampled_from(["decimal", "float"]), other=st.booleans())
def test_duckdb_equals_the_reference(seed: int, way: str, other: bool) -> None:
    rule_set = rule_sets.load("vn-2022", OTHER_READINGS) if other else RULES
    raws = households(rule_set, 30, seed)
    table, members = tables(rule_set, raws, way)
    with duckdb.connect() as database:
        database.register("households", table.to_arrow())
        database.register("members", members.to_arrow())
        facts = facts_sql(rule_set, "duckdb", kinds(members))
        database.execute(f"CREATE TABLE counted AS SELECT * FROM households LEFT JOIN ({facts}) USING (household_code)")
        counted = {fact.id: "whole" for fact in plan(rule_set).facts}
        scores = score_sql(rule_set, "duckdb", kinds(table) | counted, table="counted")
        result = database.execute(f"SELECT * FROM ({scores}) ORDER BY household_code")
        names = [column[0] for column in result.description]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    for raw, row in zip(stored(raws, way), rows, strict=True):
        del row["household_code"]
        assert row == expected(rule_set, raw), raw


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[psycopg.Connection[Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        with throw_away_postgresql() as address, psycopg.connect(address) as connection:
            yield connection


@pytest.mark.parametrize("way", ["decimal", "float"])
def test_postgresql_equals_the_reference(postgresql: psycopg.Connection[Any], way: str) -> None:
    raws = households(RULES, 300, seed=23)
    table, members = tables(RULES, raws, way)
    for name, frame in (("households", table), ("members", members)):
        types = {"whole": "bigint", "number": "numeric" if way == "decimal" else "float8"}
        columns = ", ".join(f'"{column}" {types[kind]}' for column, kind in kinds(frame).items())
        postgresql.execute(f"DROP TABLE IF EXISTS {name}")
        postgresql.execute(f"CREATE TABLE {name} ({columns})")
        with postgresql.cursor().copy(f"COPY {name} FROM STDIN") as copy:
            for row in frame.iter_rows():
                copy.write_row(row)
    facts = facts_sql(RULES, "postgres", kinds(members))
    postgresql.execute("DROP TABLE IF EXISTS counted")
    postgresql.execute(f"CREATE TABLE counted AS SELECT * FROM households LEFT JOIN ({facts}) f USING (household_code)")
    counted = {fact.id: "whole" for fact in plan(RULES).facts}
    scores = score_sql(RULES, "postgres", kinds(table) | counted, table="counted")
    result = postgresql.execute(f"SELECT * FROM ({scores}) s ORDER BY household_code")
    names = [column.name for column in result.description or []]
    for raw, values in zip(stored(raws, way), result, strict=True):
        row = dict(zip(names, values, strict=True))
        del row["household_code"]
        assert row == expected(RULES, raw), raw


def test_ages_from_dates_of_birth() -> None:
    columns = {entry.id: [ADULT.get(entry.id)] * 3 for entry in RULES.inputs_of("member") if entry.id != "age_months"}
    members = pl.DataFrame(
        {"household_code": [1, 2, 3], "birth_date": ["2010-09-15", "2010-09-16", "2026-09-16"]} | columns
    )
    members = members.with_columns(
        pl.col("birth_date").str.to_date(), sex=1, height_cm=170, attending=1, school_level=3, weight_kg=4
    )
    facts = facts_sql(RULES, "duckdb", kinds(members) | {"birth_date": "date"}, on=ON)
    with duckdb.connect() as database:
        database.register("members", members.to_arrow())
        rows = database.execute(f"SELECT household_code, persons, dependants FROM ({facts}) ORDER BY 1").fetchall()
    assert rows == [(1, 1, 0), (2, 1, 1), (3, None, None)]  # sixteen today, sixteen tomorrow, born tomorrow


def test_columns_that_are_no_numbers_are_refused_by_name() -> None:
    members: dict[str, Kind] = {entry.id: "whole" for entry in RULES.inputs_of("member")}
    with pytest.raises(AnswersError, match='The column "internet" does not hold numbers'):
        facts_sql(RULES, "duckdb", members | {"household_code": "whole", "internet": "other"})
    with pytest.raises(AnswersError, match="The member table lacks the columns: household_code, internet"):
        facts_sql(RULES, "spark", {name: kind for name, kind in members.items() if name != "internet"})


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_nothing_is_divided(dialect: Any) -> None:
    members: dict[str, Kind] = {entry.id: "number" for entry in RULES.inputs_of("member")} | {"household_code": "whole"}
    households_: dict[str, Kind] = {entry.id: "number" for entry in RULES.inputs_of("household")}
    households_ |= dict.fromkeys([*RULES.facts, "household_code"], "whole")
    for text in (facts_sql(RULES, dialect, members), score_sql(RULES, dialect, households_)):
        assert "/" not in text
        assert " DIV" not in text
