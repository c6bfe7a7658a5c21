"""The same rules in openfisca-core: one variable per answer, item, indicator and score, worked out with numpy."""

from __future__ import annotations

import functools
import json
import operator
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from openfisca_core import entities, periods, taxbenefitsystems, variables
from openfisca_core.simulations import SimulationBuilder

DAY = "2026-09-15"
COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def value(node: Any, get: Any) -> Any:
    """A condition or number of the program over arrays."""
    kind = node[0]
    if kind == "n":
        return node[1]
    if kind == "get":
        return get(node[1])
    if kind == "not":
        return ~value(node[1], get)
    if kind in ("and", "or"):
        join = operator.and_ if kind == "and" else operator.or_
        return functools.reduce(join, [value(part, get) for part in node[1:]])
    if kind == "in":
        return np.isin(value(node[1], get), node[2])
    left, right = value(node[1], get), value(node[2], get)
    return left * right if kind == "*" else COMPARE[kind](left, right)


def build(program: dict[str, Any], inputs: list[str]) -> Any:
    """The tax-benefit system with every variable."""
    entity = entities.build_entity(key="household", plural="households", label="", is_person=True)
    system = taxbenefitsystems.TaxBenefitSystem([entity])

    def add(name: str, formula: Any = None) -> None:
        body = {"value_type": int, "entity": entity, "definition_period": periods.DAY, "label": name}
        system.add_variable(type(name, (variables.Variable,), body | ({"formula": formula} if formula else {})))

    def item(entry: dict[str, Any]) -> Any:
        def formula(households: Any, period: Any) -> Any:
            get = lambda name: households(name, period)  # noqa: E731
            column = households("column", period)
            held = [value(option["when"], get) for option in entry["options"]]
            points = [np.array(option["points"])[column] for option in entry["options"]]
            if entry["hit"] == "highest":
                return functools.reduce(np.maximum, [np.where(h, p, 0) for h, p in zip(held, points, strict=True)])
            return np.select(held, points)

        return formula

    def flag(when: Any) -> Any:
        return lambda h, p: value(when, lambda n: h(n, p)) * program["indicator_points"]

    for name in inputs:
        add(name)
    whens = [entry["when"] for entry in program["columns"]]
    add("column", lambda h, p: np.select([value(w, lambda n: h(n, p)) for w in whens], range(len(whens))))
    for entry in program["items"]:
        add(entry["id"], item(entry))
    flags = {f"flag_{place}": entry["when"] for place, entry in enumerate(program["indicators"])}
    for name, when in flags.items():
        add(name, flag(when))
    add("b1", lambda h, p: sum(h(entry["id"], p) for entry in program["items"]))
    add("b2", lambda h, p: sum(h(name, p) for name in flags))
    return system


def main(rules: str, source: str, out: str) -> None:
    program = json.loads(Path(rules).read_text("utf-8"))
    table = pq.read_table(source)
    system = build(program, table.column_names)
    arrays = {name: table[name].to_numpy() for name in table.column_names}
    start = time.process_time()
    simulation = SimulationBuilder().build_default_simulation(system, table.num_rows)
    for name, array in arrays.items():
        simulation.set_input(name, DAY, array)
    b1, b2 = simulation.calculate("b1", DAY), simulation.calculate("b2", DAY)
    seconds = time.process_time() - start
    pq.write_table(pa.table({"b1": b1.astype("int32"), "b2": b2.astype("int32")}), out)
    print(json.dumps({"version": version("openfisca-core"), "rows": table.num_rows, "seconds": seconds}))


main(*sys.argv[1:])
