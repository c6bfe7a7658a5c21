"""The forms of a ward as quality control looks at them, and the flags that were raised."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, QuerySet

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries.area_types import area_kind
from chungtay.measurement.agreement import Rate, rates
from chungtay.measurement.bunching import Bunching, bunching
from chungtay.rulebook import rule_sets
from chungtay.rulebook.questionnaire import flat
from chungtay.work.review.models import (
    Campaign,
    CampaignStandard,
    CampaignState,
    CampaignWard,
    Case,
    Door,
    Flag,
    FlagState,
    Method,
    Purpose,
    SpotVisit,
    Survey,
    SurveyResult,
    SurveyState,
    TakeoverState,
)
from chungtay.work.review.queries.campaigns import inside, main_standard, reach
from chungtay.work.review.queries.contradictions import papers_of

_NOT_COMPARED = {"person", "name"}
_BANDS = {Method.POINTS: 5, Method.INCOME: 50_000}  # points; đồng per person per month


@dataclass(frozen=True, slots=True)
class Form:
    """The form that holds for a household, as far as quality control looks at it. `score` is points or đồng."""

    survey: int
    case: int
    household: int
    group: int
    enumerator: int | None
    answers: dict[str, Any]
    day: datetime.date
    seconds: int | None
    place: tuple[float, float] | None
    accuracy: int
    class_id: str
    was: str
    score: int | None

    @property
    def members(self) -> int:
        return len(self.answers.get("members") or [])


def forms_of(ward: CampaignWard, standard: CampaignStandard) -> list[Form]:
    """The forms of a ward in two statements."""
    cases = (
        Case.objects.filter(ward=ward, survey__isnull=False)
        .exclude(survey__state=SurveyState.RETURNED)
        .select_related("survey")
        .order_by("pk")
    )
    rows = list(cases)
    scores = _scores(standard, SurveyResult.objects.filter(survey__case__ward=ward, rule_set=standard.rule_set))
    return [_form(case, cast(Survey, case.survey), scores) for case in rows]


def _scores(standard: CampaignStandard, rows: QuerySet[SurveyResult]) -> dict[int, int]:
    name = "income" if standard.method == Method.INCOME else "b1"
    return {survey: score for survey, score in rows.values_list("survey", name) if score is not None}


def _form(case: Case, survey: Survey, scores: dict[int, int]) -> Form:
    seconds = None
    if survey.started_at and survey.ended_at and survey.ended_at > survey.started_at:
        seconds = int((survey.ended_at - survey.started_at).total_seconds())
    place = None
    if survey.latitude is not None and survey.longitude is not None:
        place = (float(survey.latitude), float(survey.longitude))
    return Form(
        survey.pk,
        case.pk,
        case.household_id,
        case.group_id,
        survey.surveyed_by_id,
        cast(dict[str, Any], survey.answers),
        survey.surveyed_on,
        seconds,
        place,
        survey.accuracy_m or 0,
        case.class_id,
        case.was,
        scores.get(survey.pk),
    )


def comparable(answers: dict[str, Any]) -> dict[str, Any]:
    """What two forms are compared by: everything but who the members are."""
    return {path: value for path, value in flat(answers).items() if path.rsplit(".", 1)[-1] not in _NOT_COMPARED}


def papers_on(forms: Sequence[Form]) -> list[str]:
    """The prints of the identity numbers that the forms brought along."""
    return sorted({told for form in forms for told in papers_of(form.answers) if told})


def answers_before(campaign: Campaign, households: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The answers of each household's last form in an earlier campaign, in one statement."""
    rows = Case.objects.filter(
        household__in=households, campaign__first_day__lt=campaign.first_day, survey__isnull=False
    )
    rows = rows.exclude(campaign__state=CampaignState.CANCELLED)
    found = rows.order_by("campaign__first_day", "pk").values_list("household", "survey__answers")
    return {household: cast(dict[str, Any], answers) for household, answers in found}


# --- scores beside a line ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AtLine:
    """The distribution of a ward's scores beside one line; `kind` is urban or rural."""

    ward: CampaignWard
    line: str
    label: Any
    kind: str
    found: Bunching


def at_lines(
    ward: CampaignWard, standard: CampaignStandard, scores: dict[int, int], kinds: dict[int, str]
) -> list[AtLine]:
    """Every line of the method by kind of area: case -> score, case -> kind."""
    rules = rule_sets.load(standard.rule_set)
    prefix, unit = ("b1", "điểm") if standard.method == Method.POINTS else ("", "đồng")
    found = []
    for line in rules.lines.values():
        if line.unit != unit or not line.id.startswith(prefix):
            continue
        for kind, cut in (("urban", line.urban), ("rural", line.rural)):
            values = [score for case, score in scores.items() if kinds.get(case) == kind]
            if cut is not None and values:
                width = _BANDS[Method(standard.method)]
                found.append(AtLine(ward, line.id, line.label, kind, bunching(values, cut=cut, width=width)))
    return found


def kinds_of_groups(ward: CampaignWard, on: datetime.date) -> dict[int, str]:
    """Group of the campaign -> urban or rural on a day."""
    return {group.pk: area_kind(group.group, on) or "" for group in ward.groups.select_related("group")}


def lines_now(ward: CampaignWard) -> list[AtLine]:
    """The distributions as the results stand now, for a plot."""
    standard = main_standard(ward.campaign)
    rows = SurveyResult.objects.filter(
        survey__case__ward=ward,
        rule_set=standard.rule_set,
        survey__pk__in=Case.objects.filter(ward=ward).values("survey"),
    )
    name = "income" if standard.method == Method.INCOME else "b1"
    kinds = kinds_of_groups(ward, ward.campaign.first_day)
    scores, where = {}, {}
    for case, group, score in rows.values_list("survey__case", "survey__case__group", name):
        if score is not None:
            scores[case], where[case] = score, kinds.get(group, "")
    return at_lines(ward, standard, scores, where)


# --- flags ---------------------------------------------------------------------------------------------------------


def flags_seen(user: Any, campaign: Campaign, place: Unit) -> QuerySet[Flag]:
    rows = Flag.objects.filter(campaign=campaign, ward__ward__path__startswith=place.path)
    return rows.filter(inside("ward__ward__path", reach(user))).select_related(
        "ward__ward", "survey__case__group__group", "enumerator", "campaign", "closed_by"
    )


def flags_to_settle(user: Any, campaign: Campaign, place: Unit) -> QuerySet[Flag]:
    """Open ones that the person may close: not of own forms, and without a proposal that waits for a decision."""
    rows = flags_seen(user, campaign, place).filter(state=FlagState.OPEN)
    return rows.exclude(enumerator=user).exclude(takeovers__state=TakeoverState.WAITING)


def counts_of_flags(found: QuerySet[Flag]) -> Counter[tuple[str, str]]:
    rows = found.order_by().values_list("kind", "state").annotate(n=Count("pk"))
    return Counter({(kind, state): count for kind, state, count in rows})


# --- second visits -------------------------------------------------------------------------------------------------


def visits_seen(user: Any, campaign: Campaign, place: Unit) -> QuerySet[SpotVisit]:
    rows = SpotVisit.objects.filter(case__campaign=campaign, case__group__group__path__startswith=place.path)
    rows = rows.filter(inside("case__group__group__path", reach(user)))
    of_case = ("case__group__group", "case__ward__ward", "case__survey", "case__surveyed_by")
    return rows.select_related(*of_case, "assigned_to", "survey", "aside_by")


def visits_of(user: Any, campaign: Campaign) -> QuerySet[SpotVisit]:
    """The second visits that were given to this person and are not done."""
    rows = SpotVisit.objects.filter(case__campaign=campaign, assigned_to=user, survey=None, aside_at=None)
    return rows.select_related("case__group__group")


def spot_forms(ward: CampaignWard) -> dict[int, Survey]:
    """The latest whole second form of each household of the ward."""
    rows = Survey.objects.filter(case__ward=ward, purpose=Purpose.SPOT).exclude(state=SurveyState.HALF)
    return {survey.case_id: survey for survey in rows.order_by("number").prefetch_related("results")}


def disagreement(visits: Sequence[SpotVisit]) -> tuple[list[Rate], list[Rate]]:
    """(by question, by the person of the first visit), over the second visits that are done."""
    done = [visit for visit in visits if visit.survey is not None]
    first = {
        survey.case_id: survey
        for survey in Survey.objects.filter(case__in=[visit.case_id for visit in done], purpose=Purpose.FIRST)
        .exclude(state__in=[SurveyState.HALF, SurveyState.CONFLICT, SurveyState.BESIDE])
        .exclude(door=Door.LIST)  # what a list corrected says nothing about who visited
        .order_by("number")
    }
    return rates(
        (str(first[visit.case_id].surveyed_by_id), _answers(first[visit.case_id]), _answers(cast(Survey, visit.survey)))
        for visit in done
        if visit.case_id in first
    )


def _answers(survey: Survey) -> dict[str, Any]:
    return comparable(cast(dict[str, Any], survey.answers))


def names_of(people: Sequence[str]) -> dict[str, str]:
    numbers = [int(number) for number in people if number.isdigit()]
    return {str(user.pk): user.full_name for user in User.objects.filter(pk__in=numbers)}
