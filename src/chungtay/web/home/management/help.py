"""The demonstration's help in Ngọc Hà ward: a round of gifts half handed over; relief after a fire, to be decided."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations.status import record_hardship
from chungtay.records.registry.queries.listed import rosters
from chungtay.web.home.management.rights import DAY, LEADER, MEMBER, OFFICER
from chungtay.work.assistance.operations.proposing import Need, propose_relief
from chungtay.work.gifts.models import Gift, GiftState, Round
from chungtay.work.gifts.operations import handing, lists, rounds, routes, stock
from chungtay.work.gifts.queries.rounds import any_round, gifts_of

ROUTE_DAYS = datetime.timedelta(days=14)


@transaction.atomic
def give_help(ward: Unit, *, at: datetime.datetime) -> None:
    """Once; nothing when a round is there already or the demonstration's people are not."""
    people = {user.username: user for user in User.objects.filter(username__in=[OFFICER, LEADER, MEMBER])}
    if len(people) < 3 or any_round(ward):
        return
    made = _round(ward, people, at=at)
    gifts = list(gifts_of(made, state=GiftState.READY).select_related("household"))
    _hand_over(gifts[::2], people[MEMBER], at=at)
    _relief(gifts[1], people[OFFICER], at=at)


def _round(ward: Unit, people: Mapping[str, User], *, at: datetime.datetime) -> Round:
    """Envelopes for the poor and near-poor, a third of them from a donor; all in the store, the routes drawn."""
    officer, today = people[OFFICER], timezone.localdate(at)
    plan = rounds.Plan(
        title="Quà cuối năm", occasion="other", day=DAY, first_day=today, last_day=today + ROUTE_DAYS, place=ward.name
    )
    made = rounds.begin_round(ward, plan, by=officer, at=at)
    kind = rounds.add_kind(
        made.pk, name="Phong bì", form="cash", worth=500_000, of="household", words="Hộ nghèo, hộ cận nghèo",
        who="household_class in (poor, near_poor)", by=officer, at=at,
    )  # fmt: skip
    wanted, _gone = lists.draw_list(made.pk, by=officer, at=at)
    sources = (("ward", "Ngân sách phường", wanted - wanted // 3), ("donor", "Công ty Sao Mai", wanted // 3))
    supplies = [
        rounds.add_supply(made.pk, kind.pk, source=source, giver=giver, planned=planned, by=officer, at=at)
        for source, giver, planned in sources
    ]
    rounds.approve_round(made.pk, decision="156/QĐ-UBND", by=people[LEADER], at=at)
    for each in supplies:
        stock.move_stock(
            made.pk, each.pk, what="in", count=each.planned, on=today, paper="PN-01", by=officer, at=at
        )  # fmt: skip
    routes.plan_routes(made.pk, by=officer, at=at)
    rounds.begin_handing(made.pk, by=officer, at=at)
    made.refresh_from_db()
    return made


def _hand_over(gifts: Sequence[Gift], member: User, *, at: datetime.datetime) -> None:
    homes = rosters([gift.household_id for gift in gifts], timezone.localdate(at))
    for gift in gifts:
        receiver = homes[gift.household_id][0].name
        told = handing.Told(sent_id=uuid.uuid4(), gift=gift.pk, outcome="delivered", at=at, received_by=receiver)
        handing.take_in(told, where="UBND phường", by=member, at=at)


def _relief(gift: Gift, officer: User, *, at: datetime.datetime) -> None:
    """The house of one of them burnt down today; the leader has not decided yet."""
    today = timezone.localdate(at)
    event = record_hardship(
        gift.household, kind="fire", happened_on=today, description="Cháy nhà bếp lan sang nhà chính", by=officer, at=at
    )
    needy = "Không còn chỗ ở, mất hết đồ đạc"
    need = Need(event=event.pk, norm="house-lost", source="ward", hardship=needy)
    propose_relief(gift.household_id, need=need, told_at=at, by=officer, at=at)
