"""What an answer "it is kept" rests on: committed work that lies on the disk even if the power fails now.

PostgreSQL waits for the disk at every commit. Our SQLite does not (`synchronous=NORMAL`): it is whole after a power
cut, but the last moments may be missing. Where somebody throws the own copy away because we said "kept", that is too
little.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.db import connection


def on_the_disk() -> None:
    """Wait until everything committed so far lies on the disk. Call it after the transaction, holding nothing."""
    if connection.vendor != "sqlite":
        return
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    try:
        file = os.open(log, os.O_RDONLY)
    except FileNotFoundError:
        return  # nothing waits: SQLite has put it into the database, on the disk, and taken the log away
    try:
        os.fsync(file)
    finally:
        os.close(file)
