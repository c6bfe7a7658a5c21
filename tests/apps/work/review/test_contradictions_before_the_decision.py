"""A form that contradicts the checked one, or came late, is answered before anything is decided or closed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from chungtay.work.review.models import CaseState, SurveyState
from chungtay.work.review.operations import campaigns, certificates, decisions, late_forms, lists, opinions, surveys
from chungtay.work.review.queries.ahead import posting_behind, wards_ahead
from chungtay.work.review.queries.postings import ready_for_opinion_or_decision
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests import decided as made
from tests.campaigns import declared, sent

pytestmark = pytest.mark.django_db
HUONG, CANH = "Trần Thị Hường", "Vũ Đức Cảnh"


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


def late_form(office, campaign, name=HUONG, at=made.ASKED):
    """A telephone that was away for days: seen before the check, sent after it."""
    form = sent(office, made_up.case_of(campaign, name), declared(5_000_000), who="enumerator2", case_version=1, at=at)
    assert form.state == SurveyState.CONFLICT
    return form


def holds(office, campaign, name=HUONG):
    case = made_up.case_of(campaign, name)
    surveys.settle_conflict(case.survey, why="Đã xem lại tận nhà", by=office.people["officer"], at=made.ASKED)


def ahead(office, campaign):
    [ward] = wards_ahead(office.people["officer"], office.ward, [campaign])
    return posting_behind(ward)


def refused(act):
    with pytest.raises(StepRefused) as found:
        act()
    return " ".join(found.value.messages)


def test_the_opinion_waits_until_somebody_says_which_form_holds(office):
    ward = made.settled(office)
    assert ready_for_opinion_or_decision(ward)
    assert ahead(office, ward.campaign)
    late_form(office, ward.campaign)
    assert not ready_for_opinion_or_decision(ward)
    assert not ahead(office, ward.campaign)
    said = refused(lambda: opinions.ask_opinion(ward, by=office.people["officer"], at=made.ASKED))
    assert HUONG in said
    assert "phiếu" in said
    holds(office, ward.campaign)
    assert ahead(office, ward.campaign)
    assert opinions.ask_opinion(ward, by=office.people["officer"], at=made.ASKED).number == 1
    case = made_up.case_of(ward.campaign, HUONG)
    assert (case.state, case.class_id) == (CaseState.SETTLED, "poor")  # 800.000 of the checked form


def test_neither_drafted_nor_signed_while_a_contradiction_is_open(office):
    ward = made.agreed(office)
    officer, leader = office.people["officer"], office.people["leader"]
    late_form(office, ward.campaign, at=made.DRAFTED)
    assert HUONG in refused(lambda: decisions.draft_decision(ward, by=officer, at=made.DRAFTED))
    holds(office, ward.campaign)
    draft = decisions.draft_decision(ward, by=officer, at=made.DRAFTED)
    late_form(office, ward.campaign, name=CANH, at=made.DRAFTED)
    sign = lambda: decisions.sign_decision(draft, signature=made.signature(), by=leader, at=made.SIGNED)  # noqa: E731
    assert CANH in refused(sign)
    holds(office, ward.campaign, CANH)
    assert sign().number == "210/QĐ-UBND"


def test_a_late_form_of_a_closed_household_is_kept_beside_first(office):
    campaign = made_up.under_survey(office)
    lists.close_case(made_up.case_of(campaign, CANH), why="not_found", by=office.people["officer"], at=made_up.NOW)
    for name, given in made.ANSWERS.items():
        if name != CANH:
            made_up.confirmed(office, made_up.case_of(campaign, name), given)
    ward = made.settle(campaign, office)
    form = late_form(office, campaign, CANH)
    assert CANH in refused(lambda: opinions.ask_opinion(ward, by=office.people["officer"], at=made.ASKED))
    late_forms.keep_beside(form, why="Nhà người thuê lại", by=office.people["officer"], at=made.ASKED)
    assert opinions.ask_opinion(ward, by=office.people["officer"], at=made.ASKED).number == 1


def test_the_review_is_not_closed_with_a_form_that_came_after_the_decision(office):
    decision = made.decided(office)
    campaign, leader = decision.ward.campaign, office.people["leader"]
    certificates.issue(decision, by=leader, at=made.SIGNED)
    late_form(office, campaign, at=made.SIGNED)
    close = lambda: campaigns.close_campaign(campaign, left_open="đã xem", by=leader, at=made.SIGNED)  # noqa: E731
    assert HUONG in refused(close)
    holds(office, campaign)
    assert close().state == "closed"


def test_all_are_named_and_the_page_offers_the_checked_form(office, client):
    ward = made.settled(office)
    for name in made.ANSWERS:
        late_form(office, ward.campaign, name)
    said = refused(lambda: opinions.ask_opinion(ward, by=office.people["officer"], at=made.ASKED))
    assert all(name in said for name in made.ANSWERS)
    assert "(+" not in said
    case = made_up.case_of(ward.campaign, HUONG)
    client.force_login(office.people["officer"])
    page = client.get(reverse("campaign:case", args=["00016", 2019, ward.campaign.pk, case.pk])).content.decode()
    assert "Phiếu 1 đúng" in page


def test_the_form_of_a_second_visit_may_go_on_holding_too(office):
    """After a complaint that was right the form of the re-check holds; the telephone's late one contradicts that."""
    ward = made.settled(office)
    case = made_up.case_of(ward.campaign, HUONG)
    second = sent(
        office, case, declared(1_000_000), who="member", purpose="recheck", surveyed_by=office.people["member"],
        surveyed_on=made.ASKED.date(), at=made.ASKED,
    )  # fmt: skip
    type(case).objects.filter(pk=case.pk).update(survey=second, surveyed_by=office.people["member"])
    form = late_form(office, ward.campaign)
    holds(office, ward.campaign)
    form.refresh_from_db()
    case.refresh_from_db()
    assert (form.state, case.survey_id, case.state) == (SurveyState.REPLACED, second.pk, CaseState.SETTLED)
