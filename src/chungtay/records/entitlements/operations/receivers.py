"""Who may be said to have received something: never who hands it over, entered it or approved it, and money never a
child. The one check of every door, for lists, cards, gifts, school support and assistance.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.foundation.core.words import fold
from chungtay.records.registry.queries.listed import rosters
from chungtay.records.registry.queries.pupils import lives_of

GROWN = 15  # years; our own line, see the decision of 2026-11-30 about receivers


def check_receiver(
    received_by: str,
    *,
    household: int,
    hands: Iterable[int | None],
    on: datetime.date,
    money: bool,
    signed: bool,
) -> bool:
    """Whether the name is that of a member of the household on the day; names are compared as search compares them.

    `hands`: the accounts that entered, approved or hand over. `signed`: whether a signed receipt or a photograph is
    kept with it, which a member needs whose name one of them has. Three statements. Raises ValidationError."""
    name = fold(received_by)
    if not name:
        raise ValidationError(_("Write the name of who received it."), code="received_by")
    family = [each.person for each in rosters([household], on).get(household, []) if fold(each.name) == name]
    accounts = get_user_model().objects.filter(pk__in={number for number in hands if number is not None})
    if any(fold(each) == name for each in accounts.values_list("full_name", flat=True)):
        _check_namesake(received_by, bool(family), signed)
    if money and family and all(is_child(born, on) for born in _births(family)):
        sentence = _(
            "%(name)s is a child under %(years)s: money is received by an adult. Write who signed for the child."
        )
        raise ValidationError(sentence % {"name": received_by.strip(), "years": GROWN}, code="child")
    return bool(family)


def _check_namesake(received_by: str, of_the_family: bool, signed: bool) -> None:
    if not of_the_family:
        sentence = _(
            "“%(name)s” enters, approves or hands over here, and does not sign for the household. Write who received "
            "it."
        )
        raise ValidationError(sentence % {"name": received_by.strip()}, code="staff")
    if not signed:
        sentence = _(
            "“%(name)s” of the household has the same name as somebody who enters, approves or hands over here. Keep "
            "the signed receipt or a photograph with it; where none can be kept, another member or another officer "
            "signs or hands over."
        )
        raise ValidationError(sentence % {"name": received_by.strip()}, code="namesake")


def is_child(born: datetime.date | None, on: datetime.date) -> bool:
    """Too young to receive money on a day; nobody is taken for a child whose birth is not on record."""
    return born is not None and (on.year - born.year) - ((on.month, on.day) < (born.month, born.day)) < GROWN


def _births(persons: Iterable[int]) -> list[datetime.date | None]:
    return [life.born for life in lives_of(persons).values()]
