"""`./run check`: everything about the code that can be checked without its tests; one line for each check."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

SUMMARY = ("Kiểm tra mã nguồn, tài liệu, bản dịch", "check code, docs and translations")

ROOT = Path(__file__).resolve().parents[3]
PYTHON = [sys.executable, "-P", "-m"]
LINT_IMPORTS = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
DJANGO = [*PYTHON, "chungtay.cli", "manage"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check came to: its exit code, its output and how long it took."""

    name: str
    code: int
    output: str
    seconds: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--write", action="store_true", help="viết lại các trang do máy viết · write generated pages")


def run(args: argparse.Namespace) -> int:
    if args.write:
        write_generated()
    with tempfile.TemporaryDirectory() as site, ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        waiting = [pool.submit(outcome, name, command) for name, command in checks(site).items()]
        failed = [done.name for done in map(report, (future.result() for future in as_completed(waiting))) if done.code]
    print("failed: " + ", ".join(failed) if failed else "all checks pass", flush=True)
    return 1 if failed else 0


def checks(site: str) -> dict[str, Sequence[str]]:
    """Every check and its command, the long ones first; `site` is a folder for the built docs."""
    return {
        "mypy": [*PYTHON, "mypy"],
        "house tests": [*PYTHON, "pytest", "-q", "--no-header", "tests/house"],
        "docs (mkdocs)": [*PYTHON, "mkdocs", "build", "--strict", "--quiet", "--site-dir", site],
        "imports (import-linter)": LINT_IMPORTS,
        "django check": [*DJANGO, "check", "--fail-level", "WARNING"],
        "migrations": [*DJANGO, "makemigrations", "--check", "--dry-run"],
        "ruff check": [*PYTHON, "ruff", "check"],
        "ruff format": [*PYTHON, "ruff", "format", "--check", "--quiet"],
    }


def outcome(name: str, command: Sequence[str]) -> Outcome:
    started = time.monotonic()
    # Material's notice about another project's plans is no finding about ours.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "CHUNGTAY_DEBUG": ""}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return Outcome(name, done.returncode, done.stdout, time.monotonic() - started)


def report(done: Outcome) -> Outcome:
    """Prints one line, and the output of a check that failed."""
    print(f"{'FAILED' if done.code else 'ok':<7} {done.name:<25}{done.seconds:6.1f} s", flush=True)
    if done.code:
        print(done.output, flush=True)
    return done


def write_generated() -> None:
    """Writes the pages that house tests compare: commands, rights and rule sets."""
    from chungtay.cli import _reference, _rights
    from chungtay.rulebook import rule_sets
    from chungtay.rulebook.document import law_page

    _reference.PAGE.parent.mkdir(parents=True, exist_ok=True)
    _reference.PAGE.write_text(_reference.page(), "utf-8")
    _rights.set_up()
    _rights.PAGE.write_text(_rights.page(), "utf-8")
    for name in rule_sets.names():
        (ROOT / "docs" / "law" / f"{name}.md").write_text(law_page(rule_sets.load(name)), "utf-8")
