"""Measures one import on SQLite and on a throw-away PostgreSQL, each in a process of its own; CPU seconds."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HOMES, MEMBERS = 25_000, 4
AT = datetime.datetime(2025, 1, 20, 8, 0, tzinfo=datetime.UTC)
ON = datetime.date(2024, 12, 28)
SINCE = datetime.date(2019, 1, 1)
WARDS, GROUPS = 14, 15


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--homes", type=int, default=HOMES)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--child", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(measure(Path(args.child), args.homes)))
        return
    with tempfile.TemporaryDirectory(prefix="chungtay-bench-") as folder:
        path = Path(folder) / "so.xlsx"
        write_workbook(path, args.homes)
        for name in [args.only] if args.only else ["sqlite", "postgresql"]:
            told(name, args.homes, run_on(name, path, folder, args.homes))


def run_on(name: str, path: Path, folder: str, homes: int) -> dict[str, float]:
    from chungtay.cli.test import throw_away_postgresql

    environment = {**os.environ, "CHUNGTAY_DATA_DIR": f"{folder}/{name}"}
    environment.pop("CHUNGTAY_DATABASE_URL", None)
    if name == "sqlite":
        return child(path, environment, homes)
    with throw_away_postgresql() as address:
        return child(path, {**environment, "CHUNGTAY_DATABASE_URL": address}, homes)


def child(path: Path, environment: dict[str, str], homes: int) -> dict[str, float]:
    command = [sys.executable, "-P", __file__, "--child", str(path), "--homes", str(homes)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def told(name: str, homes: int, found: dict[str, float]) -> None:
    """One line of the table. CPU is that of our process; the server's own shows in the clock alone."""
    cells = [name]
    for kind in ("cpu", "clock"):
        bare = found[f"read {kind}"] + found[f"bare {kind}"]
        whole = bare + found[f"history {kind}"]
        seconds = [found[f"{part} {kind}"] for part in ("read", "bare", "import")]
        cells += [f"{each:.0f}" for each in seconds] + [f"{seconds[2] / bare:.2f}", f"{seconds[2] / whole:.2f}"]
    cells += [f"{found['statements'] / (homes * MEMBERS):.3f}", f"{found['read mb']:.0f}", f"{found['mb']:.0f}"]
    print("| " + " | ".join(cells) + " |", flush=True)


def family(number: int) -> list[Any]:
    """Head, spouse and two children. How many share a name and an age decides how much the search for likely pairs has
    to weigh, so both are drawn as the demonstration draws them."""
    from chungtay.demo.names import FAMILY, FEMALE, GIVEN, MALE, MIDDLE
    from chungtay.workbooks.registry.entries import Person

    draw = random.Random(number)
    father, mother = draw.choice(FAMILY), draw.choice(FAMILY)
    year = draw.randint(1945, 1990)

    def person(sex: int, family: str, born: int, relation: str, kind: str, **more: str) -> Person:
        generation = (born >= 1965) + (born >= 1990)
        name = f"{family} {draw.choice(MIDDLE[sex, generation])} {draw.choice(GIVEN[sex, generation])}"
        day = f"{draw.randint(1, 28):02}/{draw.randint(1, 12):02}/{born}" if kind else str(born)
        if kind:
            more["id_number"] = f"{kind}{number:08}"
        return Person(name, "male" if sex == MALE else "female", day, relation, **more)

    born = year + draw.randint(22, 34)
    return [
        person(MALE, father, year, "head", "0990", ethnicity="Kinh"),
        person(FEMALE, mother, year + draw.randint(-3, 5), "spouse", "0991", ethnicity="Kinh"),
        person(FEMALE, father, born, "child", "0993"),
        person(MALE, father, min(born + draw.randint(1, 5), 2024), "child", ""),
    ]


@contextmanager
def timed(found: dict[str, float], name: str) -> Iterator[None]:
    cpu, clock = time.process_time(), time.monotonic()
    yield
    found[f"{name} cpu"], found[f"{name} clock"] = time.process_time() - cpu, time.monotonic() - clock


def write_workbook(path: Path, homes: int) -> None:
    """Families of four in 14 wards, named and aged as people are; numbers begin with 099 and are nobody's."""
    from chungtay.workbooks.registry.entries import Home, Place
    from chungtay.workbooks.registry.ministry import MinistryBook

    with MinistryBook(path, ward="Quận Thử", on=ON, everybody=True) as book:
        for number in range(homes):
            ward = number * WARDS // homes
            place = Place("Thành phố Thử", "01", "Quận Thử", "001", f"Phường {ward + 1}", f"{90000 + ward}",
                          f"Tổ dân phố {number % GROUPS + 1}")  # fmt: skip
            people = family(number)
            class_id = ("poor", "near_poor", "")[number % 3]
            book.write(
                Home(
                    "",
                    f"H{number:06}",
                    people[0].name,
                    place,
                    people,
                    class_id=class_id,
                    b1=120,
                    b2=30,
                    decision_number="12/QĐ-UBND",
                    decision_date="20/12/2024",
                    reasons="2,7",
                )
            )


def measure(path: Path, homes: int) -> dict[str, float]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chungtay.config.settings.development")
    import django

    django.setup()
    from django.core.management import call_command

    from chungtay.rulebook import rule_sets
    from chungtay.workbooks.reading import read_file

    call_command("migrate", verbosity=0)
    found: dict[str, float] = {}
    with timed(found, "read"):
        read_file(path, rule_sets.load("vn-2022"))
    found["read mb"] = memory()
    bring_in(path, places(), homes, found)
    found["mb"] = memory()
    bare(found)
    return found


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def places() -> Any:
    from chungtay.foundation.places import operations

    def found(level: str, code: str, name: str, parent: Any) -> Any:
        return operations.found_unit(level=level, code=code, name=name, parent=parent, valid_from=SINCE, by=None, at=AT)

    district = found("district", "001", "Quận Thử", found("province", "01", "Thành phố Thử", None))
    for ward in range(WARDS):
        unit = found("ward", f"{90000 + ward}", f"Phường {ward + 1}", district)
        for group in range(1, GROUPS + 1):
            found("group", f"{group:02}", f"Tổ dân phố {group}", unit)
    return district


def bring_in(path: Path, district: Any, homes: int, found: dict[str, float]) -> None:
    """Received, compared, taken over; every statement counted."""
    from django.db import connection

    from chungtay.foundation.core.collecting import seldom_collected
    from chungtay.records.registry.operations.intake import applying, receiving, staging
    from chungtay.records.registry.operations.intake.telling import Plainly

    statements = 0

    def count(execute: Any, *given: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*given)

    given: dict[str, Any] = {"by": None, "at": AT}
    with timed(found, "import"), connection.execute_wrapper(count), seldom_collected():  # as a job has it
        file, _new = receiving.receive_file(
            name=path.name, chunks=[path.read_bytes()], area=district, on=ON, rule_set="vn-2022", token=uuid.uuid4(),
            **given,
        )  # fmt: skip
        receiving.compare_file(file, mapping={}, start=False, **given)
        staging.stage_file(file.pk, Plainly(), at=AT)
        receiving.apply_file(file, start=False, **given)
        counts = applying.apply_staged(file.pk, Plainly(), **given)
    assert counts["applied"] == homes, counts
    found["statements"] = statements


def bare(found: dict[str, float]) -> None:
    """The same rows written again by `bulk_create` into empty tables without triggers; history apart."""
    from django.db import transaction

    from chungtay.records.registry import models

    register = [models.Household, models.Residence, models.Person, models.Membership, models.IdentityPaper,
                models.HouseholdStatus]  # fmt: skip
    rows = {model: list(model._default_manager.all()) for model in [*register, models.Operation, models.Change]}
    empty([*register, models.Operation, models.Change, models.StagedHousehold, models.DuplicatePair])
    for name, part in (("bare", register), ("history", [models.Operation, models.Change])):
        with timed(found, name), transaction.atomic():
            for model in part:
                model._default_manager.bulk_create(rows[model], batch_size=2_000)


def empty(tables: list[Any]) -> None:
    from django.db import connection

    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in connection.introspection.table_names(cursor):
                cursor.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
            cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in names) + " CASCADE")
            return
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        for name in reversed(names):
            cursor.execute(f'DELETE FROM "{name}"')


if __name__ == "__main__":
    main()
