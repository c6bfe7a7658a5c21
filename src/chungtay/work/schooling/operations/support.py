"""Lists of support for the pupils of a school in a term: drawn up from rights, or chosen with stated criteria. They are
lists of rights like any other: another approves them, a third hands over, nobody stands on two for the same time."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.records.entitlements.operations.drawing import Drawn, Named, draw_up_named
from chungtay.records.entitlements.operations.help import KIND_OF
from chungtay.records.entitlements.queries.periods import is_term, term_period
from chungtay.records.registry.queries.categories import HARDSHIPS, Category
from chungtay.records.registry.queries.pupils import people
from chungtay.work.schooling.models import EnrolmentState, School, SchoolKind
from chungtay.work.schooling.permissions import can_hand_over
from chungtay.work.schooling.queries import support, years
from chungtay.work.schooling.queries.pupils import live

_FREE_SINCE = 2025  # public tuition is zero from the school year 2025-2026 (238/2025/NĐ-CP, mark S)


@transaction.atomic
def draw_up_due(school: School, *, policy: str, year: int, term: int, by: Any, at: datetime.datetime) -> Any:
    """List everybody of the school to whom the policy is due in the term. Raises ValidationError when nobody is left or
    the policy is not worked out in the term, PermissionDenied."""
    today = timezone.localdate(at)
    offered = {each.id: each for each in support.policies_of_term(school.ward, term_period(year, term), today)}
    about = offered.get(policy)
    if about is None:
        raise ValidationError(_("This policy is not worked out here in this term."), code="policy")
    period = support.period_for(about, year, term)
    found = support.due_in_term(school, policy, period, by=by, today=today)
    found = support.within_limit(found, about)
    here = people(found, [school.ward.path])
    rows = [
        Named(row.household, row.person, row.amount, _reason(row, period), row.months if is_term(period) else None)
        for row in found.values()
        if row.person in here and not here[row.person].died
    ]
    drawn = Drawn(
        policy=policy,
        version=about.version,
        title=f"{about.label.vi}, {school.name}",
        period=period,
        day=today,
        kind=KIND_OF.get(about.gives, about.gives),
        source=about.issuer,
        origin=f"{support.ORIGIN}{school.pk}",
    )
    return draw_up_named(school.ward, drawn, rows, by=by, at=at)


def _reason(row: support.Due, period: str) -> str:
    return f"{row.rate}: {row.months} tháng" if is_term(period) else row.rate


@transaction.atomic
def draw_up_chosen(
    school: School,
    *,
    gives: str,
    year: int,
    term: int,
    source: str,
    criteria: str,
    amount: int | None,
    persons: Sequence[int],
    by: Any,
    at: datetime.datetime,
) -> Any:
    """List chosen pupils, each with the same amount (or worth of what is handed over, None where nobody knows it), and
    the categories that the register has of each. `criteria` says how they were chosen. Raises ValidationError for a
    misfortune without a document in the register, for tuition where none is asked, PermissionDenied."""
    today = timezone.localdate(at)
    _check_gift(school, gives, year, criteria, amount)
    chosen = support.candidates(school, year, today, only=persons)
    if len(chosen) < len(set(persons)) or not chosen:
        raise ValidationError(
            _("%(count)s of the chosen pupils are no pupils of the school any more, have died or moved away."),
            params={"count": len(set(persons)) - len(chosen)},
            code="stranger",
        )
    _check_proof(chosen)
    rows = [
        Named(each.household, each.row.person_id, amount, "; ".join(_words(one) for one in each.categories) or criteria)
        for each in chosen
    ]
    drawn = Drawn(
        policy=gives,
        version="",
        title=f"{support.CHOSEN[gives].vi}, {school.name}",
        period=term_period(year, term),
        day=today,
        kind=support.KINDS[gives],
        source=source,
        origin=f"{support.ORIGIN}{school.pk}",
        criteria=criteria,
    )
    return draw_up_named(school.ward, drawn, rows, by=by, at=at)


def _check_gift(school: School, gives: str, year: int, criteria: str, amount: int | None) -> None:
    if gives not in support.CHOSEN:
        raise ValidationError(_("Say what is given."), code="gives")
    if not criteria.strip():
        raise ValidationError(_("Say how the pupils were chosen."), code="criteria")
    if gives != support.SUPPLIES and not amount:
        raise ValidationError(_("Give the amount for one pupil in the term."), code="amount")
    if gives == support.TUITION and school.kind == SchoolKind.PUBLIC and year >= _FREE_SINCE:
        raise ValidationError(
            _("Public schools ask no tuition from the school year %(year)s on: there is nothing to reduce."),
            params={"year": years.words(_FREE_SINCE)},
            code="free",
        )


def _check_proof(chosen: Sequence[support.Candidate]) -> None:
    """Somebody whose only reason is a misfortune needs a document of it in the register."""
    bare = [
        each.name
        for each in chosen
        if each.categories and all(one.id in HARDSHIPS and not one.papers for one in each.categories)
    ]
    if bare:
        raise ValidationError(
            _("The register has no document of the misfortune of: %(names)s. Add it on the page of the household."),
            params={"names": ", ".join(bare)},
            code="proof",
        )


_WORDS = {
    "no_support": "Trẻ không có nguồn nuôi dưỡng", "disabled": "Khuyết tật", "accident": "Tai nạn",
    "illness": "Bệnh nặng", "disaster": "Thiên tai", "fire": "Hỏa hoạn", "epidemic": "Dịch bệnh",
    "escaped": "Hộ mới thoát nghèo", "poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo",
}  # fmt: skip


def _words(category: Category) -> str:
    return f"{_WORDS[category.id]} ({category.since:%d/%m/%Y})"


def gone(made: Any, lines: Sequence[Any], _by: Any, today: datetime.date) -> list[int]:
    """The lines of a list of a school whose pupil has died, moved away, is a pupil of the school no more, or is no
    longer due what the line gives: fewer months, or less money, by today's facts."""
    school = School.objects.select_related("ward").get(pk=int(made.origin.removeprefix(support.ORIGIN)))
    persons = [line.person_id for line in lines]
    here = {number for number, one in people(persons, [made.ward.path]).items() if not one.died}
    if made.policy in support.CHOSEN:
        states = (EnrolmentState.STUDYING, EnrolmentState.FINISHED)
        rows = live(int(made.period[:4])).filter(school=school, state__in=states, person__in=persons)
        here &= set(rows.values_list("person", flat=True))
        return [line.pk for line in lines if line.person_id not in here]
    one = persons[0] if len(persons) == 1 else None  # a hand-over looks at one pupil, not at the ward
    # by the program itself: what is due does not hang on how much of the register the hand sees that gives it
    due = support.due_in_term(school, made.policy, made.period, by=None, today=today, pupil=one, ward=made.ward)
    return [
        line.pk
        for line in lines
        if line.person_id not in here
        or line.person_id not in due
        or due[line.person_id].months < (line.months or 1)
        or due[line.person_id].amount < (line.amount or 0)
    ]


def who_enrolled(made: Any, lines: Sequence[Any]) -> dict[int, set[int]]:
    """Line of a list of a school -> accounts that enrolled its pupil there. One statement."""
    school = int(made.origin.removeprefix(support.ORIGIN))
    rows = live(int(made.period[:4])).filter(school=school, person__in=[line.person_id for line in lines]).order_by()
    accounts: dict[int, set[int]] = {}
    for person, account in rows.filter(entered_by__isnull=False).values_list("person", "entered_by"):
        accounts.setdefault(person, set()).add(account)
    return {line.pk: accounts.get(line.person_id, set()) for line in lines}


def hands(made: Any, by: Any, today: datetime.date) -> bool:
    """An officer of the school hands over what stands on its lists."""
    school = School.objects.select_related("ward").get(pk=int(made.origin.removeprefix(support.ORIGIN)))
    return can_hand_over(by, school, today)
