"""Is the household that a complaint or request is about still here? By the register."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.listed import no_more, wards_of
from chungtay.work.review.models import ClosedWhy
from chungtay.work.review.queries.decisions import ENDED_WHY


@dataclass(frozen=True, slots=True)
class LeftHere:
    """Why the household is no longer here (`ClosedWhy`), and the ward where it lives now, if the register knows one."""

    why: str
    to: Unit | None = None


def left_here(household: int | None, ward: Unit, on: datetime.date) -> LeftHere | None:
    """None while the household lives in the ward by the register, or none was found yet; of a ward whose borders went
    on nobody left. Three statements at most."""
    if household is None:
        return None
    ended = no_more([household], on)
    if household in ended:
        return LeftHere(str(ENDED_WHY.get(ended[household], ClosedWhy.ENTERED_TWICE)))
    where = wards_of([household]).get(household)
    if where in (None, ward.pk) or ward.valid_to is not None:
        return None
    return LeftHere(str(ClosedWhy.MOVED), Unit.objects.get(pk=where))
