"""Who works on the data of this folder: servers and workers together, a restore alone."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

from chungtay.rulebook.errors import ChungTayError

_held: Final[list[int]] = []  # stays open as long as the process lives


class InUse(ChungTayError):
    """Somebody else works on the data."""


def work_here() -> None:
    """Called once by a server or worker. Raises InUse while a restore is going on."""
    number = _open()
    try:
        fcntl.flock(number, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        os.close(number)
        raise InUse(
            "Đang khôi phục dữ liệu từ bản sao lưu. Chờ xong rồi mở lại.",
            "The data is being restored from a backup. Wait until that is done, then start again.",
        ) from error
    _held.append(number)


@contextlib.contextmanager
def alone_here() -> Iterator[None]:
    """For a restore. Raises InUse while a server or worker runs on this folder."""
    number = _open()
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InUse(
                "Chương trình đang chạy trên dữ liệu này. Hãy dừng chương trình (Ctrl-C) rồi khôi phục.",
                "The program is running on this data. Stop it (Ctrl-C), then restore.",
            ) from error
        yield
    finally:
        os.close(number)


def _open() -> int:
    return os.open(Path(settings.DATA_DIR) / ".in-use", os.O_RDWR | os.O_CREAT, 0o600)
