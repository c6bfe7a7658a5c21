"""kill -9 of the real worker at every step of taking the register out, and of taking the copy away when its time is
over: the next worker takes the job up, the copy is made, kept and told once, and no open file stays on the disk.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.apps.work.review.test_phone_kill import ROOT, Data, script

EXPORTING = "chungtay.records.registry.operations.exporting"
CORE = "chungtay.foundation.core"
RESULTS, SEALING = f"{CORE}.operations.results", f"{CORE}.files.sealing"
# Each takes three processes, one after the other; the first and the last stand in the short run.
PLACES = {
    "the second of three households is written": f"{EXPORTING}:FullBook.write:after:2",
    "nothing is written": f"{EXPORTING}:FullBook.write:before:1",
    "all is written, the workbook is open": f"{EXPORTING}:FullBook.__exit__:before",
    "the workbook is whole, not sealed": f"{RESULTS}:seal_file:before",
    "sealed, not at its place": f"{SEALING}:seal_parts:after",
    "sealed and at its place, without its row": f"{RESULTS}:seal_file:after",
    "told to the trail, its row not written": f"{EXPORTING}:record_copy:after",
    "its row is written, not kept": f"{CORE}.models:JobFile.save:after",
    "kept, the open workbook is being taken away": f"{CORE}.files.scratch:shutil.rmtree:before",
    "kept, the job not ended": f"{EXPORTING}:_said:after",
}
SHORT = {"the second of three households is written", "kept, the job not ended"}
# The copy's time is over, and beside it lies what a dead worker left of another.
SWEEPS = {
    "nothing is taken away": f"{RESULTS}:forget:before:1",
    "the copy is gone, its row does not say so": f"{RESULTS}:forget:after:1",
    "what a dead one left is gone, the job not ended": f"{RESULTS}:forget:after:2",
}

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
job, root = Job.objects.get(kind="registry.export"), Path(settings.MEDIA_ROOT)
kept = list(JobFile.objects.filter(gone_at=None))
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
    "folders": len(list((root / ".scratch").glob("*"))),
}))
"""
# All that is asked while a worker still writes: files come and go under whoever looks at them.
STATE = """
from chungtay.foundation.core.models import Job
print(json.dumps(Job.objects.get(kind="registry.export").state))
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
# Its time is over, something that nobody kept lies beside it, and the day's sweep has yet to come.
OVER = """
import os, time
from pathlib import Path
from django.conf import settings
from django.utils import timezone
from chungtay.foundation.core.models import Job, JobFile
JobFile.objects.update(until=timezone.now())
left = Path(settings.MEDIA_ROOT) / "results" / ".0123456789abcdef.sealing"
left.write_bytes(b"sealed")
os.utime(left, (time.time() - 2 * 86400,) * 2)
print(json.dumps(Job.objects.filter(kind="core.remove_old_files").delete()[0]))
"""
SWEPT = """
from pathlib import Path
from django.conf import settings
from chungtay.foundation.core.models import Job, JobFile
jobs = Job.objects.filter(kind="core.remove_old_files")
print(json.dumps({
    "jobs": list(jobs.values_list("state", flat=True)),
    "gone": list(JobFile.objects.filter(gone_at__isnull=False).values_list("job__kind", flat=True)),
    "files": [each.name for each in (Path(settings.MEDIA_ROOT) / "results").glob("*")],
}))
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


COMMAND = [sys.executable, "-P", "-m", "tests.apps.work.review.dying.worker"]
EXPORTED = {
    "state": "done",
    "done": [4, 4],
    "people": [4],
    "copies": 1,
    "trail": True,
    "not kept": [],
    "open": 0,
    "folders": 0,
}


def places(of: dict[str, str], short: set[str]) -> list[Any]:
    return [pytest.param(at, id=name, marks=() if name in short else pytest.mark.slow) for name, at in of.items()]


def dies(environment: dict[str, str], place: str, sign: Path) -> None:
    first = subprocess.run(
        COMMAND, env=environment | {"DYING_AT": place, "DYING_SIGN": str(sign)}, cwd=ROOT, timeout=120, check=False
    )
    assert (first.returncode, sign.read_text()) == (-signal.SIGKILL, place)


@contextlib.contextmanager
def worker(environment: dict[str, str]) -> Iterator[None]:
    second = subprocess.Popen(COMMAND, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        second.kill()
        second.wait()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds() and time.monotonic() < end:
        time.sleep(0.5)


@pytest.fixture
def data(waiting, tmp_path) -> Iterator[Data]:
    (tmp_path / "data").mkdir()
    found = Data(tmp_path / "data", waiting)
    yield found
    found.drop()


@pytest.mark.parametrize("place", places(PLACES, SHORT))
def test_a_worker_dies_while_the_register_goes_out(data, place, tmp_path):
    """Killed, taken up again, done once. What the dead one had open is gone, at the latest a minute after."""
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    environment = data.environment(CHUNGTAY_JOB_LOST_AFTER="2", TMPDIR=str(elsewhere))
    dies(environment, place, tmp_path / "died")
    left = script(environment, COUNT)
    assert (left["state"], left["trail"]) == ("running", True)
    with worker(environment):
        until(lambda: script(environment, STATE) != "running")
        # on a slow machine the minute is over by now, and the second worker has taken it away itself
        assert script(environment, AGED) in (left["folders"], 0)
        until(lambda: not list((data.folder / "files" / ".scratch").glob("*")))
    script(environment, A_DAY_LATER)
    found = script(environment, COUNT)
    assert found.pop("told").endswith(": 3 households.")
    assert found == EXPORTED
    assert [each for each in elsewhere.rglob("*") if each.is_file()] == []


@pytest.mark.parametrize("place", places(SWEEPS, {"the copy is gone, its row does not say so"}))
def test_a_worker_dies_while_the_copy_is_taken_away(data, place, tmp_path):
    """The next one takes away the rest; the row says once that the copy is gone, and nothing is made again."""
    environment = data.environment(CHUNGTAY_JOB_LOST_AFTER="2")
    with worker(environment):
        until(lambda: script(environment, STATE) == "done" and script(environment, SWEPT)["jobs"] == ["done"])
    assert script(environment, OVER) == 1
    dies(environment, place, tmp_path / "died")
    assert script(environment, SWEPT)["jobs"] == ["running"]
    with worker(environment):
        until(lambda: script(environment, SWEPT)["jobs"] == ["done"])
    assert script(environment, SWEPT) == {"jobs": ["done"], "gone": ["registry.export"], "files": []}
    found = script(environment, COUNT)
    assert found.pop("told").endswith(": 3 households.")
    assert found == EXPORTED | {"people": []}
