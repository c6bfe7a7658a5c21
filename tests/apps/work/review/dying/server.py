"""The server's own door, with one place where the process kills itself (see `trap`)."""

from __future__ import annotations

import os

from chungtay.config.wsgi import application
from tests.apps.work.review.dying import trap

__all__ = ["application"]

if place := os.environ.get("DYING_AT", ""):
    if place.startswith(trap.UPLOAD):
        application = trap.in_uploads(application, place)
    else:
        trap.lay(place)
