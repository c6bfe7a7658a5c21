"""Kept files lie sealed on the disk: whoever takes the disk or a backup without the key ring reads none of them.

Each opens under its own name only, so that one cannot be put in another's place. Files that were kept before there was
sealing lie open until `./run keys rotate` next seals everything anew; both are read in the same way.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

from chungtay.foundation.core import keyring

FOLDER = "evidence"
_HEAD = 64


def path_of(stored: str) -> Path:
    """Where a kept file lies. Raises ValueError for a path that leads out of the folder of kept files."""
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / stored).resolve()
    if not path.is_relative_to(root) or path == root:
        raise ValueError("a path outside the folder of kept files")
    return path


def read_kept(stored: str) -> bytes:
    """The content of a kept file. Raises ValueError and OSError as opening it does, SealError when it was tampered
    with or its key is missing."""
    content = path_of(stored).read_bytes()
    return keyring.open_bytes(content, stored) if keyring.key_of_file(content) else content


def write_sealed(stored: str, content: bytes, scratch: Path) -> None:
    """Whole or not there: written beside, brought to the disk, then given its name."""
    target = path_of(stored)
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(keyring.seal_bytes(content, stored))
        file.flush()
        os.fsync(file.fileno())
    scratch.chmod(0o600)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    scratch.replace(target)


def under_keys() -> Counter[str]:
    """Number of the key -> how many kept files it seals; "" counts those that are not sealed."""
    return Counter(number for _stored, number in _kept())


def files_left(newest: str) -> bool:
    """Is there a kept file that another key sealed, or none?"""
    return any(number != newest for _stored, number in _kept())


def seal_files_anew(newest: str, *, tell: Callable[[str, int], None]) -> int:
    """Seal with the newest key whatever is not; how many files. Called again it goes on where it was stopped."""
    done = 0
    for stored, number in list(_kept()):
        if number == newest:
            continue
        path = path_of(stored)
        try:
            content = read_kept(stored)
        except FileNotFoundError:  # taken away meanwhile: its row was never written
            continue
        write_sealed(stored, content, path.with_name(f".{path.name}.anew"))
        done += 1
    if done:
        tell(FOLDER, done)
    return done


def _kept() -> Iterator[tuple[str, str]]:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted((root / FOLDER).glob("*/*")):
        if path.is_file() and not path.name.startswith("."):
            with path.open("rb") as file:
                yield path.relative_to(root).as_posix(), keyring.key_of_file(file.read(_HEAD))
