"""What cannot be of a line of a list of allowances, and what somebody looks at before it is taken over.

The rule book's standard and its coefficients (halves of the standard) are compared; where no standard was read, a plain
bound asks. They are no law: an amount of another kind is taken over by whoever looked at the decision.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Unit
from chungtay.rulebook import policy_book
from chungtay.work.assistance.queries.norms import places_of

AHEAD = datetime.timedelta(days=366)  # a decision names a month to come, never one of a later year
LONG_AGO, LONG = datetime.timedelta(days=30 * 366), datetime.timedelta(days=20 * 366)
TIMES_LOOKED_AT, TIMES_REFUSED = 5, 20  # of the standard; the highest coefficient is 3, and 1 for each child
LOOKED_AT, REFUSED = 5_000_000, 20_000_000  # đồng, where no standard was read


def standards_of(ward: Unit, today: datetime.date, days: Sequence[datetime.date]) -> dict[datetime.date, set[int]]:
    """Day -> the standards that an amount decided on it may have: that of the day, and of today, to which amounts are
    raised. One statement; empty where none was read."""
    places, found = places_of(ward), policy_book.load().parameters["assistance_standard"]
    values = {day: found.on(day, places) for day in {*days, today}}
    now = values[today]
    return {day: {each.amount for each in (value, now) if each is not None} for day, value in values.items()}


def refused(
    amount: int, valid_from: datetime.date, born: datetime.date | None, today: datetime.date, standards: set[int]
) -> str:
    """Why a line is not taken in; "" when nothing speaks against it."""
    if valid_from > today + AHEAD:
        sentence = _("It begins on %(day)s, more than a year from now: mend the year and bring the file in anew.")
        return sentence % {"day": f"{valid_from:%d/%m/%Y}"}
    if born is not None and valid_from < born:
        sentence = _("It begins on %(day)s, before the person was born: mend the file and bring it in anew.")
        return sentence % {"day": f"{valid_from:%d/%m/%Y}"}
    if amount > (TIMES_REFUSED * max(standards) if standards else REFUSED):
        sentence = _("%(amount)s a month is more than any allowance: mend the amount and bring the file in anew.")
        return sentence % {"amount": _dong(amount)}
    return ""


def to_look_at(
    amount: int, valid_from: datetime.date, valid_to: datetime.date | None, today: datetime.date, standards: set[int]
) -> str:
    """What somebody looks at before the line is taken over; "" for nothing."""
    said = []
    if valid_from > today:
        said.append(_("It has not begun: from %(day)s.") % {"day": f"{valid_from:%d/%m/%Y}"})
    elif valid_from < today - LONG_AGO:
        said.append(_("It began more than 30 years ago."))
    if valid_to is not None and valid_to > today + LONG:
        said.append(_("It ends in more than 20 years."))
    if standards and not any(_fits(amount, each) for each in standards):
        sentence = _("%(amount)s is no coefficient of the standard of %(standard)s: look at the decision.")
        said.append(sentence % {"amount": _dong(amount), "standard": _dong(max(standards))})
    elif not standards and amount > LOOKED_AT:
        said.append(_("%(amount)s a month: look at the decision.") % {"amount": _dong(amount)})
    return " ".join(said)


def _fits(amount: int, standard: int) -> bool:
    """Whether an amount is 1, 1.5, 2 ... 5 times the standard."""
    times, rest = divmod(2 * amount, standard)
    return rest == 0 and 2 <= times <= 2 * TIMES_LOOKED_AT


def _dong(amount: int) -> str:
    return f"{amount:,} đ".replace(",", ".")
