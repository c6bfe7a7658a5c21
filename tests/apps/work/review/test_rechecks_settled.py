"""Second visits that disagree: told in words, settled by a named outcome, and nothing is answered before."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chungtay.work.review.models import CaseState, Complaint, Flag
from chungtay.work.review.operations import campaigns, complaints, postings, rechecks
from chungtay.work.review.operations.taking_in import Filled
from chungtay.work.review.presenters.waiting import waiting_for
from chungtay.work.review.queries.complaints import first_surveyors, kept_from_checking, possible_checkers
from chungtay.work.review.queries.rechecks import found_of, to_settle, visited_again
from chungtay.work.review.queries.steps_back import rechecks_of
from tests import campaigns as made_up
from tests import decided, factories
from tests.apps.work.review.test_complaints import answered, complain, visited
from tests.campaigns import POSTED_AT, case_of, declared

pytestmark = pytest.mark.django_db
HIS = "Nguyễn Văn Đình"
POOR, RICH = declared(800_000, "1", "3"), declared(9_000_000)  # QĐ 59/2015, urban: poor up to 900.000


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


@pytest.fixture
def two(office, campaign):
    """Two neighbours complain about Đình, posted as poor: one visit finds him poor again, the other not poor."""
    posting = made_up.posted(office, campaign)
    first, second = complain(posting, campaign), complain(posting, campaign)
    return visited(office, first, POOR), visited(office, second, RICH, who="enumerator2")


def settle(office, complaint, holds, by="officer"):
    why = "Người thứ hai xem cả nhà kho"
    return rechecks.settle_rechecks(complaint, holds=holds, why=why, by=office.people[by], at=POSTED_AT)


@pytest.mark.parametrize("upheld", ["yes", "no"])
def test_nothing_is_answered_while_they_disagree(office, two, upheld):
    """The refusal says what each visit found."""
    for complaint in two:
        with pytest.raises(ValidationError, match=r"11/09/2019: Hộ nghèo; .*11/09/2019: Hộ không nghèo") as refused:
            answered(office, complaint, upheld)
        assert refused.value.code == "disagree"


def test_the_other_visit_holds_for_both_complaints(office, campaign, two):
    first, second = two
    loser, winner = first.recheck, second.recheck
    settled = settle(office, first, winner)
    first.refresh_from_db()
    loser.refresh_from_db()
    assert (settled.settled, first.recheck, first.checker, loser.state) == (
        "other", winner, office.people["enumerator2"], "replaced",
    )  # fmt: skip
    answered(office, first, "yes")
    assert case_of(campaign, HIS).state == CaseState.CONTESTED
    answered(office, second, "yes")
    case = case_of(campaign, HIS)
    assert (case.state, case.class_id, case.survey_id) == ("rechecked", "not_poor", winner.pk)


def test_its_own_visit_holds_and_the_other_complaint_rests_on_it(office, campaign, two):
    first, second = two
    assert settle(office, first, first.recheck, by="leader").settled == "this"
    second.refresh_from_db()
    assert second.recheck_id == first.recheck_id
    for complaint in (first, second):
        answered(office, complaint, "no")
    case = case_of(campaign, HIS)
    assert (case.state, case.class_id) == ("posted", "poor")


def test_a_third_person_goes_and_then_somebody_says_which_holds(office, two):
    _first, second = two
    third = factories.person("third-review", "enumerator", office.ward)
    assert settle(office, second, None).settled == "third"
    second.refresh_from_db()
    assert (second.state, second.checker, second.recheck) == ("checking", None, None)
    assert {person.pk for person in possible_checkers(second, POSTED_AT.date())} == {third.pk}
    with pytest.raises(ValidationError) as refused:
        complaints.assign_checker(
            second, checker=office.people["enumerator2"], by=office.people["officer"], at=POSTED_AT
        )
    assert refused.value.code == "same_person"
    office.people["third"] = third
    second = visited(office, second, RICH, who="third")
    with pytest.raises(ValidationError) as refused:
        answered(office, second, "yes")
    assert refused.value.code == "disagree"
    settle(office, second, second.recheck)
    assert answered(office, second, "yes").state == "answered"


def test_no_third_person_is_sent_where_nobody_is_left(office, two):
    """The enumerator filled the first form in, the officer confirmed it, the other two made the second visits."""
    _first, second = two
    with pytest.raises(ValidationError, match="không còn ai") as refused:
        settle(office, second, None)
    assert refused.value.code == "nobody"
    second.refresh_from_db()
    assert (second.state, second.settled) == ("checked", "")


def test_when_the_third_person_is_gone_somebody_still_says_which_visit_holds(office, campaign, two, client):
    """Both complaints were sent a third time; the one who could have gone has left. On the page the leader names one,
    and both rest on it."""
    first, second = two
    winner = second.recheck
    third = factories.person("third-review", "enumerator", office.ward)
    for complaint in two:
        settle(office, complaint, None)
    complaints.assign_checker(first, checker=third, by=office.people["officer"], at=POSTED_AT)
    with pytest.raises(ValidationError) as refused:
        settle(office, first, winner)
    assert refused.value.code == "given"
    third.assignments.all().delete()
    assert not possible_checkers(second, POSTED_AT.date())
    page = f"/00016/2019/dot-ra-soat/{campaign.pk}/khieu-nai/{second.pk}/"
    client.force_login(office.people["leader"])
    assert "chon/" in client.get(page).content.decode()
    client.post(f"{page}chon/", {"holds": str(winner.pk), "why": "Xem cả nhà kho"})
    for complaint in two:
        complaint.refresh_from_db()
        assert (complaint.state, complaint.recheck_id) == ("checked", winner.pk)
        assert answered(office, complaint, "yes").state == "answered"
    assert case_of(campaign, HIS).class_id == "not_poor"


def test_by_nobody_who_made_one_of_the_visits_and_with_a_reason(office, two):
    first, second = two
    for who in ("member", "enumerator2"):
        with pytest.raises(PermissionDenied):
            settle(office, first, second.recheck, by=who)
    for why, holds in ((" ", second.recheck), ("vì vậy", case_of(first.case.campaign, HIS).survey)):
        with pytest.raises(ValidationError):
            rechecks.settle_rechecks(first, holds=holds, why=why, by=office.people["officer"], at=POSTED_AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=first.pk).update(settled="this")


def test_the_same_found_twice_is_nothing_to_settle(office, campaign):
    posting = made_up.posted(office, campaign)
    first = visited(office, complain(posting, campaign), POOR)
    visited(office, complain(posting, campaign), declared(700_000, "1"), who="enumerator2")
    with pytest.raises(ValidationError) as refused:
        settle(office, first, first.recheck)
    assert refused.value.code == "same"
    assert answered(office, first, "no").state == "answered"


def test_an_earlier_answer_gives_way_to_the_visit_that_holds(office, campaign):
    """The first complaint was upheld (not poor); a later visit finds him poor, and somebody says that it holds."""
    posting = made_up.posted(office, campaign)
    first, second = complain(posting, campaign), complain(posting, campaign)
    answered(office, visited(office, first, RICH), "yes")
    second = visited(office, second, POOR, who="enumerator2")
    settle(office, second, second.recheck)
    answered(office, second, "no")
    case = case_of(campaign, HIS)
    assert (case.state, case.class_id, case.survey_id) == ("rechecked", "poor", second.recheck_id)


def test_told_on_today_in_two_statements(office, campaign, two):
    officer = office.people["officer"]
    with CaptureQueriesContext(connection) as asked:
        waiting = to_settle(visited_again(officer, office.ward, [campaign]), POSTED_AT.date())
    assert [one.pk for one in waiting] == sorted(each.pk for each in two)
    assert len(asked) <= 4  # duties and areas of the person, then two
    told = [each.title for each in waiting_for(officer, office.ward, 2019, datetime.date(2019, 9, 12))]
    assert told.count("Hai lần phúc tra cho kết quả khác nhau") == 2


def test_settled_on_the_page(office, campaign, two, client):
    first, second = two
    page = f"/00016/2019/dot-ra-soat/{campaign.pk}/khieu-nai/{first.pk}/"
    client.force_login(office.people["leader"])
    shown = client.get(page).content.decode()
    assert "Các lần phúc tra cho kết quả khác nhau" in shown
    assert "tra-loi/" not in shown  # no answer is offered before
    client.post(f"{page}chon/", {"holds": str(second.recheck_id), "why": ""})
    client.post(f"{page}chon/", {"why": "Có kho hàng"})  # nothing chosen is nothing said
    first.refresh_from_db()
    assert (first.state, first.settled) == ("checked", "")
    client.post(f"{page}chon/", {"holds": str(second.recheck_id), "why": "Có kho hàng"})
    first.refresh_from_db()
    assert (first.settled, first.settled_why, first.settled_by) == ("other", "Có kho hàng", office.people["leader"])
    assert "tra-loi/" in client.get(page).content.decode()


def test_a_visit_from_before_the_posting_is_none_about_it(office, campaign):
    """Its complaint was taken back, the form came late, an hour before the household was posted again: what it found
    says nothing against the new list."""
    posting = made_up.posted(office, campaign)
    first, stale = complain(posting, campaign), complain(posting, campaign)
    officer = office.people["officer"]
    complaints.assign_checker(stale, checker=office.people["member"], by=officer, at=POSTED_AT)
    complaints.withdraw_complaint(stale, why="Bà rút", by=officer, at=POSTED_AT)
    answered(office, visited(office, first, RICH, who="enumerator2"), "yes")
    before = made_up.POSTING_OVER - datetime.timedelta(hours=1)
    assert (
        made_up.sent(office, case_of(campaign, HIS), POOR, who="member", purpose="recheck", at=before).state == "sent"
    )
    postings.end_posting(posting, by=officer, at=made_up.POSTING_OVER)
    again = postings.post_list(
        made_up.ward_of(campaign, office), places=["Trụ sở"], by=officer, at=made_up.POSTING_OVER
    )
    later = complain(again, campaign, at=made_up.POSTING_OVER)
    assert (rechecks_of(later), found_of(case_of(campaign, HIS))) == ([], [])
    later = visited(office, later, RICH, who="member", at=made_up.POSTING_OVER)
    assert answered(office, later, "no", at=made_up.POSTING_OVER).state == "answered"


# --- who is kept from checking ---


def test_who_confirmed_the_class_does_not_check_it_again(office, campaign):
    """The committee member confirmed the form: no second visit, neither now nor after another form took its place."""
    member, officer = office.people["member"], office.people["officer"]
    posting = made_up.posted(office, campaign)
    case = case_of(campaign, HIS)
    type(case.survey).objects.filter(pk=case.survey_id).update(decided_by=member)
    type(case).objects.filter(pk=case.pk).update(confirmed_by=member)
    case.refresh_from_db()
    assert first_surveyors(case) == {office.people["enumerator"].pk, member.pk}
    complaint = complain(posting, campaign)
    assert [person.pk for person in possible_checkers(complaint, POSTED_AT.date())] == [office.people["enumerator2"].pk]
    with pytest.raises(ValidationError) as refused:
        complaints.assign_checker(complaint, checker=member, by=officer, at=POSTED_AT)
    assert refused.value.code == "same_person"
    answered(office, visited(office, complaint, RICH, who="enumerator2"), "yes")
    assert member.pk in kept_from_checking(case_of(campaign, HIS))


def test_a_recheck_by_who_confirmed_it_is_not_tied(office, campaign):
    """Also when it was given before: the officer of the ward, who is an enumerator too, confirmed the form."""
    complaint, officer = complain(made_up.posted(office, campaign), campaign), office.people["officer"]
    Complaint.objects.filter(pk=complaint.pk).update(state="checking", checker=officer)
    filled = Filled(
        sent_id=uuid.uuid4(), answers=RICH, door="keyboard", case_version=1, surveyed_on=POSTED_AT.date(),
        surveyed_by=officer, purpose="recheck",
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        complaints.take_recheck(complaint, filled, by=officer, at=POSTED_AT)


# --- flags that nobody looked at ---


@pytest.fixture
def with_flags(office):
    """A decided review of one ward, with two things nobody looked at."""
    ward = decided.decided(office).ward
    for kind, subject in (("short", "1"), ("short", "2")):
        Flag.objects.create(
            campaign=ward.campaign, ward=ward, kind=kind, subject=subject, raised_at=POSTED_AT,
            detail={"seconds": 60, "members": 2, "median": 200, "pace": 30},
        )  # fmt: skip
    return ward.campaign


def test_a_review_closes_with_open_flags_only_by_the_leaders_words(office, with_flags):
    leader = office.people["leader"]
    with pytest.raises(ValidationError, match="Điền phiếu quá nhanh: 2") as refused:
        campaigns.close_campaign(with_flags, by=leader, at=decided.SIGNED)
    assert refused.value.code == "flags"
    campaigns.close_campaign(with_flags, left_open="Đã gọi điện hỏi lại", by=leader, at=decided.SIGNED)
    assert set(Flag.objects.values_list("state", "words", "closed_by")) == {("left", "Đã gọi điện hỏi lại", leader.pk)}


def test_the_page_names_them_before_it_closes(office, with_flags, client):
    client.force_login(office.people["leader"])
    page = f"/00016/2019/dot-ra-soat/{with_flags.pk}/"
    assert client.get(page).content.decode().count("/chat-luong/") >= 2
    client.post(f"{page}ket-thuc/", {})
    with_flags.refresh_from_db()
    assert with_flags.state == "open"
    client.post(f"{page}ket-thuc/", {"left_open": "Đã hỏi lại"})
    with_flags.refresh_from_db()
    assert with_flags.state == "closed"


def test_without_flags_nothing_is_asked(office):
    campaign = decided.decided(office).ward.campaign
    closed = campaigns.close_campaign(campaign, by=office.people["leader"], at=decided.SIGNED)
    assert closed.state == "closed"
