"""A million random households: the browser's evaluator against the reference one, every letter of every result.

    ./run bench browser_evaluator                          # a million; an hour or two on two cores
    ./run bench browser_evaluator --households 20000       # a sample
    ./run bench browser_evaluator --first 456000           # the rest of the million after 456,000 were compared

Ends with 1 and shows the first differences where there is one. Uses Node.js where it is installed, else Chromium.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import datetime
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from chungtay.rulebook import rule_sets
from tests.rulebook.agreement import Tally, compare_part
from tests.rulebook.javascript import JAVASCRIPT, javascript

AT_ONCE = 4000  # households in one start of the engine
RULES = "vn-2022"


def main() -> int:
    args = arguments()
    starts = range(args.first, args.households, AT_ONCE)  # each part has its own seed, so that a run can be continued
    jobs = [(args.engine, f"{args.seed} {start // AT_ONCE}", min(AT_ONCE, args.households - start)) for start in starts]
    print(
        f"households {args.first + 1:,} to {args.households:,}, {RULES}, Python and {args.engine}, "
        f"{args.workers} processes",
        flush=True,
    )
    started, tally, told = time.monotonic(), Tally(), 0.0
    with concurrent.futures.ProcessPoolExecutor(args.workers) as pool:
        for part in pool.map(compare, jobs):
            tally.add(part)
            if time.monotonic() - told > 60:
                told = time.monotonic()
                print(f"{tally.households:,} compared, {tally.differing} differ, {told - started:,.0f} s", flush=True)
    report(tally, time.monotonic() - started)
    return 1 if tally.differing or tally.households != args.households - args.first else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench browser_evaluator", description=__doc__)
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--first", type=parts, default=0, help="households that were compared before, whole parts")
    parser.add_argument("--seed", default="million", help="other words draw other households")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--engine", choices=JAVASCRIPT, default=JAVASCRIPT[0])
    return parser.parse_args()


def parts(text: str) -> int:
    """A number of households in whole parts."""
    if not text.isdecimal() or int(text) % AT_ONCE:
        raise argparse.ArgumentTypeError(f"whole parts of {AT_ONCE:,} households, such as {AT_ONCE * 2}")
    return int(text)


def compare(job: tuple[str, str, int]) -> Tally:
    engine, seed, count = job
    with tempfile.TemporaryDirectory() as folder, javascript(engine, Path(folder)) as score:
        return compare_part(score, rule_sets.load(RULES), seed, count)


def report(tally: Tally, seconds: float) -> None:
    rules = rule_sets.load(RULES)
    sheets = {f"{item.source.form}; {column.sheet}" for item in rules.items for column in rules.columns}
    met = {key for key in tally.rows if key[2]}
    want = {(sheet, item.id, option.id) for sheet in sheets for item in rules.items for option in item.options}
    print(f"\n{tally.households:,} households compared, {tally.differing} differ; {seconds:,.0f} s,", end=" ")
    print(f"{sum(cpu()):,.0f} s of CPU; {datetime.date.today():%d/%m/%Y}")
    print("  by status:", dict(tally.by_status))
    print("  by class:", dict(tally.by_class))
    print(f"  rows of the table met, in seven columns of points: {len(met & want)} of {len(want)}")
    told = {(entry.id, value) for entry in rules.indicators for value in (True, False, None)}
    print(f"  indicators met as deprived, not deprived, open: {len(told & tally.flags.keys())} of {len(told)}")
    for text in tally.differences:
        print(f"\n{text}")
    figures = {"households": tally.households, "differing": tally.differing, "seconds": round(seconds)}
    print(json.dumps(figures | {"cpu_seconds": round(sum(cpu()))}))


def cpu() -> Iterator[float]:
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        yield used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
