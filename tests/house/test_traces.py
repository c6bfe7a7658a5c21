"""No file names the computer it was written on, or a package registry's address."""

from __future__ import annotations

import re

from tests.house.repository import texts

# Put together from pieces, so that this file does not find itself.
FOLDERS = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/"]
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "un" + "pkg.com",
    "js" + "delivr",
]
TRACE = re.compile("|".join([*(rf"(?<![\w.}}*]){re.escape(f)}" for f in FOLDERS), *map(re.escape, HOSTS)]))


def test_no_machine_and_no_registry_is_named() -> None:
    found = [f"{name}: {match[0]}" for name, text in texts() if (match := TRACE.search(text))]
    assert found == []


def test_text_is_composed() -> None:
    """Vietnamese letters in one form (NFC), so that a search finds them; tests write decomposed ones as escapes."""
    combining = re.compile("[\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b]")
    found = [name for name, text in texts() if combining.search(text)]
    assert found == []
