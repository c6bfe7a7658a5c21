"""One household changes in a big register: the act, and the ward's rights after it: ./run bench standing_rights.

A register of the demonstration's generator on SQLite or a throw-away PostgreSQL, filled as `registry_pages` fills it.
In turns: an act of the register (a disability is recorded, a child is born), the rights of the ward with that household
worked out anew and the others as kept, the same with nothing stale, and the ward worked out from nothing. Both are
compared each time. CPU milliseconds of the process (the other work on the machine stays out), and wall clock.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).with_name("registry_pages")))
FROM_NOTHING = "the ward worked out from nothing"
COLUMNS = ["household", "person", "policy", "state", "amount", "rate", "instead_of", "missing"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench standing_rights", description=__doc__)
    parser.add_argument("--homes", type=int, default=29_680, help="households, 3.37 persons each")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--on", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--keep", type=Path, help="fill this folder once and take what is there the next time")
    args = parser.parse_args()
    from run import environment_of, ready

    with contextlib.nullcontext(args.keep) if args.keep else tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / args.on
        with environment_of(args.on, place, keep=bool(args.keep)) as environment:
            os.environ.update(environment)
            ready()
            from filling import fill_register

            filled = place / "filled.json"
            if not filled.exists():
                filled.write_text(json.dumps(fill_register(args.homes)), "utf-8")
            size = json.loads(filled.read_text("utf-8"))
            print(f"{args.on}: {size['persons']:,} persons, {size['homes']:,} households")
            print(f"filled in {size['seconds']:.0f} s")
            measure(args.rounds)


def measure(rounds: int) -> None:
    from django.utils import timezone

    from chungtay.foundation.accounts.models import User
    from chungtay.records.entitlements.operations.standing import rights_today
    from chungtay.records.entitlements.queries.wards import rights_by_ward
    from chungtay.records.registry.models import Household
    from chungtay.records.registry.operations.editing import set_circumstance
    from chungtay.records.registry.operations.life import record_birth
    from chungtay.records.registry.queries.facts import NewMember

    now = timezone.now()
    today = timezone.localdate(now)
    homes = list(Household.objects.select_related("group__parent").order_by("pk"))
    ward = homes[len(homes) // 2].group.parent
    here = [home for home in homes if home.group.parent_id == ward.pk]
    user = User.objects.get(username=f"canbo.{ward.code}")

    def kept() -> Any:
        return rights_today(user, ward, today).rights[ward.pk]

    def nothing() -> Any:
        return rights_by_ward(user, ward, today, today)[ward.pk]

    first, found = clocked(kept)
    print(f"ward of {found.persons:,} persons, {found.rows.height:,} rows; kept first: {first[0]:.0f} CPU ms")
    times: dict[str, list[tuple[float, float]]] = {}
    for turn in range(rounds):
        home = here[turn * (len(here) // rounds)]
        member = home.memberships.order_by("pk").first().person

        def act(turn: int = turn, home: Any = home, member: Any = member) -> Any:
            if turn % 2:
                child = NewMember("Nguyễn Thị Bé", "female", today, "day", "child", ethnicity="Kinh")
                return record_birth(home, child, by=None, at=now)
            return set_circumstance(member, kind="disability", code="2", since=today, by=None, at=now)

        of_act, _done = clocked(act)
        of_one, after = clocked(kept)
        of_none, _again = clocked(kept)
        of_all, want = clocked(nothing)
        assert told(after) == told(want)
        alone = (of_one[0] - of_none[0], of_one[1] - of_none[1])  # the reading of the ward taken off
        for name, value in (
            ("the act", of_act),
            ("that household worked out and kept", alone),
            ("both", (of_act[0] + alone[0], of_act[1] + alone[1])),
            ("the ward's rights, that household worked out", of_one),
            ("the ward's rights, nothing stale", of_none),
            (FROM_NOTHING, of_all),
        ):
            times.setdefault(name, []).append(value)
    base = statistics.median(cpu for cpu, _wall in times[FROM_NOTHING])
    for name, values in times.items():
        cpu, wall = (statistics.median(each[at] for each in values) for at in (0, 1))
        print(f"| {name} | {cpu:.0f} | {max(each[0] for each in values):.0f} | {wall:.0f} | {base / cpu:.1f} |")


def told(found: Any) -> list[str]:
    return sorted(map(repr, found.rows.select(COLUMNS).rows()))


def clocked(work: Callable[[], Any]) -> tuple[tuple[float, float], Any]:
    """(CPU, wall clock) in milliseconds, and what came of it."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    return ((time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000), found


main()
