"""The demonstration's lists of rights in Ngọc Hà ward in 2024: cards half handed over, others to be approved."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.queries.lists import any_list, lines_of
from chungtay.records.registry.queries.rights_facts import names_of

DAY = datetime.date(2024, 10, 1)
CARDS, WAITING = "bhyt-poor-2018", "bhyt-near-poor-2018"
OFFICER, LEADER, MEMBER = "canbo.ngocha", "lanhdao.ngocha", "thanhvien.ngocha"


@transaction.atomic
def draw_up_lists(ward: Unit, *, at: datetime.datetime) -> None:
    """Once; nothing when a list is there already or the demonstration's people are not."""
    people = {user.username: user for user in User.objects.filter(username__in=[OFFICER, LEADER, MEMBER])}
    if len(people) < 3 or any_list(ward):
        return
    cards = lists.draw_up(ward, CARDS, day=DAY, by=people[OFFICER], at=at)
    lists.approve_list(cards.pk, decision="131/QĐ-UBND", by=people[LEADER], at=at)
    waiting = list(lines_of(cards, "approved"))[::2]
    names = names_of([line.person_id for line in waiting if line.person_id is not None])
    for line in waiting:
        name = names[line.person_id or 0]
        lists.hand_over(cards.pk, line.pk, received_by=name, on=timezone.localdate(at), by=people[MEMBER], at=at)
    lists.draw_up(ward, WAITING, day=DAY, by=people[OFFICER], at=at)
