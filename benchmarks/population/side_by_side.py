"""The same rules in openfisca-core, zen-engine and datalogic-py, each in an environment of its own.

Every result is compared with ours before its time counts. A package that cannot be installed says so in the table.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import polars as pl
from timing import best

from chungtay.population.plan import plan
from chungtay.population.polars_engine import score
from chungtay.rulebook import rule_sets
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.program import program

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parent / ".envs"
PYARROW = "pyarrow==26.0.1"
# package and version, script, households
OTHERS = [
    ("openfisca-core==46.0.1", "with_openfisca.py", 1_000_000),
    ("datalogic-py==5.9.0", "with_datalogic.py", 50_000),
    ("zen-engine==2.1.3", "with_zen.py", 5_000),
]


def main(source: str) -> None:
    rule_set = rule_sets.load("vn-2022")
    folder = Path(source).parent
    rules = folder / "rules.json"
    rules.write_text(json.dumps(program(rule_set), ensure_ascii=False), "utf-8")
    found: dict[str, Any] = {}
    table = pl.read_parquet(source).lazy()
    rows = table.select(pl.len()).collect().item()
    counted = score(rule_set, table, keep=()).group_by("class").len()
    seconds, _ = best(lambda: counted.collect(engine="streaming"))
    found["chungtay (in memory)"] = {"us": seconds / rows * 1e6, "rows": rows}
    for package, script, count in OTHERS:
        found[package] = _one(rule_set, pl.scan_parquet(source), package, script, min(count, rows), rules)
    print(json.dumps(found))


def _one(
    rule_set: RuleSet, households: pl.LazyFrame, package: str, script: str, count: int, rules: Path
) -> dict[str, Any]:
    python = _environment(package)
    if python is None:
        return {"problem": "could not be installed"}
    every = households.select(pl.len()).collect().item() // count
    some = households.gather_every(every).head(count).collect().lazy()
    given, out = rules.with_name("given.parquet"), rules.with_name("their-result.parquet")
    _whole_numbers(rule_set, some).write_parquet(given)
    ran = subprocess.run(
        [python, str(HERE / "others" / script), str(rules), str(given), str(out)], capture_output=True, text=True
    )
    if ran.returncode:
        return {"problem": (ran.stderr.strip().splitlines() or ["failed"])[-1]}
    said = json.loads(ran.stdout)
    wanted = score(rule_set, some, keep=()).select(pl.col("b1", "b2").cast(pl.Int32)).collect()
    if not pl.read_parquet(out).equals(wanted):
        return {"problem": "other results than ours"}
    return {"us": said["seconds"] / said["rows"] * 1e6, "rows": said["rows"]}


def _whole_numbers(rule_set: RuleSet, households: pl.LazyFrame) -> pl.DataFrame:
    """What the rules read, scaled to whole numbers and 0 where not asked, so that the others have no more to do."""
    rules = plan(rule_set)
    scaled = {answer.id: 10**answer.decimals for answer in rules.questions if answer.scored}
    names = [*scaled, *(fact.id for fact in rules.facts)]
    return households.select(
        (pl.col(name) * scaled.get(name, 1)).round().fill_null(0).cast(pl.Int32).alias(name) for name in names
    ).collect()


def _environment(package: str) -> str | None:
    """The Python of an environment that holds just this package (and pyarrow); made when it is not there yet."""
    folder = ENVIRONMENTS / package
    python = folder / "bin" / "python"
    if (folder / "ready").exists():
        return str(python)
    shutil.rmtree(folder, ignore_errors=True)
    uv = shutil.which("uv") or str(HERE.parents[1] / ".tools" / "uv" / "bin" / "uv")
    commands = [
        [uv, "venv", "-q", "--python", sys.executable, str(folder)],
        [uv, "pip", "install", "-q", "--python", str(python), package, PYARROW],
    ]
    try:
        for command in commands:
            subprocess.run(command, check=True, env={**os.environ, "UV_SYSTEM_CERTS": "true"})
    except (OSError, subprocess.CalledProcessError):
        return None
    (folder / "ready").touch()
    return str(python)


main(*sys.argv[1:])
