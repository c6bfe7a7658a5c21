"""A form that comes when its household is closed or left out: a person says what becomes of it, and nothing is lost."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import override

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import CaseState, SurveyState
from chungtay.work.review.operations import late_forms, lists, steps_back, surveys
from chungtay.work.review.presenters.waiting import of_reviews
from tests import campaigns as made_up
from tests.campaigns import NOW, confirmed, declared, sent

pytestmark = pytest.mark.django_db
CANH, HUONG = "Vũ Đức Cảnh", "Trần Thị Hường"
WHY = "Hộ đã chuyển đi; phiếu ghi ở nhà người thuê lại"


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


@pytest.fixture
def late(office, campaign):
    """Closed with nobody at home; a telephone that was away for days brings its form after that."""
    case = made_up.case_of(campaign, CANH)
    seen = case.version
    lists.close_case(case, why="not_found", by=office.people["officer"], at=NOW)
    return sent(office, case, declared(5_000_000), case_version=seen)


def told(office, campaign, who="officer"):
    with override("vi"):
        found = of_reviews(office.people[who], office.ward, 2019, NOW.date(), [campaign])
        return [each.title for each in found if "phiếu" in each.title]


def page(client, office, campaign, case, name="campaign:case", *more, who="officer", **data):
    client.force_login(office.people[who])
    address = reverse(name, args=[office.ward.code, 2019, campaign.pk, case.pk, *more])
    answer = client.post(address, data, follow=True) if data else client.get(address)
    return answer.content.decode()


def test_a_late_form_is_told_as_what_it_is_until_somebody_keeps_it_beside(office, campaign, late):
    assert late.state == SurveyState.CONFLICT
    assert told(office, campaign) == ["1 hộ đã kết thúc có phiếu đến muộn"]
    kept = late_forms.keep_beside(late, why=WHY, by=office.people["officer"], at=NOW)
    kept.refresh_from_db()
    assert (kept.state, kept.decided_by, kept.decided_why) == (SurveyState.BESIDE, office.people["officer"], WHY)
    assert kept.answers["income_per_person"] == 5_000_000
    assert kept.case.state == CaseState.CLOSED
    assert told(office, campaign) == []
    event = AuditEvent.objects.get(action="review.form_kept_beside")
    assert (event.by, event.detail) == (office.people["officer"], {"case": kept.case_id, "number": 1})


def test_whoever_filled_it_in_does_not_put_it_aside_and_a_reason_is_asked(office, campaign, late):
    with pytest.raises(ValidationError) as refused:
        late_forms.keep_beside(late, why="  ", by=office.people["officer"], at=NOW)
    assert refused.value.code == "why"
    with pytest.raises(PermissionDenied):
        late_forms.keep_beside(late, why=WHY, by=office.people["enumerator"], at=NOW)
    type(late).objects.filter(pk=late.pk).update(entered_by=office.people["officer"])
    with pytest.raises(PermissionDenied):
        late_forms.keep_beside(late, why=WHY, by=office.people["officer"], at=NOW)


def test_a_form_of_a_household_that_goes_on_is_not_put_beside(office, campaign):
    case = made_up.case_of(campaign, HUONG)
    form = sent(office, case, declared(1_000_000, "2", "6"))
    with pytest.raises(ValidationError) as refused:
        late_forms.keep_beside(form, why=WHY, by=office.people["officer"], at=NOW)
    assert refused.value.code == "not_late"


def test_of_a_closed_household_no_form_is_said_to_hold(office, campaign, late):
    with pytest.raises(ValidationError) as refused:
        surveys.settle_conflict(late, why="Đúng", by=office.people["officer"], at=NOW)
    assert refused.value.code == "closed"


def test_opened_again_its_late_forms_come_back_and_one_of_them_holds(office, campaign, late):
    """Also one that was kept beside before: it is looked at again with the household."""
    officer = office.people["officer"]
    late_forms.keep_beside(late, why=WHY, by=officer, at=NOW)
    case = lists.take_up_again(late.case, by=officer, at=NOW)
    late.refresh_from_db()
    assert (case.state, late.state, late.decided_why) == (CaseState.LISTED, SurveyState.CONFLICT, WHY)
    assert told(office, campaign) == ["1 hộ có phiếu chờ ông/bà quyết định"]
    surveys.settle_conflict(late, why="Hộ về lại, phiếu đúng", by=officer, at=NOW)
    case.refresh_from_db()
    late.refresh_from_db()
    assert (case.state, case.survey_id, case.class_id) == (CaseState.SURVEYED, late.pk, "not_poor")
    assert (late.state, late.decided_why) == (SurveyState.SENT, "Hộ về lại, phiếu đúng")


def test_closed_by_two_with_a_form_a_later_one_is_kept_beside_it(office, campaign):
    case = made_up.case_of(campaign, HUONG)
    seen = case.version
    first = confirmed(office, case, declared(1_000_000, "2", "6"))
    officer, leader = office.people["officer"], office.people["leader"]
    case.refresh_from_db()
    surveys.give_back(first, remarks=[surveys.Said("Hỏi lại", "income_per_person")], by=officer, at=NOW)
    case.refresh_from_db()
    step = steps_back.propose_closing(case, closed_why="moved", why="Đã đi", by=officer, at=NOW)
    steps_back.agree_to_step_back(step, by=leader, at=NOW)
    second = sent(office, case, declared(5_000_000), who="enumerator2", case_version=seen)
    with pytest.raises(ValidationError) as refused:
        surveys.settle_conflict(first, why="Giữ phiếu đầu", by=officer, at=NOW)
    assert refused.value.code == "closed"
    late_forms.keep_beside(second, why=WHY, by=officer, at=NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (SurveyState.RETURNED, SurveyState.BESIDE)


def test_the_page_offers_the_two_ways_and_shows_the_reason_afterwards(client, office, campaign, late):
    case = late.case
    shown = page(client, office, campaign, case)
    assert "Phiếu đến muộn" in shown
    assert "Để phiếu 1 bên cạnh" in shown
    assert "Đưa lại vào danh sách" in shown
    assert "Các phiếu mâu thuẫn nhau" not in shown
    shown = page(client, office, campaign, case, "campaign:keep_beside", late.number, why=WHY)
    assert WHY in shown
    assert "Để phiếu 1 bên cạnh" not in shown
    late.refresh_from_db()
    assert late.state == SurveyState.BESIDE


def test_an_enumerator_does_not_get_there(client, office, campaign, late):
    client.force_login(office.people["enumerator"])
    address = reverse("campaign:keep_beside", args=[office.ward.code, 2019, campaign.pk, late.case_id, late.number])
    assert client.post(address, {"why": WHY}).status_code == 403
    late.refresh_from_db()
    assert late.state == SurveyState.CONFLICT
