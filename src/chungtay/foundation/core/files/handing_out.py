"""Handing a kept file to a browser, so that it is saved and never run as a page of ours."""

from __future__ import annotations

from django.http import FileResponse, Http404

from chungtay.foundation.core.files.keeping import path_of


def hand_out(stored: str, *, name: str, media_type: str) -> FileResponse:
    """Stream a kept file as a download. The view asks who may before. Raises Http404 when the file is not there."""
    try:
        path = path_of(stored)
        content = path.open("rb")
    except (ValueError, FileNotFoundError, IsADirectoryError) as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
