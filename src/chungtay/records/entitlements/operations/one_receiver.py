"""One receiver for one person looked after: of two who raise children alone in one household both are never paid for
the same child (20/2021/NĐ-CP Điều 5 khoản 4, "mỗi một con đang nuôi"), and the care of a person is paid once (Điều 20).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.records.entitlements.queries.allowances import paid_for_these
from chungtay.records.entitlements.queries.care_money import is_care
from chungtay.records.registry.queries.rights_facts import names_of

Told = dict[int, list[tuple[int, Any]]]


def for_others(rows: Sequence[Any]) -> Told:
    """Person looked after -> (who receives, the allowance) of what stands already. One statement where any is asked."""
    asked = [row.paid_for for row in rows if row.paid_for is not None]
    found: Told = {}
    for each in paid_for_these(asked):
        cared_for = each.paid_for
        if cared_for is None:  # none of `paid_for_these`
            continue
        found.setdefault(cared_for.merged_into_id or cared_for.pk, []).append(
            (each.person.merged_into_id or each.person_id, each)
        )
    return found


def check_one_receiver(row: Any, elsewhere: Told) -> None:
    """Raises ValidationError where somebody else is paid for the same person on one of the days, naming both; else the
    row stands among those that are on record."""
    if row.paid_for is None:
        return
    held = elsewhere.setdefault(row.paid_for, [])
    for receiver, other in held:
        if receiver != row.person and _same_money(row, other) and _meet(row, other):
            names = names_of([receiver, row.paid_for])
            raise ValidationError(
                _(
                    "%(receiver)s receives “%(title)s” for %(child)s already, by decision %(number)s from %(day)s. Two "
                    "are never paid for one person. Ask who looks after %(child)s; end that allowance first if it is "
                    "somebody else."
                )
                % {
                    "receiver": names.get(receiver, ""), "title": other.title, "child": names.get(row.paid_for, ""),
                    "number": other.decision_number, "day": f"{other.valid_from:%d/%m/%Y}",
                },
                code="receiver",
            )  # fmt: skip
    held.append((row.person, row))


def _same_money(one: Any, other: Any) -> bool:
    """Both are money for care, or both a parent's own: a child may bring its mother the one, its carer the other."""
    its = other.paid_for_id if hasattr(other, "paid_for_id") else other.paid_for
    return is_care(one.title, one.paid_for) == is_care(other.title, its)


def _meet(one: Any, other: Any) -> bool:
    ends = one.valid_to is None or other.valid_from <= one.valid_to
    return ends and (other.valid_to is None or one.valid_from <= other.valid_to)
