"""A place where a real process kills itself (kill -9), once.

DYING_AT is "module:name:before" or "module:name:after:2" (the second call), or "upload:0:500": inside a request that
brings a piece beginning at 0, when 500 bytes of it have been read. DYING_SIGN is a file that says it happened: a
process that is started again does not die again.
"""

from __future__ import annotations

import functools
import importlib
import os
import signal
from pathlib import Path
from typing import Any

UPLOAD = "upload"


def die(told: str) -> None:
    sign = Path(os.environ["DYING_SIGN"])
    if not sign.exists():
        sign.write_text(told)
        os.kill(os.getpid(), signal.SIGKILL)


def lay(place: str) -> None:
    """Have the function of this place kill the process before or after it ran."""
    module_name, name, when, *rest = place.split(":")
    owner: Any = importlib.import_module(module_name)
    *path, name = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    original, left = getattr(owner, name), [int(rest[0]) if rest else 1]

    def reached() -> None:
        left[0] -= 1
        if left[0] == 0:
            die(place)

    @functools.wraps(original)
    def dying(*args: Any, **words: Any) -> Any:
        if when == "before":
            reached()
        found = original(*args, **words)
        if when == "after":
            reached()
        return found

    setattr(owner, name, dying)


class _Body:
    """The body of a request; the server dies when so much of it has been read."""

    def __init__(self, body: Any, most: int) -> None:
        self.body, self.most, self.got = body, most, 0
        self.readline = body.readline  # Django looks for it

    def read(self, size: int = -1) -> bytes:
        parts = []
        while size < 0 or sum(map(len, parts)) < size:
            part = self.body.read(1)  # no more than is here, so that it never waits for what the telephone holds back
            if not part:
                break
            parts.append(part)
            self.got += len(part)
            if self.got == self.most:
                die(f"{self.got} bytes")
        return b"".join(parts)


def in_uploads(application: Any, place: str) -> Any:
    """The application, dying in the middle of a piece that begins at a certain byte."""
    _word, offset, most = place.split(":")

    def run(environ: dict[str, Any], start_response: Any) -> Any:
        if "/tep/" in environ["PATH_INFO"] and environ.get("HTTP_UPLOAD_OFFSET") == offset:
            environ["wsgi.input"] = _Body(environ["wsgi.input"], int(most))
        return application(environ, start_response)

    return run
