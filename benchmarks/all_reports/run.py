"""Fills a database with a district, makes all its reports as the job does, and reads the same rows bare.

Each database has a process of its own. Results of last year's and this year's list are as long as real ones.
"""

from __future__ import annotations

import argparse
import datetime
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PAGES = Path(__file__).parents[1] / "registry_pages"
sys.path.insert(0, str(PAGES))
HOMES, ROUNDS = 60_000, 3
DATABASES = ["sqlite", "postgresql"]
CLOSES = datetime.date(2026, 1, 1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--homes", type=int, default=HOMES, help="households of the district")
    parser.add_argument("--only", choices=DATABASES)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(measured(args.homes)))
        return
    from run import environment_of  # of the pages' measurement

    with tempfile.TemporaryDirectory() as folder:
        for name in [args.only] if args.only else DATABASES:
            with environment_of(name, Path(folder) / name, keep=False) as around:
                command = [sys.executable, "-P", __file__, "--child", "--homes", str(args.homes)]
                done = subprocess.run(command, env=around, check=True, stdout=subprocess.PIPE, text=True)
                told(name, json.loads(done.stdout.splitlines()[-1]))


def measured(homes: int) -> dict[str, Any]:
    from run import ready

    ready()
    from filling import fill_register

    from chungtay.foundation.places.models import Unit
    from chungtay.results.reports.operations.taking_out import ask_for_all, make_all
    from chungtay.results.reports.queries.facts import read, wanted
    from chungtay.results.reports.queries.tables import tables_of

    found = fill_register(homes)
    found["listed"] = plant()
    district = Unit.objects.get(level="district")
    asked = wanted(district, 2025, datetime.date(2026, 6, 1))
    at = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)

    def every_report() -> None:
        make_all(ask_for_all(asked, "ward", by=None, at=at).pk, clock=lambda: at)

    facts = read(asked)
    found["job"], found["read"] = least(every_report), least(lambda: read(asked))
    found["tables"], found["bare"] = least(lambda: tables_of(facts, "ward")), least(bare)
    found["statements"] = statements(lambda: read(asked))
    return found


def least(work: Any) -> float:
    """Seconds, the least of some rounds."""
    taken = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def statements(work: Any) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        work()
    return len(asked)


def plant() -> int:
    """Two lists in a row, with results as long as the rule book keeps them; who is on the last one."""
    from chungtay.records.registry.models import HouseholdStatus
    from chungtay.rulebook import rule_sets

    rows = HouseholdStatus.objects.all()
    rows.filter(year=2025).update(valid_to=datetime.date(2025, 12, 31))
    indicators = [entry.id for entry in rule_sets.load("vn-2022").indicators]
    items = [{"id": str(number), "points": 5, "reason": "x" * 250} for number in range(34)]
    for class_id, lacking in (("poor", 4), ("near_poor", 2)):
        told = [{"id": each, "deprived": at < lacking, "reason": "x" * 200} for at, each in enumerate(indicators)]
        result = {"indicators": told, "items": items, "flags": []}
        rows.filter(class_id=class_id).update(result=result, reasons="2,7", source="review")
    return rows.filter(year=2026).count()


def bare() -> None:
    """The rows that the reports count, read and dropped."""
    from django.db import connection

    listed = "SELECT household_id FROM registry_householdstatus"
    with connection.cursor() as cursor:
        for statement in (
            "SELECT household_id, class_id, rule_set, valid_from, valid_to, reasons, result"
            " FROM registry_householdstatus",
            "SELECT household_id, group_id, valid_from, valid_to, came_by FROM registry_residence",
            "SELECT household_id, person_id, relation, valid_from, valid_to FROM registry_membership",
            "SELECT p.id, p.ethnicity, p.birth_date, p.birth_known FROM registry_person p JOIN registry_membership m"
            f" ON m.person_id = p.id WHERE m.household_id IN ({listed})",
        ):
            cursor.execute(statement)
            while cursor.fetchmany(5_000):
                pass


def told(name: str, found: dict[str, Any]) -> None:
    print(f"\n{name}: {found['homes']:,} households, {found['listed']:,} listed, {found['statements']} statements")
    bare_s = found["bare"]
    for label, key in (
        ("reading the same rows bare", "bare"), ("facts of all forms", "read"), ("13 tables", "tables"),
        ("job: facts, tables, checks, workbook", "job"),
    ):  # fmt: skip
        print(f"  {label:<40}{found[key]:8.2f} s {found[key] / bare_s:8.2f}")


if __name__ == "__main__":
    main()
