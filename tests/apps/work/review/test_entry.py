"""Paper forms typed twice by two people, and what happens where they differ."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import CaseState, Survey, SurveyState, Typing
from chungtay.work.review.operations import entry, surveys, teams
from chungtay.work.review.queries import entry as queries
from tests import campaigns as made_up
from tests.campaigns import NOW, VISITED, case_of, declared

pytestmark = pytest.mark.django_db
HEAD = "Trần Thị Hường"


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def case(office):
    return case_of(made_up.under_survey(office), HEAD)


def typed(office, case, answers, who, *, twice=True, visitor="enumerator", on=VISITED):
    """One person types the paper to its end; None when it differs from the first typing."""
    by = office.people[who]
    form = entry.Typed(answers, office.people[visitor], on, twice)
    return entry.finish_typing(entry.keep_typing(case, form, by=by, at=NOW), by=by, at=NOW)


def test_typed_once_it_has_no_class_and_counts_for_nothing(office, case):
    half = typed(office, case, declared(1_000_000, "2"), "officer")
    case.refresh_from_db()
    assert (half.state, half.results.count(), case.state, case.survey) == ("half", 0, CaseState.LISTED, None)


def test_typed_twice_alike_it_goes_through_the_pipeline(office, case):
    typed(office, case, declared(1_000_000, "2", "6"), "officer")
    survey = typed(office, case, declared(1_000_000, "2", "6"), "enumerator2")
    case.refresh_from_db()
    assert (survey.state, survey.door, case.class_id) == (SurveyState.SENT, "keyboard", "near_poor")
    assert (survey.entered_by, survey.entered_again_by) == (office.people["officer"], office.people["enumerator2"])
    assert not Typing.objects.exists()
    with pytest.raises(PermissionDenied):  # neither of the two who typed confirms
        surveys.confirm(survey, by=office.people["officer"], at=NOW)


def test_the_first_typist_does_not_type_the_second_time(office, case):
    typed(office, case, declared(1_000_000), "officer")
    with pytest.raises(PermissionDenied, match="lần đầu"):
        typed(office, case, declared(1_000_000), "officer")


def test_what_differs_is_settled_box_by_box(office, case):
    """By hand: income 900.000 or 1.900.000, indicator 6 lacking or not, the day 5 or 6 September: three boxes."""
    typed(office, case, declared(900_000, "2"), "officer")
    later = VISITED.replace(day=6)
    assert typed(office, case, declared(1_900_000, "2", "6"), "enumerator2", on=later) is None
    typing = Typing.objects.get()
    half = queries.half_typed(case, "first")
    assert queries.differing_of(half, typing) == ["surveyed_on", "income_per_person", "declared.6"]
    chosen = {"surveyed_on": later, "income_per_person": 1_000_000, "declared.6": True}
    survey = entry.settle_typing(typing, chosen=chosen, by=office.people["enumerator2"], at=NOW)
    assert survey.answers == declared(1_000_000, "2", "6") | {"members": []} or survey.answers == declared(
        1_000_000, "2", "6"
    )
    case.refresh_from_db()
    assert (survey.state, survey.surveyed_on, case.class_id) == ("sent", later, "near_poor")
    event = AuditEvent.objects.get(action="review.survey_typed_again")
    assert event.detail["differing"] == 3


def test_a_box_left_open_is_not_settled(office, case):
    typed(office, case, declared(900_000), "officer")
    typed(office, case, declared(1_900_000, "6"), "enumerator2")
    with pytest.raises(ValidationError, match="từng ô"):
        entry.settle_typing(
            Typing.objects.get(), chosen={"income_per_person": 1}, by=office.people["enumerator2"], at=NOW
        )


def test_what_the_paper_says_is_held_against_the_codes_of_its_box(office, case):
    """Neither of the two typed these, and no such answer exists: an income is a number up to 999.999.999, an indicator
    lacks or does not, the visitor visits in this group, the visit is in the review."""
    typed(office, case, declared(900_000, "2"), "officer")
    typed(office, case, declared(1_900_000, "2", "6"), "enumerator2", visitor="enumerator2")
    typing, by = Typing.objects.get(), office.people["enumerator2"]
    right = {"surveyed_by": by, "income_per_person": 1_000_000, "declared.6": True}
    for path, value, word in (
        ("income_per_person", "abc", "abc"),
        ("income_per_person", 1_000_000_000, "999.999.999"),
        ("declared.6", "9", "mã 1, 2"),
        ("surveyed_by", office.people["district"], "không đi rà soát hộ nào ở tổ, thôn này"),
    ):
        with pytest.raises(ValidationError, match=word), override("vi"):
            entry.settle_typing(typing, chosen=right | {path: value}, by=by, at=NOW)
    assert Survey.objects.get().state == SurveyState.HALF
    survey = entry.settle_typing(typing, chosen=right | {"surveyed_by": office.people["officer"]}, by=by, at=NOW)
    assert (survey.surveyed_by, survey.answers["income_per_person"]) == (office.people["officer"], 1_000_000)


def test_what_one_of_the_two_typed_as_the_paper_is_may_stay(office, case):
    """The paper says 1.000.000.000: the first typist sent it in as the paper is."""
    typed(office, case, declared(1_000_000_000, "2"), "officer")
    typed(office, case, declared(100_000_000, "2"), "enumerator2")
    by = office.people["enumerator2"]
    survey = entry.settle_typing(Typing.objects.get(), chosen={"income_per_person": 1_000_000_000}, by=by, at=NOW)
    case.refresh_from_db()
    assert (survey.answers["income_per_person"], case.class_id) == (1_000_000_000, "not_poor")


def test_whoever_visited_may_type_the_own_form_once_and_nobody_else(office, case):
    survey = typed(office, case, declared(1_000_000), "enumerator", twice=False)
    assert survey.state == SurveyState.SENT
    other = case_of(case.campaign, "Vũ Đức Cảnh")
    assert typed(office, other, declared(1_000_000), "officer", twice=False).state == SurveyState.HALF


def test_a_paper_may_be_typed_by_others_than_who_carries_the_household(office, case):
    ward = made_up.ward_of(case.campaign, office)
    teams.assign_cases(ward, cases=[case.pk], to=office.people["enumerator"], by=office.people["officer"], at=NOW)
    assert typed(office, case, declared(1_000_000), "enumerator2").state == SurveyState.HALF
    other = case_of(case.campaign, "Vũ Đức Cảnh")
    teams.assign_cases(ward, cases=[other.pk], to=office.people["enumerator"], by=office.people["officer"], at=NOW)
    # who visited is what the paper says: never refused for whom the household was given to
    assert typed(office, other, declared(1), "enumerator2", visitor="enumerator2").state == SurveyState.HALF


def test_given_to_others_before_between_and_after_the_typings_the_paper_goes_in(office, case):
    """enumerator visited; the household is given to enumerator2 first, to enumerator between the two typings, to
    enumerator2 before the boxes are settled. One paper, two typists who agree in the end: no conflict."""
    ward, officer = made_up.ward_of(case.campaign, office), office.people["officer"]

    def give(who):
        teams.assign_cases(ward, cases=[case.pk], to=office.people[who], by=officer, at=NOW)

    give("enumerator2")
    assert typed(office, case, declared(900_000, "2"), "officer").state == SurveyState.HALF
    give("enumerator")
    assert typed(office, case, declared(1_900_000, "2"), "enumerator2") is None
    give("enumerator2")
    by, chosen = office.people["enumerator2"], {"income_per_person": 1_900_000}
    survey = entry.settle_typing(Typing.objects.get(), chosen=chosen, by=by, at=NOW)
    case.refresh_from_db()
    assert (survey.state, survey.surveyed_by, case.state) == ("sent", office.people["enumerator"], "surveyed")


def test_a_form_that_came_while_boxes_were_settled_is_a_contradiction_all_the_same(office, case):
    """The telephone's form came in, was given back, and the household given to somebody else: two forms disagree."""
    ward, officer = made_up.ward_of(case.campaign, office), office.people["officer"]
    typed(office, case, declared(900_000, "2"), "officer")
    assert typed(office, case, declared(1_900_000, "2"), "enumerator2") is None
    came = made_up.sent(office, case, declared(5_000_000), at=NOW + datetime.timedelta(hours=1))
    said = [surveys.Said("hỏi lại", "income_per_person")]
    surveys.give_back(came, remarks=said, by=officer, at=NOW + datetime.timedelta(hours=2))
    teams.assign_cases(ward, cases=[case.pk], to=office.people["enumerator2"], by=officer, at=NOW)
    by, chosen = office.people["enumerator2"], {"income_per_person": 900_000}
    survey = entry.settle_typing(Typing.objects.get(), chosen=chosen, by=by, at=NOW + datetime.timedelta(hours=3))
    assert survey.state == SurveyState.CONFLICT


def test_the_own_form_of_somebody_elses_household_waits_for_an_officer(office, case):
    """Typed once by who says to have visited: nobody else saw the paper."""
    ward = made_up.ward_of(case.campaign, office)
    teams.assign_cases(ward, cases=[case.pk], to=office.people["enumerator"], by=office.people["officer"], at=NOW)
    survey = typed(office, case, declared(1), "enumerator2", visitor="enumerator2", twice=False)
    case.refresh_from_db()
    assert (survey.state, case.state) == (SurveyState.CONFLICT, CaseState.LISTED)


def test_a_form_that_came_in_meanwhile_makes_the_second_typing_a_conflict(office, case):
    typed(office, case, declared(1_000_000), "officer")
    made_up.sent(office, case, declared(5_000_000))
    survey = typed(office, case, declared(1_000_000), "enumerator2")
    assert survey.state == SurveyState.CONFLICT


def test_what_is_kept_is_there_again_and_only_for_oneself(office, case):
    by = office.people["officer"]
    for income in (1, 12, 123):
        entry.keep_typing(case, entry.Typed({"income_per_person": income}), by=by, at=NOW)
    assert queries.typing_of(case, "first", by).answers == {"income_per_person": 123}
    assert queries.typing_of(case, "first", office.people["enumerator"]) is None
    assert AuditEvent.objects.filter(action="review.typing_begun").count() == 1
    with pytest.raises(PermissionDenied):
        entry.finish_typing(Typing.objects.get(), by=office.people["enumerator"], at=NOW)
    entry.drop_typing(Typing.objects.get(), by=by, at=NOW)
    assert not Typing.objects.exists()


def test_without_visitor_and_day_no_form_goes_in(office, case):
    by = office.people["officer"]
    typing = entry.keep_typing(case, entry.Typed(declared(1)), by=by, at=NOW)
    with pytest.raises(ValidationError, match="ngày nào"):
        entry.finish_typing(typing, by=by, at=NOW)


def test_the_pile_tells_each_person_what_is_theirs(office, case):
    typed(office, case, declared(1_000_000), "officer")
    ward, campaign = office.ward, case.campaign
    counted = {
        who: queries.counts_of_steps(queries.to_type(office.people[who], campaign, ward))
        for who in ("officer", "enumerator2", "member")
    }
    assert (counted["officer"]["cho"], counted["officer"]["lan-hai"]) == (4, 0)
    assert (counted["enumerator2"]["cho"], counted["enumerator2"]["lan-hai"]) == (4, 1)
    assert counted["member"]["tat-ca"] == 0
    assert Survey.objects.count() == 1
