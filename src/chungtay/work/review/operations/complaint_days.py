"""The day on which a complaint or request came: today by the web; by other doors when it was told or arrived."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import Posting
from chungtay.work.review.queries.complaint_days import LATE_DAYS, takes_late
from chungtay.work.review.queries.complaints import runs
from chungtay.work.review.queries.requests import entered_at_once_until


def day_of_receipt(
    posting: Posting, given: datetime.date | None, note: str, today: datetime.date
) -> tuple[datetime.date, dict[str, Any]] | None:
    """The day, and what the trail says of it where it is not today; None when it is too late. Raises ValidationError
    for a day that cannot be."""
    day = given or today
    said = {"day": f"{day:%d/%m/%Y}", "first": f"{posting.first_day:%d/%m/%Y}", "last": f"{posting.last_day:%d/%m/%Y}"}
    if day > today:
        raise ValidationError(_("A complaint cannot have come on %(day)s, which is still to be.") % said, code="day")
    if day < posting.first_day:
        raise ValidationError(
            _("The list hangs since %(first)s; a complaint about it cannot have come on %(day)s.") % said, code="day"
        )
    if day > posting.last_day or not (runs(posting, today) or takes_late(posting, today)):
        return None
    late = today > posting.last_day
    if late and not tidy(note):
        raise ValidationError(
            _(
                "The posting ended on %(last)s. Write why this complaint of %(day)s is entered only now; it is taken"
                " until %(days)s working days after the posting."
            )
            % (said | {"days": LATE_DAYS}),
            code="late_note",
        )
    return day, {"received_on": day.isoformat(), "entered_late": late} if day != today else {}


_A_YEAR = datetime.timedelta(days=366)


def day_of_request(
    area: Unit, given: datetime.date | None, note: str, today: datetime.date
) -> tuple[datetime.date, dict[str, Any]]:
    """The day on which a request came, and what the trail says of it where it is not today. However late a paper turns
    up, it is entered: the resident has asked. Raises ValidationError for a day that cannot be, or without a reason."""
    day = given or today
    if day == today:
        return day, {}
    said = {"day": f"{day:%d/%m/%Y}", "days": LATE_DAYS}
    if day > today:
        raise ValidationError(_("A request cannot have come on %(day)s, which is still to be.") % said, code="day")
    if day < today - _A_YEAR:
        raise ValidationError(_("%(day)s is more than a year ago. Look at the day again.") % said, code="day")
    late = today > entered_at_once_until(day, area)
    if late and not tidy(note):
        raise ValidationError(
            _("It came on %(day)s, more than %(days)s working days ago. Write why it is entered only now.") % said,
            code="late_note",
        )
    return day, {"received_on": day.isoformat(), "entered_late": late}
