"""A trail of a million events: time and memory of writing and of proving it, on SQLite and PostgreSQL.

    ./run bench trail                               # 1,000,000 events, each tenth with the history rows of an act
    ./run bench trail --events 100000 --only sqlite

Writing and proving have a process each; memory is what the proving one held at most beyond what it began with.
"""

from __future__ import annotations

import argparse
import datetime
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "registry_pages"))
DATABASES = ["sqlite", "postgresql"]
AT = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
BATCH = 1_000
CHANGES = 3  # history rows of an act


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--only", choices=DATABASES)
    parser.add_argument("--child", choices=["write", "prove"], help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(written(args.events) if args.child == "write" else proved(args.events)))
        return
    from run import environment_of  # of the pages' measurement

    print(
        "| database | events | of them acts | writing s | proof s | proof CPU s | µs an event | MB more |\n"
        + "|---" * 8
        + "|"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name in [args.only] if args.only else DATABASES:
            with environment_of(name, Path(folder) / name, keep=False) as around:
                told: dict[str, Any] = {}
                for step in ("write", "prove"):
                    command = [sys.executable, "-P", __file__, "--child", step, "--events", str(args.events)]
                    done = subprocess.run(command, env=around, check=True, stdout=subprocess.PIPE, text=True)
                    told |= json.loads(done.stdout.splitlines()[-1])
                told["us"] = round(told["cpu"] / told["events"] * 1e6)
                row = "{events:,} | {acts:,} | {writing:.0f} | {proof:.0f} | {cpu:.0f} | {us} | {mb:.0f} |"
                print(f"| {name} | " + row.format(**told), flush=True)


def written(events: int) -> dict[str, Any]:
    from run import ready

    ready()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    acts = write(events)
    return {"acts": acts, "writing": time.perf_counter() - started}


def proved(events: int) -> dict[str, Any]:
    from run import ready

    ready()
    from chungtay.foundation.core.queries import verify_trail

    before, started, cpu = peak(), time.perf_counter(), time.process_time()
    found = verify_trail()
    proof, cpu = time.perf_counter() - started, time.process_time() - cpu
    if not found.holds or found.events < events:
        raise SystemExit(f"the trail does not hold: {found}")
    return {"events": found.events, "proof": proof, "cpu": cpu, "mb": peak() - before}


def write(events: int) -> int:
    """Events as the program writes them, in batches; each tenth is sealed over an act with its history rows."""
    from django.db import transaction

    from chungtay.foundation.core.operations.trail import Entry, record_events
    from chungtay.foundation.places.models import Unit
    from chungtay.records.registry.models import Change, Operation
    from chungtay.records.registry.queries.proof import digest_of

    unit = Unit.objects.create(level="province", code="01", name="Thành phố", valid_from=datetime.date(2020, 1, 1))
    acts = 0
    for first in range(0, events, BATCH):
        with transaction.atomic():
            entries, operations, rows = [], [], []
            for place in range(min(BATCH, events - first)):
                if place % 10:
                    entries.append(Entry("core.sensitive_seen", unit, "/1/", {"fields": ["number"]}))
                    continue
                operation = Operation(
                    kind="person_edited", at=AT, source="screen", area_path="/1/", changes_count=CHANGES
                )
                changes = [
                    Change(
                        position=number, record_type="person", record_id=place, added=False,
                        delta='{"phone":["","0912345678"]}',
                    )
                    for number in range(CHANGES)
                ]  # fmt: skip
                operation.digest = digest_of(operation, changes)
                operations.append((len(entries), operation, changes))
                entries.append(
                    Entry("registry.person_edited", operation, "/1/", {"changes": CHANGES}, operation.digest)
                )
            Operation.objects.bulk_create([operation for _place, operation, _changes in operations])
            for _place, operation, changes in operations:
                for change in changes:
                    change.operation = operation
                rows += changes
            Change.objects.bulk_create(rows)
            record_events(entries, by=None, at=AT)
            acts += len(operations)
    return acts


def peak() -> float:
    """Megabytes that the process held at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
