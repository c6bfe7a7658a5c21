"""A campaign from its plan to the survey: who may, what is refused, what counts as a class."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import Campaign, Case, CaseState, SurveyState
from chungtay.work.review.operations import campaigns, lists, surveys, taking_in, teams
from chungtay.work.review.operations.campaigns import Standard
from chungtay.work.review.presenters.waiting import waiting_for
from chungtay.work.review.queries.calendar import calendar, reports_due
from chungtay.work.review.queries.campaigns import campaigns_seen, cases_seen, ends_on, open_households
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests.campaigns import NOW, OPENED, confirmed, declared, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


def test_last_years_list_comes_in_whole_and_once(office):
    campaign = made_up.opened(office)
    officer = office.people["officer"]
    assert lists.list_households(campaign, by=officer, at=OPENED) == 3
    assert lists.list_households(campaign, by=officer, at=OPENED) == 0
    assert {(case.head_name, case.was, case.listed_for) for case in Case.objects.all()} == {
        ("Nguyễn Văn Đình", "poor", "listed"),
        ("Trần Thị Hường", "near_poor", "listed"),
        ("Lê Quang Ánh", "near_poor", "listed"),
    }


def test_a_campaign_opens_only_when_what_the_law_leaves_open_is_decided(office):
    with pytest.raises(ValidationError, match="niêm yết"):
        made_up.opened(office, settled={})
    event = AuditEvent.objects.filter(action="review.campaign_opened")
    assert not event.exists()


def test_an_officer_prepares_and_a_leader_opens(office):
    campaign = made_up.opened(office)
    assert campaign.state == "open"
    with pytest.raises(PermissionDenied):
        campaigns.prepare_campaign(
            office.ward,
            kind="periodic",
            year=2020,
            first_day=datetime.date(2020, 9, 1),
            last_day=datetime.date(2020, 9, 30),
            baseline_on=datetime.date(2020, 8, 31),
            standards=[Standard("vn-2016", "income")],
            settled={},
            by=office.people["leader"],
            at=OPENED,
        )


D = datetime.date
MONTHLY = {
    "kind": "in_year",
    "year": 2024,
    "month": 10,
    "first_day": datetime.date(2024, 10, 15),
    "last_day": datetime.date(2024, 10, 30),
    "baseline_on": datetime.date(2024, 10, 14),
    "standards": [Standard("vn-2022", "points")],
    "settled": {"complaints.working_days": 7},
}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"first_day": datetime.date(2019, 8, 1)}, "01/09/2019"),
        ({"standards": [Standard("vn-2022", "points")]}, "01/09/2019"),
        ({"standards": [Standard("vn-2016-hanoi", "points")]}, "Hà Nội"),
        ({"standards": []}, "chuẩn nghèo"),
        ({"month": 3}, "tháng"),
        ({"settled": {"survey.days": 3}}, "survey.days"),
        ({"settled": {"meeting.consent_percent": 101}}, "100"),
        ({"baseline_on": datetime.date(2030, 1, 1)}, "01/01/2019 đến 01/09/2019"),
        ({"baseline_on": datetime.date(2018, 12, 31)}, "01/01/2019 đến 01/09/2019"),
        # QĐ 24/2021 Điều 5: from the 15th, decided within 15 days from then
        (MONTHLY | {"first_day": datetime.date(2024, 10, 1)}, "15/10/2024 đến 30/10/2024 (QĐ 24/2021 Điều 5)"),
        (MONTHLY | {"last_day": datetime.date(2024, 10, 31)}, "15/10/2024 đến 30/10/2024"),
        (
            MONTHLY | {"first_day": datetime.date(2024, 11, 15), "last_day": datetime.date(2024, 11, 16)},
            "tháng 10/2024",
        ),
        # TT 14/2018: seven working days from a request, the last of them on Thursday 31/10/2019: 11/11/2019
        (
            {
                "kind": "in_year",
                "month": 10,
                "first_day": D(2019, 10, 1),
                "last_day": D(2019, 11, 12),
            },
            "01/10/2019 đến 11/11/2019",
        ),
    ],
)
def test_a_plan_that_the_law_does_not_allow_is_refused_in_words(office, changes, words):
    with pytest.raises(ValidationError) as refused:
        made_up.opened(office, **changes)
    assert words in " ".join(refused.value.messages)


def test_steps_of_a_monthly_review_end_with_its_days_also_where_an_older_plan_was_longer(office):
    campaign = made_up.opened(office, **MONTHLY)
    Campaign.objects.update(last_day=D(2024, 12, 31))  # as plans could be before
    campaign.refresh_from_db()
    lines = calendar(campaign, [made_up.ward_of(campaign, office)], D(2024, 10, 31))
    steps = ["survey", "meeting", "posting", "decision", "certificates"]
    assert {line.step: line.due for line in lines} == dict.fromkeys(steps, D(2024, 10, 30)) | {"complaints": None}
    assert ends_on(campaign) == D(2024, 10, 30)
    assert reports_due(campaign, D(2024, 10, 31)) == []  # Điều 7.1: reports from February to September alone


def test_a_monthly_review_has_the_monthly_report_and_no_other(office):
    """August's review: by 5 September, read on Today from the 2nd on, until it is noted as sent."""
    days = {"month": 8, "first_day": D(2024, 8, 15), "last_day": D(2024, 8, 30), "baseline_on": D(2024, 8, 14)}
    campaign = made_up.opened(office, **(MONTHLY | days))
    (report,) = reports_due(campaign, D(2024, 9, 4))
    assert (report.day, report.on_the_day, report.due) == (D(2024, 9, 5), True, False)
    assert report.article == "QĐ 24/2021 Điều 7 khoản 1"

    def told(day: int) -> list[str]:
        found = waiting_for(office.people["leader"], office.ward, 2024, D(2024, 9, day))
        return [each.title for each in found if "rà soát thường xuyên" in each.title]

    title = "Kết quả rà soát thường xuyên: Chủ tịch Ủy ban nhân dân cấp xã báo cáo cấp huyện: hạn chót 05/09/2024"
    late = "Kết quả rà soát thường xuyên: Chủ tịch Ủy ban nhân dân cấp xã báo cáo cấp huyện: trễ hạn từ ngày 05/09/2024"
    assert [told(day) for day in (1, 2, 5, 6)] == [[], [title], [title], [late]]


def test_a_district_and_its_ward_do_not_review_the_same_year_twice(office):
    made_up.opened(office, area=office.units["001"])
    with pytest.raises(ValidationError, match="Quận Ba Đình"):
        made_up.opened(office)


def test_both_standards_keep_a_result(office, campaign):
    """By hand, QĐ 59/2015 urban: 1.000.000 lies between 900.000 and 1.300.000, two deprivations: near-poor. Hà Nội's
    lines are 1.400.000 and 1.950.000: poor by income."""
    case = made_up.case_of(campaign, "Trần Thị Hường")
    survey = sent(office, case, declared(1_000_000, "2", "6"))
    assert {(r.rule_set, r.class_id, r.deprivations) for r in survey.results.all()} == {
        ("vn-2016", "near_poor", 2),
        ("vn-2016-hanoi", "poor", 2),
    }
    case.refresh_from_db()
    assert (case.state, case.class_id) == ("surveyed", "near_poor")


def test_a_form_sent_twice_is_kept_once_and_other_answers_under_its_number_are_refused(office, campaign):
    case = made_up.case_of(campaign, "Trần Thị Hường")
    number = uuid.uuid4()
    first = sent(office, case, declared(1_000_000), sent_id=number)
    again = sent(office, case, declared(1_000_000), sent_id=number, case_version=1)
    assert again.pk == first.pk
    with pytest.raises(taking_in.OtherContent):
        sent(office, case, declared(2_000_000), sent_id=number)
    assert case.surveys.count() == 1


def test_two_forms_of_one_household_end_in_a_conflict_that_a_person_decides(office, campaign):
    case = made_up.case_of(campaign, "Trần Thị Hường")
    seen = case.version
    first = sent(office, case, declared(1_000_000))
    second = sent(office, case, declared(5_000_000), who="enumerator2", case_version=seen)
    assert second.state == SurveyState.CONFLICT
    with pytest.raises(ValidationError, match="mâu thuẫn"):
        surveys.confirm(first, by=office.people["officer"], at=NOW)
    surveys.settle_conflict(second, why="đi lại có giấy lương", by=office.people["officer"], at=NOW)
    case.refresh_from_db()
    first.refresh_from_db()
    assert (case.survey_id, case.class_id, first.state) == (second.pk, "not_poor", SurveyState.REPLACED)


def test_an_officers_edit_in_between_ends_in_a_visible_conflict(office, campaign):
    case = made_up.case_of(campaign, "Trần Thị Hường")
    seen = case.version
    ward = made_up.ward_of(campaign, office)
    teams.assign_cases(ward, cases=[case.pk], to=office.people["enumerator"], by=office.people["officer"], at=NOW)
    survey = sent(office, case, declared(1_000_000), case_version=seen)
    assert survey.state == SurveyState.CONFLICT


def test_nobody_confirms_the_own_form_and_the_database_says_so_too(office, campaign):
    case = made_up.case_of(campaign, "Trần Thị Hường")
    survey = sent(office, case, declared(1_000_000), who="officer")
    with pytest.raises(PermissionDenied):
        surveys.confirm(survey, by=office.people["officer"], at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="confirmed", confirmed_by=office.people["officer"])


def test_a_form_with_a_missing_answer_is_kept_but_gives_no_class(office, campaign):
    case = made_up.case_of(campaign, "Trần Thị Hường")
    answers = declared(1_000_000)
    del answers["declared"]["7"]
    survey = sent(office, case, answers)
    case.refresh_from_db()
    assert case.class_id == ""
    with pytest.raises(ValidationError, match="chưa đủ"):
        surveys.confirm(survey, by=office.people["officer"], at=NOW)


def test_given_back_with_reasons_it_is_surveyed_again(office, campaign):
    case = made_up.case_of(campaign, "Trần Thị Hường")
    survey = sent(office, case, declared(1_000_000))
    said = [surveys.Said("hỏi lại tiền lương", "income_per_person")]
    surveys.give_back(survey, remarks=said, by=office.people["officer"], at=NOW)
    case.refresh_from_db()
    assert case.state == CaseState.RETURNED
    confirmed(office, case, declared(1_400_000))
    case.refresh_from_db()
    assert (case.state, case.class_id, case.surveys.count()) == ("confirmed", "average", 2)


def test_what_the_database_refuses_even_past_the_program(office, campaign):
    """No way past meeting, posting and decision, for no role and no statement."""
    case = made_up.case_of(campaign, "Trần Thị Hường")
    confirmed(office, case, declared(1_000_000))
    for state in ("met", "posted", "contested", "rechecked", "settled", "decided"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(state=state)


def test_a_refused_step_leaves_a_line_in_the_trail(office, campaign):
    case = made_up.case_of(campaign, "Trần Thị Hường")
    confirmed(office, case, declared(1_000_000))
    with pytest.raises(StepRefused):
        lists.close_case(case, why="moved", by=office.people["officer"], at=NOW)
    event = AuditEvent.objects.filter(action="review.step_refused").latest("number")
    assert event.detail["tried"] == "close_case"
    assert event.area_path == office.ward.path
    with pytest.raises(PermissionDenied):
        lists.close_case(case, why="moved", by=office.people["leader"], at=NOW)
    assert AuditEvent.objects.filter(action="review.step_refused").latest("number").detail["why"] == "no_right"


def test_a_campaign_does_not_close_while_a_household_has_no_outcome(office, campaign):
    with pytest.raises(StepRefused, match="5"):
        campaigns.close_campaign(campaign, by=office.people["leader"], at=NOW)
    assert open_households(campaign) == 5


def test_households_are_shared_out_evenly_by_group(office, campaign):
    assert teams.shared({1: 10, 2: 7, 3: 5, 4: 4}, {7: 0, 8: 0}) == {1: 7, 2: 8, 3: 8, 4: 7}
    ward = made_up.ward_of(campaign, office)
    both = [office.people["enumerator"], office.people["enumerator2"]]
    load = teams.share_out(ward, among=both, by=office.people["officer"], at=NOW)
    assert sorted(load.values()) == [0, 5]  # one group stays with one person


def test_what_one_sees(office, campaign):
    ward, other = office.units["00016"], office.units["00001"]
    assert list(campaigns_seen(office.people["enumerator"], ward, 2019)) == [campaign]
    assert cases_seen(office.people["enumerator"], ward).count() == 5
    assert cases_seen(office.people["enumerator"], other).count() == 0
    assert campaigns_seen(office.people["chief"], office.units["001"], 2019).count() == 1


def test_listing_takes_a_fixed_number_of_statements(office, django_assert_max_num_queries):
    campaign = made_up.opened(office)
    with django_assert_max_num_queries(20):
        lists.list_households(campaign, by=office.people["officer"], at=OPENED)
