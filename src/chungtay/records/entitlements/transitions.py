"""What may follow what: in the life of a list, and of a line on it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.records.entitlements.models import LineState, ListState

LIST_NEXT: dict[str, frozenset[str]] = {
    ListState.DRAFT: frozenset({ListState.APPROVED, ListState.DROPPED}),
    ListState.APPROVED: frozenset({ListState.CLOSED}),
    ListState.CLOSED: frozenset(),
    ListState.DROPPED: frozenset(),
}
LINE_NEXT: dict[str, frozenset[str]] = {
    LineState.DUE: frozenset({LineState.APPROVED, LineState.REFUSED, LineState.LAPSED, LineState.DROPPED}),
    LineState.APPROVED: frozenset({LineState.DELIVERED, LineState.REFUSED, LineState.LAPSED}),
    LineState.DELIVERED: frozenset({LineState.RETURNED}),
    LineState.REFUSED: frozenset(),
    LineState.LAPSED: frozenset(),
    LineState.RETURNED: frozenset(),
    LineState.DROPPED: frozenset(),
}


def check_list(state: str, wanted: str) -> None:
    """Raise ValidationError unless a list may go from its state to the other."""
    if wanted not in LIST_NEXT[state]:
        sentence = _("The list stands at “%(state)s”; this step is not possible now. Load the page anew.")
        raise ValidationError(sentence % {"state": ListState(state).label}, code="state")


def check_line(state: str, wanted: str) -> None:
    """Raise ValidationError unless a line may go from its state to the other."""
    if wanted not in LINE_NEXT[state]:
        sentence = _("This person stands at “%(state)s”; this step is not possible now. Load the page anew.")
        raise ValidationError(sentence % {"state": LineState(state).label}, code="state")
