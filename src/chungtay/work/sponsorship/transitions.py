"""What may follow what in the life of a sponsor's commitment."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.work.sponsorship.models import SponsorshipState as State

NEXT: dict[str, frozenset[str]] = {
    State.ENTERED: frozenset({State.RUNNING, State.MISTAKE}),
    State.RUNNING: frozenset({State.ENDED, State.MISTAKE}),
    State.ENDED: frozenset({State.RUNNING, State.MISTAKE}),
    State.MISTAKE: frozenset(),
}


def check(state: str, wanted: str) -> None:
    """Raise ValidationError unless a commitment may go from its state to the other."""
    if wanted not in NEXT[state]:
        sentence = _("The commitment stands at “%(state)s”; this step is not possible now. Load the page anew.")
        raise ValidationError(sentence % {"state": State(state).label}, code="state")
