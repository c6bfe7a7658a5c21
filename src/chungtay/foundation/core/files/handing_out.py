"""Handing a kept file to a browser, so that it is saved and never run as a page of ours."""

from __future__ import annotations

import io
from typing import IO

from django.http import FileResponse, Http404

from chungtay.foundation.core import keyring
from chungtay.foundation.core.files.sealing import path_of, read_kept


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
    """A sealed file is opened whole, and checked whole, before the first byte of it goes out."""
    file = path_of(stored).open("rb")
    head = file.read(64)
    if keyring.key_of_file(head):
        file.close()
        return io.BytesIO(read_kept(stored))
    file.seek(0)
    return file
