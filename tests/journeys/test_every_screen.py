"""Every page that opens by its address, on the screen of a desk and of a telephone: readable, and no axe complaint.

The addresses and who may open them stand in tests/apps/routes.toml; the records behind them are those of the test that
visits every address with every role. Journeys go deeper; this one leaves no page out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponseBase

from tests.apps.route_records import RECORDS
from tests.apps.route_world import NOBODY, Visitor, World, make_world
from tests.apps.routes import Route, declared, patterns, visits
from tests.journeys.conftest import SIZES, Visit

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# To look at all of them oneself: CHUNGTAY_SCREENS=folder keeps a picture of each.
KEPT = os.environ.get("CHUNGTAY_SCREENS", "")
# Those who see the most of a page come first.
FIRST = ("ward_officer", "ward_leader", "district_officer", "system_administrator", NOBODY)
# Codes of rule sets are for the program; people read the name of the standard.
CODE = re.compile(r"\bvn-20\d\d\S*")
VERBATIM = "trail:events"  # the auditor reads what was recorded as it was recorded


@pytest.fixture
def world(transactional_db, settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path / "files"
    made = make_world(tmp_path)
    made.make_records(RECORDS)
    return made


def screens(world: World) -> Iterator[tuple[str, str, Visitor]]:
    """(route, address, who looks at it) of every page that is looked at; files and pages for forms alone are none."""
    names = patterns()
    for name, route in declared().items():
        if route.post is not None:
            continue
        for visitor in _lookers(route, world):
            _where, address, status = next(visits(route, names[name], visitor, world))
            question = f"?{urlencode(route.get)}" if route.get else ""
            if status == 200 and _is_page(visitor.client.get(address + question)):
                yield name, address + question, visitor
                break


def _is_page(answer: HttpResponseBase) -> bool:
    if answer.streaming:
        answer.close()
        return False
    return answer["Content-Type"].startswith("text/html") and b"<html" in answer.content[:200]


def _lookers(route: Route, world: World) -> list[Visitor]:
    order = sorted(world.visitors.values(), key=lambda one: FIRST.index(one.name) if one.name in FIRST else len(FIRST))
    return [one for one in order if route.lets_in(one) and (one.role or route.who == "public")]


def test_every_page_on_both_screens(world, visit):
    seats: dict[str, Visit] = {}
    wrong = []
    for name, address, visitor in screens(world):
        if visitor.name not in seats:
            seats[visitor.name] = seated(visit, visitor)
        seat = seats[visitor.name]
        seat.complaints.clear()
        seat.page.goto(address)
        try:
            seat.look()
            if name != VERBATIM:
                assert CODE.findall(seat.page.locator("body").inner_text()) == [], "a code where a name belongs"
        except AssertionError as error:
            wrong.append(f"{name} ({visitor.name}, {address}): {str(error)[:700]}")
        if KEPT:
            keep(seat, name)
    assert wrong == []


def seated(visit, visitor: Visitor) -> Visit:
    """The visitor's session, in a browser."""
    seat = visit()
    session = visitor.client.cookies.get(django_settings.SESSION_COOKIE_NAME)
    if session is not None:
        seat.context.add_cookies(
            [{"name": django_settings.SESSION_COOKIE_NAME, "value": session.value, "url": seat.address}]
        )
    return seat


def keep(seat: Visit, name: str) -> None:
    for size, (width, height) in SIZES.items():
        seat.page.set_viewport_size({"width": width, "height": height})
        path = Path(KEPT) / f"{name.replace(':', '-')}-{size}.png"
        seat.page.screenshot(path=path, full_page=True, scale="css")
    width, height = SIZES[seat.size]
    seat.page.set_viewport_size({"width": width, "height": height})
