"""What a file is: told by its content, never by its name or by what the browser says about it."""

from __future__ import annotations

import enum
import zipfile
from pathlib import Path

from chungtay.rulebook.errors import ChungTayError

HEAD = 4096  # bytes that tell the kind
MAX_ENTRIES = 5_000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200


class FileRefused(ChungTayError):
    """A file that is not kept; says why and what to do."""


class FileKind(enum.StrEnum):
    """The kinds that are ever kept; the value is the ending of the kept file."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    DOCX = "docx"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


PHOTOS = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.HEIC})
PAPERS = frozenset({FileKind.PDF, FileKind.DOCX, FileKind.XLSX})

_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.HEIC: "image/heic",
    FileKind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    FileKind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}


def kind_of(path: Path) -> FileKind | None:
    """The kind of a file, or None when it is none of ours. Raises FileRefused for an office file that is dangerous."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"%PDF-"):
        return FileKind.PDF if _ends_as_pdf(path) else None
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return FileKind.HEIC
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(path)
    return None


def _ends_as_pdf(path: Path) -> bool:
    """A PDF that was cut off while it was sent has no end."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2048))
        return b"%%EOF" in file.read()


def _office_kind(path: Path) -> FileKind | None:
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            names = {entry.filename for entry in entries}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED or _is_bomb(entries):
        raise FileRefused(
            "Tệp này phình ra quá lớn khi mở, giống một tệp phá hoại. Hãy lưu lại tệp từ Word hoặc Excel rồi gửi.",
            "This file grows far too large when opened, as a harmful one does. Save it anew from Word or Excel.",
        )
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js")) for name in names):
        raise FileRefused(
            "Tệp này có macro (chương trình chạy kèm) nên không nhận. Hãy lưu thành .docx hoặc .xlsx không có macro.",
            "This file carries macros, programs that run with it, and is not taken. Save it as .docx or .xlsx without.",
        )
    if "word/document.xml" in names:
        return FileKind.DOCX
    return FileKind.XLSX if "xl/workbook.xml" in names else None


def _is_bomb(entries: list[zipfile.ZipInfo]) -> bool:
    return any(
        entry.file_size > 20 * 1024 * 1024 and entry.file_size > MAX_RATIO * max(1, entry.compress_size)
        for entry in entries
    )
