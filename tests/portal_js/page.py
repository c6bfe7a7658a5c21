"""The self-check page by itself: static files and the program on a small server, in headless Chromium.

    with self_check(folder, width=390) as check:
        check.page.get_by_label("Ô tô").fill("0")

The page forbids everything that does not come from its own server (content security policy).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import chungtay
from chungtay.rulebook import rule_sets
from chungtay.rulebook.program import program
from tests.rulebook.javascript import browser, serve

PORTAL = Path(chungtay.__file__).parent / "web" / "portal" / "static" / "portal"
CORE = Path(chungtay.__file__).parent / "foundation" / "core" / "static" / "chungtay"

HTML = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self';
 font-src 'self'; connect-src 'self'; img-src data:">
<link rel="icon" href="data:,">
<title>Tự kiểm tra</title>
<link rel="stylesheet" href="/chungtay/tokens.css">
<link rel="stylesheet" href="/chungtay/page.css">
<link rel="stylesheet" href="/chungtay/parts.css">
<link rel="stylesheet" href="/chungtay/form/form.css">
<link rel="stylesheet" href="/portal/self_check.css">
<script type="module" src="/portal/self_check.js"></script>
</head>
<body class="open"><main id="page" class="page">
<h1>Tự kiểm tra</h1>
<div id="self-check" data-program="/program.json" data-lang="{language}"></div>
</main></body>
</html>
"""


@dataclass
class Check:
    """The open page, what it asked its server for after it was ready, and the errors of its console."""

    page: Any
    requests: list[str]
    errors: list[str]


def write_site(folder: Path, language: str = "vi") -> None:
    shutil.copytree(PORTAL, folder / "portal")
    shutil.copytree(CORE, folder / "chungtay")
    (folder / "program.json").write_text(json.dumps(program(rule_sets.load("vn-2022"))), encoding="utf-8")
    (folder / "index.html").write_text(HTML.format(language=language), encoding="utf-8")


@contextmanager
def self_check(folder: Path, *, width: int = 1280, height: int = 844, language: str = "vi") -> Iterator[Check]:
    write_site(folder, language)
    options = {"viewport": {"width": width, "height": height}, "has_touch": width < 600}
    with serve(folder) as address, browser(**options) as page:
        check = Check(page, [], [])
        page.on("pageerror", lambda error: check.errors.append(str(error)))
        page.on("console", lambda line: check.errors.append(line.text) if line.type == "error" else None)
        page.goto(address)
        page.locator(".self-check .strip").wait_for(state="attached")
        page.on("request", lambda request: check.requests.append(request.url))
        yield check
