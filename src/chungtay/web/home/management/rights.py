"""The demonstration's lists of rights in Ngọc Hà ward in October 2024: money for the disabled half handed over, a list
of single parents to be approved. Cards have no list here: they are the insurance's."""

from __future__ import annotations

import datetime

import polars as pl
from django.db import transaction
from django.utils import timezone

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places.models import Unit
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.queries.lists import any_list, lines_of
from chungtay.records.entitlements.queries.rights import rights_in
from chungtay.records.registry.operations import editing
from chungtay.records.registry.queries.dwelling import homes_on, people_on
from chungtay.records.registry.queries.raising_alone import in_couple
from chungtay.records.registry.queries.rights_facts import names_of

DAY = datetime.date(2024, 10, 1)
SEVERE, SINGLE = ("disability", "2"), ("care", "2")
SINCE = datetime.date(2023, 1, 1)
OFFICER, LEADER, MEMBER = "canbo.ngocha", "lanhdao.ngocha", "thanhvien.ngocha"


@transaction.atomic
def draw_up_lists(ward: Unit, *, at: datetime.datetime) -> None:
    """Once; nothing when a list is there already or the demonstration's people are not."""
    people = {user.username: user for user in User.objects.filter(username__in=[OFFICER, LEADER, MEMBER])}
    if len(people) < 3 or any_list(ward):
        return
    officer = people[OFFICER]
    disabled, parents = _chosen(ward, officer, at)
    there = people_on(DAY, homes_on(DAY, [ward.path]).values("household")).select_related("person")
    for each in there.filter(person__in=[*disabled, *parents]):
        kind, code = SEVERE if each.person_id in disabled else SINGLE
        editing.set_circumstance(each.person, kind=kind, code=code, since=SINCE, by=officer, at=at)
    if not disabled or not parents:
        return
    money = lists.draw_up(ward, "btxh-6", day=DAY, by=officer, at=at)
    lists.approve_list(money.pk, decision="131/QĐ-UBND", by=people[LEADER], at=at)
    waiting = list(lines_of(money, "approved"))[::2]
    names = names_of([line.person_id for line in waiting if line.person_id is not None])
    for line in waiting:
        name = names[line.person_id or 0]
        lists.hand_over(money.pk, line.pk, received_by=name, on=timezone.localdate(at), by=people[MEMBER], at=at)
    lists.draw_up(ward, "btxh-4", day=DAY, by=officer, at=at)


def _chosen(ward: Unit, officer: User, at: datetime.datetime) -> tuple[list[int], list[int]]:
    """Eight grown-ups who shall be disabled; of up to four poor or near-poor households with children one who raises
    them alone."""
    facts = rights_in(officer, ward, DAY, timezone.localdate(at)).facts.people
    grown = facts.filter(pl.col("age_months") >= 18 * 12).sort(PERSON)
    children = pl.col("household_class").is_in([1, 2]) & (pl.col("children_under_16") > 0)
    single = grown.filter(children & ~pl.col(PERSON).is_in(in_couple(grown[PERSON], DAY)))
    parents = single.unique(HOUSEHOLD, keep="first", maintain_order=True)[PERSON][:4].to_list()
    others = [person for person in grown[PERSON] if person not in parents]
    return others[:: max(len(others) // 8, 1)][:8], parents
