"""An installation of its own for a test: a folder and a database, worked on by real processes.

As a script it takes steps from its input: commands of ./run, and the functions below by their names.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[4]
NUMBER, ACCOUNT = "099000000123", "8800123456789"


@dataclass
class Said:
    code: int
    out: str
    err: str
    value: Any = None

    @property
    def text(self) -> str:
        return self.out + self.err


class Installation:
    """`database_url` is empty for SQLite in the folder."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder, self.database_url = folder, database_url
        folder.mkdir(exist_ok=True)

    def do(self, *steps: Any, limit: int = 0, **environment: str) -> list[Said]:
        """Each step a list of words for ./run, or the name of a function with its arguments. One process for all."""
        env = {key: value for key, value in os.environ.items() if not key.startswith(("CHUNGTAY_", "DJANGO_"))}
        env |= {"CHUNGTAY_DATA_DIR": str(self.folder), "CHUNGTAY_DEMO": "0", **environment}
        env["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "src")])
        if self.database_url:
            env["CHUNGTAY_DATABASE_URL"] = self.database_url
        done = subprocess.run(
            [sys.executable, "-m", "tests.apps.foundation.core.installation", str(limit)],
            input=json.dumps(steps),
            capture_output=True,
            text=True,
            env=env,
            cwd=ROOT,
        )
        assert done.returncode == 0, done.stderr
        return [Said(**row) for row in json.loads(done.stdout)]

    def one(self, *words: Any, **more: Any) -> Said:
        return self.do(list(words), **more)[0]


# --- in the process of the installation -----------------------------------------------------------------------------


def fill() -> None:
    """Two wards, an officer, a household with an identity number and a bank account, a kept paper, a local rule set."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from chungtay.foundation.core.files import PAPERS, keep_file
    from chungtay.records.registry.operations.editing import set_bank_account
    from chungtay.records.registry.queries.facts import NewPaper
    from tests import factories
    from tests.apps.records.registry import factories as households

    units = factories.district()
    officer = factories.person("hoa", "ward_officer", units["00016"])
    group = units["00016"].children.get()
    members = (households.member(papers=(NewPaper("citizen", NUMBER),)),)
    home = households.household(group, members, by=officer, at=factories.AT)
    person = households.person(home, "Đình")
    set_bank_account(person, bank="Agribank", number=ACCOUNT, holder="NGUYEN VAN DINH", by=officer, at=factories.AT)
    keep_file(SimpleUploadedFile("x.pdf", b"%PDF-1.7\nabc\n%%EOF\n"), kinds=PAPERS)
    local = Path(os.environ["CHUNGTAY_DATA_DIR"]) / "rules" / "vn-2016+20190901"
    local.mkdir(parents=True)
    (local / "rule_set.toml").write_text("# signed off\n", "utf-8")


FILES = {"evidence": b"%PDF-1.7\nabc\n%%EOF\n", "workbook": "Mã hộ;Họ tên chủ hộ\nH1;Phạm Văn Thử\n".encode()}


def read_in() -> str:
    """A list read in; where it lies."""
    import datetime
    import uuid

    from chungtay.foundation.places.models import Unit
    from chungtay.records.registry.operations.intake.receiving import receive_file
    from tests.factories import AT

    ward = Unit.objects.get(code="00016")
    given = {"name": "to-1.csv", "chunks": [FILES["workbook"]], "rule_set": "vn-2022", "token": uuid.uuid4()}
    file, _new = receive_file(area=ward, on=datetime.date(2024, 9, 15), by=None, at=AT, **given)
    return file.stored


def opened() -> dict[str, str]:
    """What is in the kept paper and in the list, and whether either lies open."""
    from django.conf import settings

    from chungtay.foundation.core.files import laid_open, path_of, read_kept
    from chungtay.records.registry.models import ImportFile

    paper = next((Path(settings.MEDIA_ROOT) / "evidence").glob("*/*.pdf"))
    stored = paper.relative_to(settings.MEDIA_ROOT).as_posix()
    listed = ImportFile.objects.get().stored
    with laid_open(listed) as (path,):
        found = {"evidence": read_kept(stored).decode(), "workbook": path.read_bytes().decode()}
    sealed = [path_of(each).read_bytes()[:20] == b"chungtay sealed file" for each in (stored, listed)]
    return found | {"sealed": sealed}


def new_key_for_files() -> str:
    """As a rotation that was stopped after the files."""
    from chungtay.foundation.core.files.sealing import seal_files_anew
    from chungtay.foundation.core.operations.keys import add_key
    from tests.factories import AT

    newest = add_key(by=None, at=AT)
    seal_files_anew(newest, tell=lambda folder, files: None)
    return newest


# What a restore writes itself: its own event, and the queue of signed-in people.
OWN = {"core_auditevent", "core_audithead", "core_trailcheck", "django_session"}


def content() -> dict[str, Any]:
    """Every table with its number of rows and a print over them, and every kept file with its print."""
    from django.db import connection

    from chungtay.foundation.core.backup import place

    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            rows = sorted(repr(sorted(zip(columns, row, strict=True))) for row in cursor.fetchall())
            if table not in OWN and "_words_" not in table:
                found[table] = [len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()]
    for name in place.FOLDERS:
        for relative, path in place.files_below(place.folder(name)):
            found[f"{name}/{relative}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def sealed_texts() -> list[str]:
    from chungtay.records.registry.models import BankAccount, IdentityPaper

    return [
        *IdentityPaper.objects.filter(number__isnull=False).order_by("pk").values_list("number", flat=True)[:1],
        *BankAccount.objects.values_list("number", flat=True),
    ]


def add_person() -> None:
    from chungtay.foundation.accounts import operations as accounts
    from tests.factories import AT

    accounts.add_account(username="later", full_name="Later", password="tre-xanh-ven-ho-tay", by=None, at=AT)


def usernames() -> list[str]:
    from chungtay.foundation.accounts.models import User

    return sorted(User.objects.values_list("username", flat=True))


def next_number() -> bool:
    """Does the next row get a number of its own?"""
    from django.db import transaction

    from chungtay.foundation.core.models import Job
    from tests.factories import AT

    before = set(Job.objects.values_list("pk", flat=True))
    with transaction.atomic():
        new = Job.objects.create(kind="x", made_at=AT).pk
        transaction.set_rollback(True)
    add_person()
    return new not in before


def tamper() -> None:
    """As whoever holds the database's password could."""
    from chungtay.foundation.core.models import AuditEvent
    from tests.flushing import as_the_owner_of_the_database

    with as_the_owner_of_the_database(AuditEvent):
        AuditEvent.objects.filter(number=2).update(action="test.other")


def guards() -> list[str]:
    from chungtay.foundation.core import final

    return final.missing_triggers()


def work_on() -> None:
    """As a server does while it runs."""
    from chungtay.foundation.core.running import work_here

    work_here()


def schemas() -> dict[str, int]:
    """Schemas of PostgreSQL that a restore set aside, with the number of accounts in each."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before%'")
        names = [row[0] for row in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {name}.accounts_user")
            found[name] = cursor.fetchone()[0]
    return found


def _main() -> None:
    limit = int(sys.argv[1])
    from chungtay.cli import _installation
    from chungtay.cli.main import main

    _installation.set_up()
    rows = []
    for step in json.load(sys.stdin):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _at_most(limit):
            name, *rest = step
            if callable(function := globals().get(name)):
                rows.append(_called(function, *rest))
            else:
                rows.append({"code": main(step)})
        rows[-1] |= {"out": out.getvalue(), "err": err.getvalue()}
    json.dump(rows, sys.stdout)


def _called(function: Any, *rest: Any) -> dict[str, Any]:
    try:
        return {"code": 0, "value": function(*rest)}
    except Exception:
        print(traceback.format_exc(), file=sys.stderr)
        return {"code": 1}


@contextlib.contextmanager
def _at_most(limit: int):
    """No file may grow beyond so many bytes: the same error as a disk that is full."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


if __name__ == "__main__":
    _main()
