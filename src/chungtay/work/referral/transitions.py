"""What may follow what in the life of a referral."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.work.referral.models import ReferralState

NEXT: dict[str, frozenset[str]] = {
    ReferralState.OPEN: frozenset({ReferralState.ASSIGNED, ReferralState.IMPOSSIBLE, ReferralState.GONE}),
    ReferralState.ASSIGNED: frozenset(
        {ReferralState.ASSIGNED, ReferralState.RECEIVED, ReferralState.IMPOSSIBLE, ReferralState.GONE}
    ),
    ReferralState.RECEIVED: frozenset(),
    ReferralState.IMPOSSIBLE: frozenset(),
    ReferralState.GONE: frozenset(),
}


def check(state: str, wanted: str) -> None:
    """Raise ValidationError unless a referral may go from its state to the other."""
    if wanted not in NEXT[state]:
        sentence = _("The referral stands at “%(state)s”; this step is not possible now. Load the page anew.")
        raise ValidationError(sentence % {"state": ReferralState(state).label}, code="state")
