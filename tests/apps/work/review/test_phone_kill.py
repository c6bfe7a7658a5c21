"""kill -9 of the real server at every step of taking forms in: the telephone sends again, nothing is lost or doubled.

The data lie in a folder of their own, for both ends are real processes; the telephone does what the app does: it calls
until it is answered, and keeps its forms and photographs until it was told that they are safe.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.apps.work.review.test_phone_files import picture

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[4]
FORMS = "chungtay.work.review.operations.phone_forms"
TAKING = "chungtay.work.review.operations.taking_in"
FILES = "chungtay.work.review.operations.phone_files"
KEEPING = "chungtay.foundation.core.files.keeping"
PLACES = {
    "before anything is read": f"{FORMS}:take_in_all:before",
    "households are held": f"{TAKING}:hold_cases:after",
    "one form is judged": f"{TAKING}:_Delivery._place:after:1",
    "half of the delivery is judged": f"{TAKING}:_Delivery._place:after:2",
    "all but the trail is written": f"{TAKING}:record_events:before",
    "the trail is written, not kept": f"{TAKING}:record_events:after",
    "photographs are announced, not kept": f"{FORMS}:announce_files:after",
    "kept, not answered": f"{FORMS}:on_the_disk:before",
    "on the disk, not answered": f"{FORMS}:on_the_disk:after",
    "a piece is written, not noted": f"{FILES}:_write:after",
    "a piece is noted, not answered": f"{FILES}:_add:after",
    "the second piece, not looked at": f"{FILES}:_read:before",
    "a photograph is being looked at": f"{KEEPING}:write_anew:before",
    "a photograph is written anew": f"{KEEPING}:write_anew:after",
    "a photograph has its place, not its row": f"{FILES}:keep_file:after",
    "a photograph has its row, not answered": f"{FILES}:on_the_disk:after",
}


def script(folder: Path, environment: dict[str, str], text: str) -> Any:
    """What a program of ours says in a process of its own, on the data of the folder."""
    head = "import json, django; django.setup()\n"
    done = subprocess.run(
        [sys.executable, "-c", head + text], env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests import phones
from chungtay.work.review.models import Case
office, _campaign = phones.under_survey(3)
phone = phones.phone_of(office)
cases = list(Case.objects.order_by("pk").values_list("pk", "version"))
print(json.dumps({"key": str(phone.device.key), "token": phone.token, "cases": cases}))
"""
COUNT = """
from pathlib import Path
from django.conf import settings
from chungtay.foundation.core.files import path_of
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.queries.chain import verify_trail
from chungtay.work.review.models import Attachment, Case, Survey, SurveyResult
stored = list(Attachment.objects.exclude(stored="").values_list("stored", flat=True))
print(json.dumps({
    "forms": Survey.objects.count(),
    "households": Case.objects.filter(state="surveyed", version=2, survey__isnull=False).count(),
    "results": SurveyResult.objects.count(),
    "events": AuditEvent.objects.filter(action="review.survey_received").count(),
    "trail": verify_trail().broken is None,
    "photos": len(stored), "whole": sum(path_of(each).stat().st_size > 500 for each in stored),
    "files": len([each for each in Path(settings.MEDIA_ROOT).rglob("*.jpg") if not each.name.startswith(".")]),
}))
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> tuple[Path, dict[str, Any]]:
    """A folder of data with three households to visit and a telephone; each test copies it."""
    if connection.vendor != "sqlite":
        pytest.skip("2026-11-29: one folder is one installation; played on SQLite")
    folder = tmp_path_factory.mktemp("prepared")
    return folder, script(folder, environment_of(folder), PREPARE)


def environment_of(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "CHUNGTAY_DATABASE_URL"}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "tests.apps.work.review.dying.settings",
        "CHUNGTAY_DATA_DIR": str(folder),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }


class Server:
    """The server of `./run serve`, started anew whenever it has died."""

    def __init__(self, folder: Path, place: str) -> None:
        self.sign = folder / "died"
        self.environment = environment_of(folder) | {"DYING_AT": place, "DYING_SIGN": str(self.sign)}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        self.stop()
        command = [sys.executable, "-P", "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port"]
        command += [str(self.port), "--blocking-threads", "2", "--log-level", "critical"]
        command += ["tests.apps.work.review.dying.server:application"]
        self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, start_new_session=True)
        for _try in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def stop(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)  # its worker too
            self.process.wait()


@pytest.fixture
def served(prepared, tmp_path) -> Iterator[Any]:
    folder, phone = prepared
    made: list[Server] = []

    def begin(place: str) -> tuple[Server, dict[str, Any]]:
        subprocess.run(["cp", "-a", f"{folder}/.", str(tmp_path)], check=True)
        made.append(Server(tmp_path, place))
        return made[-1], phone

    yield begin
    for each in made:
        each.stop()


class Line:
    """What the app does with its line: calls until it is answered."""

    def __init__(self, server: Server, phone: dict[str, Any]) -> None:
        self.server, self.shown = server, {"Authorization": f"Phone {phone['key']}.{phone['token']}"}

    def call(self, path: str, body: bytes, **headers: str) -> dict[str, Any]:
        for _try in range(6):
            line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=15)
            try:
                line.request("POST", f"/khao-sat/{path}", body, self.shown | headers)
                response = line.getresponse()
                content = response.read()
                if response.status == 200:
                    return json.loads(content)
            except (OSError, http.client.HTTPException):
                pass
            finally:
                line.close()
            self.server.start()
        raise AssertionError(f"{path}: no answer")

    def send_photo(self, number: str, content: bytes, piece: int) -> None:
        got = 0
        while True:
            stand = self.call(f"tep/{number}/", content[got : got + piece], **{"Upload-Offset": str(got)})
            got = stand["got"]
            if stand["done"]:
                assert stand["problem"] == ""
                return


def sheets(phone: dict[str, Any], photo: bytes) -> list[dict[str, Any]]:
    from tests.phones import announced

    answers = {"income_per_person": 1_000_000, "declared": {str(n): n in (2, 6) for n in range(1, 11)}}
    return [
        {"sent_id": str(uuid.uuid4()), "case": case, "case_version": version, "answers": answers,
         "surveyed_on": "2019-09-05", "started_at": None, "ended_at": None, "place": None, "same": [], "note": "",
         "files": [announced(photo)]}
        for case, version in phone["cases"]
    ]  # fmt: skip


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_the_server_dies_and_the_telephone_goes_on(served, place, tmp_path):
    server, phone = served(place)
    line, photo = Line(server, phone), picture()
    forms = sheets(phone, photo)
    outcomes = line.call("gui/", json.dumps({"forms": forms}).encode())["outcomes"]
    assert [each["outcome"] for each in outcomes] == ["kept"] * 3
    for each, piece in zip(forms, (len(photo) // 2 + 1, len(photo), len(photo) // 3), strict=True):
        line.send_photo(each["files"][0]["sent_id"], photo, piece)
    assert server.sign.exists(), "it was never killed"
    again = line.call("gui/", json.dumps({"forms": forms[::-1]}).encode())["outcomes"]
    assert [each["outcome"] for each in again] == ["kept"] * 3
    found = script(tmp_path, server.environment | {"DYING_AT": ""}, COUNT)
    assert found == {
        "forms": 3, "households": 3, "results": 6, "events": 3, "trail": True, "photos": 3, "whole": 3, "files": 3,
    }  # fmt: skip


def test_the_server_dies_while_a_photograph_is_on_its_way(served, tmp_path):
    """Half of the request's body has arrived when the server is killed from outside."""
    server, phone = served(f"{FORMS}:take_in_all:never")
    line, photo = Line(server, phone), picture()
    forms = sheets(phone, photo)
    line.call("gui/", json.dumps({"forms": forms}).encode())
    number = forms[0]["files"][0]["sent_id"]
    with socket.create_connection(("127.0.0.1", server.port)) as half:
        head = f"POST /khao-sat/tep/{number}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpload-Offset: 0\r\n"
        head += f"Authorization: {line.shown['Authorization']}\r\nContent-Length: {len(photo)}\r\n\r\n"
        half.sendall(head.encode() + photo[: len(photo) // 2])
        time.sleep(0.5)
        server.start()
    for each in forms:
        line.send_photo(each["files"][0]["sent_id"], photo, len(photo))
    found = script(tmp_path, server.environment | {"DYING_AT": ""}, COUNT)
    assert (found["photos"], found["whole"], found["files"]) == (3, 3, 3)
