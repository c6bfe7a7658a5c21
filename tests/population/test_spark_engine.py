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
from chungtay.population.spark_engine import score_tables, session
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import AnswersError
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
