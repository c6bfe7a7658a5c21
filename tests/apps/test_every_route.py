"""Every address, visited with every role in its own and in a foreign area; the answers stand in routes.toml.

Who may is decided by the program, the same on both databases; what a page asks of its database is not. So the usual run
visits with every role on SQLite, and on PostgreSQL with one of each kind.
"""

from __future__ import annotations

import functools
import logging
import re
from http.cookies import SimpleCookie
from urllib.parse import urljoin

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import Resolver404, resolve

from tests.apps.nonsense import SCRIPT, forms_of
from tests.apps.route_records import RECORDS
from tests.apps.route_world import OWN, Visitor, World, make_world
from tests.apps.routes import Route, declared, patterns, visits
from tests.lengths import WHOLE

ROUTES = declared()
_LEADS = re.compile(r'href="(/[^"#?]*)')


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Made once: two districts, eighteen people, and each kind of record in four areas."""
    folder = tmp_path_factory.mktemp("routes")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder / "files"), transaction.atomic():
        made = make_world(folder)
        made.make_records(RECORDS)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def _as_in_the_world(world, settings, monkeypatch):
    settings.MEDIA_ROOT = world.folder / "files"
    # Most visits are refused; Django's line about each, with a traceback, takes longer than the refusal.
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


def answer(route: Route, address: str, cookies: SimpleCookie) -> tuple[int, str]:
    """The status, and the page where it is one; whatever the visit changed is taken back."""
    client = Client()
    client.cookies = SimpleCookie(cookies.output(header="", sep=";"))
    with transaction.atomic():
        sent = client.get(address, route.get) if route.post is None else client.post(address, route.post)
        if sent.streaming:  # a file is closed when it was read to its end
            list(sent.streaming_content)
        page = "" if sent.streaming or "html" not in sent.get("Content-Type", "") else sent.content.decode()
        transaction.set_rollback(True)
    return sent.status_code, page


def dead_ends(page: str, visitor: Visitor) -> list[str]:
    """Links of a page that lead where its reader is refused."""
    found = {name for address in set(_LEADS.findall(page)) if (name := _name_of(address))}
    return sorted(name for name in found if name in ROUTES and not ROUTES[name].lets_in(visitor))


@functools.cache
def _name_of(address: str) -> str:
    try:
        return resolve(address).view_name
    except Resolver404:
        return ""


def visitors_of(route: Route, world: World) -> list[Visitor]:
    """Everybody; in the usual run on PostgreSQL the first of each level that the page opens for, and the first of those
    signed in, and of those at the door, whom it refuses."""
    everybody = list(world.visitors.values())
    if WHOLE or connection.vendor != "postgresql":
        return everybody
    kinds: dict[tuple, Visitor] = {}
    for each in everybody:
        opens = route.lets_in(each)
        kinds.setdefault((opens, each.signed_in, each.level if opens else ""), each)
    return list(kinds.values())


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.usefixtures("_as_in_the_world")
@pytest.mark.django_db
def test_the_route_opens_for_whom_it_should(name: str, world: World):
    route, parts = ROUTES[name], patterns()[name]
    wrong = []
    for visitor in visitors_of(route, world):
        for where, address, wanted in visits(route, parts, visitor, world):
            came, page = answer(route, address, visitor.client.cookies)
            if came != wanted:
                wrong.append(f"{visitor.name}, {where}: {came} instead of {wanted} ({address})")
            if came == 200 and (closed := dead_ends(page, visitor)):
                wrong.append(f"{visitor.name}, {where}: shows what is closed: {', '.join(closed)} ({address})")
    assert wrong == []


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.post is not None])
@pytest.mark.usefixtures("_as_in_the_world")
@pytest.mark.django_db
def test_a_page_that_changes_something_refuses_to_be_looked_at(name: str, world: World):
    """GET changes nothing: 405 for those whom the page would open for."""
    route, parts = ROUTES[name], patterns()[name]
    visitor = next(each for each in world.visitors.values() if route.lets_in(each) and each.role)
    _where, address, _wanted = next(visits(route, parts, visitor, world))
    client = Client()
    client.cookies = visitor.client.cookies
    assert client.get(address).status_code == 405


LEFT_OUT = ("dang-xuat", "tai-khoan/ngon-ngu")  # these end or change the visit itself


def shown_to(route: Route, parts: list[str], visitor: Visitor, world: World) -> tuple[str, str]:
    """The address of a page at home and what it shows; "" where it is no page."""
    _where, address, _wanted = next(visits(route, parts, visitor, world))
    client = Client()
    client.cookies = SimpleCookie(visitor.client.cookies.output(header="", sep=";"))
    with transaction.atomic():
        sent = client.get(address, route.get)
        text = "" if sent.streaming or "html" not in sent.get("Content-Type", "") else sent.content.decode()
        transaction.set_rollback(True)
    return address, text


def post_nonsense(cookies: SimpleCookie, action: str, method: str, values: dict) -> str:
    """What is wrong with the answer; whatever was changed is taken back."""
    client = Client(raise_request_exception=False)
    client.cookies = SimpleCookie(cookies.output(header="", sep=";"))
    with transaction.atomic():
        sent = client.get(action, values) if method == "get" else client.post(action, values)
        body = b"".join(sent.streaming_content) if sent.streaming else sent.content
        transaction.set_rollback(True)
    if sent.status_code >= 500:
        return f"{sent.status_code} {sent.exc_info[1]!r}" if sent.exc_info else str(sent.status_code)
    return "as it was typed" if SCRIPT.encode() in body and "html" in sent.get("Content-Type", "") else ""


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.post is None])
@pytest.mark.usefixtures("_as_in_the_world")
@pytest.mark.django_db
def test_nonsense_in_every_form_of_the_page_is_answered(name: str, world: World):
    """Never by an error of the program, and never put into a page as it was typed. The usual run looks at the page with
    the first role that it opens for and sends one kind of nonsense, on PostgreSQL, which refuses more, two;
    `./run test --all` looks with everybody and sends eight."""
    route, parts = ROUTES[name], patterns()[name]
    inside = [each for each in world.visitors.values() if route.lets_in(each)]
    seen, wrong = set(), []
    turns = 8 if WHOLE else 2 if connection.vendor == "postgresql" else 1
    for visitor in inside if WHOLE else inside[:1]:
        address, page = shown_to(route, parts, visitor, world)
        for form in forms_of(page):
            action = urljoin(address, form.action or address).partition("#")[0]
            if (action, form.names) in seen or any(part in action for part in LEFT_OUT):
                continue
            seen.add((action, form.names))
            for turn in range(turns):
                values = form.filled(turn)
                if bad := post_nonsense(visitor.client.cookies, action, form.method, values):
                    wrong.append(f"{visitor.name} {form.method} {action}: {bad} {values}"[:600])
    assert wrong == []


TOO_LONG = "9" * 30  # no number of a record on either database


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.records])
@pytest.mark.usefixtures("_as_in_the_world")
@pytest.mark.django_db
def test_a_number_that_no_record_has_is_not_found(name: str, world: World):
    route, parts = ROUTES[name], patterns()[name]
    visitor = next(each for each in world.visitors.values() if route.lets_in(each))
    _where, address, _wanted = next(visits(route, parts, visitor, world))
    for number in {str(world.record(kind, world.units[OWN[visitor.level]])) for kind in route.records.values()}:
        if number.isdecimal():
            tried = f"/{TOO_LONG}/".join(address.rsplit(f"/{number}/", 1))
            assert answer(route, tried, visitor.client.cookies)[0] in (302, 403, 404), tried
