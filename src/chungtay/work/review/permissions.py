"""Who may do which step of a review, in which area."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit


def can_classify(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REVIEW_CLASSIFY, area, on)


def check_may_classify(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REVIEW_CLASSIFY, area, on)


def can_read(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REVIEW_READ, area, on)


def check_may_read(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REVIEW_READ, area, on)


def can_prepare(user: Any, area: Unit, on: datetime.date) -> bool:
    """Lists, teams, meetings, posting; take requests and complaints in."""
    return may(user, Permission.REVIEW_PREPARE, area, on)


def check_may_prepare(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REVIEW_PREPARE, area, on)


def can_open(user: Any, area: Unit, on: datetime.date) -> bool:
    """Open and close a review by decision."""
    return may(user, Permission.REVIEW_OPEN, area, on)


def check_may_open(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REVIEW_OPEN, area, on)


def can_survey(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REVIEW_SURVEY, area, on)


def check_may_survey(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REVIEW_SURVEY, area, on)


def can_recheck(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REVIEW_RECHECK, area, on)


def check_may_recheck(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REVIEW_RECHECK, area, on)


def can_confirm(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REVIEW_CONFIRM, area, on)


def check_may_confirm(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REVIEW_CONFIRM, area, on)


def can_second(user: Any, area: Unit, on: datetime.date) -> bool:
    """Say the second word to a step back: whoever prepares, checks forms or signs."""
    return can_prepare(user, area, on) or can_confirm(user, area, on) or can_sign(user, area, on)


def check_may_second(user: Any, area: Unit, on: datetime.date) -> None:
    if not can_second(user, area, on):
        check_may_sign(user, area, on)


def check_may_compare(user: Any, area: Unit, on: datetime.date) -> None:
    """Say what the paper of a second visit says: whoever visits again, prepares or checks forms."""
    if not (can_prepare(user, area, on) or can_confirm(user, area, on)):
        check_may_recheck(user, area, on)


def can_answer_for_district(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REVIEW_OPINION, area, on)


def check_may_answer_for_district(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REVIEW_OPINION, area, on)


def can_sign(user: Any, area: Unit, on: datetime.date) -> bool:
    """Decisions, certificates, answers to complaints."""
    return may(user, Permission.REVIEW_SIGN, area, on)


def check_may_sign(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REVIEW_SIGN, area, on)
