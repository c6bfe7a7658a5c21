"""What a telephone takes along: households with their people, last year's answers, remarks, and the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries.area_types import area_kind
from chungtay.records.registry.queries.listed import Member, rosters
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.program import program
from chungtay.work.review.models import (
    Campaign,
    CampaignStandard,
    CampaignState,
    Case,
    CaseState,
    Method,
    Remark,
    Survey,
    SurveyState,
)
from chungtay.work.review.queries.scoring import area_answers
from chungtay.work.review.queries.second_visits import SecondVisit


def package_of(
    cases: Sequence[Case], *, have: Collection[str], again: Sequence[tuple[Case, SecondVisit]] = ()
) -> dict[str, Any]:
    """The households as a telephone keeps them. `have` names the rule programs it holds ("vn-2022@2"); they are left
    out. Those to be visited `again` come without the answers of the first visit or of last year: whoever looks a second
    time looks for himself. The number of SQL statements does not grow with the households, only with their groups.
    """
    every = [*cases, *(case for case, _visit in again)]
    campaigns = {case.campaign_id: case.campaign for case in every}
    standards = list(CampaignStandard.objects.filter(campaign__in=campaigns))
    people = rosters([case.household_id for case in every], timezone.localdate())
    before = _forms_before(cases)
    returned = _forms_returned(cases)
    remarks = _remarks(survey.pk for survey in returned.values())
    areas = _areas(every, standards)
    units = {case.group_id: case.group.group for case in every}
    kinds = {number: area_kind(unit, timezone.localdate()) or "" for number, unit in units.items()}

    def facts(case: Case) -> dict[str, Any]:
        return {
            "id": case.pk,
            "version": case.version,
            "campaign": case.campaign_id,
            "code": case.household.code,
            "head": case.head_name,
            "address": case.address,
            "group": case.group.group.name,
            "was": case.was,
            "state": case.state,
            "free": False,
            "kind": kinds[case.group_id],
            "area": areas[case.campaign_id, case.group_id],
            "people": [_member(each) for each in people.get(case.household_id, [])],
            "before": None,
            "returned": None,
            "remarks": [],
        }

    def first(case: Case) -> dict[str, Any]:
        return facts(case) | {
            "free": case.assigned_to_id is None,
            "before": _answers(before.get(case.household_id)),
            "returned": _answers(returned.get(case.pk)),
            "remarks": remarks.get(returned[case.pk].pk, []) if case.pk in returned else [],
        }

    own = [[row for row in standards if row.campaign_id == each.pk] for each in campaigns.values()]
    return {
        "campaigns": [_campaign(*each) for each in zip(campaigns.values(), own, strict=True)],
        "programs": _programs(standards, have),
        "cases": [first(case) for case in cases] + [facts(case) | _again(visit) for case, visit in again],
    }


def _again(visit: SecondVisit) -> dict[str, Any]:
    """What makes a household one to be visited again; a form that could not be classified comes back with that word."""
    words = _("The form you sent for this visit is not complete, so it has no class. Visit once more.")
    return {
        "key": visit.key,
        "purpose": visit.purpose,
        "version": visit.version,
        "state": CaseState.RETURNED if visit.done else CaseState.LISTED,
        "remarks": [{"question": "", "member": 0, "words": words}] if visit.done else [],
    }


def _campaign(campaign: Campaign, standards: Iterable[CampaignStandard]) -> dict[str, Any]:
    return {
        "id": campaign.pk,
        "label": str(campaign),
        "first_day": campaign.first_day.isoformat(),
        "last_day": campaign.last_day.isoformat(),
        "show_score": campaign.show_score,
        "standards": [
            {
                "rules": row.rule_set,
                "version": rule_sets.load(row.rule_set).version,
                "method": row.method,
                "main": row.main,
            }
            for row in standards
        ],
    }


def _programs(standards: Iterable[CampaignStandard], have: Collection[str]) -> list[dict[str, Any]]:
    found = {row.rule_set: rule_sets.load(row.rule_set) for row in standards}
    return [program(rules) for rules in found.values() if f"{rules.id}@{rules.version}" not in have]


def _member(member: Member) -> dict[str, Any]:
    return {
        "person": member.person,
        "name": member.name,
        "sex": member.sex,
        "birth": member.birth,
        "relation": member.relation,
        "ethnicity": member.ethnicity,
    }


def _answers(survey: Survey | None) -> dict[str, Any] | None:
    if survey is None:
        return None
    return {"answers": survey.answers, "on": survey.surveyed_on.isoformat(), "note": survey.note}


def _forms_before(cases: Sequence[Case]) -> dict[int, Survey]:
    """Household -> its last confirmed form of an earlier campaign."""
    campaigns = {case.campaign_id for case in cases}
    rows = Survey.objects.filter(
        case__household__in=[case.household_id for case in cases], state=SurveyState.CONFIRMED
    ).exclude(Q(case__campaign__in=campaigns) | Q(case__campaign__state=CampaignState.CANCELLED))
    return {row.case.household_id: row for row in rows.select_related("case").order_by("surveyed_on", "pk")}


def _forms_returned(cases: Sequence[Case]) -> dict[int, Survey]:
    """Case -> its form that was given back."""
    numbers = [case.pk for case in cases if case.state == CaseState.RETURNED]
    rows = Survey.objects.filter(case__in=numbers, state__in=[SurveyState.RETURNED, SurveyState.CONFIRMED])
    return {row.case_id: row for row in rows.order_by("number")}


def _remarks(surveys: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in Remark.objects.filter(survey__in=list(surveys)):
        said = {"question": row.question, "member": row.member, "words": row.words}
        found.setdefault(row.survey_id, []).append(said)
    return found


def _areas(cases: Sequence[Case], standards: Sequence[CampaignStandard]) -> dict[tuple[int, int], dict[str, int]]:
    """What the place answers by itself (area type, region), for each group; nothing where it is not known yet."""
    points = {row.campaign_id: row.rule_set for row in reversed(standards) if row.method == Method.POINTS}
    groups: dict[tuple[int, int], Unit] = {(case.campaign_id, case.group_id): case.group.group for case in cases}
    found = {}
    for (campaign, group), unit in groups.items():
        found[campaign, group] = _area(points[campaign], unit) if campaign in points else {}
    return found


def _area(rule_set: str, unit: Unit) -> dict[str, int]:
    try:
        return area_answers(rule_sets.load(rule_set), unit, timezone.localdate())
    except ChungTayError:
        return {}  # the form is filled in all the same; the office says what is missing when it scores
