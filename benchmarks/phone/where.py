"""Where the time of a delivery goes: the calls of telephones in this process, step by step.

The same requests as `run.py` makes, through the whole application (middleware, rights, trail), by one telephone after
the other. Every step is told without the steps inside it. CPU is of this thread; what a PostgreSQL server computes for
us is counted apart, from the clock of its process. The clock beyond both is waiting, mostly for the disk.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

REOPENED = ", file opened for each call"  # as it was before threads kept their connection to SQLite
WHOLE = "request, middleware, JSON, telephone known"


class Steps:
    """Name of a step -> CPU, CPU of the database server, clock; in seconds, each without the steps inside it."""

    def __init__(self, server: Path | None) -> None:
        self.server = server
        self.spent: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        self.open: list[list[float]] = []

    def now(self) -> list[float]:
        there = int(self.server.read_text("ascii").split()[0]) / 1e9 if self.server else 0.0
        return [time.thread_time(), there, time.perf_counter()]

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        inside = [0.0, 0.0, 0.0]
        self.open.append(inside)
        began = self.now()
        try:
            yield
        finally:
            took = [end - start for end, start in zip(self.now(), began, strict=True)]
            self.open.pop()
            for at, seconds in enumerate(took):
                self.spent[name][at] += seconds - inside[at]
                if self.open:
                    self.open[-1][at] += seconds

    def watch(self, holder: Any, attribute: str, name: str) -> None:
        """From now on `holder.attribute` is a step."""
        work = getattr(holder, attribute)

        @functools.wraps(work)
        def watched(*args: Any, **kwargs: Any) -> Any:
            with self.step(name):
                return work(*args, **kwargs)

        setattr(holder, attribute, watched)


def measure(phones: list[dict[str, Any]], picture: bytes, make: Callable[[int, int, bytes], dict[str, Any]],
            at_once: int) -> dict[str, Any]:  # fmt: skip
    """Forms `at_once` in a call, then a photograph of each in one piece: what ("forms", "photo", on SQLite each also
    with REOPENED) -> {"count", "steps"}."""
    from django.db import close_old_connections, connection
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    forms = [(phone, [make(case, version, picture) for case, version in phone["cases"]]) for phone in phones]
    deliveries = [(phone, own[at : at + at_once]) for phone, own in forms for at in range(0, len(own), at_once)]
    connection.ensure_connection()
    apart = connection.vendor == "postgresql"
    if apart:
        connection.close_at = None  # the process whose clock is read stays the same one
    steps = Steps(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat") if apart else None)
    watched(steps)
    found: dict[str, Any] = {}
    turn = SimpleNamespace(way="")

    def call(phone: dict[str, Any], path: str, body: bytes, kind: str, **more: str) -> Any:
        shown = {"Authorization": f"Phone {phone['key']}.{phone['token']}", **more}
        with steps.step(WHOLE):
            if turn.way:
                connection.close()
            close_old_connections()  # as the server does before a request; the client of Django leaves it out
            response = client.post(f"/khao-sat/{path}", body, content_type=kind, headers=shown)
        assert response.status_code == 200, response.content
        return response.json()

    def forms_of(phone: dict[str, Any], own: list[dict[str, Any]]) -> None:
        outcomes = call(phone, "gui/", json.dumps({"forms": own}).encode(), "application/json")["outcomes"]
        assert {each["outcome"] for each in outcomes} == {"kept"}, outcomes[0]

    def photos_of(phone: dict[str, Any], own: list[dict[str, Any]]) -> None:
        for each in own:
            path = f"tep/{each['files'][0]['sent_id']}/"
            stand = call(phone, path, picture, "application/octet-stream", **{"Upload-Offset": "0"})
            assert (stand["done"], stand["problem"]) == (True, ""), stand

    ways = ("",) if apart else ("", REOPENED)  # in turns, so that both have the same machine
    for kind, send in (("forms", forms_of), ("photo", photos_of)):
        steps.spent = defaultdict(lambda: [0.0, 0.0, 0.0])
        send(*deliveries[0])  # loads the program and the rules, and is not counted
        for number, (phone, own) in enumerate(deliveries[1:]):
            turn.way = ways[number % len(ways)]
            told = found.setdefault(kind + turn.way, {"count": 0, "steps": defaultdict(lambda: [0.0, 0.0, 0.0])})
            told["count"] += len(own)
            steps.spent = told["steps"]
            send(phone, own)
    return found


def watched(steps: Steps) -> None:
    """Where the steps of a delivery are called."""
    from django.db import connection

    from chungtay.work.review.forms import phone as reading
    from chungtay.work.review.operations import phone_files, phone_forms, taking_in
    from chungtay.work.review.views import phone as views

    keeping = importlib.import_module(
        "chungtay.foundation.core.files.keeping"
    )  # the package has a function of this name
    of_forms = [
        (reading, "read_form", "each form read: kinds and lengths of what was sent"),
        (views, "receive_forms", "receive_forms: households read, each form looked at"),
        (phone_forms, "take_in_all", "take_in_all: savepoint, rows of forms, results, households written"),
        (taking_in._Delivery, "__init__", "what is known read: households held, forms, numbers"),
        (taking_in._Delivery, "_judge", "_Delivery._judge: right, shape, state, row"),
        (taking_in, "scored", "scored: the rule book"),
        (taking_in, "digest_of", "digest of the answers"),
        (taking_in._Delivery, "_place", "_Delivery._place"),
        (taking_in, "record_events", "trail"),
        (phone_forms, "announce_files", "announce_files"),
        (phone_forms, "on_the_disk", "on_the_disk"),
    ]
    of_photos = [
        (views, "receive_piece", "receive_piece: its note read, SHA-256"),
        (phone_files, "keep_file", "keep_file: written down, folders, moved"),
        (keeping, "kind_of", "kind by content"),
        (keeping, "write_anew", "write_anew: the picture decoded and written anew"),
        (keeping, "write_sealed", "write_sealed: sealed, on the disk"),
        (phone_files, "_settle", "_settle: the note of it written"),
        (phone_files, "on_the_disk", "on_the_disk"),
    ]
    of_both = [(connection, "connect", "connection to the database")]
    for holder, attribute, name in [*of_forms, *of_photos, *of_both]:
        steps.watch(holder, attribute, name)


def told(name: str, found: dict[str, Any]) -> None:
    """A table for each kind of call; the shares are of CPU, here and at the database server."""
    for kind, told in found.items():
        rows, count = told["steps"], told["count"]
        whole = sum(here + there for here, there, _clock in rows.values())
        print(f"\n| {name}, {kind} ({count:,}) | CPU ms | server CPU ms | clock ms | share |\n|---|---|---|---|---|")
        for step, (here, there, clock) in sorted(rows.items(), key=lambda row: -sum(row[1][:2])):
            cells = [f"{seconds / count * 1000:.2f}" for seconds in (here, there, clock)]
            print(f"| {step} | {' | '.join(cells)} | {(here + there) / whole:.0%} |")
        sums = [f"**{sum(row[at] for row in rows.values()) / count * 1000:.2f}**" for at in range(3)]
        print(f"| **together** | {' | '.join(sums)} | |", flush=True)
