"""Premiums of household insurance: who of a household pays which share, by the order of joining within one year.

    due = household_premiums(book, day, joining)     # one Premium for each, in the order given

The first pays 4.5 % of the base salary a month, the second to fourth 70, 60 and 50 % of that, every further one 40 %
(146/2018/NĐ-CP Điều 7 khoản 1 điểm e; 188/2025/NĐ-CP Điều 6 khoản 5 điểm b; mark V). Whoever the state supports has no
place in that order (146/2018/NĐ-CP Điều 7 khoản 2). Whole đồng; a premium that leaves a part of a đồng is refused.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from chungtay.rulebook.errors import RuleSetIncomplete
from chungtay.rulebook.policy_book import PolicyBook
from chungtay.rulebook.rights import AmountNotWhole

_THOUSANDTHS = 45  # of the base salary
_SHARES = (100, 70, 60, 50, 40)  # percent of that, first to fifth and on
_FIRST_DAY = datetime.date(2018, 12, 1)


@dataclass(frozen=True, slots=True)
class Premium:
    """What one member pays a month. `place` is the place in the order, None for whoever the state supports."""

    place: int | None
    amount: int


def monthly_premium(book: PolicyBook, day: datetime.date) -> int:
    """The full premium of a month. Raises RuleSetIncomplete on a day whose base salary no source gives."""
    salary = book.parameters["base_salary"].on(day, ())
    if salary is None or day < _FIRST_DAY:
        raise RuleSetIncomplete(
            f"Chưa có lương cơ sở cho ngày {day:%d/%m/%Y} trong nguồn; không tính được mức đóng bảo hiểm y tế.",
            f"The base salary of {day.isoformat()} is not in the sources: no premium can be worked out.",
        )
    return _whole(salary.amount * _THOUSANDTHS, 1000)


def household_premiums(book: PolicyBook, day: datetime.date, supported: Sequence[bool]) -> list[Premium]:
    """The premiums of a household's members in the order in which they join within one financial year. `supported`
    tells of each whether the state pays or helps to pay; such a member has amount 0 here."""
    full = monthly_premium(book, day)
    found: list[Premium] = []
    place = 0
    for helped in supported:
        if helped:
            found.append(Premium(None, 0))
            continue
        place += 1
        share = _SHARES[min(place, len(_SHARES)) - 1]
        found.append(Premium(place, _whole(full * share, 100)))
    return found


def _whole(parts: int, per: int) -> int:
    amount, rest = divmod(parts, per)
    if rest:
        raise AmountNotWhole(f"Mức đóng {parts}/{per} không ra số đồng nguyên.", f"{parts}/{per} is no whole đồng.")
    return amount
