"""Months of a commitment: which of them something is due for, and which brought nothing. A month is its first day."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from chungtay.work.sponsorship.models import Sponsorship

AHEAD = 12  # months for which a sponsor may give beforehand


def month_of(day: datetime.date) -> datetime.date:
    return day.replace(day=1)


def month_before(day: datetime.date) -> datetime.date:
    return month_of(month_of(day) - datetime.timedelta(days=1))


def after(month: datetime.date, count: int) -> datetime.date:
    """The month that comes `count` months later."""
    whole = month.year * 12 + month.month - 1 + count
    return datetime.date(whole // 12, whole % 12 + 1, 1)


def last_month_of(one: Sponsorship) -> datetime.date | None:
    """The last month something is promised for; None: open."""
    days = [day for day in (one.until, one.ended_on) if day is not None]
    return month_of(min(days)) if days else None


def is_due(one: Sponsorship, month: datetime.date) -> bool:
    last = last_month_of(one)
    return month_of(one.begins_on) <= month and (last is None or month <= last)


def missed(one: Sponsorship, arrived: Collection[datetime.date], today: datetime.date) -> list[datetime.date]:
    """The months gone by for which something was promised and nothing came, the latest first. This month is not over
    and not among them."""
    last, month, found = last_month_of(one), month_before(today), []
    if last is not None:
        month = min(month, last)
    while month >= month_of(one.begins_on):
        if month not in arrived:
            found.append(month)
        month = month_before(month)
    return found
