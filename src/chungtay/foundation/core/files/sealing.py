"""Kept files lie sealed on the disk: whoever takes the disk or a backup without the key ring reads none of them.

Each opens under its own name only, so that one cannot be put in another's place. Papers and photographs are sealed as
a whole (`write_sealed`); workbooks and what the program made of them, which may be large, part by part (`seal_file`).
Files that were kept before there was sealing lie open until `./run keys seal` or `./run keys rotate`; all are read in
the same way.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from django.conf import settings

from chungtay.foundation.core import keyring
from chungtay.foundation.core.files.parts import open_parts, seal_parts
from chungtay.foundation.core.files.scratch import scratch

FOLDER = "evidence"
# What lies sealed below MEDIA_ROOT. Not here: remembered headings (`mappings`), tables of counts (`reports`), pieces
# of a photograph that is still on its way (`arriving`).
SEALED = (FOLDER, "registry/imports", "review", "results", "letters", "paper-forms")
_HEAD = 64
_PIECE = 1024 * 1024


def path_of(stored: str) -> Path:
    """Where a kept file lies. Raises ValueError for a path that leads out of the folder of kept files."""
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / stored).resolve()
    if not path.is_relative_to(root) or path == root:
        raise ValueError("a path outside the folder of kept files")
    return path


def read_kept(stored: str) -> bytes:
    """The whole content of a kept file. Raises ValueError and OSError as opening it does, SealError when it was
    tampered with or its key is missing."""
    return b"".join(pieces_of(stored))


def pieces_of(stored: str) -> Iterator[bytes]:
    """The content of a kept file piece by piece, sealed in whatever way. Raises as `read_kept` does, perhaps late: who
    must not act on a beginning alone takes all pieces first."""
    with path_of(stored).open("rb") as file:
        head = file.read(_HEAD)
        file.seek(0)
        if head.startswith(keyring.PARTS_MARK):
            yield from open_parts(file, stored)
        elif keyring.key_of_file(head):
            yield keyring.open_bytes(file.read(), stored)
        else:
            yield from iter(lambda: file.read(_PIECE), b"")


def write_sealed(stored: str, content: bytes, scratch: Path) -> None:
    """Whole or not there: written beside, brought to the disk, then given its name."""
    with _settling(stored, scratch) as file:
        file.write(keyring.seal_bytes(content, stored))


def seal_file(source: Path, stored: str) -> int:
    """Keep a file as `stored`, sealed part by part; how many bytes it has. The source stays where it is."""
    target = path_of(stored)
    beside = target.with_name(f".{secrets.token_hex(8)}.sealing")
    with source.open("rb") as content, _settling(stored, beside) as file:
        return seal_parts(content, file, stored)


@contextlib.contextmanager
def _settling(stored: str, beside: Path) -> Iterator[IO[bytes]]:
    target = path_of(stored)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o600)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


@contextlib.contextmanager
def laid_open(*stored: str) -> Iterator[list[Path]]:
    """Kept files as open ones under the same names, for whoever reads workbooks; the open copies are gone afterwards. A
    file that is not sealed, or not there, is given as it lies."""
    with scratch() as folder:
        yield [_open_copy(each, folder / str(number)) for number, each in enumerate(stored)]


def _open_copy(stored: str, folder: Path) -> Path:
    path = path_of(stored)
    if not path.is_file() or not _key_of(path):
        return path
    folder.mkdir(mode=0o700)
    copy = folder / path.name
    with os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in pieces_of(stored):
            file.write(piece)
    return copy


def under_keys() -> Counter[str]:
    """Number of the key -> how many kept files it seals; "" counts those that are not sealed."""
    return keys_below(Path(settings.MEDIA_ROOT))


def keys_below(root: Path) -> Counter[str]:
    """The same for a folder of kept files that lies elsewhere, such as in a backup that is being brought back."""
    return Counter(number for _stored, number in _kept(root))


def files_left(newest: str) -> bool:
    """Is there a kept file that another key sealed, or none?"""
    return any(number != newest for _stored, number in _kept(Path(settings.MEDIA_ROOT)))


def seal_files_anew(newest: str, *, tell: Callable[[str, int], None], only_open: bool = False) -> int:
    """Seal with the newest key whatever is not (`only_open`: only what no key sealed); how many files. Called again it
    goes on where it was stopped."""
    done: Counter[str] = Counter()
    for stored, number in list(_kept(Path(settings.MEDIA_ROOT))):
        if number == newest or (only_open and number):
            continue
        with contextlib.suppress(FileNotFoundError):  # taken away meanwhile: its row was never written
            _seal_anew(stored)
            done[next(folder for folder in SEALED if stored.startswith(f"{folder}/"))] += 1
    for folder, count in done.items():
        tell(folder, count)
    return done.total()


def _seal_anew(stored: str) -> None:
    """In the way of its folder; a file that does not open whole stays as it was."""
    if stored.startswith(f"{FOLDER}/"):
        path = path_of(stored)
        write_sealed(stored, read_kept(stored), path.with_name(f".{path.name}.anew"))
        return
    with laid_open(stored) as (path,):
        seal_file(path, stored)


def _kept(root: Path) -> Iterator[tuple[str, str]]:
    for folder in SEALED:
        for path in sorted((root / folder).rglob("*")):
            relative = path.relative_to(root)
            if path.is_file() and not any(part.startswith(".") for part in relative.parts):
                yield relative.as_posix(), _key_of(path)


def _key_of(path: Path) -> str:
    with path.open("rb") as file:
        return keyring.key_of_file(file.read(_HEAD))
