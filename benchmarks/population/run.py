"""Measure the population engine: ./run bench population [--parts reading country one spark] [--households 5000000].

Households are invented once and kept in benchmarks/data. Every part runs in a process of its own, one after another,
and prints ratios within that process: other work on the same computer changes seconds, hardly ratios.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import country

HERE = Path(__file__).parent
DATA = HERE.parent / "data"

PARTS = ("reading", "country", "others", "one", "spark")
MOST_FOR_SPARK = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench population", description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="which parts (all)")
    parser.add_argument("--households", type=int, default=5_000_000, help="households for reading and others")
    parser.add_argument("--country", type=int, default=27_600_000, help="households of the country")
    parser.add_argument("--with-members", action="store_true", help="the country's members too (about 96 million rows)")
    parser.add_argument("--times", type=int, default=3, help="runs of each measurement; the least CPU counts")
    args = parser.parse_args()
    for part in args.parts:
        globals()[f"part_{part}"](args)


def part_reading(args: argparse.Namespace) -> None:
    source = _data(args.households)
    mixed = DATA / f"{args.households}-mixed.parquet"
    country.write(mixed, args.households, mixed=True)
    found = _child("reading.py", source, mixed, args.times)
    print(f"\n## Scoring against reading, {found['rows']:,} households x {len(country.columns())} columns\n")
    print("| what | CPU s | / DuckDB reading | / pyarrow reading | / Polars reading |\n|---|---|---|---|---|")
    names = {
        "read_duckdb": "DuckDB: sum of every column",
        "read_pyarrow": "pyarrow: read every column",
        "read_polars": "Polars: sum of every column",
        "score": "**ours: score, count by class**",
        "score_worst_order": "ours, neighbours never in the same ward",
        "score_every_item": "ours: sum of every item and flag",
        "classify_unchecked": "ours: `classify`, classes counted, nothing scored again",
        "classify": "**ours: `classify` as it runs, one household in 1,000 scored again**",
        "classify_and_write": "ours: `classify`, all items and flags written, nothing scored again",
        "classify_and_check": "ours: `classify`, all written, one household in 1,000 scored again",
        "duckdb_by_hand": "DuckDB, SQL written by hand (no checks)",
        "duckdb_our_sql": "DuckDB, our SQL text (with checks)",
    }
    for key, name in names.items():
        ratios = " | ".join(
            f"{found[key] / found[base]:.2f}" for base in ("read_duckdb", "read_pyarrow", "read_polars")
        )
        print(f"| {name} | {found[key]:.2f} | {ratios} |")
    print(
        f"\nStored for explanations: {found['bytes_per_household']:.1f} bytes a household. Classes: {found['classes']}"
    )


def part_country(args: argparse.Namespace) -> None:
    source = _data(args.country)
    print(f"\n## The whole country, {args.country:,} households\n")
    print("| what | clock s | CPU s | most memory MB |\n|---|---|---|---|")
    runs = [("count classes", "", "count"), ("write all items and flags", "", "write")]
    if args.with_members:
        members = DATA / f"{args.country}-members.parquet"
        country.write(members, args.country, of="members")
        runs.append(("count members, write all", str(members), "write"))
    for name, people, write in runs:
        found = _child("whole_country.py", source, people, write)
        assert found["households"] == args.country
        print(f"| {name} | {found['seconds']:.1f} | {found['cpu']:.1f} | {found['megabytes']:.0f} |")


def part_others(args: argparse.Namespace) -> None:
    found = _child("side_by_side.py", _data(args.households))
    ours = found["chungtay (in memory)"]["us"]
    print("\n## Side by side, CPU per household (results equal)\n")
    print("| engine | households | microseconds | / ours |\n|---|---|---|---|")
    for name, entry in found.items():
        if "problem" in entry:
            print(f"| {name} | | {entry['problem']} | |")
        else:
            print(f"| {name} | {entry['rows']:,} | {entry['us']:.3g} | {entry['us'] / ours:,.0f} |")


def part_one(args: argparse.Namespace) -> None:
    found = _child("one_household.py", 2000, args.times)
    print("\n## One household at a time, microseconds\n")
    print(
        "| compiled, no reasons | answers checked, then compiled | reference evaluator, every reason |\n|---|---|---|"
    )
    print(f"| {found['compiled_us']:.1f} | {found['checked_us']:.0f} | {found['traced_us']:.0f} |")


def part_spark(args: argparse.Namespace) -> None:
    found = _child("with_spark.py", _data(min(args.households, MOST_FOR_SPARK)), args.times)
    print("\n## Spark, the same table and two cores\n")
    if "problem" in found:
        print(found["problem"])
        return
    print(f"{found['rows']:,} households; Spark took {found['start']:.0f} s to start, which is not in the table.\n")
    print("| what | CPU s | / ours | clock s | / ours |\n|---|---|---|---|---|")
    names = {
        "polars": "**ours on Polars: read, score, count by class**",
        "spark": "ours on Spark",
        "spark_default": "ours on Spark, with Spark's own limit for compiled code",
    }
    for key, name in names.items():
        spent, base = found[key], found["polars"]
        print(
            f"| {name} | {spent['cpu']:.2f} | {spent['cpu'] / base['cpu']:.1f}"
            f" | {spent['clock']:.2f} | {spent['clock'] / base['clock']:.1f} |"
        )


def _data(count: int) -> Path:
    path = DATA / f"{count}.parquet"
    country.write(path, count)
    return path


def _child(script: str, *words: object) -> dict[str, Any]:
    command = [sys.executable, "-P", str(HERE / script), *map(str, words)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
