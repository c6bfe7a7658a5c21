"""Households that die out, leave or join another between the posting and the decision; and decisions beside decisions:
what holds in the register, on the certificates and in the case is the same thing."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import HouseholdStatus, Membership
from chungtay.records.registry.operations import life, moves
from chungtay.records.registry.operations.standing import Relationship
from chungtay.results.reports.queries.facts import read, wanted
from chungtay.work.review.models import Case, Certificate
from chungtay.work.review.operations import (
    certificates,
    corrections,
    decisions,
    lists,
    opinions,
    postings,
    revisits,
    surveys,
    taking_in,
)
from chungtay.work.review.operations.campaigns import Standard, open_campaign, prepare_campaign
from chungtay.work.review.operations.second_visits import tie_second_visit
from chungtay.work.review.presenters.decisions import effects_of
from chungtay.work.review.queries.decisions import LISTS, lists_of
from chungtay.work.review.queries.postings import shown_list
from chungtay.work.review.queries.unlisted import can_still_be_listed
from tests import campaigns as made_up
from tests import decided as made
from tests.campaigns import case_of, declared

pytestmark = pytest.mark.django_db
HIS = "Nguyễn Văn Đình"  # poor last year
HERS = "Phạm Thị Bưởi"  # poor by three deprivations, on no list before
LEFT_ON = datetime.date(2019, 9, 20)


def moment(year: int, month: int, day: int) -> datetime.datetime:
    return datetime.datetime(year, month, day, 2, tzinfo=datetime.UTC)


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


def home_of(office, head=HERS):
    return office.homes[[name for name, _class in made_up.HOMES_2019].index(head)]


def dies_out(home):
    """The child first, so that no new head is asked for."""
    rows = Membership.objects.current().filter(household=home).select_related("person")
    for row in sorted(rows, key=lambda each: each.relation == "head"):
        life.record_death(row.person, on=LEFT_ON, by=None, at=moment(2019, 9, 20))


def leaves(home):
    moves.record_household_departure(home, last_day=LEFT_ON, by=None, at=moment(2019, 9, 20))


def joins(home, into):
    people = [row.person_id for row in Membership.objects.current().filter(household=home)]
    relations = {person: Relationship("other") for person in people}
    moves.merge_households(home, into=into, relations=relations, on=LEFT_ON, by=None, at=moment(2019, 9, 20))


def poor_of(office):
    """The poor households that the official report of 2019 counts at its end: the list of 1 January 2020."""
    steps = read(wanted(office.ward, 2019, datetime.date(2020, 2, 1))).steps
    return sorted(step.household for step in steps if step.line == "end" and step.class_id == "poor")


# --- gone between the posting and the decision ---


@pytest.mark.parametrize(
    ("how", "why", "words"),
    [("dies", "dissolved", "Hộ không còn"), ("leaves", "moved", "Chuyển đi"), ("joins", "merged", "Nhập vào hộ khác")],
)
def test_who_is_no_household_any_more_is_recognised_as_nothing(office, client, how, why, words):
    """Of the three that would be listed (two poor, one near-poor) two are left; register, certificates and report say
    the same."""
    home, officer, leader = home_of(office), office.people["officer"], office.people["leader"]
    ward = made.settled(office)
    if how == "joins":
        joins(home, home_of(office, "Vũ Đức Cảnh"))
    else:
        (dies_out if how == "dies" else leaves)(home)
    made.agreed(office, ward)  # the district agreed to the list as it hung: its hash is still the same
    draft = decisions.draft_decision(ward, by=officer, at=made.DRAFTED)
    lists_ = lists_of(draft.annex)
    assert [len(lists_[name]) for name in LISTS] == [1, 1, 1, 1]
    assert draft.annex["gone"] == [
        {"case": case_of(ward.campaign, HERS).pk, "household": home.pk, "head": HERS, "why": why}
    ]
    client.force_login(leader)
    page = client.get(f"/00016/2019/dot-ra-soat/{ward.campaign_id}/quyet-dinh/{draft.pk}/").content.decode()
    assert f"{HERS} ({words}" in page
    signed = decisions.sign_decision(draft, signature=made.signature(), by=leader, at=made.SIGNED)
    case = case_of(ward.campaign, HERS)
    assert (case.state, case.closed_why, case.decision_id) == ("closed", why, None)
    assert not HouseholdStatus.objects.filter(household=home).exists()
    assert certificates.issue(signed, by=leader, at=made.SIGNED) == 2
    assert poor_of(office) == [home_of(office, "Trần Thị Hường").pk]


def test_who_died_out_before_the_posting_is_not_on_the_list_that_hangs(office):
    """Four of the five are shown: poor twice, near-poor, and near-poor no longer. One of the poor is gone."""
    ward = made.settled(office)
    cases = list(Case.objects.filter(ward=ward).select_related("group__group").order_by("pk"))
    shown, of = shown_list(ward, cases, LEFT_ON)
    assert [row["head"] for row in shown["rows"]] == [HIS, "Trần Thị Hường", "Lê Quang Ánh", HERS]
    dies_out(home_of(office))
    shown, left = shown_list(ward, cases, LEFT_ON + datetime.timedelta(days=1))
    assert [(row["no"], row["head"]) for row in shown["rows"]] == [(1, HIS), (2, "Trần Thị Hường"), (3, "Lê Quang Ánh")]
    assert left == of[:3]


def test_who_leaves_after_the_draft_is_drafted_anew(office):
    ward = made.agreed(office)
    officer, leader = office.people["officer"], office.people["leader"]
    draft = decisions.draft_decision(ward, by=officer, at=made.DRAFTED)
    leaves(home_of(office))
    with pytest.raises(ValidationError) as refused:
        decisions.sign_decision(draft, signature=made.signature(), by=leader, at=made.SIGNED)
    assert refused.value.code == "gone"
    decisions.drop_draft(draft, why="Có hộ chuyển đi", by=officer, at=made.SIGNED)
    again = decisions.draft_decision(ward, by=officer, at=made.SIGNED)
    assert decisions.sign_decision(again, signature=made.signature(), by=leader, at=made.SIGNED).state == "signed"


def test_nobody_prints_a_certificate_for_a_household_that_left_since_the_signature(office):
    decision = made.decided(office)
    leaves(home_of(office))
    assert certificates.issue(decision, by=office.people["leader"], at=made.SIGNED) == 2
    assert not Certificate.objects.filter(household=home_of(office)).exists()
    decision.ward.refresh_from_db()
    assert decision.ward.state == "certified"


def test_who_moved_to_another_ward_is_recognised_and_named_to_the_signer(office):
    other = Unit.objects.get(level="group", parent__code="00001")
    ward = made.agreed(office)
    moves.move_household(home_of(office), group=other, address="số 1", on=LEFT_ON, by=None, at=moment(2019, 9, 20))
    draft = decisions.draft_decision(ward, by=office.people["officer"], at=made.DRAFTED)
    assert draft.annex["gone"] == []
    assert len(lists_of(draft.annex)["poor"]) == 2
    with override("vi"):
        assert any("đã ở phường, xã khác" in each and HERS in each for each in effects_of(draft))


def test_statements_of_a_draft_do_not_grow_with_who_left(office):
    ward = made.agreed(office)
    officer, counts = office.people["officer"], []
    for head in (HERS, "Lê Quang Ánh"):
        leaves(home_of(office, head))
        with CaptureQueriesContext(connection) as asked:
            draft = decisions.draft_decision(ward, by=officer, at=made.DRAFTED)
        counts.append(len(asked))
        decisions.drop_draft(draft, why="thử", by=officer, at=made.DRAFTED)
    assert counts[0] == counts[1]


# --- closed as moved, and living elsewhere by the register ---


def moved_away(office, campaign, how):
    """He is closed as moved on 6 September and lives in a group of another ward by the register."""
    other = Unit.objects.get(level="group", parent__code="00001")
    home, at = home_of(office, HIS), made_up.NOW
    made_up.closed(office, case_of(campaign, HIS), "moved")
    day = datetime.date(2019, 9, 5)
    if how == "moves":
        moves.move_household(home, group=other, address="số 1", on=day, by=None, at=at)
    else:
        moves.record_household_departure(home, last_day=datetime.date(2019, 9, 3), by=None, at=at)
        moves.take_in_again(home, group=other, address="số 1", on=day, by=None, at=at)
    return home, other


def checked_but_him(office, campaign):
    for head, given in made.ANSWERS.items():
        if head != HIS:
            made_up.confirmed(office, case_of(campaign, head), given)
    return made.settle(campaign, office)


@pytest.mark.parametrize("how", ["moves", "is taken in again"])
def test_who_moved_to_another_ward_keeps_nobody_from_the_decision(office, how):
    """The register says where he lives: not here. In the account of the ward he moved out, poor as he was."""
    campaign = made_up.under_survey(office)
    home, _other = moved_away(office, campaign, how)
    ward = checked_but_him(office, campaign)
    signed = made.decided(office, made.agreed(office, ward))
    assert signed.state == "signed"
    steps = read(wanted(office.ward, 2019, datetime.date(2020, 2, 1))).steps
    assert [(step.class_id, step.line) for step in steps if step.household == home.pk] == [
        ("poor", "start"), ("poor", "moved_out"),
    ]  # fmt: skip


def test_who_is_closed_as_moved_and_lives_here_by_the_register_still_stands_in_the_way(office):
    campaign = made_up.under_survey(office)
    made_up.closed(office, case_of(campaign, HIS), "moved")
    ward = made.agreed(office, checked_but_him(office, campaign))
    with pytest.raises(ValidationError) as refused:
        decisions.draft_decision(ward, by=office.people["officer"], at=made.DRAFTED)
    assert refused.value.code == "still_here"


def test_within_a_review_of_the_district_he_is_reviewed_where_he_lives_now(office):
    """The same case goes to the list of the other ward: told there, listed in one step, with last year's class."""
    people, district = office.people, office.units["001"]
    campaign = made_up.opened(office, district)
    lists.list_households(campaign, by=people["district"], at=made_up.OPENED)
    home, other = moved_away(office, campaign, "moves")
    assert can_still_be_listed(campaign, other.parent, made_up.NOW.date()) == 1
    assert can_still_be_listed(campaign, office.ward, made_up.NOW.date()) == 0
    assert lists.list_households(campaign, by=people["district"], at=made_up.NOW) == 1
    case = case_of(campaign, HIS)
    assert (case.household_id, case.group.group, case.ward.ward) == (home.pk, other, other.parent)
    assert (case.state, case.was, case.closed_why, case.address) == ("listed", "poor", "", "số 1")
    assert can_still_be_listed(campaign, other.parent, made_up.NOW.date()) == 0
    assert lists.list_households(campaign, by=people["district"], at=made_up.NOW) == 0


# --- a decision beside another ---


def visited_again(office, decision, answers, at, who):
    """A second visit before a correction, and its form."""
    case, person = made.case(decision, HERS), office.people[who]
    revisits.order_revisit(decision, case=case, to=person, why="Có đơn", by=office.people["officer"], at=at)
    case.refresh_from_db()
    filled = taking_in.Filled(
        sent_id=uuid.uuid4(), answers=answers, door="keyboard", case_version=case.version, surveyed_on=at.date(),
        surveyed_by=person, purpose="recheck",
    )  # fmt: skip
    survey, _new = taking_in.take_in(case, filled, by=person, at=at)
    tie_second_visit(survey, by=person, at=at)
    return corrections.draft_correction(
        decision, forms={case.pk: survey.pk}, why="Phúc tra", by=office.people["officer"], at=at
    )


def test_a_second_correction_does_not_begin_before_the_first(office, client):
    """Corrected from 3 March on, then once more: with 1 January the register would go on saying what the first
    correction said, and the case what the second did."""
    decision, leader = made.decided(office), office.people["leader"]
    first = visited_again(office, decision, declared(5_000_000), moment(2020, 3, 3), "member")
    day = datetime.date(2020, 3, 3)
    decisions.sign_decision(
        first, signature=made.signature("2", signed_on=day, effective_on=day), by=leader, at=moment(2020, 3, 3)
    )
    second = visited_again(office, decision, declared(500_000), moment(2020, 3, 10), "enumerator2")
    later = datetime.date(2020, 3, 10)
    early = made.signature("3", signed_on=later, effective_on=datetime.date(2020, 1, 1))
    with override("vi"), pytest.raises(ValidationError, match="03/03/2020"):
        decisions.sign_decision(second, signature=early, by=leader, at=moment(2020, 3, 10))
    client.force_login(leader)
    page = client.get(f"/00016/2019/dot-ra-soat/{decision.ward.campaign_id}/quyet-dinh/{second.pk}/").content.decode()
    assert 'value="03/03/2020"' in page
    good = made.signature("3", signed_on=later, effective_on=day)
    decisions.sign_decision(second, signature=good, by=leader, at=moment(2020, 3, 10))
    rows = HouseholdStatus.objects.live().filter(household=home_of(office), rule_set="vn-2016").order_by("valid_from")
    assert list(rows.values_list("class_id", "valid_from", "valid_to")) == [
        ("poor", datetime.date(2020, 1, 1), datetime.date(2020, 3, 2)),
        ("poor", day, None),
    ]
    assert made.case(decision, HERS).class_id == "poor"


def in_december(office):
    """The review of December 2019 finds her near-poor (1.000.000 đồng, one lacking); decided on 12 December."""
    officer, leader, at = office.people["officer"], office.people["leader"], moment(2019, 12, 2)
    campaign = prepare_campaign(
        office.ward, kind="in_year", year=2019, month=12, first_day=at.date(), last_day=datetime.date(2019, 12, 30),
        baseline_on=datetime.date(2019, 12, 1), standards=[Standard("vn-2016", "income")],
        settled={"complaints.working_days": 3, "posting.working_days": 3}, by=officer, at=at,
    )  # fmt: skip
    campaign = open_campaign(campaign, number="9/QĐ-UBND", date=at.date(), by=leader, at=at)
    lists.add_households(campaign, households=[home_of(office).pk], listed_for="added", by=officer, at=at)
    case = case_of(campaign, HERS)
    form = made_up.sent(office, case, declared(1_000_000, "1"), at=at, surveyed_on=at.date())
    surveys.confirm(form, by=officer, at=at)
    ward = made_up.ward_of(campaign, office)
    posting = postings.post_list(ward, places=["Trụ sở phường"], by=officer, at=at)
    postings.end_posting(posting, by=officer, at=moment(2019, 12, 12))
    ward = opinions.go_to_decision(ward, by=officer, at=moment(2019, 12, 12))
    draft = decisions.draft_decision(ward, by=officer, at=moment(2019, 12, 12))
    day = datetime.date(2019, 12, 12)
    given = made.signature("99", signed_on=day, effective_on=day)
    return decisions.sign_decision(draft, signature=given, by=leader, at=moment(2019, 12, 12))


def test_a_certificate_of_next_year_outlives_a_decision_about_this_year(office):
    """Poor from 1 January 2020 by the yearly review, certificate in hand; the December review says near-poor until
    then. The register keeps both, so both papers are true."""
    yearly, leader = made.decided(office), office.people["leader"]
    certificates.issue(yearly, by=leader, at=made.SIGNED)
    december = in_december(office)
    assert certificates.issue(december, by=leader, at=moment(2019, 12, 12)) == 1
    rows = HouseholdStatus.objects.live().filter(household=home_of(office), rule_set="vn-2016").order_by("valid_from")
    assert list(rows.values_list("class_id", "valid_from", "valid_to")) == [
        ("near_poor", datetime.date(2019, 12, 12), datetime.date(2019, 12, 31)),
        ("poor", datetime.date(2020, 1, 1), None),
    ]
    held = Certificate.objects.filter(household=home_of(office), revoked_at=None).order_by("valid_from")
    assert list(held.values_list("class_id", "valid_from", "valid_to")) == [
        ("near_poor", datetime.date(2019, 12, 12), datetime.date(2019, 12, 31)),
        ("poor", datetime.date(2020, 1, 1), datetime.date(2020, 12, 31)),
    ]


def test_whose_recognition_is_taken_back_escaped_nothing(office):
    decision = made.decided(office)
    draft = corrections.draft_revocation(
        decision, cases=[made.case(decision, HERS).pk], why="Khai sai", by=office.people["officer"], at=made.SIGNED
    )
    assert [len(found) for found in lists_of(draft.annex).values()] == [0, 0, 0, 0]
