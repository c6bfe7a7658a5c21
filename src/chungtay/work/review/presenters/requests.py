"""How requests are told of: when the law wants them decided."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from chungtay.rulebook import process as processes
from chungtay.rulebook.errors import UnknownRuleSet


def clock_words(on: datetime.date) -> str:
    """When a request of this day must be decided, as the process in force has it; nothing where no source covers it."""
    try:
        law = processes.in_force(on).in_year
    except UnknownRuleSet:
        return ""
    words = {"day": law.from_day, "count": law.decide_within, "article": law.article}
    if law.counted_from == "request":
        if law.unit == "working_days":
            return _("The ward decides within %(count)s working days of the request (%(article)s).") % words
        return _("The ward decides within %(count)s days of the request (%(article)s).") % words
    if law.unit == "working_days":
        sentence = _(
            "The ward begins such reviews on day %(day)s of each month and decides within %(count)s working days of"
            " that day (%(article)s)."
        )
    else:
        sentence = _(
            "The ward begins such reviews on day %(day)s of each month and decides within %(count)s days of that day"
            " (%(article)s)."
        )
    return sentence % words
