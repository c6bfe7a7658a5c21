"""No household is left where nobody can take it further: what comes late leads on to the meeting, or is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from chungtay.work.review.models import CaseState, GroupState, SurveyState, WardState
from chungtay.work.review.operations import decisions, lists, opinions, surveys
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests.campaigns import AT_MEETING, NOW, POSTED_AT, POSTING_OVER, confirmed, declared, sent

pytestmark = pytest.mark.django_db
HUONG, CANH = "Trần Thị Hường", "Vũ Đức Cảnh"


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


def given_back(office, case, at=AT_MEETING):
    survey = case.surveys.exclude(state=SurveyState.REPLACED).latest("pk")
    said = [surveys.Said("Hỏi lại tiền lương", "income_per_person")]
    return surveys.give_back(survey, remarks=said, by=office.people["officer"], at=at)


def test_given_back_after_the_meeting_its_group_meets_again_for_it_alone(office, campaign):
    group = made_up.checked(office, campaign)
    made_up.met(office, group)
    case = made_up.case_of(campaign, HUONG)
    given_back(office, case)
    group.refresh_from_db()
    case.refresh_from_db()
    assert (group.state, case.state) == (GroupState.SURVEY, CaseState.RETURNED)
    confirmed(office, case, declared(1_400_000))
    again = made_up.met(office, group)
    assert [row.case.head_name for row in again.discussed.select_related("case")] == [HUONG]
    group.refresh_from_db()
    assert group.state == GroupState.MET
    posting = made_up.postings.post_list(
        made_up.ward_of(campaign, office), places=["Trụ sở phường"], by=office.people["officer"], at=POSTED_AT
    )
    assert campaign.cases.filter(state=CaseState.POSTED).count() == 5
    assert posting.pk


def test_a_form_that_comes_after_the_check_holds_nothing_up(office, campaign):
    """A telephone was away for days: its form contradicts the one that was checked, and everybody was met meanwhile."""
    case = made_up.case_of(campaign, HUONG)
    before = case.version
    group = made_up.checked(office, campaign)
    checked = case.surveys.get()
    late = sent(office, case, declared(5_000_000), who="enumerator2", case_version=before)
    assert late.state == SurveyState.CONFLICT
    with pytest.raises(ValidationError) as refused:
        surveys.settle_conflict(late, why="Lương thật", by=office.people["officer"], at=NOW)
    assert refused.value.code == "checked"
    surveys.settle_conflict(checked, why="Đã kiểm tra lại tận nhà", by=office.people["officer"], at=NOW)
    case.refresh_from_db()
    late.refresh_from_db()
    checked.refresh_from_db()
    assert (case.state, case.survey_id, late.state, checked.state) == (
        CaseState.CONFIRMED, checked.pk, SurveyState.REPLACED, SurveyState.CONFIRMED,
    )  # fmt: skip
    made_up.met(office, group)
    group.refresh_from_db()
    assert group.state == GroupState.MET


def test_taken_up_again_after_the_meeting_it_is_surveyed_and_met(office, campaign):
    case = made_up.case_of(campaign, CANH)
    lists.close_case(case, why="not_found", by=office.people["officer"], at=NOW)
    for name, (income, lacking) in made_up.ANSWERS_2019.items():
        if name != CANH:
            confirmed(office, made_up.case_of(campaign, name), declared(income, *lacking))
    group = case.group
    made_up.met(office, group)
    lists.take_up_again(case, by=office.people["officer"], at=AT_MEETING)
    group.refresh_from_db()
    assert group.state == GroupState.SURVEY
    confirmed(office, case, declared(5_000_000))
    made_up.met(office, group)
    case.refresh_from_db()
    assert case.state == CaseState.MET


def test_no_household_comes_on_a_list_that_went_to_the_opinion(office, campaign):
    """Cảnh was closed before; the ward's list is settled and goes to the opinion. Nobody comes on it any more, by
    whichever door, and the draft names who is left on the way."""
    case = made_up.case_of(campaign, CANH)
    lists.close_case(case, why="not_found", by=office.people["officer"], at=NOW)
    for name, (income, lacking) in made_up.ANSWERS_2019.items():
        if name != CANH:
            confirmed(office, made_up.case_of(campaign, name), declared(income, *lacking))
    made_up.met(office, case.group)
    officer, ward = office.people["officer"], made_up.ward_of(campaign, office)
    posting = made_up.postings.post_list(ward, places=["Trụ sở phường"], by=officer, at=POSTED_AT)
    made_up.postings.end_posting(posting, by=officer, at=POSTING_OVER)
    opinion = opinions.ask_opinion(made_up.ward_of(campaign, office), by=officer, at=POSTING_OVER)
    with pytest.raises(StepRefused, match="ý kiến"):
        lists.take_up_again(case, by=officer, at=POSTING_OVER)
    assert made_up.ward_of(campaign, office).state == WardState.OPINION
    opinions.agree(opinion, reply="12/CV", by=office.people["chief"], at=POSTING_OVER)
    type(case).objects.filter(pk=case.pk).update(state=CaseState.LISTED, closed_why="")  # as an older database may have
    with pytest.raises(ValidationError, match=CANH):
        decisions.draft_decision(made_up.ward_of(campaign, office), by=officer, at=POSTING_OVER)
