"""Faults of the machine that a person must hear of in a sentence: no room on the disk, a database that is busy."""

from __future__ import annotations

import errno
import sqlite3

from django.db import OperationalError

from chungtay.rulebook.errors import ChungTayError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DiskFull(ChungTayError):
    """There is no room left; nothing half was kept."""

    def __init__(self) -> None:
        super().__init__(
            "Ổ đĩa đã đầy nên không lưu được gì của bước này; không có gì được lưu dở dang. Hãy nhờ quản trị viên dọn "
            "chỗ rồi làm lại.",
            "The disk is full, so nothing of this step was kept, not even a part. Ask the administrator to make room, "
            "then do it again.",
        )


def disk_is_full(error: BaseException | None) -> bool:
    """Does the error, or what caused it, say that the disk of the files or of the database is full?"""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if isinstance(error, sqlite3.OperationalError) and "disk is full" in str(error):
            return True
        if getattr(error, "sqlstate", None) == "53100":  # PostgreSQL: disk_full
            return True
        error = error.__cause__ or error.__context__
    return False


def may_pass(error: BaseException) -> bool:
    """An error of the database that is gone after a while: it was busy, or not reachable for a moment."""
    return isinstance(error, OperationalError) and not disk_is_full(error)
