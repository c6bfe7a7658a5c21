"""Folders for open copies of what lies sealed: of whoever works in them alone, and gone when the work ends.

A process that is killed cannot tidy up: what it left is told by its lock, which ended with it, and is taken away by the
next that needs such a folder, by every worker that starts, and by those that run.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

_NAME = ".scratch"  # begins with a dot: in no backup
_MAKING = 60  # seconds; a folder so young may not have its lock yet


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A new folder that only this process's user can look into."""
    sweep()
    folder = _root() / secrets.token_hex(8)
    folder.mkdir(mode=0o700, parents=True)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def sweep() -> int:
    """Take away the folders that nobody works in any more; how many."""
    swept = 0
    old = time.time() - _MAKING
    with contextlib.suppress(FileNotFoundError):
        for folder in list(_root().iterdir()):
            with contextlib.suppress(OSError):  # another process was faster
                if folder.stat().st_mtime < old and _left(folder):
                    shutil.rmtree(folder)
                    swept += 1
    return swept


def _left(folder: Path) -> bool:
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / _NAME
