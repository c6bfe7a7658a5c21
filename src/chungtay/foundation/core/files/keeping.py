"""Keeping a file: counted while it comes in, looked at, photographs written anew, then put in its place at once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import time
import unicodedata
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from chungtay.foundation.core.faults import DiskFull, disk_is_full
from chungtay.foundation.core.files.kinds import PAPERS, PHOTOS, FileKind, FileRefused, kind_of
from chungtay.foundation.core.files.photos import write_anew
from chungtay.foundation.core.files.sealing import FOLDER, path_of, write_sealed

LIMIT = 20 * 1024 * 1024
_LONGEST = 3600  # seconds; nobody keeps a file for so long
_WORDS = {
    FileKind.PDF: "PDF",
    FileKind.JPEG: "JPEG",
    FileKind.PNG: "PNG",
    FileKind.WEBP: "WebP",
    FileKind.HEIC: "HEIC",
    FileKind.DOCX: "Word (.docx)",
    FileKind.XLSX: "Excel (.xlsx)",
}


class Upload(Protocol):
    """What Django gives for an uploaded file, as far as we use it."""

    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A kept file. `stored` is its path below MEDIA_ROOT, with a random name; `name` is what people called it; size and
    sha256 are of its content, which for a photograph is not what was sent; on the disk it lies sealed."""

    stored: str
    name: str
    kind: FileKind
    media_type: str
    size: int
    sha256: str


@contextlib.contextmanager
def keeping(
    upload: Upload, *, kinds: frozenset[FileKind] = PAPERS | PHOTOS, limit: int = LIMIT
) -> Iterator[StoredFile]:
    """Keep a file while its row is written: when the block ends in an error, the file goes too."""
    kept = keep_file(upload, kinds=kinds, limit=limit)
    try:
        yield kept
    except BaseException:
        forget(kept.stored)
        raise


def keep_file(
    upload: Upload, *, kinds: frozenset[FileKind], limit: int = LIMIT, number: uuid.UUID | None = None
) -> StoredFile:
    """Keep an uploaded file of one of `kinds`, at most `limit` bytes. Raises FileRefused (with a sentence) when it is
    empty, too large, of another kind or damaged, and DiskFull; then nothing of it stays. A file that has a number of
    its own is kept once, however often it comes; any other gets a random one."""
    root = Path(settings.MEDIA_ROOT)
    ours = secrets.token_hex(16)
    name = number.hex if number else ours
    arriving, anew = (root / FOLDER / f".{ours}.{step}" for step in ("arriving", "anew"))
    try:
        arriving.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _receive(upload, arriving, limit)
        kind = _kind_among(arriving, kinds)
        if kind in PHOTOS:
            kind = write_anew(arriving, anew, kind)
            anew.replace(arriving)
        stored = f"{FOLDER}/{name[:2]}/{name}.{kind}"
        size, sha256 = _settle(arriving, anew, stored)
    except OSError as error:
        if disk_is_full(error):
            raise DiskFull from error
        raise
    finally:
        for path in (arriving, anew):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    return StoredFile(stored, _plain_name(upload.name or "", kind), kind, kind.media_type, size, sha256)


def forget(stored: str) -> None:
    """Take a file away whose row was not written after all."""
    path_of(stored).unlink(missing_ok=True)


def sweep_arrivals() -> int:
    """Take away what a process that was killed left of files it was keeping: open copies, never told of; how many."""
    swept = 0
    old = time.time() - _LONGEST
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    for path in [*folder.glob(".*.arriving"), *folder.glob(".*.anew")]:
        with contextlib.suppress(FileNotFoundError):  # another process was faster
            if path.stat().st_mtime < old:
                path.unlink()
                swept += 1
    return swept


def _receive(upload: Upload, target: Path, limit: int) -> None:
    """Write the upload down, and stop at the limit: what comes after it is not even read."""
    size = 0
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > limit:
                raise FileRefused(
                    f"Tệp lớn hơn {limit // 1024 // 1024} MB. Hãy chụp nhỏ hơn, hoặc chia tài liệu thành nhiều tệp.",
                    f"The file is larger than {limit // 1024 // 1024} MB. Take a smaller picture, or split the paper.",
                )
            file.write(chunk)
    if not size:
        raise FileRefused("Tệp này trống. Hãy chọn lại tệp.", "This file is empty. Choose the file again.")


def _kind_among(path: Path, kinds: frozenset[FileKind]) -> FileKind:
    kind = kind_of(path)
    if kind is None or kind not in kinds:
        wanted = ", ".join(words for each, words in _WORDS.items() if each in kinds)
        raise FileRefused(
            f"Nội dung tệp không phải loại được nhận ({wanted}), dù tên tệp thế nào. Hãy lưu lại đúng loại rồi gửi.",
            f"By its content, whatever its name, this file is none of the kinds taken ({wanted}). Save it as one.",
        )
    return kind


def _settle(arrived: Path, scratch: Path, stored: str) -> tuple[int, str]:
    """Seal it, make sure that it lies on the disk, then give it its name: whole or not there. Size and hash are of the
    content, as people sent it or as it was written anew."""
    content = arrived.read_bytes()
    write_sealed(stored, content, scratch)
    return len(content), hashlib.sha256(content).hexdigest()


def _plain_name(name: str, kind: FileKind) -> str:
    """What people called it, without folders and signs that fool the eye, with the ending that it deserves."""
    stem = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1].rpartition(".")[0] or name
    letters = (letter if unicodedata.category(letter)[0] in "LNMP" else " " for letter in stem)
    kept = " ".join("".join(letters).translate(dict.fromkeys(map(ord, '<>:"|?*/\\'))).split()).strip(". ")
    return f"{kept[:100] or 'tep'}.{kind}"
