"""Officers who sign in and turn pages, and what they type into the search box."""

from __future__ import annotations

import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlencode

from django.db import connection
from django.test import Client
from filling import PASSWORD, this_year

from chungtay.demo.places import WARDS
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household, IdentityPaper, Person
from chungtay.records.registry.queries.search import search

SEED, WARD = 7, "00016"
LISTS = {"list": "", "list, poor": "?loai=poor", "list, no class": "?loai=none", "list, no number": "?con=no_number",
         "list, to do": "?con=due", "list, by name": "?tim=" + quote("nguyen van dinh")}  # fmt: skip


def typed(path: str, chance: random.Random) -> dict[str, list[str]]:
    """What officers type about persons and households who are there."""
    numbers = list(Household.objects.filter(group__path__startswith=path).values_list("pk", flat=True)[:20_000])
    homes = Household.objects.in_bulk(chance.sample(numbers, 8))
    heads = Person.objects.filter(memberships__household__in=homes, memberships__relation="head").exclude(phone="")
    papers = IdentityPaper.objects.filter(person__in=heads)
    names = [head.full_name.split() for head in heads]
    return {
        "whole name, plain": ["nguyen van dinh", *(head.name_folded for head in heads[:4])],
        "given and family name": ["Đình Nguyễn", *(f"{name[-1]} {name[0]}" for name in names[:4])],
        "one frequent word": ["nguyen", "thi", "Hoa"],
        "one letter": ["n"],
        "last 4 digits": [paper.number[-4:] for paper in papers[:4]],
        "name and last 4 digits": [f"{paper.person.name_folded} {paper.number[-4:]}" for paper in papers[:4]],
        "identity number": [paper.number for paper in papers[:3]],
        "telephone": [head.phone for head in heads[:3]],
        "address": [home.address for home in list(homes.values())[:4]],
        "household code": [home.code for home in list(homes.values())[:4]],
        "nobody": ["xyzzy khong co"],
    }


def searches(times: int = 5) -> list[dict[str, Any]]:
    """The whole search in this process, by kind of question, in a ward and in the district."""
    found = []
    for area, path in (("ward", Unit.objects.get(code=WARD).path), ("district", Unit.objects.get(code="001").path)):
        for kind, texts in typed(path, random.Random(SEED)).items():
            spent, counts, hits = [], [], []
            for text in texts:
                search(text, [path])
                with counted() as statements:
                    results = search(text, [path])
                counts.append(statements[0])
                hits.append((len(results.persons), len(results.households)))
                spent.append(min(_timed(text, path) for _ in range(times)))
            worst = max(range(len(texts)), key=lambda place: spent[place])
            found.append(
                {"kind": f"{kind}, {area}", "found": ", ".join(map(str, hits[worst])), "statements": max(counts),
                 "least": min(spent), "half": statistics.median(spent), "most": max(spent), "example": texts[worst]}
            )  # fmt: skip
    return found


def _timed(text: str, path: str) -> float:
    began = time.perf_counter()
    search(text, [path])
    return (time.perf_counter() - began) * 1000


@contextmanager
def counted():
    statements = [0]

    def count(execute: Any, *given: Any) -> Any:
        statements[0] += 1
        return execute(*given)

    with connection.execute_wrapper(count):
        yield statements


@dataclass
class Officer:
    """Where one user works and what the user looks at."""

    username: str
    place: str
    chance: random.Random
    homes: list[int]
    typed: list[str]
    wide: bool = False
    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def pages(self) -> list[tuple[str, str]]:
        """One round of kinds of page with their addresses: mostly lists, households and searches."""
        here = f"/{self.place}/{this_year()}"
        found = [("account", "/tai-khoan/"), ("today", f"{here}/")]
        found += [(kind, f"{here}/ho-dan/{asked}") for kind, asked in LISTS.items()]
        past = f"/{self.place}/{this_year() - 1}/ho-dan/"
        found += [("list, last year", past), ("list, last year", f"{past}?loai=poor")]
        found += [("household", f"{here}/ho-dan/{self.chance.choice(self.homes)}/") for _ in range(4)]
        found += [("search", f"{here}/tim/?tim={quote(self.chance.choice(self.typed))}") for _ in range(6)]
        self.chance.shuffle(found)
        return [(f"{kind}, district" if self.wide and kind != "account" else kind, path) for kind, path in found]


def officers(count: int) -> list[Officer]:
    """All but one work in wards, the last in the district."""
    found = []
    for place in range(count):
        chance, wide = random.Random(SEED + place), place == count - 1
        code = "001" if wide else WARDS[place * 2 % len(WARDS)].code
        unit = Unit.objects.get(code=code)
        numbers = list(Household.objects.filter(group__path__startswith=unit.path).values_list("pk", flat=True)[:9000])
        words = [text for texts in typed(unit.path, chance).values() for text in texts]
        username = "canbo.quan" if wide else f"canbo.{code}"
        found.append(Officer(username, code, chance, chance.sample(numbers, min(200, len(numbers))), words, wide))
    return found


def statements_of_pages() -> dict[str, int]:
    """The most statements that a page of each kind needs."""
    most: dict[str, int] = {}
    for officer in (officers(2)[0], officers(2)[1]):
        client = Client(HTTP_HOST="127.0.0.1")
        answer = client.post("/tai-khoan/dang-nhap/", {"username": officer.username, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        for kind, path in officer.pages():
            with counted() as statements:
                answer = client.get(path)
            assert answer.status_code == 200, (path, answer.status_code)
            most[kind] = max(most.get(kind, 0), statements[0])
    return most


def visits(*, seconds: float, users: int, pause: float, rounds: int) -> list[dict[str, Any]]:
    """All users at once against one server, several times."""
    connection.close()
    found = []
    with serving() as port:
        for _ in range(rounds):
            people = officers(users)
            connection.close()
            ready = threading.Barrier(users)
            threads = [threading.Thread(target=turn_pages, args=(each, port, ready, seconds, pause)) for each in people]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            found.append(_told(people, seconds))
    return found


def _told(people: list[Officer], seconds: float) -> dict[str, Any]:
    spent: dict[str, list[float]] = defaultdict(list)
    for officer in people:
        for kind, times in officer.spent.items():
            spent[kind] += times
    pages = {
        kind: {"count": len(times), "p50": statistics.median(times), "p95": sorted(times)[int(len(times) * 0.95)]}
        for kind, times in sorted(spent.items(), key=lambda pair: ("district" in pair[0], pair[0]))
    }
    every = [one for kind, times in spent.items() if kind != "account" for one in times]
    pages["all but the account page"] = {
        "count": len(every), "p50": statistics.median(every), "p95": sorted(every)[int(len(every) * 0.95)]
    }  # fmt: skip
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    return {"pages": pages, "count": len(every), "seconds": seconds, "load": load}


@contextmanager
def serving():
    """The server with the options of `./run serve`, on a free port of this machine."""
    from chungtay.cli.serve import server_command

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(server_command("127.0.0.1", port), stdout=sys.stderr)
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def turn_pages(officer: Officer, port: int, ready: threading.Barrier, seconds: float, pause: float) -> None:
    """Signs in, looks at every kind of page once, waits for the others, then turns pages until the time is over."""
    browser = Browser(port)
    browser.sign_in(officer.username)
    for _kind, path in dict(officer.pages()).items():
        browser.get(path)
    ready.wait()
    until = time.monotonic() + seconds
    while True:
        for kind, path in officer.pages():
            if time.monotonic() >= until:
                return
            began = time.perf_counter()
            browser.get(path)
            officer.spent[kind].append((time.perf_counter() - began) * 1000)
            time.sleep(pause * officer.chance.uniform(0.5, 1.5))


class Browser:
    """Keeps its connection and its cookies."""

    def __init__(self, port: int) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def sign_in(self, username: str) -> None:
        page = self.get("/tai-khoan/dang-nhap/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = {"csrfmiddlewaretoken": token[1] if token else "", "username": username, "password": PASSWORD}
        self.ask("POST", "/tai-khoan/dang-nhap/", urlencode({**form, "next": ""}), wanted=302)

    def get(self, path: str) -> str:
        return self.ask("GET", path)

    def ask(self, method: str, path: str, body: str | None = None, wanted: int = 200) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.link.request(method, path, body, headers)
        answer = self.link.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: kept.value for name, kept in SimpleCookie(line).items()}
        if answer.status != wanted:
            raise RuntimeError(f"{path}: {answer.status}")
        return text
