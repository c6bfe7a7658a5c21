"""A review that was opened by mistake is cancelled while nothing of it is public or law: nothing that was entered is
lost, nothing goes on in it, and another one can be opened for the same place and year."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from chungtay.foundation.core.models import AuditEvent
from chungtay.results.reports.queries.wanting import campaigns_for
from chungtay.work.review.models import Campaign, Case, Flag, Meeting, SpotVisit, StepBack, Survey
from chungtay.work.review.operations import meetings, postings, quality, requests, steps_back
from chungtay.work.review.operations.campaigns import cancel_campaign
from chungtay.work.review.operations.cancelling import cancel_review
from chungtay.work.review.operations.meetings import Vote
from chungtay.work.review.presenters.waiting import waiting_for
from chungtay.work.review.queries.campaigns import current_campaign
from chungtay.work.review.queries.phone_package import package_of
from chungtay.work.review.queries.requests import to_answer
from chungtay.work.review.queries.second_visits import second_visits
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests import phones
from tests.campaigns import AT_MEETING, MEETING_DAY, NOW, POSTED_AT, case_of, declared, sent
from tests.phones import form, phone_of

pytestmark = pytest.mark.django_db
HIS, HERS = "Nguyễn Văn Đình", "Trần Thị Hường"
WHY = "Mở nhầm năm: kế hoạch là của năm 2020"
TODAY = NOW.date()


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


def cancel(office, campaign, by="leader", why=WHY):
    return cancel_review(campaign, why=why, by=office.people[by], at=NOW)


def by_two(office, campaign, second="officer"):
    step = steps_back.propose_cancelling_review(campaign, why=WHY, by=office.people["leader"], at=NOW)
    return steps_back.agree_to_step_back(step, by=office.people[second], at=NOW)


def page(campaign, part="", place="00016"):
    return f"/{place}/2019/dot-ra-soat/{campaign.pk}/{part}"


# --- by whom, with what, until when ---


def test_a_leader_cancels_with_a_reason_and_the_place_and_year_are_free(office, campaign):
    for who in ("officer", "enumerator", "member", "district"):
        with pytest.raises(PermissionDenied):
            cancel(office, campaign, by=who)
    with pytest.raises(ValidationError):
        cancel(office, campaign, why="  ")
    found = cancel(office, campaign)
    assert (found.state, found.cancelled_why, found.cancelled_by, found.cancelled_at) == (
        "cancelled", WHY, office.people["leader"], NOW,
    )  # fmt: skip
    event = AuditEvent.objects.get(action="review.review_cancelled")
    assert event.detail == {"opened": True, "households": 5, "forms": 0, "votes": 0, "requests": 0}
    again = made_up.under_survey(office)  # the same kind, year and place
    assert (again.state, again.cases.count(), campaign.cases.count()) == ("open", 5, 5)
    assert current_campaign(office.people["officer"], office.ward, 2019) == again


def test_a_plan_is_put_away_as_before_and_an_open_review_not_by_that_door(office, campaign):
    with pytest.raises(StepRefused):
        cancel_campaign(campaign, by=office.people["officer"], at=NOW)
    campaign.refresh_from_db()
    assert campaign.state == "open"


def test_the_database_keeps_no_open_review_cancelled_without_a_reason(campaign):
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(state="cancelled")


def test_once_a_list_was_posted_it_is_carried_through_also_when_the_posting_was_taken_back(office, campaign):
    posting = made_up.posted(office, campaign)
    leader, officer = office.people["leader"], office.people["officer"]
    with pytest.raises(StepRefused, match="niêm yết"), override("vi"):
        cancel(office, campaign)
    postings.take_back_posting(posting, why="Sai danh sách", by=officer, at=POSTED_AT)
    with pytest.raises(StepRefused):
        steps_back.propose_cancelling_review(campaign, why=WHY, by=leader, at=POSTED_AT)
    tried = AuditEvent.objects.filter(action="review.step_refused").values_list("detail__tried", flat=True)
    assert set(tried) == {"propose_cancelling_review", "cancel_review"}


def test_a_cancelled_review_is_not_cancelled_again_nor_entered_into(office, campaign):
    cancel(office, campaign)
    with pytest.raises(StepRefused):
        cancel(office, campaign)
    with pytest.raises(StepRefused):
        cancel_campaign(campaign, by=office.people["officer"], at=NOW)
    ward = made_up.ward_of(campaign, office)
    with pytest.raises(StepRefused, match="06/09/2019"):
        postings.post_list(ward, places=["Trụ sở"], by=office.people["officer"], at=POSTED_AT)


# --- forms and votes: two people ---


def test_where_forms_came_in_one_person_proposes_and_another_decides(office, campaign):
    sent(office, case_of(campaign, HIS), declared(800_000, "1"))
    with pytest.raises(ValidationError) as refused:
        cancel(office, campaign)
    assert refused.value.code == "second"
    leader, officer = office.people["leader"], office.people["officer"]
    with pytest.raises(PermissionDenied):
        steps_back.propose_cancelling_review(campaign, why=WHY, by=officer, at=NOW)
    step = steps_back.propose_cancelling_review(campaign, why=WHY, by=leader, at=NOW)
    with pytest.raises(ValidationError):
        steps_back.propose_cancelling_review(campaign, why=WHY, by=leader, at=NOW)
    with pytest.raises(PermissionDenied):
        steps_back.agree_to_step_back(step, by=leader, at=NOW)
    with override("vi"):
        told = [each.title for each in waiting_for(officer, office.ward, 2019, TODAY)]
        assert "Hủy đợt: Rà soát định kỳ 2019, Phường Ngọc Hà" in told
    sent(office, case_of(campaign, HERS), declared(1_000_000, "2"))  # another form meanwhile: kept, and no obstacle
    steps_back.agree_to_step_back(step, by=officer, at=NOW)
    campaign.refresh_from_db()
    assert (campaign.state, campaign.cancelled_why, campaign.cancelled_by) == ("cancelled", WHY, officer)
    assert AuditEvent.objects.get(action="review.review_cancelled").detail["forms"] == 2


def test_where_nothing_stands_one_person_is_enough(office, campaign):
    with pytest.raises(ValidationError) as refused:
        steps_back.propose_cancelling_review(campaign, why=WHY, by=office.people["leader"], at=NOW)
    assert refused.value.code == "alone"


def test_votes_entered_since_the_proposal_are_not_put_away_unseen(office, campaign):
    group = made_up.checked(office, campaign)
    officer, leader = office.people["officer"], office.people["leader"]
    meeting = meetings.call_meeting(
        group, held_on=MEETING_DAY, place="Nhà văn hóa", chair="Tổ trưởng", secretary="Thư ký", by=officer, at=NOW
    )
    step = steps_back.propose_cancelling_review(campaign, why=WHY, by=leader, at=NOW)
    votes = {case_of(campaign, HIS).pk: Vote(30, 5)}
    meetings.enter_results(meeting, attended={"others": 40}, votes=votes, by=officer, at=AT_MEETING)
    with pytest.raises(ValidationError) as refused:
        steps_back.agree_to_step_back(step, by=officer, at=AT_MEETING)
    assert refused.value.code == "changed"
    steps_back.return_step_back(step, answer="Xem lại ý kiến", by=officer, at=AT_MEETING)
    by_two(office, campaign)
    meeting.refresh_from_db()
    group.refresh_from_db()
    assert (meeting.state, group.state) == ("cancelled", "survey")
    assert WHY in meeting.words
    assert list(meeting.discussed.exclude(for_it=None).values_list("for_it", "against")) == [(30, 5)]


# --- what waited in it ---


def test_whatever_waits_in_it_ends_with_the_reason(office, campaign):
    sent(office, case_of(campaign, HIS), declared(800_000, "1"))
    ward = made_up.ward_of(campaign, office)
    quality.draw_visits(ward, percent=100, seed="s", by=office.people["officer"], at=NOW)
    SpotVisit.objects.update(assigned_to=office.people["member"])
    Flag.objects.create(campaign=campaign, ward=ward, kind="short", subject="x", raised_at=NOW)
    closing = steps_back.propose_closing(
        case_of(campaign, HIS), closed_why="moved", why="Đã đi", by=office.people["officer"], at=NOW
    )
    assert len(second_visits(office.people["member"])) == 1
    by_two(office, campaign)
    visit, flag = SpotVisit.objects.get(), Flag.objects.get()
    closing.refresh_from_db()
    for words in (visit.aside_why, flag.words, closing.answer):
        assert WHY in words
    assert (flag.state, closing.state, visit.aside_at) == ("left", "returned", NOW)
    assert second_visits(office.people["member"]) == []
    detail = AuditEvent.objects.get(action="review.review_cancelled").detail
    assert (detail["visits"], detail["flags"], detail["proposals"]) == (1, 1, 1)
    for who in ("officer", "leader", "member", "enumerator"):
        assert list(waiting_for(office.people[who], office.ward, 2019, TODAY)) == []


def test_a_request_waits_again_with_its_own_clock_and_goes_to_the_next_review(office, campaign, client):
    officer, leader = office.people["officer"], office.people["leader"]
    request, _new = requests.receive_request(
        office.ward, kind="remove", channel="paper", token=uuid.uuid4(), asker="Nguyễn Văn Đình, số 1",
        words="Nhà tôi khá hơn rồi", by=officer, at=NOW,
    )  # fmt: skip
    clock = request.due_on
    requests.link_household(request, household=office.homes[0].pk, by=officer, at=NOW)
    requests.list_request(request, campaign=campaign, by=officer, at=NOW)
    request.refresh_from_db()
    assert (request.state, request.due_on) == ("listed", datetime.date(2019, 9, 30))
    cancel(office, campaign)
    request.refresh_from_db()
    assert (request.state, request.due_on) == ("received", clock)
    assert AuditEvent.objects.filter(action="review.request_waits_again").count() == 1
    client.force_login(officer)
    shown = client.get(f"/00016/2019/de-nghi/{request.pk}/").content.decode()
    assert WHY in shown
    again = made_up.under_survey(office)
    requests.list_request(request, campaign=again, by=officer, at=NOW)
    assert list(to_answer(type(request).objects.all())) == []  # the household has no outcome in the new review yet
    with pytest.raises(StepRefused):
        requests.answer_request(request, answer="Có", by=leader, at=NOW)


# --- telephones, forms, reports ---


def test_telephones_give_households_back_and_a_late_form_is_refused_with_the_reason(office, campaign):
    phones.let_free_along(office, campaign)
    phone = phone_of(office)
    case = case_of(campaign, HIS)
    assert len(phone.call("mang-theo/").json()["cases"]) == 5
    assert phone.send(form(case))[0]["outcome"] == "kept"
    late = form(case_of(campaign, HERS))
    by_two(office, campaign)
    assert phone.call("mang-theo/").json()["cases"] == []
    assert phone.call("chao/", {"waiting": 1}).json()["cases"] == {}
    outcome = phone.send(late)[0]
    assert outcome["outcome"] == "refused"
    assert WHY in outcome["words"][0]
    assert Survey.objects.count() == 1


def test_forms_stay_readable_and_are_no_last_years_answers(office, campaign, client):
    made_up.confirmed(office, case_of(campaign, HIS), declared(800_000, "1"))
    by_two(office, campaign)
    client.force_login(office.people["officer"])
    assert "800.000" in client.get(page(campaign, f"ho/{case_of(campaign, HIS).pk}/")).content.decode()
    again = made_up.under_survey(office)
    cases = list(
        Case.objects.filter(campaign=again).select_related("campaign", "group__group", "household").order_by("pk")
    )
    assert [each["before"] for each in package_of(cases, have=())["cases"]] == [None] * 5
    survey = made_up.confirmed(office, case_of(again, HIS), declared(9_000_000))
    assert survey.number == 1


def test_no_report_is_made_of_it(office, campaign):
    assert campaigns_for(office.ward, 2019) == [campaign]
    cancel(office, campaign)
    assert campaigns_for(office.ward, 2019) == []


def test_the_statements_do_not_grow_with_what_waits(office, campaign):
    counts = []
    for homes in (1, 4):
        point = transaction.savepoint()
        for name in (HIS, HERS, "Phạm Thị Bưởi", "Vũ Đức Cảnh")[:homes]:
            sent(office, case_of(campaign, name), declared(800_000, "1"))
        quality.draw_visits(
            made_up.ward_of(campaign, office), percent=100, seed="s", by=office.people["officer"], at=NOW
        )
        step = steps_back.propose_cancelling_review(campaign, why=WHY, by=office.people["leader"], at=NOW)
        with CaptureQueriesContext(connection) as taken:
            steps_back.agree_to_step_back(step, by=office.people["officer"], at=NOW)
        counts.append(len(taken))
        transaction.savepoint_rollback(point)
    assert counts[0] == counts[1]


# --- screens ---


def test_the_leader_reads_what_becomes_of_it_and_cancels_on_the_page(office, campaign, client):
    client.force_login(office.people["leader"])
    assert page(campaign, "huy-dot/") in client.get(page(campaign)).content.decode()
    with override("vi"):
        shown = client.get(page(campaign, "huy-dot/")).content.decode()
    assert "Hủy đợt rà soát" in shown
    empty = client.post(page(campaign, "huy-dot/"), {"why": ""})
    assert empty.status_code == 200
    done = client.post(page(campaign, "huy-dot/"), {"why": WHY}, follow=True).content.decode()
    assert WHY in done
    assert page(campaign, "huy-dot/") not in done
    client.force_login(office.people["officer"])
    assert client.get(page(campaign, "huy-dot/")).status_code == 403
    assert WHY in client.get(page(campaign)).content.decode()


def test_with_forms_the_page_proposes_and_the_officer_agrees_on_the_page_of_the_proposal(office, campaign, client):
    sent(office, case_of(campaign, HIS), declared(800_000, "1"))
    client.force_login(office.people["leader"])
    client.post(page(campaign, "huy-dot/"), {"why": WHY})
    step = StepBack.objects.get()
    client.force_login(office.people["officer"])
    assert client.get(page(campaign)).status_code == 200
    address = page(campaign, f"hai-nguoi/{step.pk}/")
    assert WHY in client.get(address).content.decode()
    done = client.post(address, {"answer": ""}, follow=True).content.decode()
    campaign.refresh_from_db()
    assert (campaign.state, WHY in done, Meeting.objects.count()) == ("cancelled", True, 0)
