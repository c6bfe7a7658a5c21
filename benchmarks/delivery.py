"""What reaches people, for a whole ward: ./run bench delivery.

A register of the demonstration's generator on SQLite or a throw-away PostgreSQL, filled as `registry_pages` fills it.
In its middle ward: who is to have a health card and a purchase of cards drawn up and approved; pupils enrolled, a list
of them; a month of allowances; a round of gifts for every household drawn up, handed over one by one, and settled.
Each beside reading the facts of the same ward bare (the register's columns, no rule applied). CPU milliseconds of the
process, statements, both for each household of the ward.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).with_name("registry_pages")))
HANDED = 200  # gifts handed over one by one that are measured; the others too, but not looked at singly


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench delivery", description=__doc__)
    parser.add_argument("--homes", type=int, default=29_680, help="households of the district, 3.37 persons each")
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
            measure()


class Clock:
    """Takes times and statements, and prints a row of the table for each piece of work."""

    def __init__(self, homes: int) -> None:
        self.homes, self.bare = homes, 0.0

    def __call__(self, name: str, work: Callable[[], Any], *, of: int | None = None) -> Any:
        from django.db import connection

        count = 0

        def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(counted):
            cpu = time.process_time()
            found = work()
            spent = (time.process_time() - cpu) * 1000
        self.bare = self.bare or spent
        each = of or self.homes
        print(f"| {name} | {each:,} | {count:,} | {count / each:.3f} | {spent:,.0f} | {spent / each:.2f} "
              f"| {spent / self.bare:.1f} |", flush=True)  # fmt: skip
        return found


def measure() -> None:
    from django.utils import timezone

    from chungtay.foundation.accounts import operations as accounts
    from chungtay.foundation.accounts.models import Role, User
    from chungtay.records.registry.models import Household
    from chungtay.records.registry.queries.rights_facts import rights_facts

    now = timezone.now()
    homes = list(Household.objects.select_related("group__parent").order_by("pk"))
    ward = homes[len(homes) // 2].group.parent
    here = [home for home in homes if home.group.parent_id == ward.pk]
    people = {"officer": User.objects.get(username=f"canbo.{ward.code}")}
    for name, role in (("leader", Role.WARD_LEADER), ("member", Role.COMMITTEE_MEMBER)):
        people[name] = accounts.add_account(
            username=f"do-{name}", full_name=name.title(), password=uuid.uuid4().hex, must_change_password=False,
            by=None, at=now,
        )  # fmt: skip
        accounts.assign(
            people[name], role=role, area=ward, starts_on=timezone.localdate(now) - datetime.timedelta(days=1), by=None,
            at=now,
        )  # fmt: skip
    print(f"ward of {len(here):,} households")
    print("| work | for | statements | for each | CPU ms | for each | ÷ reading bare |\n|---|---|---|---|---|---|---|")
    clock = Clock(len(here))
    clock("the facts of the ward, read bare", lambda: rights_facts([ward.path], timezone.localdate(now)))
    insurance(clock, ward, people, now)
    schooling(clock, ward, people, now)
    allowances(clock, ward, people, now)
    gifts(clock, ward, people, now)


def insurance(clock: Clock, ward: Any, people: dict[str, Any], now: datetime.datetime) -> None:
    from django.utils import timezone

    from chungtay.records.entitlements.operations.cards import record_no_card
    from chungtay.work.insurance.operations import batches
    from chungtay.work.insurance.queries.needs import needs_of

    today = timezone.localdate(now)
    needs = clock("who is to have a card, and has one", lambda: needs_of(people["officer"], ward, today, today))
    record_no_card(list(needs.people), on=today, source="list", origin="bench", by=None, at=now)
    needs = clock("the same, everybody known to have none", lambda: needs_of(people["officer"], ward, today, today))
    first = (today.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    made = clock(
        "a purchase of cards drawn up",
        lambda: batches.draw_up(
            ward, starts_on=first, months=12, paid_on=today, remainder="household", by=people["officer"], at=now
        ),
    )
    clock("and approved", lambda: batches.approve(made.pk, decision="1", by=people["leader"], at=now))
    print(f"  ({len(needs.people):,} people to have a card, {made.lines.count():,} on the purchase)")


def schooling(clock: Clock, ward: Any, people: dict[str, Any], now: datetime.datetime) -> None:
    from django.utils import timezone

    from chungtay.records.registry.queries.pupils import children_born
    from chungtay.work.schooling.operations.enrolments import NewPupil, enrol_all
    from chungtay.work.schooling.operations.schools import add_school
    from chungtay.work.schooling.operations.support import draw_up_chosen
    from chungtay.work.schooling.queries import years
    from chungtay.work.schooling.queries.pupils import pupils

    today, officer = timezone.localdate(now), people["officer"]
    year = years.running(today)
    school = add_school(ward, name="Trường Tiểu học Sao Mai", level="2", kind="private", by=officer, at=now)
    born = children_born([ward.path], datetime.date(year - 10, 1, 1), datetime.date(year - 6, 12, 31))
    new = [NewPupil(each.number, year - each.born.year - 5, "A") for each in born if each.born]
    clock(
        "pupils enrolled",
        lambda: enrol_all(school, year=year, pupils=new, on=years.opens(year), by=officer, at=now),
        of=len(new),
    )
    clock("the list of pupils", lambda: list(pupils(school, year)), of=len(new))
    chosen = [each.person for each in new]
    act = {
        "gives": "schooling:books", "year": year, "term": 1, "source": "donor", "criteria": "mọi em", "amount": 200_000,
        "persons": chosen, "by": officer, "at": now,
    }  # fmt: skip
    clock("books for all of them listed", lambda: draw_up_chosen(school, **act), of=len(new))


def allowances(clock: Clock, ward: Any, people: dict[str, Any], now: datetime.datetime) -> None:
    from django.utils import timezone

    from chungtay.records.entitlements.operations import lists
    from chungtay.records.entitlements.operations.allowances import Decided, add_allowances
    from chungtay.records.registry.queries.pupils import children_born
    from chungtay.work.assistance.operations.pay_lists import draw_up_month

    today = timezone.localdate(now)
    old = children_born([ward.path], datetime.date(1900, 1, 1), datetime.date(today.year - 60, 1, 1))
    since = today.replace(month=1, day=1)
    rows = [
        Decided(person=each.number, title="Trợ cấp hằng tháng", amount=650_000, valid_from=since, decision_number="1",
                paid_from=today.replace(day=1))
        for each in old
    ]  # fmt: skip
    clock("monthly allowances entered", lambda: add_allowances(ward, rows, by=people["officer"], at=now), of=len(rows))
    made = clock(
        "the list of a month drawn up",
        lambda: draw_up_month(ward, today, source="ward", by=people["officer"], at=now),
        of=len(rows),
    )
    clock("and approved", lambda: lists.approve_list(made.pk, decision="1", by=people["leader"], at=now), of=len(rows))


def gifts(clock: Clock, ward: Any, people: dict[str, Any], now: datetime.datetime) -> None:
    from django.utils import timezone

    from chungtay.work.gifts.models import GiftState
    from chungtay.work.gifts.operations import handing, lists, rounds, routes, settling, stock
    from chungtay.work.gifts.queries.rounds import gifts_of

    today, officer = timezone.localdate(now), {"by": people["officer"], "at": now}
    plan = rounds.Plan(
        title="Quà", occasion="other", day=today, first_day=today, last_day=today + datetime.timedelta(days=14),
        place=ward.name,
    )  # fmt: skip
    made = rounds.begin_round(ward, plan, **officer)
    kind = rounds.add_kind(
        made.pk, name="Phong bì", form="cash", worth=500_000, of="household", words="mọi hộ", who="persons >= 1",
        **officer,
    )  # fmt: skip
    wanted, _gone = clock("a round of gifts: the list drawn up", lambda: lists.draw_list(made.pk, **officer))
    supply = rounds.add_supply(made.pk, kind.pk, source="ward", giver="Ngân sách", planned=wanted, **officer)
    clock("approved", lambda: rounds.approve_round(made.pk, decision="1", by=people["leader"], at=now))
    stock.move_stock(made.pk, supply.pk, what="in", count=wanted, on=today, paper="1", **officer)
    routes.plan_routes(made.pk, **officer)
    rounds.begin_handing(made.pk, **officer)
    ready = list(gifts_of(made, state=GiftState.READY))

    def hand(several: list[Any]) -> None:
        for gift in several:
            told = handing.Told(sent_id=uuid.uuid4(), gift=gift.pk, outcome="delivered", at=now, received_by="Chủ hộ")
            handing.take_in(told, where="UBND phường", by=people["member"], at=now)

    clock("handed over one by one", lambda: hand(ready[:HANDED]), of=len(ready[:HANDED]))
    hand(ready[HANDED:])
    clock("settled to the last gift", lambda: settling.settle(made.pk, counted={kind.pk: 0}, **officer))


main()
