"""Drawn second visits, and first visits, whose person no longer goes: said to those who can act, with a way on."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import Case, SpotVisit
from chungtay.work.review.operations import quality, spot_visits, teams
from chungtay.work.review.presenters.waiting import of_reviews
from chungtay.work.review.queries.second_papers import check_due, drawn_for
from chungtay.work.review.queries.second_visits import given_second_visits, second_visits
from chungtay.work.review.queries.spot_visits import stranded
from chungtay.work.review.queries.teams import held_by_nobody_left
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests.campaigns import NOW, case_of, declared, sent

pytestmark = pytest.mark.django_db
HIS = "Nguyễn Văn Đình"
TODAY = NOW.date()
BEFORE = TODAY - datetime.timedelta(days=1)


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


@pytest.fixture
def drawn(office, campaign):
    """One form of the first enumerator is in and drawn; the committee member has the second visit."""
    sent(office, case_of(campaign, HIS), declared(800_000, "1"))
    ward = made_up.ward_of(campaign, office)
    assert quality.draw_visits(ward, percent=100, seed="s", by=office.people["officer"], at=NOW) == 1
    visit = SpotVisit.objects.get()
    SpotVisit.objects.update(assigned_to=office.people["member"])
    visit.refresh_from_db()
    return visit


def told(office, campaign, who="officer"):
    with override("vi"):
        return [each.title for each in of_reviews(office.people[who], office.ward, 2019, TODAY, [campaign])]


def leaves(office, who):
    office.people[who].assignments.update(ends_on=BEFORE)


def page(campaign, part=""):
    return f"/00016/2019/dot-ra-soat/{campaign.pk}/{part}"


LOST = "1 hộ rút phúc tra không còn ai đi được"


# --- drawn second visits ---


def test_a_drawn_visit_whose_person_left_is_told_and_given_to_another(office, campaign, drawn, client):
    officer, second = office.people["officer"], office.people["enumerator2"]
    assert LOST not in told(office, campaign)
    leaves(office, "member")
    assert LOST in told(office, campaign)
    assert LOST not in told(office, campaign, "enumerator2")
    client.force_login(officer)
    shown = client.get(page(campaign, "chat-luong/phuc-tra/")).content.decode()
    assert f"{office.people['member'].full_name} không còn đi phúc tra được" in shown
    assert f'<option value="{second.pk}">' in shown
    assert f'<option value="{office.people["enumerator"].pk}">' not in shown  # filled in the first form
    client.post(page(campaign, f"chat-luong/phuc-tra/{drawn.pk}/khong-di/"), {"nguoi": str(second.pk), "words": ""})
    drawn.refresh_from_db()
    assert drawn.assigned_to == second
    assert LOST not in told(office, campaign)
    assert drawn_for(second, office.ward, [campaign]) == {campaign.pk: 1}
    detail = AuditEvent.objects.get(action="review.spot_handed_on").detail
    assert detail == {"case": drawn.case_id, "from": office.people["member"].pk, "to": second.pk}


def test_the_district_is_led_from_its_own_page_to_the_ward_where_the_visit_is_given_to_another(
    office, campaign, drawn, client
):
    """Who prepares above the ward prepares in it, too; who only signs there is offered nothing."""
    leaves(office, "member")
    district, second = office.people["district"], office.people["enumerator2"]
    above = f"/001/2019/dot-ra-soat/{campaign.pk}/chat-luong/phuc-tra/"
    there = page(campaign, f"chat-luong/phuc-tra/#visit-{drawn.pk}")
    client.force_login(district)
    shown = client.get(above).content.decode()
    assert f'href="{there}"' in shown
    assert "không còn đi phúc tra được" in shown
    assert f'id="visit-{drawn.pk}"' in client.get(there).content.decode()
    client.post(page(campaign, f"chat-luong/phuc-tra/{drawn.pk}/khong-di/"), {"nguoi": str(second.pk), "words": ""})
    drawn.refresh_from_db()
    assert drawn.assigned_to == second
    client.force_login(office.people["chief"])
    assert f'href="{there}"' not in client.get(above).content.decode()


def test_taken_from_somebody_who_could_go_it_needs_a_reason_and_a_late_form_is_kept(office, campaign, drawn):
    officer, member, second = office.people["officer"], office.people["member"], office.people["enumerator2"]
    with pytest.raises(ValidationError) as refused:
        spot_visits.hand_on(drawn, to=second, by=officer, at=NOW)
    assert refused.value.code == "why"
    with pytest.raises(PermissionDenied):
        spot_visits.hand_on(drawn, to=second, why="Ốm", by=second, at=NOW)
    with pytest.raises(ValidationError) as refused:
        spot_visits.hand_on(drawn, to=office.people["enumerator"], why="Ốm", by=officer, at=NOW)
    assert refused.value.code == "same_person"
    with pytest.raises(ValidationError) as refused:
        spot_visits.hand_on(drawn, to=office.people["leader"], why="Ốm", by=officer, at=NOW)
    assert refused.value.code == "no_duty"
    spot_visits.hand_on(drawn, to=second, why="Ốm", by=officer, at=NOW)
    assert list(drawn.handed_back.values_list("person", "why")) == [(member.pk, "Ốm")]
    # the telephone of the first one comes back from the hills
    assert given_second_visits(member, {drawn.case_id}) == {(drawn.case_id, "spot")}
    form = sent(office, drawn.case, declared(800_000, "1"), who="member", purpose="spot")
    assert quality.check_ward(made_up.ward_of(campaign, office), by=officer, at=NOW) == {}
    drawn.refresh_from_db()
    assert drawn.survey == form
    with pytest.raises(ValidationError) as refused:
        spot_visits.put_aside(drawn, why="Thôi", by=officer, at=NOW)
    assert refused.value.code == "done"


def test_put_aside_with_a_reason_it_waits_for_nobody_and_can_be_given_again(office, campaign, drawn, client):
    officer, member = office.people["officer"], office.people["member"]
    client.force_login(officer)
    address = page(campaign, f"chat-luong/phuc-tra/{drawn.pk}/khong-di/")
    client.post(address, {"nguoi": "", "words": " "})
    drawn.refresh_from_db()
    assert drawn.aside_at is None
    client.post(address, {"nguoi": "", "words": "Hộ đã chuyển đi"})
    drawn.refresh_from_db()
    assert (drawn.aside_why, drawn.aside_by) == ("Hộ đã chuyển đi", officer)
    assert "Hộ đã chuyển đi" in client.get(page(campaign, "chat-luong/phuc-tra/")).content.decode()
    assert second_visits(member) == []
    assert drawn_for(member, office.ward, [campaign]) == {}
    with pytest.raises(ValidationError) as refused:
        check_due(drawn.case, "spot")
    assert refused.value.code == "not_drawn"
    leaves(office, "member")
    assert LOST not in told(office, campaign)
    spot_visits.hand_on(drawn, to=office.people["enumerator2"], by=officer, at=NOW)
    drawn.refresh_from_db()
    assert (drawn.aside_at, drawn.aside_why) == (None, "")
    assert [each.purpose for each in second_visits(office.people["enumerator2"])] == ["spot"]


def test_one_that_was_given_to_nobody_at_the_draw_is_told_too(office, campaign, drawn):
    SpotVisit.objects.update(assigned_to=None)
    assert LOST in told(office, campaign)


def test_statements_do_not_grow_with_visits(office, campaign, drawn):
    officer, counts = office.people["officer"], []
    leaves(office, "member")
    for head in ("", "Trần Thị Hường", "Lê Quang Ánh"):
        if head:
            sent(office, case_of(campaign, head), declared(1_000_000))
            quality.draw_visits(made_up.ward_of(campaign, office), percent=100, seed="t", by=officer, at=NOW)
            SpotVisit.objects.update(assigned_to=office.people["member"])
        with CaptureQueriesContext(connection) as asked:
            found = stranded(officer, office.ward, [campaign], TODAY)
        counts.append((found[campaign.pk], len(asked)))
    assert counts == [(1, counts[0][1]), (2, counts[0][1]), (3, counts[0][1])]


# --- first visits ---


def test_households_of_an_enumerator_who_left_are_told_taken_back_and_shared_out(office, campaign, client):
    officer, first, second = (office.people[name] for name in ("officer", "enumerator", "enumerator2"))
    ward = made_up.ward_of(campaign, office)
    cases = [case_of(campaign, name).pk for name in (HIS, "Trần Thị Hường")]
    teams.assign_cases(ward, cases=cases, to=first, by=officer, at=NOW)
    title = "2 hộ đứng tên người không còn đi rà soát"
    assert title not in told(office, campaign)
    leaves(office, "enumerator")
    assert title in told(office, campaign)
    with CaptureQueriesContext(connection) as asked:
        assert held_by_nobody_left(officer, office.ward, [campaign], TODAY) == [(ward, 2)]
    assert len(asked) <= 5  # duties and areas of the person, then three
    client.force_login(officer)
    shown = client.get(page(campaign, f"phan-cong/{ward.pk}/")).content.decode()
    assert first.full_name in shown
    assert "Lấy lại các hộ" in shown
    client.post(page(campaign, f"phan-cong/{ward.pk}/lay-lai/"), {"nguoi": str(first.pk)})
    assert not Case.objects.filter(assigned_to=first).exists()
    assert title not in told(office, campaign)
    teams.share_out(ward, among=[second], by=officer, at=NOW)
    assert set(Case.objects.filter(assigned_to=second).values_list("pk", flat=True)) >= set(cases)
    with pytest.raises(PermissionDenied):
        teams.take_back(ward, person=second, by=second, at=NOW)
    assert AuditEvent.objects.get(action="review.cases_taken_back").detail == {"households": 2, "from": first.pk}


def test_a_review_that_is_closed_hands_nothing_on(office, campaign, drawn):
    type(campaign).objects.update(state="closed", closed_at=NOW)
    with pytest.raises(StepRefused):
        spot_visits.hand_on(drawn, to=office.people["enumerator2"], why="Ốm", by=office.people["officer"], at=NOW)
