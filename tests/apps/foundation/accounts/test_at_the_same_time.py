"""Two administrators at once: what may not meet does not slip in side by side."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.models import Assignment, User
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*steps) -> list[str]:
    """Each step in a thread of its own, begun together; says how each ended."""
    ready, ended = threading.Barrier(len(steps)), []

    def run(step) -> None:
        try:
            ready.wait(30)
            step()
            ended.append("done")
        except ValidationError:
            ended.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(ended)


def test_two_duties_that_may_not_meet(transactional_db):
    ward = factories.district()["00016"]
    number = factories.person("an", None, None).pk

    def give(role: str):
        user = User.objects.get(pk=number)
        operations.assign(user, role=role, area=ward, starts_on=factories.SINCE, by=None, at=factories.AT)

    assert at_once(lambda: give("fund_keeper"), lambda: give("fund_approver")) == ["done", "refused"]
    assert Assignment.objects.filter(user=number).count() == 1


def test_two_hand_overs_of_the_same_duties(transactional_db):
    units = factories.district()
    leaves = factories.person("an", "ward_officer", units["00016"]).pk
    takers = [factories.person(name, "enumerator", units["00016"]).pk for name in ("binh", "chi")]

    def hand_over(taker: int):
        giver, other = User.objects.get(pk=leaves), User.objects.get(pk=taker)
        operations.hand_over(giver, other, first_day=factories.AT.date(), by=None, at=factories.AT)

    assert at_once(*(lambda taker=taker: hand_over(taker) for taker in takers)) == ["done", "refused"]
    assert Assignment.objects.filter(role="ward_officer", ends_on=None).count() == 1
