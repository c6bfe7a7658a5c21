"""Second visits that are not made, or whose form cannot be used: said to those who can act, with a way on."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import Complaint
from chungtay.work.review.operations import complaints, handing_back, rechecks
from chungtay.work.review.presenters.waiting import of_reviews
from chungtay.work.review.queries.rechecks import stranded, to_settle, untied, untied_forms, visited_again
from chungtay.work.review.queries.second_visits import given_second_visits
from tests import campaigns as made_up
from tests import factories, papers
from tests.apps.work.review.test_complaints import answered, complain, visited
from tests.campaigns import POSTED_AT, case_of, declared

pytestmark = pytest.mark.django_db
HIS = "Nguyễn Văn Đình"
POOR, RICH = declared(800_000, "1", "3"), declared(9_000_000)  # QĐ 59/2015, urban: poor up to 900.000
TODAY = POSTED_AT.date()


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


@pytest.fixture
def given(office, campaign):
    """A complaint whose second visit the committee member has."""
    complaint = complain(made_up.posted(office, campaign), campaign)
    return complaints.assign_checker(
        complaint, checker=office.people["member"], by=office.people["officer"], at=POSTED_AT
    )


def told(office, campaign, who="officer"):
    with override("vi"):
        found = of_reviews(office.people[who], office.ward, 2019, TODAY, [campaign])
        return [each.title for each in found]


def page(complaint, part=""):
    return f"/00016/2019/dot-ra-soat/{complaint.ward.campaign_id}/khieu-nai/{complaint.pk}/{part}"


# --- whoever was asked can no longer go ---


def test_the_visit_is_taken_back_with_a_reason_and_given_to_somebody_else(office, campaign, given):
    officer, member = office.people["officer"], office.people["member"]
    with pytest.raises(ValidationError) as refused:
        handing_back.hand_back(given, why=" ", by=officer, at=POSTED_AT)
    assert refused.value.code == "why"
    for who in ("enumerator2", "member"):
        with pytest.raises(PermissionDenied):
            handing_back.hand_back(given, why="Ốm", by=office.people[who], at=POSTED_AT)
    free = handing_back.hand_back(given, why="Nằm viện", by=office.people["leader"], at=POSTED_AT)
    assert (free.state, free.checker) == ("received", None)
    assert list(free.handed_back.values_list("person", "why", "by")) == [
        (member.pk, "Nằm viện", office.people["leader"].pk)
    ]
    assert AuditEvent.objects.get(action="review.recheck_handed_back").detail == {"from": member.pk}
    with pytest.raises(ValidationError) as refused:
        handing_back.hand_back(free, why="Nằm viện", by=officer, at=POSTED_AT)
    assert refused.value.code == "step"
    visited(office, free, POOR, who="enumerator2")
    assert answered(office, free, "no").state == "answered"


def test_a_form_that_the_first_one_sends_later_is_not_lost(office, campaign, given):
    """The telephone comes back from the hills after the visit was given to another person."""
    officer, member = office.people["officer"], office.people["member"]
    complaints.assign_checker(given, checker=office.people["enumerator2"], by=officer, at=POSTED_AT)
    assert list(given.handed_back.values_list("person", "why")) == [(member.pk, "")]
    assert given_second_visits(member, {given.case_id}) == {(given.case_id, "recheck")}


def test_today_says_who_can_no_longer_go(office, campaign, given):
    title = f"{office.people['member'].full_name} không còn đi phúc tra được"
    assert title not in told(office, campaign)
    office.people["member"].assignments.update(ends_on=TODAY.replace(day=1))
    assert title in told(office, campaign)
    assert title in told(office, campaign, "leader")
    with CaptureQueriesContext(connection) as asked:
        visits = visited_again(office.people["officer"], office.ward, [campaign])
        assert [one.pk for one in stranded(visits, TODAY)] == [given.pk]
    assert len(asked) <= 4  # duties and areas of the person, then two
    complaints.assign_checker(given, checker=office.people["enumerator2"], by=office.people["officer"], at=POSTED_AT)
    assert title not in told(office, campaign)


def test_an_account_that_ended_is_as_gone_as_a_duty(office, campaign, given):
    type(office.people["member"]).objects.filter(pk=office.people["member"].pk).update(is_active=False)
    visits = visited_again(office.people["officer"], office.ward, [campaign])
    assert [one.pk for one in stranded(visits, TODAY)] == [given.pk]


@pytest.fixture
def third(office, campaign):
    """Two second visits disagree, a third person has both further visits and leaves; nobody else is left."""
    posting = made_up.posted(office, campaign)
    two = [complain(posting, campaign), complain(posting, campaign)]
    visited(office, two[0], POOR)
    visited(office, two[1], RICH, who="enumerator2")
    person = factories.person("third-review", "enumerator", office.ward)
    officer = office.people["officer"]
    for complaint in two:
        rechecks.settle_rechecks(complaint, holds=None, why="Hai kết quả", by=officer, at=POSTED_AT)
        complaints.assign_checker(complaint, checker=person, by=officer, at=POSTED_AT)
    return two, person


def test_the_leader_names_the_visit_that_holds_when_the_third_person_left(office, campaign, third, client):
    """Both complaints rest on it, and it stands written who did not go."""
    two, person = third
    officer, leader = office.people["officer"], office.people["leader"]
    winner = case_of(campaign, HIS).surveys.get(purpose="recheck", surveyed_by=office.people["enumerator2"])
    assert to_settle(visited_again(officer, office.ward, [campaign]), TODAY) == []
    with pytest.raises(ValidationError) as refused:
        rechecks.settle_rechecks(two[0], holds=winner, why="Có kho", by=leader, at=POSTED_AT)
    assert refused.value.code == "given"
    person.assignments.update(ends_on=TODAY.replace(day=1))
    assert len(to_settle(visited_again(officer, office.ward, [campaign]), TODAY)) == 2
    assert "Cần người thứ ba phúc tra, chưa ai nhận" in told(office, campaign, "leader")
    client.force_login(leader)
    shown = client.get(page(two[0])).content.decode()
    assert "chon/" in shown
    client.post(page(two[0], "chon/"), {"holds": str(winner.pk), "why": "Có kho"})
    for complaint in two:
        complaint.refresh_from_db()
        assert (complaint.state, complaint.recheck_id) == ("checked", winner.pk)
        assert list(complaint.handed_back.values_list("person", flat=True)) == [person.pk]
        assert answered(office, complaint, "yes").state == "answered"
    assert case_of(campaign, HIS).class_id == "not_poor"


def test_taken_back_from_a_third_person_who_is_ill_the_choice_is_open_again(office, campaign, third, client):
    """The duty goes on; the person cannot go. On the page the officer takes the visit back."""
    two, _person = third
    client.force_login(office.people["officer"])
    assert "Người được giao không đi được" in client.get(page(two[0])).content.decode()
    client.post(page(two[0], "khong-di-duoc/"), {"words": "Gãy chân"})
    two[0].refresh_from_db()
    assert (two[0].state, two[0].checker) == ("checking", None)
    shown = client.get(page(two[0])).content.decode()
    assert "Gãy chân" in shown
    assert "chon/" in shown
    visits = visited_again(office.people["officer"], office.ward, [campaign])
    assert [one.pk for one in to_settle(visits, TODAY)] == [two[0].pk]


def test_where_nobody_is_left_the_page_says_what_to_do(office, campaign, given, client):
    """One second visit, and everybody with the duty is gone: a duty is given to one more person."""
    for name in ("member", "enumerator2"):
        office.people[name].assignments.update(ends_on=TODAY.replace(day=1))
    client.force_login(office.people["officer"])
    assert "giao thêm nhiệm vụ phúc tra cho một người nữa" in client.get(page(given)).content.decode()
    factories.person("new-review", "committee_member", office.ward)
    assert "giao thêm nhiệm vụ phúc tra cho một người nữa" not in client.get(page(given)).content.decode()


# --- the form came, and gives no class ---


@pytest.fixture
def by_points(monkeypatch):
    """2022 by points: the second visit's form came without its answers."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: papers.POSTED_AT)
    made = made_up.office()
    made_up.register(made, rule_set="vn-2022")
    campaign = papers.under_survey(made)
    complaint = papers.complained(made, made_up.case_of(campaign, HIS), papers.posted(made, campaign), checker="member")
    return made, campaign, complaint


def test_a_form_without_a_class_is_a_task_with_what_to_do(by_points, client):
    made, campaign, complaint = by_points
    officer = made.people["officer"]
    assert untied(officer, made.ward, [campaign]) == []
    complaint.refresh_from_db()
    case = complaint.case
    survey = made_up.sent(
        made, case, {"household": {}, "members": []}, who="member", purpose="recheck",
        surveyed_on=papers.POSTED_AT.date(), at=papers.POSTED_AT,
    )  # fmt: skip
    complaint.refresh_from_db()
    assert complaint.state == "checking"
    with CaptureQueriesContext(connection) as asked:
        assert [one.pk for one in untied(officer, made.ward, [campaign])] == [complaint.pk]
    assert len(asked) <= 3  # duties and areas of the person, then one
    assert untied_forms(complaint) == [(survey, "")]
    with override("vi"):
        titles = [each.title for each in of_reviews(officer, made.ward, 2024, papers.POSTED_AT.date(), [campaign])]
    assert "Phiếu phúc tra chưa đủ, khiếu nại còn chờ" in titles
    client.force_login(officer)
    shown = client.get(f"/00016/2024/dot-ra-soat/{campaign.pk}/khieu-nai/{complaint.pk}/").content.decode()
    assert "chưa xếp được loại" in shown
    assert f"?phieu={survey.number}" in shown
    whole = made_up.sent(
        made, case, papers.answers(case.head_name), who="member", purpose="recheck",
        surveyed_on=papers.POSTED_AT.date(), at=papers.POSTED_AT,
    )  # fmt: skip
    complaints.tie_recheck(complaint, survey=whole, by=made.people["member"], at=papers.POSTED_AT)
    assert untied(officer, made.ward, [campaign]) == []
    assert Complaint.objects.get(pk=complaint.pk).state == "checked"
