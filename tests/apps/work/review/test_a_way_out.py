"""No household is left where nobody can take it further: what comes late leads on to the meeting, or is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from chungtay.work.review.models import CaseState, GroupState, SurveyState, WardState
from chungtay.work.review.operations import campaigns, decisions, lists, opinions, steps_back, surveys
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests import way_out as honest
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


def close(office, case, why):
    """By one person, where the household is on no list; else by two."""
    if case.was:
        made_up.closed(office, case, why)
    else:
        lists.close_case(case, why=why, by=office.people["officer"], at=NOW)


def closed_by_two(office, case, at):
    """Proposed by the officer, agreed to by the leader: nobody is there any more."""
    case.refresh_from_db()
    officer, leader = office.people["officer"], office.people["leader"]
    step = steps_back.propose_closing(case, closed_why="not_found", why="Không còn ai", by=officer, at=at)
    steps_back.agree_to_step_back(step, by=leader, at=at)


def test_sent_back_by_the_district_and_closed_the_others_go_on(office, campaign):
    """The only household sent back is not found any more. The others hung to their end: the district is asked again."""
    posting = made_up.settled(office, campaign)
    officer, chief = office.people["officer"], office.people["chief"]
    opinion = opinions.ask_opinion(posting.ward, by=officer, at=POSTING_OVER)
    case = made_up.case_of(campaign, CANH)
    opinions.send_back(opinion, remarks={case.pk: "xem lại"}, reply="1/CV", by=chief, at=POSTING_OVER)
    closed_by_two(office, case, POSTING_OVER)
    ward = made_up.ward_of(campaign, office)
    assert ward.state == WardState.SURVEY
    opinions.agree(opinions.ask_opinion(ward, by=officer, at=POSTING_OVER), reply="2/CV", by=chief, at=POSTING_OVER)
    draft = decisions.draft_decision(made_up.ward_of(campaign, office), by=officer, at=POSTING_OVER)
    assert len(draft.annex["rows"]) == 4


def test_a_review_whose_every_household_was_closed_can_be_closed(office):
    """One request in October 2019, taken back: nothing is posted or decided, and nobody is held up."""
    campaign = made_up.under_survey(office)
    leader = office.people["leader"]
    for case in campaign.cases.select_related("campaign"):
        close(office, case, "not_found")
    assert campaigns.close_campaign(campaign, by=leader, at=NOW).state == "closed"


def test_who_left_must_be_so_in_the_register_also_where_nothing_is_decided(office, campaign):
    leader = office.people["leader"]
    for case in campaign.cases.select_related("campaign"):
        why = "moved" if case.head_name == HUONG else "not_found"
        close(office, case, why)
    with pytest.raises(ValidationError, match=HUONG):
        campaigns.close_campaign(campaign, by=leader, at=NOW)


def test_a_form_that_came_late_for_a_closed_household_holds_nobody_up(office, campaign):
    """Cảnh was closed; a telephone that was away sends its form. The others meet all the same."""
    case = made_up.case_of(campaign, CANH)
    version = case.version
    lists.close_case(case, why="not_found", by=office.people["officer"], at=NOW)
    late = sent(office, case, declared(5_000_000), case_version=version)
    case.refresh_from_db()
    assert (late.state, case.state) == (SurveyState.CONFLICT, CaseState.CLOSED)
    for name, (income, lacking) in made_up.ANSWERS_2019.items():
        if name != CANH:
            confirmed(office, made_up.case_of(campaign, name), declared(income, *lacking))
    made_up.met(office, case.group)
    case.group.refresh_from_db()
    assert case.group.state == GroupState.MET


def test_honest_people_close_a_review_from_its_first_day(office, campaign):
    """Five households of one group: five forms, five checks, a meeting called and held, posted and ended, the district
    asked and agreed, drafted, signed, certificates: 5 + 5 + 2 + 2 + 2 + 3 = 19 steps."""
    assert honest.way_out(office, campaign, NOW) == 19
    campaign.refresh_from_db()
    assert campaign.state == "closed"


def test_the_search_says_where_a_review_is_stuck(office, campaign):
    """A state that the operations never make: posted, and no list that ever hung."""
    made_up.posted(office, campaign)
    campaign.cases.update(state=CaseState.CONTESTED)
    with pytest.raises(honest.DeadEnd, match="contested"):
        honest.way_out(office, campaign, POSTED_AT)
