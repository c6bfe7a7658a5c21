"""One monthly allowance a person: a second is for single parents alone, and what is paid for care (20/2021/NĐ-CP Điều 6
khoản 2, notes of the law 3.6). A tick alone gives nobody two.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.foundation.core.words import fold
from chungtay.records.entitlements.queries.care_money import is_care
from chungtay.records.registry.queries.raising_alone import raising_alone
from chungtay.records.registry.queries.rights_facts import names_of


def known_alone(persons: Sequence[int], day: datetime.date) -> dict[int, bool]:
    return raising_alone(persons, day) if persons else {}


def check_beside(person: int, title: str, why: str, others: Sequence[Any], alone: Mapping[int, bool]) -> None:
    """`others`: titles of allowances of the person's own that hold on the same days. `why`: what the officer wrote, for
    the approver. Raises ValidationError."""
    if not others or alone.get(person) is True:
        return
    name = names_of([person]).get(person, "")
    told = {"name": name, "title": others[0]}
    if person in alone:
        sentence = _(
            "%(name)s receives “%(title)s” for that time, and by the register lives with wife or husband. Two "
            "allowances are for single parents alone: end that one first."
        )
        raise ValidationError(sentence % told, code="beside")
    if names_a_single_parent(title) or any(names_a_single_parent(each) for each in others):
        return
    if not why.strip():
        sentence = _(
            "%(name)s receives “%(title)s” for that time. Nobody has two monthly allowances but a single parent, which "
            "the register does not say: write why both are paid. Who approves the list of the month reads it."
        )
        raise ValidationError(sentence % told, code="beside")


def names_a_single_parent(title: str) -> bool:
    """Whether the decision itself says so."""
    return "don than" in fold(title)


def counts(title: str, paid_for: int | None) -> bool:
    """Whether it is an allowance of the person's own, not money for care."""
    return not is_care(title, paid_for)
