"""What may follow what in the life of a file, and in that of a proposal."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.records.registry.models import ChangeRequest, ImportFile, ImportState, RequestState

IMPORT_NEXT: dict[str, frozenset[str]] = {
    ImportState.UPLOADED: frozenset({ImportState.STAGING, ImportState.UNREADABLE, ImportState.DISCARDED}),
    ImportState.UNREADABLE: frozenset({ImportState.DISCARDED}),
    ImportState.STAGING: frozenset({ImportState.STAGED, ImportState.UNREADABLE, ImportState.DISCARDED}),
    ImportState.STAGED: frozenset({ImportState.STAGING, ImportState.APPLYING, ImportState.DISCARDED}),
    ImportState.APPLYING: frozenset({ImportState.APPLIED, ImportState.UNDOING}),
    ImportState.APPLIED: frozenset({ImportState.UNDOING}),
    ImportState.UNDOING: frozenset({ImportState.UNDONE, ImportState.APPLIED}),
    ImportState.UNDONE: frozenset(),
    ImportState.DISCARDED: frozenset(),
}
REQUEST_NEXT: dict[str, frozenset[str]] = {
    RequestState.DRAFT: frozenset({RequestState.SUBMITTED, RequestState.DROPPED}),
    RequestState.SUBMITTED: frozenset({RequestState.APPROVED, RequestState.RETURNED, RequestState.DROPPED}),
    RequestState.RETURNED: frozenset({RequestState.DRAFT, RequestState.DROPPED}),
    RequestState.APPROVED: frozenset(),
    RequestState.DROPPED: frozenset(),
}


class WrongState(ValidationError):
    """It stands where this step is not possible (any more)."""


def check_import_may_become(file: ImportFile, state: str) -> None:
    """Raise WrongState unless the file may go from its state to the other."""
    if state not in IMPORT_NEXT[file.state]:
        raise WrongState(
            _("“%(file)s” is at “%(state)s”; this step is not possible now. Load the page anew."),
            params={"file": file.name, "state": ImportState(file.state).label},
            code="state",
        )


def check_request_may_become(request: ChangeRequest, state: str) -> None:
    """Raise WrongState unless the proposal may go from its state to the other."""
    if state not in REQUEST_NEXT[request.state]:
        raise WrongState(
            _("The proposal is at “%(state)s”; this step is not possible now. Load the page anew."),
            params={"state": RequestState(request.state).label},
            code="state",
        )
