"""Paper forms being typed: what waits to be typed, typed again or settled; with what a form begins."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.listed import Member, rosters
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.questionnaire import FROM_THE_PLACE, Questionnaire, differences, questionnaire
from chungtay.work.review.models import Campaign, Case, CaseState, Purpose, Survey, SurveyState, Typing
from chungtay.work.review.queries.campaigns import inside, main_standard, reach
from chungtay.work.review.queries.scoring import area_answers
from chungtay.work.review.queries.teams import people_with

HEAD = ("surveyed_by", "surveyed_on")  # of a form, beside its answers
WAITING, AGAIN, SETTLE, MINE, ALL = "cho", "lan-hai", "khac-nhau", "dang-nhap", "tat-ca"
SECOND = "di-lai"  # second visits, whatever their step
RELATIONS = {"head": 1, "spouse": 2, "child": 3, "parent": 4}
SEXES = {"male": 1, "female": 2}


def form_of(campaign: Campaign) -> Questionnaire:
    """The form of the standard whose class is decided. Raises AnswersError where the sources lack its questions."""
    standard = main_standard(campaign)
    return questionnaire(rule_sets.load(standard.rule_set), standard.method)


def answers_of(form: Survey | Typing) -> dict[str, Any]:
    return cast(dict[str, Any], form.answers)


def half_typed(case: Case, purpose: str) -> Survey | None:
    """The form that one person typed and that waits for the second."""
    rows = Survey.objects.filter(case=case, purpose=purpose, state=SurveyState.HALF)
    return rows.select_related("surveyed_by", "entered_by").order_by("number").first()


def typing_of(case: Case, purpose: str, user: Any) -> Typing | None:
    rows = Typing.objects.filter(case=case, purpose=purpose, by=user).select_related("surveyed_by")
    return rows.first()


def differing_of(half: Survey, typing: Typing) -> list[str]:
    """The boxes that two people typed differently, the visitor and the day first."""
    head = [name for name in HEAD if getattr(half, name) != getattr(typing, name)]
    return [*head, *differences(answers_of(half), answers_of(typing))]


def to_type(user: Any, campaign: Campaign, place: Unit) -> QuerySet[Case]:
    """Households of the campaign in the place whose first forms the user may type, with where each stands for them."""
    rows = Case.objects.filter(campaign=campaign, group__group__path__startswith=place.path)
    rows = rows.filter(inside("group__group__path", reach(user, Permission.REVIEW_SURVEY)))
    half = Survey.objects.filter(case=OuterRef("pk"), purpose=Purpose.FIRST, state=SurveyState.HALF)
    mine = Typing.objects.filter(case=OuterRef("pk"), purpose=Purpose.FIRST, by=user)
    return rows.select_related("group__group", "ward__ward", "assigned_to").annotate(
        half=Exists(half),
        half_mine=Exists(half.filter(entered_by=user)),
        typing=Exists(mine.filter(differs=False)),
        settle=Exists(mine.filter(differs=True)),
    )


_STEP = {
    WAITING: Q(half=False, settle=False, state__in=[CaseState.LISTED, CaseState.RETURNED]),
    AGAIN: Q(half=True, half_mine=False, settle=False),
    SETTLE: Q(settle=True),
    MINE: Q(typing=True),
    ALL: Q(),
}


def of_step(found: QuerySet[Case], step: str) -> QuerySet[Case]:
    """Only the households at one step of typing; an unknown step shows none."""
    condition = _STEP.get(step)
    return found.none() if condition is None else found.filter(condition)


def counts_of_steps(found: QuerySet[Case]) -> Counter[str]:
    return Counter({step: of_step(found, step).count() for step in _STEP})


@dataclass(frozen=True, slots=True)
class Beginning:
    """With what a form begins: the place's own answers (or why there are none) and the register's members."""

    area: dict[str, int]
    problem: ChungTayError | None
    members: list[dict[str, Any]]


def beginning(case: Case, on: datetime.date) -> Beginning:
    rules = rule_sets.load(main_standard(case.campaign).rule_set)
    area, problem = {}, None
    try:
        area = {key: value for key, value in area_answers(rules, case.group.group, on).items() if key in FROM_THE_PLACE}
    except ChungTayError as error:
        problem = error
    known = rosters([case.household_id], on).get(case.household_id, [])
    columns = {"person"} | {question.id for question in form_of(case.campaign).member}
    rows = ({key: value for key, value in as_row(member).items() if key in columns} for member in known)
    return Beginning(area, problem, list(rows))


def as_row(member: Member) -> dict[str, Any]:
    """A member of the register as a row of the form of the points method."""
    row: dict[str, Any] = {"person": member.person, "name": member.name, "birth_date": member.birth or None}
    row["relationship"] = RELATIONS.get(member.relation, 5)
    row["sex"] = SEXES.get(member.sex)
    return {key: value for key, value in row.items() if value is not None}


def visitors(case: Case) -> list[User]:
    """Who may have visited the household."""
    return people_with(Permission.REVIEW_SURVEY, case.group.group, timezone.localdate())


def revisitors(case: Case) -> list[User]:
    return people_with(Permission.REVIEW_RECHECK, case.group.group, timezone.localdate())


def next_to_type(user: Any, campaign: Campaign, place: Unit, step: str, after: Case) -> Case | None:
    """The household whose paper lies next on the pile, in the order of the list."""
    rows = of_step(to_type(user, campaign, place), step).exclude(pk=after.pk)
    here = rows.filter(group=after.group, pk__gt=after.pk).order_by("pk").first()
    return here or rows.order_by("group", "pk").first()
