"""What may follow what: in the life of a round, and of a gift."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.work.gifts.models import GiftState, RoundState

ROUND_NEXT: dict[str, frozenset[str]] = {
    RoundState.DRAFT: frozenset({RoundState.APPROVED, RoundState.DROPPED}),
    RoundState.APPROVED: frozenset({RoundState.HANDING}),
    RoundState.HANDING: frozenset({RoundState.SETTLED}),
    RoundState.SETTLED: frozenset(),
    RoundState.DROPPED: frozenset(),
}
GIFT_NEXT: dict[str, frozenset[str]] = {
    GiftState.DUE: frozenset({GiftState.READY, GiftState.LAPSED, GiftState.DROPPED}),
    GiftState.READY: frozenset({GiftState.DELIVERED, GiftState.REFUSED, GiftState.LAPSED, GiftState.CARRIED}),
    GiftState.DELIVERED: frozenset({GiftState.RETURNED}),
    GiftState.REFUSED: frozenset(),
    GiftState.LAPSED: frozenset(),
    GiftState.CARRIED: frozenset(),
    GiftState.RETURNED: frozenset(),
    GiftState.DROPPED: frozenset(),
}


def check_round(state: str, wanted: str) -> None:
    """Raise ValidationError unless a round may go from its state to the other."""
    if wanted not in ROUND_NEXT[state]:
        raise _not_now(RoundState(state).label)


def check_round_is(state: str, *wanted: str) -> None:
    """Raise ValidationError unless the round stands at one of these."""
    if state not in wanted:
        raise _not_now(RoundState(state).label)


def check_gift(state: str, wanted: str) -> None:
    """Raise ValidationError unless a gift may go from its state to the other."""
    if wanted not in GIFT_NEXT[state]:
        sentence = _("This gift stands at “%(state)s”; this step is not possible now. Load the page anew.")
        raise ValidationError(sentence % {"state": GiftState(state).label}, code="state")


def _not_now(label: object) -> ValidationError:
    sentence = _("The round stands at “%(state)s”; this step is not possible now. Load the page anew.")
    return ValidationError(sentence % {"state": label}, code="state")
