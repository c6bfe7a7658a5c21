"""The shape that answers have at every door, before anybody asks what they mean: a form of another shape is refused by
itself, in words, and stays where it was filled in; the others of its delivery come in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# "overrides" (a reviewer's word against a computed indicator) is no part of a form that a visitor fills in
ANSWER_KEYS = {"household", "members", "left", "income_per_person", "declared", "papers"}
_MOST_INCOME = 10**12  # đồng per person and month; more is a slip of the finger


def check_answers(answers: Any) -> None:
    """Raise ValidationError (code "shape") unless the parts are those of a form and each has the form of its kind."""
    if not isinstance(answers, Mapping):
        raise not_understood()
    if unknown := sorted(str(key) for key in set(answers) - ANSWER_KEYS):
        raise ValidationError(_("The form has no part “%(name)s”.") % {"name": unknown[0][:60]}, code="shape")
    tables = [answers.get(name) for name in ("household", "declared")]
    lists = [answers.get(name) for name in ("members", "left", "papers")]
    income = answers.get("income_per_person")
    shaped = (
        all(isinstance(each, Mapping | None) for each in tables)
        and all(isinstance(each, list | tuple | None) for each in lists)
        and all(isinstance(each, Mapping) for each in [*(lists[0] or ()), *(lists[1] or ())])
        and all(isinstance(each, str | None) for each in lists[2] or ())
        and not (isinstance(income, int) and income > _MOST_INCOME)
        and _writable(answers)
    )
    if not shaped:
        raise not_understood()


def not_understood() -> ValidationError:
    return ValidationError(_("The form has an answer that is not understood. Ask the ward officer."), code="shape")


def _writable(answers: Mapping[str, Any]) -> bool:
    """Can it be kept as text: no half characters, no numbers that are none, no depth without end?"""
    try:
        json.dumps(answers, ensure_ascii=False, allow_nan=False, default=str).encode()
    except (TypeError, ValueError, RecursionError):
        return False
    return True
