"""Who may say that a person's record must stay: apps above the register that keep something of it under its number.

    register(why)                 # in AppConfig.ready of that app; `why(person, today)` is a sentence, or ""

Of two records of one person the one that goes is taken back; what another app has under its number would be found with
nobody. So such a record stays, and the other one goes.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.core.exceptions import ValidationError

from chungtay.records.registry.models import Person

Keeper = Callable[[Person, datetime.date], str]
_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Each once."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def check_may_go(person: Person, today: datetime.date) -> None:
    """Raises ValidationError when the record of this person has to stay."""
    for keeper in _keepers:
        if why := keeper(person, today):
            raise ValidationError(why, code="must_stay")
