"""kill -9 of the real server at every step of taking forms in: the telephone sends again, nothing is lost or doubled.

The data lie in a folder of their own, for both ends are real processes; the telephone does what the app does: it calls
until it is answered, and keeps its forms and photographs until it was told that they are safe. A worker of background
jobs is killed in the same way, and the next one goes on.
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
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.apps.work.review.test_phone_files import picture

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[4]
FORMS = "chungtay.work.review.operations.phone_forms"
TAKING = "chungtay.work.review.operations.taking_in"
FILES = "chungtay.work.review.operations.phone_files"
KEEPING = "chungtay.foundation.core.files.keeping"
AGAIN = "chungtay.work.review.operations.scored_again"
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


# The piece that the server is killed in: where it begins, how much of it has been read, and how long a piece is, of
# a photograph's bytes.
UPLOADS = {
    "the first byte of a photograph": (0, 0, 1),
    "half of a photograph": (0, 1 / 2, 1),
    "all but the last byte": (0, 1 - 1e-9, 1),
    "half of the second piece": (1 / 2, 1 / 4, 1 / 2),
    "all but the last byte of the last piece": (1 / 2, 1 / 2 - 1e-9, 1 / 2),
}
JOBS = {
    "the first ward is computed, not kept": f"{AGAIN}:compared:after:1",
    "the first ward is kept, its transaction open": f"{AGAIN}:keep_run:after:1",
    "the second ward is being computed": f"{AGAIN}:compared:before:2",
    "the second ward is kept, its transaction open": f"{AGAIN}:keep_run:after:2",
    "everything is kept, the job not ended": f"{AGAIN}:run_scoring:after:1",
}


def script(environment: dict[str, str], text: str) -> Any:
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
PREPARE_JOB = """
import datetime
from django.core.management import call_command
call_command("migrate", verbosity=0)
from chungtay.foundation.core.operations import jobs
from chungtay.foundation.places import operations as places
from chungtay.work.review.models import Campaign, CampaignWard
from chungtay.work.review.operations.scored_again import KIND
from tests.apps.work.review.test_scored_again import at, surveyed
office, said = surveyed(), {"by": None, "at": at(9, 21, 2025)}
campaign, since = Campaign.objects.get(), datetime.date(2025, 7, 1)
new = {"level": "ward", "code": "00019", "name": "X\u00e3 Ph\u00f9 \u1ee6ng", "parent": office.units["001"]}
CampaignWard.objects.create(campaign=campaign, ward=places.found_unit(**new, valid_from=since, **said))
wards = sorted(campaign.wards.values_list("pk", flat=True))
jobs.start(KIND, campaign, **said, area=campaign.area, options={"wards": wards, "place": ""})
print(json.dumps(wards))
"""
COUNT_JOB = """
from chungtay.foundation.core.models import AuditEvent, Job
from chungtay.foundation.core.queries.chain import verify_trail
from chungtay.work.review.models import ScoringRun
job = Job.objects.get(kind="review.score_again")
runs = ScoringRun.objects.order_by("pk")
print(json.dumps({
    "state": job.state, "told": job.result.get("en"), "done": [job.done, job.total],
    "runs": [[each.ward.ward.code, each.forms, each.differing] for each in runs.select_related("ward__ward")],
    "events": AuditEvent.objects.filter(action="review.scored_again").count(),
    "trail": verify_trail().broken is None,
}))
"""
# What lies there is made a day old first, as when the daily sweep comes by.
COUNT = """
import hashlib, os, shutil, sys, tempfile, time
from pathlib import Path
from django.conf import settings
from chungtay.foundation.core.files import FileKind, read_kept
from chungtay.foundation.core.files.keeping import sweep_arrivals
from chungtay.foundation.core.files.photos import write_anew
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.queries.chain import verify_trail
from chungtay.work.review.models import Attachment, Case, Survey, SurveyResult
root = Path(settings.MEDIA_ROOT)
def files():
    return [each for each in root.rglob("*") if each.is_file()]
for each in files():
    os.utime(each, (time.time() - 86400,) * 2)
sweep_arrivals()
sent = Path(os.environ["PHOTOGRAPH"])
with tempfile.TemporaryDirectory() as scratch:
    anew = Path(scratch) / "anew"
    write_anew(sent, anew, FileKind.JPEG)
    wanted = hashlib.sha256(anew.read_bytes()).hexdigest()
stored = list(Attachment.objects.exclude(stored="").values_list("stored", flat=True))
print(json.dumps({
    "forms": Survey.objects.count(),
    "households": Case.objects.filter(state="surveyed", version=2, survey__isnull=False).count(),
    "results": SurveyResult.objects.count(),
    "events": AuditEvent.objects.filter(action="review.survey_received").count(),
    "trail": verify_trail().broken is None,
    "photos": Attachment.objects.count(), "kept": len(set(stored)),
    "whole": sum(hashlib.sha256(read_kept(each)).hexdigest() == wanted for each in stored),
    "files": len(files()),
}))
"""


ALL_SAFE = {
    "forms": 3, "households": 3, "results": 6, "events": 3, "trail": True,
    "photos": 3, "kept": 3, "whole": 3, "files": 3,
}  # fmt: skip


class Data:
    """A folder, and on PostgreSQL a database, that real processes work on."""

    def __init__(self, folder: Path, template: Data | None = None) -> None:
        self.folder, self.database = folder, ""
        if template is not None:
            subprocess.run(["cp", "-a", f"{template.folder}/.", str(folder)], check=True)
        if given := os.environ.get("CHUNGTAY_DATABASE_URL"):
            self.database = f"killed_{uuid.uuid4().hex}"
            with psycopg.connect(given, autocommit=True) as line:
                made_of = f" TEMPLATE {template.database}" if template is not None else ""
                line.execute(f"CREATE DATABASE {self.database}{made_of}".encode())

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "CHUNGTAY_DATABASE_URL"}
        if self.database:
            address = urlsplit(os.environ["CHUNGTAY_DATABASE_URL"])
            kept["CHUNGTAY_DATABASE_URL"] = address._replace(path=f"/{self.database}").geturl()
        return kept | {
            "DJANGO_SETTINGS_MODULE": "tests.apps.work.review.dying.settings",
            "CHUNGTAY_DATA_DIR": str(self.folder),
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
            **more,
        }

    def drop(self) -> None:
        if self.database:
            with psycopg.connect(os.environ["CHUNGTAY_DATABASE_URL"], autocommit=True) as line:
                line.execute(f"DROP DATABASE {self.database} WITH (FORCE)".encode())


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Iterator[tuple[Data, dict[str, Any]]]:
    """Three households to visit and a telephone; each test copies it."""
    data = Data(tmp_path_factory.mktemp("prepared"))
    yield data, script(data.environment(), PREPARE)
    data.drop()


@pytest.fixture(scope="module")
def computing(tmp_path_factory) -> Iterator[Data]:
    """A review of four forms whose computing waits in the queue; each test copies it."""
    data = Data(tmp_path_factory.mktemp("computing"))
    script(data.environment(), PREPARE_JOB)
    yield data
    data.drop()


class Server:
    """The server of `./run serve`, started anew whenever it has died."""

    def __init__(self, data: Data, place: str) -> None:
        self.sign = data.folder / "died"
        self.environment = data.environment(DYING_AT=place, DYING_SIGN=str(self.sign))
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
    template, phone = prepared
    made: list[Any] = []

    def begin(place: str) -> tuple[Server, dict[str, Any]]:
        data = Data(tmp_path, template)
        made.append(data)
        server = Server(data, place)
        made.insert(0, server)
        return server, phone

    yield begin
    for each in made:
        each.stop() if isinstance(each, Server) else each.drop()


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

    def break_off(self, path: str, body: bytes, held_back: int, **headers: str) -> None:
        """Send a call but for its last bytes, and wait until the line breaks."""
        with socket.create_connection(("127.0.0.1", self.server.port), 30) as line:
            shown = self.shown | {"Host": "127.0.0.1", "Content-Length": str(len(body))} | headers
            head = f"POST /khao-sat/{path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in shown.items())
            line.sendall(head.encode() + b"\r\n" + body[: len(body) - held_back])
            with contextlib.suppress(ConnectionResetError):
                told = line.recv(500)
                assert not told, told

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
    assert counted(server, photo) == ALL_SAFE


def counted(server: Server, photo: bytes) -> dict[str, Any]:
    server.stop()
    sent = server.sign.with_name("sent.jpg")
    sent.write_bytes(photo)
    return script(server.environment | {"DYING_AT": "", "PHOTOGRAPH": str(sent)}, COUNT)


@pytest.mark.parametrize(("begins", "read", "piece"), UPLOADS.values(), ids=UPLOADS.keys())
def test_the_server_dies_while_a_photograph_is_on_its_way(served, begins, read, piece):
    """The telephone holds the last byte back: the call is open, its body half read, when the server is killed."""
    photo = picture()
    offset, most, length = (int(len(photo) * part) for part in (begins, read, piece))
    most = max(most, 1)
    server, phone = served(f"upload:{offset}:{most}")
    line, forms = Line(server, phone), sheets(phone, photo)
    line.call("gui/", json.dumps({"forms": forms}).encode())
    number = forms[0]["files"][0]["sent_id"]
    if offset:
        stand = line.call(f"tep/{number}/", photo[:offset], **{"Upload-Offset": "0"})
        assert stand["got"] == offset
    line.break_off(f"tep/{number}/", photo[offset:], 1, **{"Upload-Offset": str(offset)})
    assert server.sign.read_text() == f"{most} bytes", "it was not killed inside the upload"
    server.start()
    stand = line.call(f"tep/{number}/", b"", **{"Upload-Offset": "0"})
    assert (stand["got"], stand["done"]) == (offset, False)  # what was told as received, not more
    for each in forms:
        line.send_photo(each["files"][0]["sent_id"], photo, length)
    assert counted(server, photo) == ALL_SAFE


@pytest.mark.parametrize("place", JOBS.values(), ids=JOBS.keys())
def test_a_worker_dies_while_a_review_is_computed(computing, place, tmp_path):
    """Two wards, the first with four forms. The next worker takes the job up and does what was not kept, once."""
    data = Data(tmp_path, computing)
    sign = tmp_path / "died"
    environment = data.environment(DYING_AT=place, DYING_SIGN=str(sign), CHUNGTAY_JOB_LOST_AFTER="2")
    command = [sys.executable, "-P", "-m", "tests.apps.work.review.dying.worker"]
    try:
        first = subprocess.run(command, env=environment, cwd=ROOT, timeout=120, check=False)
        assert (first.returncode, sign.read_text()) == (-signal.SIGKILL, place)
        second = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            for _try in range(60):
                found = script(environment | {"DYING_AT": ""}, COUNT_JOB)
                if found["state"] not in ("running", "waiting"):
                    break
                time.sleep(0.5)
        finally:
            second.kill()
            second.wait()
    finally:
        data.drop()
    assert found == {
        "state": "done",
        "told": "4 forms computed, 0 differ from the stored result.",
        "done": [2, 2],
        "runs": [["00016", 4, 0], ["00019", 0, 0]],
        "events": 2,
        "trail": True,
    }
