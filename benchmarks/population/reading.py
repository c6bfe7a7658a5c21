"""Five million households: CPU of scoring against CPU of reading the same columns, all in this one process."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import country
import duckdb
import plain_sql
import polars as pl
import pyarrow.parquet as pq
from timing import best

from chungtay.population.classify import classify
from chungtay.population.plan import plan
from chungtay.population.polars_engine import score
from chungtay.population.sql_engine import Kind, score_sql
from chungtay.rulebook import rule_sets


def main(source: str, mixed: str, times: str) -> None:
    rule_set, columns, repeat = rule_sets.load("vn-2022"), country.columns(), int(times)
    rules, rows = plan(rule_set), pq.read_metadata(source).num_rows
    out = Path(source).with_name("scored.parquet")
    found: dict[str, float] = {}

    table = pl.scan_parquet(source)
    found["read_polars"], _ = best(lambda: table.select(pl.col(columns).sum()).collect(engine="streaming"), repeat)
    with duckdb.connect() as database:
        database.execute("SET threads = 2")
        sums = ", ".join(f"sum({name})" for name in columns)
        found["read_duckdb"], _ = best(lambda: database.execute(f"select {sums} from '{source}'").fetchall(), repeat)
        found["read_pyarrow"], _ = best(lambda: pq.read_table(source, columns=columns).num_rows, repeat)

        found["score"], ours = best(lambda: _counts(score(rule_set, table, keep=())), repeat)
        worst = pl.scan_parquet(mixed)
        found["score_worst_order"], _ = best(lambda: _counts(score(rule_set, worst, keep=())), repeat)
        everything = [pl.col(name).cast(pl.Int64).sum() for name in [*rules.point_columns, *rules.flag_columns]]
        every_item = score(rule_set, table, keep=()).select(everything)
        found["score_every_item"], _ = best(lambda: every_item.collect(engine="streaming"), repeat)
        found["classify_unchecked"], _ = best(lambda: classify(source, rule_set, check_one_in=0), repeat)
        found["classify"], _ = best(lambda: classify(source, rule_set), repeat)
        found["classify_and_write"], _ = best(lambda: classify(source, rule_set, out=out, check_one_in=0), repeat)
        found["classify_and_check"], _ = best(lambda: classify(source, rule_set, out=out), repeat)

        statement = plain_sql.counts(rule_set, source)
        found["duckdb_by_hand"], by_hand = best(lambda: database.execute(statement).fetchall(), repeat)
        kinds: dict[str, Kind] = {
            name: "number" if dtype.is_float() else "whole" for name, dtype in table.collect_schema().items()
        }
        own = score_sql(rule_set, "duckdb", kinds, table="households")
        database.execute(f"create view households as select * from '{source}'")
        grouped = f"select class, count(*), sum(b1), sum(b2) from ({own}) group by 1 order by 1"
        found["duckdb_our_sql"], by_sql = best(lambda: database.execute(grouped).fetchall(), repeat)

    assert ours == by_hand == by_sql, (ours, by_hand, by_sql)
    found["bytes_per_household"] = _stored(out, [*rules.outputs]) / rows
    out.unlink()
    print(json.dumps(found | {"rows": rows, "classes": {row[0]: row[1] for row in ours}}))


def _counts(scored: pl.LazyFrame) -> list[tuple[str, int, int, int]]:
    by_class = scored.group_by(pl.col("class").cast(pl.String)).agg(pl.len(), pl.col("b1").sum(), pl.col("b2").sum())
    return by_class.collect(engine="streaming").sort("class").rows()


def _stored(path: Path, columns: list[str]) -> int:
    """Bytes of these columns in a Parquet file: what it takes to explain every result later."""
    about = pq.read_metadata(path)
    chunks = [about.row_group(g).column(c) for g in range(about.num_row_groups) for c in range(about.num_columns)]
    return sum(chunk.total_compressed_size for chunk in chunks if chunk.path_in_schema in columns)


main(*sys.argv[1:])
