"""What may follow what in the life of an enrolment and of a school's list."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.work.schooling.models import EnrolmentState, ListState

ENROLMENT_NEXT: dict[str, frozenset[str]] = {
    EnrolmentState.STUDYING: frozenset({EnrolmentState.FINISHED, EnrolmentState.MOVED, EnrolmentState.LEFT}),
    EnrolmentState.FINISHED: frozenset(),
    EnrolmentState.MOVED: frozenset(),
    EnrolmentState.LEFT: frozenset(),
}
LIST_NEXT: dict[str, frozenset[str]] = {
    ListState.STAGED: frozenset({ListState.APPLIED, ListState.DISCARDED}),
    ListState.APPLIED: frozenset({ListState.UNDONE}),
    ListState.UNDONE: frozenset(),
    ListState.DISCARDED: frozenset(),
}


def check_enrolment(state: str, wanted: str) -> None:
    """Raise ValidationError unless an enrolment may go from its state to the other."""
    if wanted not in ENROLMENT_NEXT[state]:
        sentence = _("This pupil stands at “%(state)s”; this step is not possible now. Load the page anew.")
        raise ValidationError(sentence % {"state": EnrolmentState(state).label}, code="state")


def check_list(state: str, wanted: str) -> None:
    """Raise ValidationError unless a list may go from its state to the other."""
    if wanted not in LIST_NEXT[state]:
        sentence = _("The list stands at “%(state)s”; this step is not possible now. Load the page anew.")
        raise ValidationError(sentence % {"state": ListState(state).label}, code="state")
