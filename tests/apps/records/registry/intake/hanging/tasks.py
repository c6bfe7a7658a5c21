"""Wraps the writing of a part: the third one hangs after everything is written and before it is kept."""

from __future__ import annotations

import os
import time
from pathlib import Path

from chungtay.records.registry.operations.intake import applying

applying.PART = 5
SIGN = Path(os.environ["INTAKE_SIGN"])
parts = 0
_write = applying._write


def _and_hang(file, rows, rules, *, by, at):
    global parts
    _write(file, rows, rules, by=by, at=at)
    parts += 1
    if parts == 3 and not SIGN.exists():
        SIGN.touch()
        time.sleep(600)


applying._write = _and_hang
