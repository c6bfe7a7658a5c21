"""The same rules as a decision of expression nodes for zen-engine, one household at a time."""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zen


def text(node: Any) -> str:
    """A condition or number of the program in zen's expression language."""
    kind = node[0]
    if kind == "n":
        return str(node[1])
    if kind == "get":
        return str(node[1])
    if kind == "not":
        return f"not ({text(node[1])})"
    if kind in ("and", "or"):
        return "(" + f" {kind} ".join(text(part) for part in node[1:]) + ")"
    if kind == "in":
        return f"({text(node[1])} in {node[2]})"
    return f"({text(node[1])} {kind} {text(node[2])})"


def item(entry: dict[str, Any]) -> str:
    rows = [(text(option["when"]), f"{option['points']}[column]") for option in entry["options"]]
    if entry["hit"] == "highest":
        return "max([" + ", ".join(f"({when} ? {points} : 0)" for when, points in rows) + "])"
    built = rows[-1][1]
    for when, points in reversed(rows[:-1]):
        built = f"({when} ? {points} : {built})"
    return built


def decision(program: dict[str, Any]) -> dict[str, Any]:
    """Input, then three expression nodes in a row: column; items and flags; sums."""
    column = "0"
    for place, entry in reversed(list(enumerate(program["columns"]))):
        column = f"({text(entry['when'])} ? {place} : {column})"
    points = program["indicator_points"]
    flags = {
        f"flag_{place}": f"{text(entry['when'])} ? {points} : 0" for place, entry in enumerate(program["indicators"])
    }
    items = {entry["id"]: item(entry) for entry in program["items"]}
    levels = [{"column": column}, items | flags, {"b1": " + ".join(items), "b2": " + ".join(flags)}]
    nodes = [{"id": "in", "name": "in", "type": "inputNode"}]
    for place, level in enumerate(levels):
        expressions = [{"id": f"{place}-{key}", "key": key, "value": value} for key, value in level.items()]
        content = {"expressions": expressions, "passThrough": place < 2, "executionMode": "single"}
        nodes.append({"id": f"n{place}", "name": f"n{place}", "type": "expressionNode", "content": content})
    nodes.append({"id": "out", "name": "out", "type": "outputNode"})
    edges = [
        {"id": f"e{place}", "type": "edge", "sourceId": nodes[place]["id"], "targetId": nodes[place + 1]["id"]}
        for place in range(len(nodes) - 1)
    ]
    return {"nodes": nodes, "edges": edges}


def main(rules: str, source: str, out: str) -> None:
    program = json.loads(Path(rules).read_text("utf-8"))
    ready = zen.ZenEngine().create_decision(json.dumps(decision(program)))
    households = pq.read_table(source).to_pylist()
    found = []
    start = time.process_time()
    for household in households:
        found.append(ready.evaluate(household)["result"])
    seconds = time.process_time() - start
    table = {name: pa.array([int(row[name]) for row in found], pa.int32()) for name in ("b1", "b2")}
    pq.write_table(pa.table(table), out)
    print(json.dumps({"version": version("zen-engine"), "rows": len(households), "seconds": seconds}))


main(*sys.argv[1:])
