"""The file of a backup: written whole or not at all, read part by part, each part proved before it is used."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import secrets
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from chungtay.foundation.core.backup import manifest as manifests
from chungtay.foundation.core.backup.faults import damaged
from chungtay.foundation.core.backup.manifest import NAME, SEAL, Manifest
from chungtay.foundation.core.faults import DiskFull, disk_is_full

_CHUNK = 1024 * 1024


class _Counting:
    """A file that is read once, and tells afterwards how long it was and its SHA-256."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.size, self.digest = source, 0, hashlib.sha256()

    def read(self, count: int = -1) -> bytes:
        content = self._source.read(count)
        self.size += len(content)
        self.digest.update(content)
        return content


class Writer:
    """Adds parts one after another; `manifest.parts` fills itself."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar, self.manifest = tar, manifest

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as source:
            self._add(name, source, os.fstat(source.fileno()).st_size)

    def add_bytes(self, name: str, content: bytes) -> None:
        self._add(name, io.BytesIO(content), len(content))

    def _add(self, name: str, source: IO[bytes], size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        counting = _Counting(source)
        self._tar.addfile(entry, counting)  # reads `size` bytes, or raises
        self.manifest.parts[name] = [counting.size, counting.digest.hexdigest()]

    def close(self) -> None:
        """The manifest and its seal come last: a file that was cut off has none."""
        content = self.manifest.text()
        self._add(NAME, io.BytesIO(content), len(content))
        del self.manifest.parts[NAME]
        seal = hashlib.sha256(content).hexdigest().encode("ascii")
        self._add(SEAL, io.BytesIO(seal), len(seal))
        del self.manifest.parts[SEAL]


@contextlib.contextmanager
def writing(target: Path, manifest: Manifest) -> Iterator[Writer]:
    """A new backup at `target`, readable by its owner. When the block fails nothing stays."""
    scratch = target.with_name(f".{target.name}-{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                writer = Writer(tar, manifest)
                yield writer
                writer.close()
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(target)
    except OSError as error:
        if disk_is_full(error):
            raise DiskFull from error
        raise
    finally:
        scratch.unlink(missing_ok=True)


class Reader:
    """A backup that was proved: its manifest, and its parts by name."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar, self.manifest = tar, manifest

    def open(self, name: str) -> IO[bytes]:
        source = self._tar.extractfile(name)
        if source is None:
            raise damaged(f"thiếu phần {name}", f"the part {name} is missing")
        return source

    def names(self, folder: str) -> list[str]:
        return [name for name in self.manifest.parts if name.startswith(folder)]

    def write(self, name: str, target: Path) -> None:
        """A part to a file, proved once more on the way."""
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        counting = _Counting(self.open(name))
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while chunk := counting.read(_CHUNK):
                file.write(chunk)
        if counting.digest.hexdigest() != self.manifest.parts[name][1]:
            raise damaged(f"phần {name} không đúng", f"the part {name} is not right")


@contextlib.contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Open a backup and prove every part of it first. Raises RestoreRefused for a damaged or a newer one."""
    try:
        tar = tarfile.open(path, "r:")  # noqa: SIM115 - closed below, after the block of whoever reads
    except (tarfile.TarError, EOFError) as error:
        raise damaged("không phải tệp sao lưu", "it is no backup file") from error
    except FileNotFoundError as error:
        raise damaged(f"không có tệp {path}", f"there is no file {path}") from error
    with tar:
        yield Reader(tar, _proved(tar))


def _proved(tar: tarfile.TarFile) -> Manifest:
    try:
        entries = tar.getmembers()
        found: dict[str, list[object]] = {}
        last: dict[str, bytes] = {}
        for entry in entries:
            if not entry.isfile() or entry.name in found or not _inside(entry.name):
                raise damaged(f"có phần lạ {entry.name}", f"it holds a strange part {entry.name}")
            source = _Counting(tar.extractfile(entry))  # type: ignore[arg-type]  # a file, so never None
            kept = []
            while chunk := source.read(_CHUNK):
                if entry.name in (NAME, SEAL):
                    kept.append(chunk)
            if source.size != entry.size:
                raise damaged("tệp bị cắt cụt", "the file was cut off")
            last[entry.name] = b"".join(kept)
            found[entry.name] = [source.size, source.digest.hexdigest()]
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise damaged("tệp bị cắt cụt hoặc bị sửa", "the file was cut off or changed") from error
    if NAME not in found or SEAL not in found:
        raise damaged("tệp bị cắt cụt", "the file was cut off")
    if last[SEAL].decode("ascii", "replace").strip() != found[NAME][1]:
        raise damaged("phần mô tả đã bị sửa", "its description was changed")
    manifest = manifests.read(last[NAME])
    del found[NAME], found[SEAL]
    if found != manifest.parts:
        wrong = sorted(
            name for name in found.keys() | manifest.parts.keys() if found.get(name) != manifest.parts.get(name)
        )
        raise damaged(f"phần {wrong[0]} không đúng", f"the part {wrong[0]} is not right")
    return manifest


def _inside(name: str) -> bool:
    parts = name.split("/")
    return bool(name) and not name.startswith("/") and all(part not in ("", ".", "..") for part in parts)
