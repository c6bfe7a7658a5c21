"""Where an installation keeps what: the folders that belong in a backup, and another database file for a while."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

# Part of the backup -> where it lies.
FOLDERS = ("files", "rules", "mappings")


def folder(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) if name == "files" else Path(settings.DATA_DIR) / name


def files_below(root: Path) -> Iterator[tuple[str, Path]]:
    """Every kept file with its path from the root; nothing that is only arriving, no links."""
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in relative.parts):
            yield relative.as_posix(), path


@contextlib.contextmanager
def at_file(path: Path) -> Iterator[None]:
    """The connection to SQLite leads to another file meanwhile."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
