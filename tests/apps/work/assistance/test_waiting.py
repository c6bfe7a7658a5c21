"""Today tells each person the own next step of assistance, and no other's."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations.status import record_hardship
from chungtay.work.assistance.operations.deciding import approve
from chungtay.work.assistance.operations.paying import pay
from chungtay.work.assistance.operations.proposing import Need, propose_relief
from chungtay.work.assistance.presenters.waiting import waiting_for
from tests import factories
from tests.apps.records.registry.factories import household, member
from tests.apps.work.assistance.people import AT, NEXT, NEXT_DAY, TOLD, hands, home_with_a_fire, photo


@pytest.fixture
def group(db, settings, tmp_path) -> Unit:
    settings.MEDIA_ROOT = tmp_path / "files"
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def who(group) -> dict[str, object]:
    return hands(group.parent)


def proposed(group, who):
    home, event = home_with_a_fire(group)
    need = Need(event=event.pk, norm="house-lost", source="ward", hardship="Mất hết đồ đạc")
    return propose_relief(home.pk, need=need, told_at=TOLD, by=who["officer"], at=AT)


def told(group, who) -> dict[str, list[str]]:
    ward = group.parent
    found = {name: [each.title for each in waiting_for(user, ward, 2026, NEXT_DAY)] for name, user in who.items()}
    return {name: titles for name, titles in found.items() if titles}


def test_each_step_is_told_to_whom_it_belongs(group, who) -> None:
    case = proposed(group, who)
    assert set(told(group, who)) == {"leader"}
    approve(case.pk, decision="12/QĐ-UBND", by=who["leader"], at=NEXT)
    assert set(told(group, who)) == {"payer", "visitor"}  # whoever hands over here and did nothing on the case yet
    part = case.parts.get()
    pay(case.pk, part.number, received_by="Nguyễn Văn Đình", on=NEXT_DAY, kept=photo(), by=who["payer"], at=NEXT)
    assert set(told(group, who)) == {"officer", "visitor"}  # the visit is made by somebody else than who paid


def test_the_statements_do_not_grow(group, who) -> None:
    proposed(group, who)
    with CaptureQueriesContext(connection) as one:
        list(waiting_for(who["leader"], group.parent, 2026, NEXT_DAY))

    for name in ("Lê Văn Cảnh", "Phạm Văn Giang"):
        home = household(group, (member(name, papers=()),), since=factories.SINCE, at=TOLD)
        event = record_hardship(home, kind="fire", happened_on=TOLD.date(), description="Cháy", by=None, at=AT)
        need = Need(event=event.pk, norm="house-lost", source="ward", hardship="Mất hết đồ đạc")
        propose_relief(home.pk, need=need, told_at=TOLD, by=who["officer"], at=AT)
    with CaptureQueriesContext(connection) as three:
        found = list(waiting_for(who["leader"], group.parent, 2026, NEXT_DAY))
    assert len(found) == 3
    assert len(three) <= len(one)
