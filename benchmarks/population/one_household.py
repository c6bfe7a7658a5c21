"""One household at a time: the compiled function without reasons, and the reference evaluator with all of them."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import country
from timing import best

from chungtay.rulebook import rule_sets
from chungtay.rulebook.answers import normalise
from chungtay.rulebook.compiled import compile_rules
from chungtay.rulebook.evaluate import evaluate

ON = datetime.date(2026, 9, 15)


def main(count: str, times: str) -> None:
    rule_set, rounds = rule_sets.load("vn-2022"), int(times)
    known = {table: {entry.id for entry in rule_set.inputs_of(table)} for table in ("household", "member")}
    people: dict[int, list[dict[str, object]]] = {}
    for row in country.members(0, int(count)).iter_rows(named=True):
        people.setdefault(row["household_code"], []).append({k: v for k, v in row.items() if k in known["member"]})
    raws = [
        {
            "household": {k: v for k, v in row.items() if k in known["household"] and v is not None},
            "members": people[row["household_code"]],
        }
        for row in country.frame(0, int(count)).iter_rows(named=True)
    ]
    score = compile_rules(rule_set)
    exact = [normalise(rule_set, raw, ON).exact() for raw in raws]
    compiled, quick = best(lambda: [score(*answers)[0] for answers in exact], rounds)
    checked, _ = best(lambda: [score(*normalise(rule_set, raw, ON).exact()) for raw in raws], rounds)
    traced, slow = best(lambda: [evaluate(rule_set, raw, on=ON).class_id for raw in raws], rounds)
    assert quick == slow
    each = 1e6 / len(raws)
    print(json.dumps({"compiled_us": compiled * each, "checked_us": checked * each, "traced_us": traced * each}))


main(*sys.argv[1:])
