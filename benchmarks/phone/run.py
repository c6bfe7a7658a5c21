"""Starts the real server on a throw-away database, lets every telephone send its day, then counts what is there.

Every twentieth call is made twice, as when its answer was lost. Forms come in no order, a whole delivery comes again
after all others and backwards, every tenth photograph in pieces whose last is sent first. Options: --phones, --forms
(each), --only; --where tells instead, step by step, what a form and a photograph cost in one process (`where.py`).
"""

from __future__ import annotations

import argparse
import concurrent.futures
import hashlib
import http.client
import io
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))
AT_ONCE, PIECE, SMALL_PIECE = 10, 128 * 1024, 40 * 1024  # as the app does it
TWICE = 20
PER_PERSON = 5  # telephones of one enumerator, the most there may be


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--phones", type=int, default=200)
    parser.add_argument("--forms", type=int, default=100, help="of each telephone")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--where", action="store_true", help="where the time of a delivery goes, in one process")
    parser.add_argument("--child", choices=["prepare", "count", "where"], help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        django()
        if args.child == "count":
            print(json.dumps(count()))
            return
        phones = prepare(args.phones, args.forms)
        if args.child == "where":
            from where import measure

            phones = measure(phones, picture(), form, AT_ONCE)
        print(json.dumps(phones))
        return
    for name in [args.only] if args.only else ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory(prefix="chungtay-bench-") as folder:
            found = measured_on(name, args, folder)
        if args.where:
            from where import told as told_where

            told_where(name, found)
        else:
            told(name, args, found)


def measured_on(name: str, args: argparse.Namespace, folder: str) -> dict[str, Any]:
    from chungtay.cli.test import throw_away_postgresql

    measure = one_process if args.where else real_server

    environment = {
        **os.environ,
        "CHUNGTAY_DATA_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "chungtay.config.settings.development",
    }
    environment["PYTHONPATH"] = f"{ROOT / 'src'}:{ROOT}"
    environment.pop("CHUNGTAY_DATABASE_URL", None)
    if name == "sqlite":
        return measure(args, environment)
    with throw_away_postgresql() as address:
        return measure(args, {**environment, "CHUNGTAY_DATABASE_URL": address})


def one_process(args: argparse.Namespace, environment: dict[str, str]) -> dict[str, Any]:
    found = child("where", args, environment)
    check(args, child("count", args, environment))
    return found


def real_server(args: argparse.Namespace, environment: dict[str, str]) -> dict[str, Any]:
    phones = child("prepare", args, environment)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    from chungtay.cli.serve import server_command

    server = subprocess.Popen(server_command("127.0.0.1", port), env=environment)
    try:
        wait_for(port)
        found = day_sent(port, phones)
    finally:
        server.terminate()
        server.wait(20)
    return found | check(args, child("count", args, environment))


def check(args: argparse.Namespace, found: dict[str, int]) -> dict[str, int]:
    """An error where something was lost or doubled."""
    for what in ("surveys", "households", "photos", "attachments"):
        assert found[what] == args.phones * args.forms, (what, found[what])
    return found


def child(what: str, args: argparse.Namespace, environment: dict[str, str]) -> Any:
    command = [sys.executable, "-P", __file__, "--child", what]
    command += ["--phones", str(args.phones), "--forms", str(args.forms)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def django() -> None:
    import django

    django.setup()


def prepare(phones: int, forms: int) -> list[dict[str, Any]]:
    """One ward whose households are shared out; [{"key", "token", "cases": [[case, version], ...]}]."""
    from django.conf import settings
    from django.core.management import call_command

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    from chungtay.work.review.models import Case
    from chungtay.work.review.operations.phone import register_device
    from tests import factories
    from tests.phones import AT, under_survey

    office, _campaign = under_survey(phones * forms)
    cases = list(Case.objects.order_by("pk").values_list("pk", "version"))
    people = [factories.person(f"enumerator-{n}", "enumerator", office.ward) for n in range(-(-phones // PER_PERSON))]
    found = []
    for place in range(phones):
        user = people[place // PER_PERSON]
        device, token = register_device(user, name=f"Máy {place + 1}", by=user, at=AT)
        own = cases[place * forms : (place + 1) * forms]
        found.append({"key": str(device.key), "token": token, "cases": own})
    return found


def count() -> dict[str, int]:
    from chungtay.foundation.core.files import path_of
    from chungtay.work.review.models import Attachment, Survey

    stored = list(Attachment.objects.exclude(stored="").values_list("stored", flat=True))
    return {
        "surveys": Survey.objects.count(),
        "households": Survey.objects.values("case").distinct().count(),
        "photos": sum(path_of(each).is_file() for each in stored),
        "attachments": Attachment.objects.count(),
    }


def wait_for(port: int) -> None:
    for _try in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


class Calls:
    """One telephone's line; counts how long each answer took, and calls again until there is one."""

    def __init__(self, port: int, phone: dict[str, Any], times: dict[str, list[float]], lock: threading.Lock) -> None:
        self.port, self.phone, self.times, self.lock, self.made = port, phone, times, lock, 0
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def call(self, kind: str, path: str, body: bytes, **headers: str) -> dict[str, Any]:
        self.made += 1
        for _again in range(2 if self.made % TWICE == 0 else 1):
            answer = self._until_answered(kind, path, body, headers)
        return answer

    def _until_answered(self, kind: str, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
        shown = {"Authorization": f"Phone {self.phone['key']}.{self.phone['token']}", **headers}
        for pause in (0, 1, 2, 4, 8, 16, 32, 60):
            time.sleep(pause)
            begun = time.monotonic()
            try:
                self.line.request("POST", f"/khao-sat/{path}", body, shown)
                response = self.line.getresponse()
                content = response.read()
            except (OSError, http.client.HTTPException):
                self.line.close()
                self._note("broken", 0.0)
                continue
            self._note(kind, time.monotonic() - begun)
            if response.status == 200:
                return json.loads(content)
            self._note(f"answered {response.status}", 0.0)
        raise SystemExit(f"{path}: no answer")

    def _note(self, kind: str, seconds: float) -> None:
        with self.lock:
            self.times.setdefault(kind, []).append(seconds)


def day_sent(port: int, phones: list[dict[str, Any]]) -> dict[str, Any]:
    photo, times, lock = picture(), {}, threading.Lock()
    begun = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(len(phones)) as pool:
        list(pool.map(lambda phone: send_day(Calls(port, phone, times, lock), phone, photo), phones))
    return {"seconds": time.monotonic() - begun, "times": times, "photo": len(photo)}


def send_day(line: Calls, phone: dict[str, Any], photo: bytes) -> None:
    forms, dice = [form(case, version, photo) for case, version in phone["cases"]], random.Random(phone["key"])
    dice.shuffle(forms)
    line.call("hello", "chao/", json.dumps({"waiting": len(forms)}).encode())
    deliveries = [forms[start : start + AT_ONCE] for start in range(0, len(forms), AT_ONCE)]
    for some in [*deliveries, deliveries[0][::-1]]:
        outcomes = line.call("forms", "gui/", json.dumps({"forms": some}).encode())["outcomes"]
        assert {each["outcome"] for each in outcomes} == {"kept"}, outcomes[0]
    for place, each in enumerate(dice.sample(forms, len(forms))):
        send_photo(line, each["files"][0]["sent_id"], photo, SMALL_PIECE if place % 10 == 0 else PIECE)
    line.call("hello", "chao/", b'{"waiting": 0}')


def send_photo(line: Calls, number: str, photo: bytes, piece: int) -> None:
    if piece < len(photo):  # too early: left out
        line.call("photo", f"tep/{number}/", photo[piece:][:piece], **{"Upload-Offset": str(piece)})
    got = 0
    while True:
        stand = line.call("photo", f"tep/{number}/", photo[got : got + piece], **{"Upload-Offset": str(got)})
        got = stand["got"]
        if stand["done"]:
            break
    assert not stand["problem"], stand


def form(case: int, version: int, photo: bytes) -> dict[str, Any]:
    file = {
        "sent_id": str(uuid.uuid4()),
        "kind": "photo",
        "size": len(photo),
        "sha256": hashlib.sha256(photo).hexdigest(),
    }
    answers = {
        "members": [{"person": None, "name": "Nguyễn Thị An", "birth_date": "1961"}] * 4,
        "income_per_person": 1_000_000 + case,
        "declared": {str(number): number % 3 == 0 for number in range(1, 11)},
    }
    own = {"sent_id": str(uuid.uuid4()), "case": case, "case_version": version, "answers": answers, "files": [file]}
    said = {"surveyed_on": "2019-09-05", "started_at": None, "ended_at": None, "place": None, "same": [], "note": ""}
    return own | said


def picture() -> bytes:
    """About 60 kB, as a telephone's photograph after it was made small."""
    from PIL import Image

    held = io.BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(held, "JPEG", quality=50)
    return held.getvalue()


def told(name: str, args: argparse.Namespace, found: dict[str, Any]) -> None:
    """One line of the table."""
    wanted = args.phones * args.forms
    times = found["times"]
    p95 = {kind: sorted(times[kind])[int(len(times[kind]) * 0.95)] for kind in ("forms", "photo")}
    failed = sum(len(each) for kind, each in times.items() if kind == "broken" or kind.startswith("answered"))
    cells = [name, args.phones, wanted, f"{found['photo'] / 1000:.0f}", f"{found['seconds']:.0f}"]
    cells += [
        f"{wanted / found['seconds']:.1f}",
        f"{p95['forms']:.1f}",
        f"{p95['photo']:.1f}",
        failed,
        f"{os.getloadavg()[1]:.0f}",
    ]
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


if __name__ == "__main__":
    main()
