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

from chungtay.population.plan import plan
from chungtay.population.sql_engine import Kind, facts_sql, score_sql
from chungtay.population.summary import Summary
from chungtay.population.tables import KEY, WARD
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.model import RuleSet

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

HUGE_METHOD_LIMIT = ("spark.sql.codegen.hugeMethodLimit", "8000")
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
    area: Mapping[str, int] | None,
    out: Path | str | None,
    on: datetime.date | None,
) -> Summary:
    """`classify.classify` on Spark: paths to Parquet in, a folder of Parquet out, refused rows only counted."""
    for table in (source, members):
        if table is not None and not isinstance(table, str | Path):
            raise AnswersError("Spark đọc bảng theo đường dẫn Parquet.", "Spark reads tables by their Parquet path.")
    with session() as spark:
        people = None if members is None else spark.read.parquet(str(members))
        scored = score_tables(
            spark, rule_set, spark.read.parquet(str(source)), members=people, area=area, on=on
        ).cache()
        summary = Summary.empty(rule_set)
        summary.written = None if out is None else Path(out)
        by = [name for name in (WARD, "class") if name in scored.columns]
        for *ward, name, count in scored.groupBy(*by).count().collect():
            summary.add(name, count, *ward)
        if out is not None:
            scored.write.mode("overwrite").option("compression", "zstd").parquet(str(out))
    return summary
