"""What may follow what in the life of a list of cards, of a purchase and of its lines."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.work.insurance.models import BatchState, LineState, ListState, StateLineState, StateListState

LIST_NEXT: dict[str, frozenset[str]] = {
    ListState.COMPARING: frozenset({ListState.STAGED, ListState.DISCARDED}),
    ListState.STAGED: frozenset({ListState.APPLYING, ListState.DISCARDED}),
    ListState.APPLYING: frozenset({ListState.APPLIED}),
    ListState.APPLIED: frozenset({ListState.UNDONE}),
    ListState.UNDONE: frozenset(),
    ListState.DISCARDED: frozenset(),
}
BATCH_NEXT: dict[str, frozenset[str]] = {
    BatchState.DRAFT: frozenset({BatchState.APPROVED, BatchState.DROPPED}),
    BatchState.APPROVED: frozenset({BatchState.CLOSED}),
    BatchState.CLOSED: frozenset(),
    BatchState.DROPPED: frozenset(),
}
LINE_NEXT: dict[str, frozenset[str]] = {
    LineState.DUE: frozenset({LineState.APPROVED, LineState.REFUSED, LineState.LAPSED, LineState.DROPPED}),
    LineState.APPROVED: frozenset({LineState.DELIVERED, LineState.REFUSED, LineState.LAPSED}),
    LineState.DELIVERED: frozenset({LineState.RETURNED, LineState.LAPSED}),  # died or moved away with the card
    LineState.REFUSED: frozenset(),
    LineState.LAPSED: frozenset(),
    LineState.RETURNED: frozenset(),
    LineState.DROPPED: frozenset(),
}
STATE_LIST_NEXT: dict[str, frozenset[str]] = {
    StateListState.DRAFT: frozenset({StateListState.APPROVED, StateListState.DROPPED}),
    StateListState.APPROVED: frozenset({StateListState.CLOSED}),
    StateListState.CLOSED: frozenset(),
    StateListState.DROPPED: frozenset(),
}
_LEAVES = (StateLineState.REFUSED, StateLineState.LAPSED)
STATE_LINE_NEXT: dict[str, frozenset[str]] = {
    StateLineState.DUE: frozenset({StateLineState.APPROVED, StateLineState.DROPPED, *_LEAVES}),
    StateLineState.APPROVED: frozenset({StateLineState.SENT, *_LEAVES}),
    StateLineState.SENT: frozenset({StateLineState.SENT_BACK, StateLineState.ISSUED, *_LEAVES}),
    StateLineState.SENT_BACK: frozenset({StateLineState.SENT, *_LEAVES}),
    StateLineState.ISSUED: frozenset({StateLineState.DELIVERED, StateLineState.LAPSED}),
    StateLineState.DELIVERED: frozenset(),  # the card ends on its own page
    StateLineState.REFUSED: frozenset(),
    StateLineState.LAPSED: frozenset(),
    StateLineState.DROPPED: frozenset(),
}


def check_state_list(state: str, wanted: str) -> None:
    """Raise ValidationError unless a list of the state may go from its state to the other."""
    if wanted not in STATE_LIST_NEXT[state]:
        raise _not_now(_("The list"), str(StateListState(state).label))


def check_state_line(state: str, wanted: str) -> None:
    """Raise ValidationError unless a line of such a list may go from its state to the other."""
    if wanted not in STATE_LINE_NEXT[state]:
        raise _not_now(_("This person"), str(StateLineState(state).label))


def check_list(state: str, wanted: str) -> None:
    """Raise ValidationError unless a list may go from its state to the other."""
    if wanted not in LIST_NEXT[state]:
        raise _not_now(_("The list"), str(ListState(state).label))


def check_batch(state: str, wanted: str) -> None:
    """Raise ValidationError unless a purchase may go from its state to the other."""
    if wanted not in BATCH_NEXT[state]:
        raise _not_now(_("The purchase"), str(BatchState(state).label))


def check_line(state: str, wanted: str) -> None:
    """Raise ValidationError unless a line may go from its state to the other."""
    if wanted not in LINE_NEXT[state]:
        raise _not_now(_("This person"), str(LineState(state).label))


def _not_now(what: str, state: str) -> ValidationError:
    sentence = _("%(what)s stands at “%(state)s”; this step is not possible now. Load the page anew.")
    return ValidationError(sentence % {"what": what, "state": state}, code="state")
