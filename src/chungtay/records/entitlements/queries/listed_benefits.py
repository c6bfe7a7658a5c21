"""Who receives a monthly social allowance because an approved list gives it: the register has no word of it, and the
health-insurance card that goes with the allowance (146/2018/NĐ-CP Điều 3 khoản 8; Luật BHYT Điều 12 khoản 3 điểm r) is
due all the same. Allowances by decision are told in the register itself, by whoever enters them.

A line counts for its month; and for the month after, until a list of that month says something of the person: lists are
drawn up in the course of the month, and nobody stops receiving because the next one is not approved yet.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet

from chungtay.population.rights import PERSON
from chungtay.records.entitlements.models import LineBefore, LineState, SupportLine
from chungtay.records.entitlements.queries.cards_known import CardUnknown
from chungtay.records.registry.queries.dwelling import homes_between, people_between, people_on
from chungtay.records.registry.queries.dwelling_known import records_known
from chungtay.records.registry.queries.kept import kept_then
from chungtay.records.registry.queries.known import among, midnight_after
from chungtay.records.registry.queries.rights_facts import Columns, living_in, of_these, rights_facts
from chungtay.rulebook import policy_book

GIVES = (LineState.APPROVED, LineState.DELIVERED)
ENDED = (LineState.REFUSED, LineState.LAPSED, LineState.RETURNED)
_KIND = "protection"  # the circumstance that tells it (records.registry.models.circumstance)
_DAY = datetime.timedelta(days=1)


def allowances() -> list[str]:
    """The policies that give a monthly social allowance (20/2021/NĐ-CP Điều 5 and what the city adds); not the social
    pension, which has a card of its own, and not what is paid for the care of somebody (Điều 20)."""
    return sorted({each.id for each in policy_book.load().policies if each.id.startswith("btxh-")})


def due_unlisted(rows: pl.DataFrame, facts: pl.DataFrame) -> dict[int, str]:
    """Person -> the allowance that is due and that nothing on record gives yet. `rows`: everybody's rights; `facts`: of
    the people, with `monthly_benefit`."""
    return due_beside(rows, set(facts.filter(pl.col("monthly_benefit").fill_null(1) == 1)[PERSON]))


def due_beside(rows: pl.DataFrame, has: Collection[int]) -> dict[int, str]:
    """Person -> the allowance that is due, of those who are not among `has`."""
    due = rows.filter(pl.col("policy").is_in(allowances()) & (pl.col("state") == "due") & pl.col(PERSON).is_not_null())
    due = due.filter(~pl.col(PERSON).is_in(list(has))).sort("amount", "policy", descending=[False, True])
    return dict(due.select(PERSON, "policy").iter_rows())


def columns_on(paths: Sequence[str], day: datetime.date, *, only: Sequence[int] | None = None) -> Columns:
    """`rights_facts` with those who receive by a list among them. One statement more."""
    columns = rights_facts(paths, day, only=only)
    living = people_on(day, living_in(paths, day, only).values("household")).values("person")
    return told(columns, _lines(columns.persons, living, day, day), day)


def told_on_days(
    between: Any, days: Sequence[datetime.date], paths: Sequence[str], only: Sequence[int] | None
) -> dict[datetime.date, Columns]:
    """Day -> the columns of the day, as `columns_on`. One statement for all days."""
    first, last = min(days), max(days)
    homes = homes_between(first, last, paths)
    homes = homes if only is None else homes.filter(household__in=only)
    lines = _lines(
        between.persons, people_between(first, last, homes.values("household")).values("person"), first, last
    )
    return {day: told(between.on(day), lines, day) for day in days}


def told_then(columns: Columns, day: datetime.date, known_on: datetime.date) -> Columns:
    """The columns of the day with what lists told by the end of another. Raises CardUnknown where a line was changed
    before it was kept how lines stood. Three statements."""
    after = midnight_after(known_on)
    records = records_known(columns.persons, after)
    rows = SupportLine.objects.filter(
        person__in=among({*columns.persons, *records}), policy__in=allowances(), period__in=_months(day),
        list__drawn_at__lt=after, list__back_pay=False,
    )  # fmt: skip
    told_now = list(rows.order_by("pk").values_list("pk", "person", "period", "state"))
    stood = kept_then(LineBefore, "line", [row[0] for row in told_now], ("state",), after)
    lines = []
    for number, person, month, state in told_now:
        [then] = stood.get(number, [state])
        if not then:
            raise CardUnknown(
                f"Người trong hộ có tên trong danh sách trợ cấp tháng, dòng ấy đã đổi trước khi chương trình giữ lại "
                f"trạng thái cũ, nên không rõ ngày {known_on:%d/%m/%Y} ra sao; không đoán.",
                "Somebody here stands on a list of monthly allowances whose line was changed before the program kept "
                f"how lines stood; how it stood on {known_on.isoformat()} is not known, and nothing is guessed.",
            )
        lines.append((records.get(person, person), month, then))
    return told(columns, lines, day)


def told(columns: Columns, lines: Iterable[tuple[int, str, str]], day: datetime.date) -> Columns:
    """With a row for whoever receives by a list on a day."""
    columns.circumstances.extend((person, _KIND, "") for person in sorted(receive(lines, day) & set(columns.persons)))
    return columns


def receive(lines: Iterable[tuple[int, str, str]], day: datetime.date) -> set[int]:
    """Who receives on a day by these lines: (person, month, state)."""
    before, now = _months(day)
    found: Mapping[str, dict[int, set[str]]] = {before: {}, now: {}}
    for person, month, state in lines:
        if month in found:
            found[month].setdefault(person, set()).add(state)
    given = {person for person, states in found[now].items() if states.intersection(GIVES)}
    still = {person for person, states in found[before].items() if states.intersection(GIVES)}
    return given | {person for person in still if not found[now].get(person, set()).intersection(ENDED)}


def turning_of_lists(
    columns: Columns, paths: Sequence[str], day: datetime.date, *, only: Sequence[int] | None = None
) -> list[tuple[int, datetime.date]]:
    """(person, later day) on which somebody in the places may begin or stop to receive by the lists of now: the turn of
    the month. One statement."""
    turn = (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    living = people_on(day, living_in(paths, day, only).values("household")).values("person")
    return sorted({(person, turn) for person, _month, _state in _lines(columns.persons, living, day, day)})


_FIELDS = ("person", "person__merged_into", "period", "state")


def _lines(persons: Sequence[int], asked: Any, first: datetime.date, last: datetime.date) -> list[tuple[int, str, str]]:
    """(person, month, state) of the lines that tell something of a time; of a record that was joined to another, as
    that one's."""
    whose = of_these(list(persons), asked)
    rows: QuerySet[SupportLine, Any] = SupportLine.objects.filter(
        _about(whose), policy__in=allowances(), period__gte=_months(first)[0], period__lte=_months(last)[1],
        state__in=(*GIVES, *ENDED), list__back_pay=False,
    )  # fmt: skip
    return [_line(row) for row in rows.order_by("pk").values_list(*_FIELDS)]


def _about(whose: Any) -> Q:
    return Q(person__in=whose) | Q(person__merged_into__in=whose)


def _line(row: tuple[Any, ...]) -> tuple[int, str, str]:
    person, into, period, state = row
    return into or person, period, state


def _months(day: datetime.date) -> tuple[str, str]:
    """The month before and that of a day."""
    return f"{day.replace(day=1) - _DAY:%Y-%m}", f"{day:%Y-%m}"
