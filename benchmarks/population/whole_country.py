"""Every household of the country through `classify`, in this process alone: time, CPU and the most memory held."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from timing import cpu, peak_megabytes

from chungtay.population.classify import classify
from chungtay.rulebook import rule_sets


def main(source: str, members: str, write: str) -> None:
    out = Path(source).with_name("country-scored.parquet") if write == "write" else None
    start = time.monotonic()
    summary = classify(source, rule_sets.load("vn-2022"), members=members or None, out=out)
    seconds = time.monotonic() - start
    if out is not None:
        out.unlink()
    print(
        json.dumps(
            {
                "households": summary.total,
                "refused": summary.refused,
                "seconds": seconds,
                "cpu": cpu(),
                "megabytes": peak_megabytes(),
            }
        )
    )


main(*sys.argv[1:])
