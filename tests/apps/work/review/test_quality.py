"""Second visits, flags and their outcomes, on forms whose figures are worked out by hand."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.registry.queries.listed import Member, codes
from chungtay.work.review.models import CaseState, Flag, SpotVisit
from chungtay.work.review.operations import quality, surveys
from chungtay.work.review.presenters.waiting import waiting_for
from chungtay.work.review.queries.contradictions import with_last_year, with_register
from chungtay.work.review.queries.quality import disagreement, lines_now
from tests import campaigns as made_up
from tests.campaigns import NOW, case_of, declared, sent

pytestmark = pytest.mark.django_db
MANY = tuple(
    (f"Nguyễn {middle} {given}", "near_poor")
    for middle in ("Hư", "Cấu", "Mẫu", "Thử")
    for given in ("An", "Bình", "Cúc", "Dung", "Hà", "Lan")
)


@pytest.fixture
def office():
    return made_up.office()


def survey_of(office, homes=MANY):
    made_up.register(office, homes)
    campaign = made_up.under_survey(office)
    return campaign, made_up.ward_of(campaign, office), [case_of(campaign, name) for name, _was in homes]


def checked(ward, office):
    return quality.check_ward(ward, by=office.people["officer"], at=NOW)


def test_a_draw_is_seeded_and_anybody_finds_the_same(office):
    """20 % of 24 forms, rounded up: five. By hand, the order is that of SHA-256 over "seed:code"."""
    _campaign, ward, cases = survey_of(office)
    for case in cases:
        sent(office, case, declared(1_000_000))
    by = office.people["officer"]
    assert quality.draw_visits(ward, percent=20, seed="6/9/2019-17", by=by, at=NOW) == 5
    named = codes([case.household_id for case in cases])
    order = sorted(cases, key=lambda case: quality.place_in_draw("6/9/2019-17", named[case.household_id]))
    assert [visit.case_id for visit in SpotVisit.objects.order_by("draw")] == [case.pk for case in order[:5]]
    people = {visit.assigned_to for visit in SpotVisit.objects.all()}
    assert people == {office.people["enumerator2"], office.people["member"]}  # never who visited first
    assert AuditEvent.objects.get(action="review.visits_drawn").detail["of"] == 24
    with pytest.raises(PermissionDenied):
        quality.draw_visits(ward, percent=20, seed="x", by=office.people["enumerator"], at=NOW)
    with pytest.raises(ValidationError):
        quality.draw_visits(ward, percent=0, seed="x", by=by, at=NOW)


def titles(office, name):
    found = waiting_for(office.people[name], office.ward, 2019, datetime.date(2019, 9, 6))
    return [each.title for each in found]


def test_a_second_visit_that_disagrees_is_a_task_and_the_form_goes_back(office):
    """Two of the eleven answers differ (over a tenth), and the class: near-poor, then average."""
    _campaign, ward, cases = survey_of(office, MANY[:2])
    for case in cases:
        sent(office, case, declared(1_000_000, "2"))
    by = office.people["officer"]
    quality.draw_visits(ward, percent=100, seed="s", by=by, at=NOW)
    with pytest.raises(PermissionDenied):  # the first surveyor proves nothing
        sent(office, cases[0], declared(1_000_000), purpose="spot")
    sent(office, cases[0], declared(1_500_000), who="enumerator2", purpose="spot")
    sent(office, cases[1], declared(1_000_000, "2"), who="enumerator2", purpose="spot")
    assert checked(ward, office) == {"spot": 1}
    flag = Flag.objects.get()
    assert (flag.survey, flag.enumerator) == (cases[0].surveys.get(number=1), office.people["enumerator"])
    task = "1 điểm trong phiếu cần xem"
    assert task in titles(office, "officer")
    assert task not in titles(office, "enumerator")
    assert flag.detail["differing"] == ["income_per_person", "declared.2"]
    assert (flag.detail["class_first"], flag.detail["class_second"]) == ("near_poor", "average")
    by_question, by_person = disagreement(list(SpotVisit.objects.select_related("survey")))
    assert [(rate.differing, rate.compared) for rate in by_person] == [(2, 22)]
    assert [(rate.name, rate.percent) for rate in by_question[:2]] == [("declared.2", 50), ("income_per_person", 50)]
    assert checked(ward, office) == {}  # done again, nothing is raised twice
    said = {"words": "hỏi lại tiền lương", "by": by, "at": NOW}
    assert quality.close_flag(flag, outcome="mended", **said) == 1
    cases[0].refresh_from_db()
    assert cases[0].state == CaseState.RETURNED
    assert flag.survey.remarks.get().words == "hỏi lại tiền lương"
    assert task not in titles(office, "officer")
    with pytest.raises(ValidationError, match="đã có người xem"):
        quality.close_flag(flag, outcome="fine", **said)


def test_forms_filled_in_too_fast(office):
    """Eleven forms of ten minutes and one of three: less than a third of the median of 600 seconds."""
    _campaign, ward, cases = survey_of(office, MANY[:12])
    for number, case in enumerate(cases):
        minutes = 3 if number == 5 else 10
        ended = NOW + datetime.timedelta(minutes=minutes)
        sent(office, case, declared(1_000_000 + 50_000 * number), started_at=NOW, ended_at=ended)
    checked(ward, office)
    flag = Flag.objects.get(kind="short")
    assert flag.survey.case == cases[5]
    assert (flag.detail["seconds"], flag.detail["median"]) == (180, 600)


def test_scores_that_gather_under_the_line(office):
    """900.000 is the urban line of 2016. 23 of 24 households lie in the 50.000 under it, one above: by chance
    (1 + 24)/2^24, which is shown as at most one in ten thousand."""
    _campaign, ward, cases = survey_of(office)
    for number, case in enumerate(cases):
        sent(office, case, declared(890_000 if number else 910_000, str(number % 10 + 1)))
    checked(ward, office)
    flag = Flag.objects.get(kind="bunched")
    assert (flag.detail["under"], flag.detail["above"], flag.detail["cut"], flag.detail["p"]) == (23, 1, 900_000, "1")
    plots = {each.line: each.found for each in lines_now(ward)}
    assert (plots["poor_line"].under, plots["poor_line"].above) == (23, 1)
    with pytest.raises(ValidationError, match="trả lại"):
        quality.close_flag(flag, outcome="mended", words="x", by=office.people["officer"], at=NOW)
    quality.close_flag(flag, outcome="fine", words="đã xem từng phiếu", by=office.people["officer"], at=NOW)


def test_copied_forms_of_one_person(office):
    """One enumerator's six forms are the same, the other's six differ in several answers."""
    _campaign, ward, cases = survey_of(office, MANY[:12])
    for case in cases[:6]:
        sent(office, case, declared(1_000_000, "1"))
    for number, case in enumerate(cases[6:]):
        lacking = {0: "1 2 3", 1: "4 5 6", 2: "7 8 9", 3: "1 5 9", 4: "2 6 10", 5: "3 4 8"}[number].split()
        sent(office, case, declared(1_200_000 + number * 37_000, *lacking), who="enumerator2")
    checked(ward, office)
    flag = Flag.objects.get(kind="alike")
    assert (flag.enumerator, flag.detail["twins"], flag.detail["other_twins"]) == (office.people["enumerator"], 6, 0)
    closed = {"outcome": "mended", "words": "chép phiếu", "at": NOW}
    assert quality.close_flag(flag, by=office.people["officer"], **closed) == 6
    assert {case.state for case in ward.cases.filter(survey__in=flag.detail["surveys"])} == {"returned"}


def test_nobody_looks_at_the_own_forms(office):
    _campaign, ward, cases = survey_of(office, MANY[:1])
    survey = sent(office, cases[0], declared(1_000_000), who="officer")
    flag = Flag.objects.create(
        campaign=ward.campaign, ward=ward, kind="short", subject="1", survey=survey, enumerator=survey.surveyed_by,
        raised_at=NOW,
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        quality.close_flag(flag, outcome="fine", words="x", by=office.people["officer"], at=NOW)


def test_contradictions_by_hand():
    before = {"household": {"floor_area_m2": 20}, "members": [{"person": 7, "sex": 1, "birth_date": "1960"}]}
    now = {
        "household": {"floor_area_m2": "41.5"},
        "members": [{"person": 7, "sex": 2, "birth_date": "02/03/1961"}, {}, {}, {}],
    }
    assert [each[:2] for each in with_last_year(now, before, class_now="not_poor", was="poor")] == [
        ("class", 0),
        ("members", 0),
        ("floor_area", 0),
        ("sex", 1),
        ("birth", 1),
    ]
    assert with_last_year(before, before, class_now="near_poor", was="poor") == []
    doubled = {"household": {"floor_area_m2": 40}}
    assert with_last_year(doubled, before, class_now="poor", was="poor") == []


def test_the_register_knows_otherwise():
    roster = [Member(7, "A", "male", "05/1960", "head", "Kinh"), Member(8, "B", "female", "", "child", "Kinh")]
    people = [{"person": 7, "sex": 1, "birth_date": "12/05/1960", "relationship": 1}, {"name": "C"}, {"person": 9}]
    assert with_register({"members": people}, roster) == [
        ("elsewhere", 3, 1, 0),
        ("not_on_form", 0, 0, 1),
        ("not_in_register", 0, 1, 0),
    ]
    assert with_register({}, roster) == []


def test_a_ward_is_checked_in_a_fixed_number_of_statements(office, django_assert_max_num_queries):
    _campaign, ward, cases = survey_of(office)
    for number, case in enumerate(cases):
        sent(office, case, declared(890_000 if number else 910_000))
    surveys.give_back(  # a returned form is not looked at
        cases[3].surveys.get(), remarks=[surveys.Said("xem lại")], by=office.people["officer"], at=NOW
    )
    with django_assert_max_num_queries(32):
        checked(ward, office)
    assert AuditEvent.objects.get(action="review.quality_checked").detail["forms"] == 23
