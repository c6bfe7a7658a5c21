"""An operation whose refusals are recorded: whoever tries to pass a step by leaves a line in the trail."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from chungtay.foundation.core.operations import record_event
from chungtay.work.review.transitions import StepRefused

_Operation = TypeVar("_Operation", bound=Callable[..., Any])


def guarded(operation: _Operation) -> _Operation:
    """One transaction; when it is refused because of the state or the person's rights, an event says what was tried.

    The operation's first argument is what it acts on, with `by` and `at` as keywords.
    """

    @functools.wraps(operation)
    def run(subject: models.Model, *args: Any, by: Any, at: Any, **words: Any) -> Any:
        try:
            with transaction.atomic():
                return operation(subject, *args, by=by, at=at, **words)
        except StepRefused as refused:
            detail = {"tried": operation.__name__, "stands": str(refused.stands), "wanted": str(refused.wanted)}
            record_event("review.step_refused", refused.subject, by=by, at=at, area=refused.area, detail=detail)
            raise
        except PermissionDenied:
            detail = {"tried": operation.__name__, "why": "no_right"}
            record_event("review.step_refused", subject, by=by, at=at, area=_area_of(subject), detail=detail)
            raise

    return cast(_Operation, run)


def _area_of(subject: Any) -> Any:
    """The unit that a thing of the review belongs to; a unit belongs to itself."""
    if hasattr(subject, "path"):
        return subject
    for name in ("area", "ward", "group", "case", "campaign"):
        found = getattr(subject, name, None)
        if found is not None:
            return found if hasattr(found, "path") else _area_of(found)
    return None
