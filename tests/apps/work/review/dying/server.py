"""The server's own door, with one function that kills the process before or after it ran.

DYING_AT is "module:name:before" or "module:name:after:2" (the second call). DYING_SIGN is a file that says it happened:
a server that is started again does not die again.
"""

from __future__ import annotations

import functools
import importlib
import os
import signal
from pathlib import Path
from typing import Any

from chungtay.config.wsgi import application

__all__ = ["application"]


def lay(place: str, sign: Path) -> None:
    module_name, name, when, *rest = place.split(":")
    owner: Any = importlib.import_module(module_name)
    *path, name = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    original, left = getattr(owner, name), [int(rest[0]) if rest else 1]

    def die() -> None:
        left[0] -= 1
        if left[0] == 0 and not sign.exists():
            sign.write_text(place)
            os.kill(os.getpid(), signal.SIGKILL)

    @functools.wraps(original)
    def dying(*args: Any, **words: Any) -> Any:
        if when == "before":
            die()
        found = original(*args, **words)
        if when == "after":
            die()
        return found

    setattr(owner, name, dying)


if os.environ.get("DYING_AT"):
    lay(os.environ["DYING_AT"], Path(os.environ["DYING_SIGN"]))
