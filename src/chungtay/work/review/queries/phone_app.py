"""The files of the survey app and the number of their version: what a telephone keeps to work without a network."""

from __future__ import annotations

import functools
import hashlib

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finders
from django.templatetags.static import static

_FOLDERS = ("khao_sat/", "chungtay/rulebook/", "chungtay/form/", "chungtay/fonts/")
_FILES = ("chungtay/rulebook.js", "chungtay/tokens.css", "chungtay/page.css", "chungtay/parts.css")
_WORKER = "khao_sat/worker.js"
_KINDS = (".js", ".css", ".woff2", ".png", ".svg")


def app_files() -> list[str]:
    """Names of the static files that the app needs, in order."""
    found = set(_FILES)
    for finder in get_finders():
        for name, _storage in finder.list([]):
            if name.startswith(_FOLDERS) and name.endswith(_KINDS) and name != _WORKER:
                found.add(name)
    return sorted(found)


@functools.cache
def app_version() -> str:
    """Twelve digits that change when a file of the app changes."""
    digest = hashlib.sha256()
    for name in [*app_files(), _WORKER]:
        digest.update(name.encode() + b"\0" + _content(name))
    return digest.hexdigest()[:12]


def worker_script(shell: str) -> str:
    """The service worker with its version and the list of what it keeps: the shell and every file."""
    kept = [shell, *(static(name) for name in app_files())]
    head = f"const VERSION = {app_version()!r};\nconst KEPT = {kept!r};\n"
    return head + _content(_WORKER).decode()


def _content(name: str) -> bytes:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    with open(path, "rb") as file:
        return file.read()
