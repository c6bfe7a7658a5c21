"""Spark on two cores gives exactly what Polars gives, with the setting that keeps its code compiled."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from chungtay.population.classify import classify
from chungtay.population.polars_engine import members_to_facts
from chungtay.population.spark_engine import score_tables, session
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import AnswersError
from tests import surveys
from tests.population.as_tables import tables
from tests.population.compare import ON
from tests.population.random_households import households

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(
        importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
        reason="2026-11-24: pyspark and Java are too large for every developer; ./run test --all installs them",
    ),
]

RULES = rule_sets.load("vn-2022")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with session("local[2]", **{"spark.sql.shuffle.partitions": "2"}) as started:
        yield started


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    for way in ("decimal", "float"):
        table, members = tables(RULES, households(RULES, 400, seed=31), way)
        ward = (pl.col("household_code") % 4).alias("ward_code")
        # a code on two rows, and rows without a code, are refused by both
        code = pl.when(pl.col("household_code") < 2).then(1).when(pl.col("household_code") != 7).then("household_code")
        table.with_columns(ward, code.alias("household_code")).write_parquet(folder / f"{way}-ho.parquet")
        members.write_parquet(folder / f"{way}-thanh-vien.parquet")
    return folder


def test_the_code_that_spark_makes_stays_compiled(spark: Any) -> None:
    assert spark.conf.get("spark.sql.codegen.hugeMethodLimit") == "8000"
    spark.conf.set("spark.sql.codegen.hugeMethodLimit", "65535")
    table = spark.createDataFrame([(1,)], "household_code int")
    with pytest.raises(AnswersError, match="The household table lacks the columns"):
        score_tables(spark, RULES, table)
    assert spark.conf.get("spark.sql.codegen.hugeMethodLimit") == "8000"


@pytest.mark.parametrize("way", ["decimal", "float"])
def test_spark_equals_polars(spark: Any, files: Path, tmp_path: Path, way: str) -> None:
    source, members = files / f"{way}-ho.parquet", files / f"{way}-thanh-vien.parquet"
    by_spark = score_tables(
        spark, RULES, spark.read.parquet(str(source)), members=spark.read.parquet(str(members)), on=ON
    )
    got = [tuple(row) for row in by_spark.collect()]
    summary = classify(source, RULES, members=members, on=ON, out=tmp_path / "polars.parquet")
    polars = pl.read_parquet(tmp_path / "polars.parquet")
    assert by_spark.columns == polars.columns
    assert sorted(got, key=str) == sorted(polars.rows(), key=str)
    assert {row["class"] for row in polars.to_dicts()} == {None, *summary.classes}
    assert len(got) == 400


def test_spark_writes_and_counts_the_same(files: Path, tmp_path: Path) -> None:
    source, members = files / "decimal-ho.parquet", files / "decimal-thanh-vien.parquet"
    of_polars = classify(source, RULES, members=members, on=ON)
    of_spark = classify(source, RULES, members=members, on=ON, engine="spark", out=tmp_path / "spark")
    assert (of_spark.classes, of_spark.refused, of_spark.wards) == (
        of_polars.classes,
        of_polars.refused,
        of_polars.wards,
    )
    assert pl.scan_parquet(tmp_path / "spark" / "*.parquet").select(pl.len()).collect().item() == 400
    with pytest.raises(AnswersError, match="by their Parquet path"):
        classify(pl.scan_parquet(source), RULES, engine="spark")


@pytest.mark.parametrize("way", ["decimal", "float"])
@pytest.mark.parametrize("at_most", [10_000, 7])
def test_refused_rows_get_the_same_sentences(files: Path, way: str, at_most: int) -> None:
    """Who (the household's code), what (sentences in both languages) and where (which member), in the same order."""
    source, members = files / f"{way}-ho.parquet", files / f"{way}-thanh-vien.parquet"
    of_polars = classify(source, RULES, members=members, on=ON, explain_at_most=at_most)
    of_spark = classify(source, RULES, members=members, on=ON, explain_at_most=at_most, engine="spark")
    assert of_spark.refusals == of_polars.refusals
    assert (of_spark.ignored, of_spark.strangers, of_spark.explained_at_most) == (
        of_polars.ignored,
        of_polars.strangers,
        of_polars.explained_at_most,
    )
    said = {refusal.key: [reason.vi for reason in refusal.reasons] for refusal in of_spark.refusals}
    assert said[1] == ["Mã hộ có ở nhiều dòng của bảng hộ."]
    if at_most > 7:
        assert said[None] == ["Dòng này không có mã hộ."]
        assert any("thành viên" in sentence.casefold() for reasons in said.values() for sentence in reasons)


def test_a_refused_household_told_by_hand(tmp_path: Path) -> None:
    houses, people = surveys.parquet(tmp_path)
    for engine in ("polars", "spark"):
        summary = classify(houses, RULES, members=people, on=surveys.ON, engine=engine)  # type: ignore[arg-type]
        (refusal,) = summary.refusals
        assert refusal.key == "104"
        assert [reason.vi for reason in refusal.reasons] == ["“Nước sinh hoạt”: chưa có câu trả lời (A.VIII)."]


def test_without_members_the_facts_are_told(files: Path, tmp_path: Path) -> None:
    source, members = files / "decimal-ho.parquet", files / "decimal-thanh-vien.parquet"
    facts = members_to_facts(RULES, pl.scan_parquet(members), on=ON)
    pl.scan_parquet(source).join(facts, on="household_code", how="left", maintain_order="left").sink_parquet(
        tmp_path / "one.parquet"
    )
    of_polars = classify(tmp_path / "one.parquet", RULES, on=ON)
    of_spark = classify(tmp_path / "one.parquet", RULES, on=ON, engine="spark")
    assert of_spark.refusals == of_polars.refusals
    assert len(of_spark.refusals) > 1
