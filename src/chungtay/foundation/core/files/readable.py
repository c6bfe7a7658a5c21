"""Is there a page in a PDF? One that is only beginning and end is no copy of any paper."""

from __future__ import annotations

import re
import zlib
from typing import Any

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_PACKED = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_MOST = 4 * 1024 * 1024  # of one packed part, unpacked


def is_readable(file: Any) -> bool:
    """Of an upload: False for a PDF without a page; True for every other kind, which is judged where it is kept. Pages
    of a locked PDF cannot be seen: it is taken. The file is left at its beginning."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    if not content.startswith(b"%PDF-") or b"/Encrypt" in content or _PAGE.search(content):
        return True
    return any(_PAGE.search(_unpacked(content, found.end())) for found in _PACKED.finditer(content))


def _unpacked(content: bytes, start: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(content[start:], _MOST)
    except zlib.error:
        return b""
