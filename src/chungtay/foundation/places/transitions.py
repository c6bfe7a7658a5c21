"""What may follow what in the life of a reorganisation."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import PlanState, Reorganisation

NEXT: dict[str, frozenset[str]] = {
    PlanState.DRAFT: frozenset({PlanState.APPLIED}),
    PlanState.APPLIED: frozenset({PlanState.UNDONE}),
    PlanState.UNDONE: frozenset({PlanState.APPLIED}),  # mended and applied again
}


def may_change(plan: Reorganisation) -> bool:
    """May groups still be assigned?"""
    return PlanState.APPLIED in NEXT[plan.state]


def check_may_become(plan: Reorganisation, state: str) -> None:
    """Raise ValidationError unless the plan may go from its state to the other."""
    if state not in NEXT[plan.state]:
        sentence = _("“%(plan)s” is at “%(state)s”; this step is not possible now. Load the page anew.")
        raise ValidationError(sentence % {"plan": plan.title, "state": PlanState(plan.state).label})
