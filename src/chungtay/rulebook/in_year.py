"""The clock of a review within the year: which month's review a request falls in, and by when it is decided.

Sources: Điều 5 QĐ 24/2021/QĐ-TTg (from the 15th of each month, decided within 15 days of that month's beginning); TT
14/2018 (seven working days from the request).
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Collection

from chungtay.rulebook.days_off import fixed_after
from chungtay.rulebook.process import Process, due_day


def begins(process: Process, received: datetime.date) -> datetime.date:
    """The day on which the review begins that a request of this day falls in: at once where the clock starts with the
    request; else the next such day of a month, the day itself included."""
    rules = process.in_year
    if rules.counted_from == "request":
        return received
    if received.day <= rules.from_day:
        return received.replace(day=rules.from_day)
    after = (received.replace(day=1) + datetime.timedelta(days=32)).replace(day=rules.from_day)
    return after


def decide_by(process: Process, received: datetime.date, off: Collection[datetime.date] = ()) -> datetime.date:
    """The last day to decide on a request received on a day."""
    rules, start = process.in_year, begins(process, received)
    if rules.unit == "working_days":
        return due_day(start, rules.decide_within, off)
    return start + datetime.timedelta(days=rules.decide_within)


def window(
    process: Process, year: int, month: int, off: Collection[datetime.date] = ()
) -> tuple[datetime.date, datetime.date]:
    """First and last possible day of a month's review: from its day of the month to the last day to decide; where each
    request has its own clock, to the last day to decide on one of the last of the month."""
    first = datetime.date(year, month, process.in_year.from_day)
    last = first
    if process.in_year.counted_from == "request":
        last = datetime.date(year, month, calendar.monthrange(year, month)[1])
    return first, decide_by(process, last, {*off, *fixed_after(last)})
