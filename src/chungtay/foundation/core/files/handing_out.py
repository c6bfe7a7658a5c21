"""Handing a kept file to a browser, so that it is saved and never run as a page of ours."""

from __future__ import annotations

import tempfile
from typing import IO

from django.http import FileResponse, Http404

from chungtay.foundation.core.files.sealing import pieces_of

_IN_MEMORY = 8 * 1024 * 1024  # bytes


def hand_out(stored: str, *, name: str, media_type: str) -> FileResponse:
    """Stream a kept file as a download. The view asks who may before. Raises Http404 when the file is not there."""
    try:
        content = _content(stored)
    except (ValueError, FileNotFoundError, IsADirectoryError) as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _content(stored: str) -> IO[bytes]:
    """A sealed file is opened whole, and checked whole, before the first byte of it goes out; a large one into a file
    that has no name and ends with the answer."""
    content = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    try:
        for piece in pieces_of(stored):
            content.write(piece)
    except BaseException:
        content.close()
        raise
    content.seek(0)
    return content
