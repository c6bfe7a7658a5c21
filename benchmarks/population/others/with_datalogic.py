"""The same rules as one JSONLogic rule for datalogic-py, one household at a time."""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from datalogic_py import Engine


def logic(node: Any) -> Any:
    """A condition or number of the program as JSONLogic."""
    kind = node[0]
    if kind == "n":
        return node[1]
    if kind == "get":
        return {"var": node[1]}
    if kind == "in":
        return {"in": [logic(node[1]), node[2]]}
    return {"!" if kind == "not" else kind: [logic(part) for part in node[1:]]}


def item(entry: dict[str, Any], column: int) -> Any:
    rows = [(logic(option["when"]), option["points"][column]) for option in entry["options"]]
    if entry["hit"] == "highest":
        return {"max": [{"if": [when, points, 0]} for when, points in rows]}
    return {"if": [part for row in rows for part in row]}


def main(rules: str, source: str, out: str) -> None:
    program = json.loads(Path(rules).read_text("utf-8"))
    engine = Engine()
    # one rule per column of points, the first that applies: each holds its own numbers, as a table per region would
    columns = []
    for place, entry in enumerate(program["columns"]):
        columns += [logic(entry["when"]), {"+": [item(each, place) for each in program["items"]]}]
    points = program["indicator_points"]
    flags = [{"if": [logic(entry["when"]), points, 0]} for entry in program["indicators"]]
    rule = engine.compile([{"if": columns}, {"+": flags}])
    households = pq.read_table(source).to_pylist()
    found = []
    with engine.session() as session:
        start = time.process_time()
        for household in households:
            found.append(session.evaluate(rule, household))
        seconds = time.process_time() - start
    b1, b2 = zip(*found, strict=True)
    pq.write_table(pa.table({"b1": pa.array(b1, pa.int32()), "b2": pa.array(b2, pa.int32())}), out)
    print(json.dumps({"version": version("datalogic-py"), "rows": len(households), "seconds": seconds}))


main(*sys.argv[1:])
