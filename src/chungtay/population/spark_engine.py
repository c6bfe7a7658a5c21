"""The same SQL on Spark, for data that live on a cluster. Needs the extra "spark" and Java 17.

    with session("local[2]") as spark:
        scored = score_tables(spark, rule_set, spark.read.parquet(...), members=spark.read.parquet(...), on=date)

Spark turns a query into one Java method as long as it stays under `hugeMethodLimit`, 65,535 bytes by default; but the
JVM interprets every method over 8,000 bytes, about ten times slower, and the sum of all items is such a method. With
the limit at 8,000 Spark makes smaller methods instead, which the JVM compiles.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from chungtay.population.plan import plan
from chungtay.population.refusals import explain
from chungtay.population.sql_engine import Kind, facts_sql, score_sql
from chungtay.population.summary import Refusal, Summary
from chungtay.population.tables import KEY, WARD, ignored_columns, require_columns
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.model import RuleSet

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

HUGE_METHOD_LIMIT = ("spark.sql.codegen.hugeMethodLimit", "8000")
_PLACE = ("_chungtay_file", "_chungtay_row")
_WHOLE = ("tinyint", "smallint", "int", "bigint")
_NUMBER = ("float", "double", "decimal")


@contextmanager
def session(master: str = "local[2]", **settings: str) -> Iterator[SparkSession]:
    """A Spark session with the setting that keeps its code compiled; stopped at the end."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("chungtay")
    for key, value in {HUGE_METHOD_LIMIT[0]: HUGE_METHOD_LIMIT[1], "spark.ui.enabled": "false", **settings}.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()


def score_tables(
    spark: SparkSession,
    rule_set: RuleSet,
    households: DataFrame,
    *,
    members: DataFrame | None = None,
    area: Mapping[str, int] | None = None,
    on: datetime.date | None = None,
) -> DataFrame:
    """One row per household: key, ward code where there is one, and the outputs of the plan.

    Without `members`, the household table must hold the facts. A key on several rows is refused.
    """
    spark.conf.set(*HUGE_METHOD_LIMIT)
    table = households
    if members is not None:
        members.createOrReplaceTempView("chungtay_members")
        facts = spark.sql(facts_sql(rule_set, "spark", kinds(members), table="chungtay_members", on=on))
        twice = households.groupBy(KEY).count().where("count > 1").select(KEY)
        names = [fact.id for fact in plan(rule_set).facts]
        table = households.drop(*names).join(facts.join(twice, KEY, "left_anti"), KEY, "left")
    table.createOrReplaceTempView("chungtay_households")
    keep = [name for name in (KEY, WARD) if name in table.columns]
    return spark.sql(score_sql(rule_set, "spark", kinds(table), table="chungtay_households", keep=keep, area=area))


def kinds(frame: DataFrame) -> dict[str, Kind]:
    """How each column is stored, as `sql_engine` wants to know."""
    found: dict[str, Kind] = {}
    for name, dtype in frame.dtypes:
        plain = dtype.partition("(")[0]
        found[name] = (
            "whole" if plain in _WHOLE else "number" if plain in _NUMBER else "date" if plain == "date" else "other"
        )
    return found


def classify_with_spark(
    source: Any,
    rule_set: RuleSet,
    *,
    members: Any,
    area: dict[str, int] | None,
    out: Path | str | None,
    on: datetime.date | None,
    explain_at_most: int,
) -> Summary:
    """`classify.classify` on Spark: paths to Parquet in, a folder of Parquet out; refused rows explained alike.

    Nothing is scored a second time by the reference rules here.
    """
    for table in (source, members):
        if table is not None and not isinstance(table, str | Path):
            raise AnswersError("Spark đọc bảng theo đường dẫn Parquet.", "Spark reads tables by their Parquet path.")
    with session() as spark:
        households = spark.read.parquet(str(source))
        people = None if members is None else spark.read.parquet(str(members))
        require_columns([], set(households.columns), "household", [KEY])
        if people is not None:
            require_columns([], set(people.columns), "member", [KEY])
        homes, theirs = _placed(households), None if people is None else _placed(people)
        if theirs is not None and dict(homes.dtypes)[KEY] != dict(theirs.dtypes)[KEY]:
            homes, theirs = (frame.withColumn(KEY, frame[KEY].cast("string")) for frame in (homes, theirs))
        found = score_tables(
            spark,
            rule_set,
            homes.drop(*_PLACE),
            members=None if theirs is None else theirs.drop(*_PLACE),
            area=area,
            on=on,
        ).cache()
        summary = Summary.empty(rule_set)
        summary.written = None if out is None else Path(out)
        summary.explained_at_most = explain_at_most
        summary.ignored = ignored_columns(rule_set, households.columns, has_members=people is not None)
        by = [name for name in (WARD, "class") if name in found.columns]
        for *ward, name, count in found.groupBy(*by).count().collect():
            summary.add(name, count, *ward)
        if theirs is not None:
            summary.strangers = theirs.select(KEY).dropna().distinct().join(homes, KEY, "left_anti").count()
        if out is not None:
            found.write.mode("overwrite").option("compression", "zstd").parquet(str(out))
        if summary.refused and explain_at_most:
            refused = found.where("refused").select(KEY).distinct()
            summary.refusals = _explained(rule_set, homes, theirs, refused, explain_at_most, area=area, on=on)
    return summary


def _placed(table: DataFrame) -> DataFrame:
    """The table with the place of each row in it: a join forgets the order, and sentences name people by it."""
    return table.select("*", "_metadata.file_path", "_metadata.row_index").toDF(*table.columns, *_PLACE)


def _explained(
    rule_set: RuleSet,
    homes: DataFrame,
    people: DataFrame | None,
    refused: DataFrame,
    at_most: int,
    *,
    area: dict[str, int] | None,
    on: datetime.date | None,
) -> tuple[Refusal, ...]:
    """Only the rows of the first refused households leave Spark; the reference evaluator says what is wrong there."""
    first = _rows_of(homes, refused).orderBy(*_PLACE).limit(at_most).cache()
    keys = first.select(KEY).distinct()
    doubled: set[Any] = set()
    if people is not None:
        counted = _rows_of(homes, keys).groupBy(KEY).count().where(f"count > 1 and {KEY} is not null")
        doubled = {row[KEY] for row in counted.collect()}
    rows = _taken(first)
    return explain(
        rule_set,
        rows.lazy(),
        None if people is None else _taken(_rows_of(people, keys)).lazy(),
        rows[KEY].to_list(),
        doubled,
        area=area,
        on=on,
    )


def _rows_of(table: DataFrame, keys: DataFrame) -> DataFrame:
    wanted = keys.withColumnRenamed(KEY, "_wanted")
    return table.join(wanted, table[KEY].eqNullSafe(wanted["_wanted"]), "left_semi")


def _taken(rows: DataFrame) -> pl.DataFrame:
    """Rows as Polars has them, in the order of the table."""
    return pl.DataFrame(pl.from_arrow(rows.orderBy(*_PLACE).drop(*_PLACE).toArrow()))
