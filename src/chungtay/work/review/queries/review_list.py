"""The households of a group as the list to review shows them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chungtay.records.registry.queries.listed import Member, rosters
from chungtay.rulebook import rule_sets
from chungtay.rulebook.model import Report
from chungtay.work.review.models import Campaign, CampaignGroup, Case, CaseState, Method, SurveyResult
from chungtay.work.review.queries.campaigns import main_standard
from chungtay.work.review.queries.holding import still_holding

LIST, MINUTES = "1", "5"  # numbers of the annexes
# Form A has not put them on the list yet, or left them out; or they moved away, by a reason on record.
_GONE = (CaseState.TO_SCREEN, CaseState.SCREENED_OUT, CaseState.CLOSED)
_WAITING = (CaseState.LISTED, CaseState.RETURNED, CaseState.SURVEYED)  # no result that two people stand for


@dataclass(frozen=True, slots=True)
class Listed:
    """`sex` is male, female or ""; `born` a year; points in whole numbers as text, "" while there is no result."""

    head: str
    sex: str
    born: str
    place: str
    b1: str = ""
    b2: str = ""
    class_id: str = ""


def printed_form(campaign: Campaign, number: str) -> Report | None:
    """The annex of the campaign's main rule set, or None where our sources do not have it."""
    found = rule_sets.load(main_standard(campaign).rule_set).reports
    return next((each for each in found if each.id == number), None)


def to_review(group: CampaignGroup, on: datetime.date) -> list[Listed]:
    """In the order of the names, with the class that counts on a day. Three statements, whatever the number of
    households; one more where a later decision does not hold yet."""
    rows = Case.objects.filter(group=group).exclude(state__in=_GONE).select_related("decision")
    cases = list(rows.order_by("name_key", "pk"))
    for number, spans in still_holding(cases, on).items():
        case = next(case for case in cases if case.pk == number)
        if spans:  # shown, not saved
            case.class_id, case.survey_id = spans[0].class_id, spans[0].survey
    campaign = group.ward.campaign
    held = rosters([case.household_id for case in cases], campaign.first_day)
    results = {
        row.survey_id: row
        for row in SurveyResult.objects.filter(
            survey__in=[case.survey_id for case in cases if case.survey_id and case.state not in _WAITING],
            rule_set=main_standard(campaign).rule_set,
        ).defer("explanation")
    }
    return [_listed(case, group.group.name, held.get(case.household_id, []), results) for case in cases]


def listed_in(group: CampaignGroup) -> int:
    """How many households stand on the list."""
    return Case.objects.filter(group=group).exclude(state__in=_GONE).count()


def left_out(group: CampaignGroup) -> int:
    """Households whose review ended without a survey: moved, dissolved, joined another, refused, never at home."""
    return Case.objects.filter(group=group, state=CaseState.CLOSED).count()


def _listed(case: Case, group: str, members: Sequence[Member], results: Mapping[int, SurveyResult]) -> Listed:
    head = next((each for each in members if each.relation == "head"), None)
    result = results.get(case.survey_id) if case.survey_id else None
    points = result if result and result.method != Method.INCOME else None
    return Listed(
        head=case.head_name,
        sex=head.sex if head else "",
        born=head.birth[-4:] if head else "",
        place=", ".join(part for part in (group, case.address) if part),
        b1=str(points.b1) if points and points.b1 is not None else "",
        b2=str(points.b2) if points and points.b2 is not None else "",
        class_id=case.class_id if case.state not in _WAITING else "",
    )
