"""The browser's evaluator run on many households: in Node.js where it is installed, and in Chromium everywhere.

    with javascript("node", tmp_path) as score:
        results = score(program, [{"raw": ..., "on": "2026-09-15", "missing": "bound"}])

`score` returns one JSON text per request, with the result or {"error", "vi", "en"}.
"""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

import chungtay
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.program import program

STATIC = Path(chungtay.__file__).parent / "foundation" / "core" / "static"
SCORER = Path(__file__).parent / "conformance" / "score.mjs"
NODE = shutil.which("node")
JAVASCRIPT = ["node", "chromium"] if NODE else ["chromium"]  # every computer that tests has a browser

Score = Callable[[dict[str, Any], Sequence[dict[str, Any]]], list[str]]


def javascript(engine: str, folder: Path) -> AbstractContextManager[Score]:
    """One of JAVASCRIPT; `folder` is empty and may be written to."""
    return node(folder) if engine == "node" else chromium()


@contextmanager
def node(folder: Path) -> Iterator[Score]:
    """Node.js over a copy of the evaluator in `folder` (a package.json there tells it that .js files are modules)."""
    shutil.copytree(STATIC / "chungtay", folder, dirs_exist_ok=True)
    shutil.copy(SCORER, folder)
    (folder / "package.json").write_text('{"type": "module"}')

    def score(rules: dict[str, Any], requests: Sequence[dict[str, Any]]) -> list[str]:
        lines = [json.dumps(line) for line in ({"program": rules}, *requests)]
        command = [str(NODE), str(folder / SCORER.name)]
        done = subprocess.run(command, input="\n".join(lines).encode(), capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().split("\n")

    yield score


@contextmanager
def chromium() -> Iterator[Score]:
    """Chromium on a page of our own server; the evaluator is loaded as a module, as on the self-check page."""
    with serve(STATIC) as address, browser() as page:
        page.goto(f"{address}/chungtay/rulebook.js")  # any page of the same origin; a script shows as text
        page.evaluate("async () => { globalThis.book = await import('/chungtay/rulebook.js'); }")

        def score(rules: dict[str, Any], requests: Sequence[dict[str, Any]]) -> list[str]:
            texts: list[str] = page.evaluate(
                """([program, requests]) => JSON.parse(requests).map((request) => {
                  try {
                    const { income, raw } = request;
                    return JSON.stringify(income ? book.classifyByIncome(program, income)
                      : book.evaluate(program, raw, request));
                  } catch (error) {
                    if (!error.vi) throw error;
                    return JSON.stringify({ error: error.name, vi: error.vi, en: error.en });
                  }
                })""",
                [rules, json.dumps(requests)],
            )
            return texts

        yield score


@contextmanager
def browser(**options: Any) -> Iterator[Any]:
    """A page of headless Chromium; `options` are those of a Playwright context (size, language, ...)."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield running.new_context(**options).new_page()
        running.close()


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The files of a folder on a free port of this computer; yields http://127.0.0.1:<port>."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def whole_program(rule_set: RuleSet) -> dict[str, Any]:
    """The program as the page loads it."""
    return program(rule_set)
