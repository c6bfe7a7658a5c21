"""Today tells who approves a round, and who brings which gifts."""

from __future__ import annotations

import pytest

from chungtay.work.gifts.presenters.waiting import waiting_for
from tests import gifts


@pytest.fixture
def made(db) -> gifts.Office:
    return gifts.office()


def told(made) -> dict[str, list[str]]:
    found = {
        name: [each.title for each in waiting_for(user, made.ward, gifts.AT.year, gifts.AT.date())]
        for name, user in made.people.items()
    }
    return {name: titles for name, titles in found.items() if titles}


def test_who_drew_the_list_up_does_not_approve_it(made) -> None:
    gifts.drawn(made)
    assert {name: len(titles) for name, titles in told(made).items()} == {"leader": 1}


def test_who_has_a_route_is_told_its_gifts(made) -> None:
    found = gifts.handing_out(made)
    route = found.routes.exclude(carrier=None).first()
    count = found.gifts.filter(route__carrier=route.carrier, state="ready").count()
    carrier = next(name for name, user in made.people.items() if user == route.carrier)
    assert told(made)[carrier] == [f"{count} món quà trên tuyến của bạn chờ trao"]
