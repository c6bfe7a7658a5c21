"""kill -9 of the real worker in the middle of taking the register out: the next worker takes the job up, the copy is
made, kept and told once, and no open file stays on the disk.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.apps.work.review.test_phone_kill import ROOT, Data, script

EXPORTING = "chungtay.records.registry.operations.exporting"
PLACES = {"the second of three households is written": f"{EXPORTING}:FullBook.write:after:2"}

PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations.exporting import Layout, ask_for_register
from tests import factories as people
from tests.apps.records.registry import factories as records
people.district()
group = Unit.objects.get(level="group", parent__code="00016")
second = records.member("Tr\u1ea7n Th\u1ecb H\u01b0\u1eddng", "spouse", "1974-11-01", papers=())
records.household(group, (records.member(), second))
for name in ("L\u00ea V\u0103n Hai", "Ph\u1ea1m V\u0103n Ba"):
    records.household(group, (records.member(name, papers=()),))
officer = people.person("hoa", "ward_officer", group.parent)
job = ask_for_register(group.parent, year=2024, layout=Layout.FULL, by=officer, at=people.AT)
print(json.dumps(job.pk))
"""
# Whatever lies beside the database: what is open says so by how it begins.
COUNT = """
import io
from pathlib import Path
import openpyxl
from django.conf import settings
from chungtay.foundation.core.files import read_kept
from chungtay.foundation.core.models import AuditEvent, Job, JobFile
from chungtay.foundation.core.queries.chain import verify_trail
job, kept, root = Job.objects.get(kind="registry.export"), list(JobFile.objects.all()), Path(settings.MEDIA_ROOT)
lying = [each for each in root.rglob("*") if each.is_file()]
sheets = [openpyxl.load_workbook(io.BytesIO(read_kept(each.stored))) for each in kept]
print(json.dumps({
    "state": job.state, "done": [job.done, job.total], "told": job.result.get("en"),
    "people": [sheet["Th\u00e0nh vi\u00ean"].max_row - 2 for sheet in sheets],
    "copies": AuditEvent.objects.filter(action="core.exported", detail__model="registry.membership").count(),
    "trail": verify_trail().broken is None,
    "not kept": sorted(each.relative_to(root).as_posix() for each in lying
                       if each.relative_to(root).as_posix() not in {row.stored for row in kept}),
    "open": sum(each.read_bytes()[:2] == b"PK" for each in lying),
}))
"""
# A day later, as when the daily work comes by: what nobody kept goes.
A_DAY_LATER = """
import os, time
from pathlib import Path
from django.conf import settings
from django.utils import timezone
from chungtay.foundation.core.operations import results
for each in Path(settings.MEDIA_ROOT).rglob("*"):
    os.utime(each, (time.time() - 2 * 86400,) * 2)
print(json.dumps(results.remove_old(at=timezone.now())))
"""
AGED = """
import os, time
from pathlib import Path
from django.conf import settings
left = list((Path(settings.MEDIA_ROOT) / ".scratch").glob("*"))
for each in left:
    os.utime(each, (time.time() - 120,) * 2)
print(json.dumps(len(left)))
"""


@pytest.fixture(scope="module")
def waiting(tmp_path_factory) -> Iterator[Data]:
    """A ward of three households with four persons, and the job that takes them out; each test copies it."""
    data = Data(tmp_path_factory.mktemp("waiting"))
    script(data.environment(), PREPARE)
    yield data
    data.drop()


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_a_worker_dies_while_the_register_goes_out(waiting, place, tmp_path):
    """Killed, taken up again, done once. What the dead one had open is gone, at the latest a minute after."""
    folder, elsewhere = tmp_path / "data", tmp_path / "temporary"
    folder.mkdir()
    elsewhere.mkdir()
    data = Data(folder, waiting)
    sign = tmp_path / "died"
    environment = data.environment(
        DYING_AT=place, DYING_SIGN=str(sign), CHUNGTAY_JOB_LOST_AFTER="2", TMPDIR=str(elsewhere)
    )
    command = [sys.executable, "-P", "-m", "tests.apps.work.review.dying.worker"]
    try:
        first = subprocess.run(command, env=environment, cwd=ROOT, timeout=120, check=False)
        assert (first.returncode, sign.read_text()) == (-signal.SIGKILL, place)
        quiet = environment | {"DYING_AT": ""}
        left = script(quiet, COUNT)
        assert (left["state"], left["trail"]) == ("running", True)
        second = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until and script(quiet, COUNT)["state"] == "running":
                time.sleep(0.5)
            assert script(quiet, AGED) == (1 if left["open"] or ".scratch" in str(left["not kept"]) else 0)
            while time.monotonic() < until and list((folder / "files" / ".scratch").glob("*")):
                time.sleep(0.5)
        finally:
            second.kill()
            second.wait()
        script(quiet, A_DAY_LATER)
        found = script(quiet, COUNT)
    finally:
        data.drop()
    assert found == {
        "state": "done",
        "done": [4, 4],
        "told": found["told"],
        "people": [4],
        "copies": 1,
        "trail": True,
        "not kept": [],
        "open": 0,
    }
    assert found["told"].endswith(": 3 households.")
    assert [each for each in elsewhere.rglob("*") if each.is_file()] == []
