"""What may follow what in the life of a case of assistance."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.work.assistance.models import CaseState, PartState

CASE_NEXT: dict[str, frozenset[str]] = {
    CaseState.PROPOSED: frozenset({CaseState.APPROVED, CaseState.REFUSED, CaseState.WITHDRAWN}),
    CaseState.APPROVED: frozenset({CaseState.PAID, CaseState.REFUSED}),
    CaseState.PAID: frozenset({CaseState.CLOSED}),
    CaseState.CLOSED: frozenset(),
    CaseState.REFUSED: frozenset(),
    CaseState.WITHDRAWN: frozenset(),
}
PART_NEXT: dict[str, frozenset[str]] = {
    PartState.DUE: frozenset({PartState.PAID, PartState.DROPPED}),
    PartState.PAID: frozenset({PartState.RETURNED}),
    PartState.RETURNED: frozenset(),
    PartState.DROPPED: frozenset(),
}


def check_case(state: str, wanted: str) -> None:
    """Raise ValidationError unless a case may go from its state to the other."""
    if wanted not in CASE_NEXT[state]:
        sentence = _("The case stands at “%(state)s”; this step is not possible now. Load the page anew.")
        raise ValidationError(sentence % {"state": CaseState(state).label}, code="state")


def check_part(state: str, wanted: str) -> None:
    """Raise ValidationError unless a part may go from its state to the other."""
    if wanted not in PART_NEXT[state]:
        sentence = _("This part stands at “%(state)s”; this step is not possible now. Load the page anew.")
        raise ValidationError(sentence % {"state": PartState(state).label}, code="state")
