"""The files of an app on a telephone and the number of their version: what it keeps to work without a network."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finders
from django.templatetags.static import static

_SHARED = ("chungtay/phone/", "chungtay/form/", "chungtay/fonts/")
_FILES = ("chungtay/tokens.css", "chungtay/page.css", "chungtay/parts.css")
_WORKER = "chungtay/phone/worker.js"
_KINDS = (".js", ".css", ".woff2", ".png", ".svg")


def app_files(*own: str) -> list[str]:
    """Names of the static files that an app needs, in order: its own folders and files, and what every app shares."""
    found = set(_FILES)
    for finder in get_finders():
        for name, _storage in finder.list([]):
            if name.startswith((*own, *_SHARED)) and name.endswith(_KINDS) and name != _WORKER:
                found.add(name)
    return sorted(found)


@functools.cache
def app_version(*own: str) -> str:
    """Twelve digits that change when a file of the app changes."""
    digest = hashlib.sha256()
    for name in [*app_files(*own), _WORKER]:
        digest.update(name.encode() + b"\0" + _content(name))
    return digest.hexdigest()[:12]


def worker_script(box: str, shell: str, *own: str, fresh: Sequence[str] = ()) -> str:
    """The service worker with the name of its app, its version and the list of what it keeps: the shell and every
    file. `fresh`: addresses that it also keeps, but asks for anew while there is a network."""
    kept = list(dict.fromkeys([shell, *fresh, *(static(name) for name in app_files(*own))]))
    head = f"const BOX = {box!r};\nconst VERSION = {app_version(*own)!r};\nconst KEPT = {kept!r};\n"
    head += f"const FRESH = {list(fresh)!r};\n"
    return head + _content(_WORKER).decode()


def _content(name: str) -> bytes:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    with open(path, "rb") as file:
        return file.read()
