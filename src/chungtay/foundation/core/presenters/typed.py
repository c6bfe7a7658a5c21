"""What a person typed into a step that was refused, for the page that says why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

TYPED = "typed"  # the session's key


def typed_before(request: HttpRequest) -> dict[str, Any] | None:
    """{"to": address of the form, "fields": {name: [value]}, "again": what a browser cannot fill in again}; told once,
    then forgotten. None: nothing waits."""
    session = getattr(request, "session", None)
    kept = session.pop(TYPED, None) if session is not None else None
    if kept is None:
        return None
    return {"to": kept["to"], "fields": kept["fields"], "again": _("Choose the file again.") if kept["file"] else ""}
