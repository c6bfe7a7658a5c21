"""The whole review computed again: nothing stored changes, and every household that differs is named."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from chungtay.foundation.core.models import AuditEvent, Job
from chungtay.foundation.core.operations import jobs
from chungtay.work.review.models import ScoringDifference, ScoringRun, SurveyResult
from chungtay.work.review.operations import scored_again as operations
from chungtay.work.review.operations.campaigns import Standard
from chungtay.work.review.queries import bulk_scoring
from chungtay.work.review.queries.scored_again import compared, standards_in_order
from tests import campaigns as made_up
from tests.apps.work.review.test_a_whole_review import at, commune
from tests.rulebook.households import ADULT, WORKER, rural

pytestmark = pytest.mark.django_db
HOMES = (("Ngô Văn Sậy", ""), ("Mai Thị Đay", "near_poor"), ("Đỗ Văn Lúa", "poor"), ("Lương Văn Cói", "poor"))
LACKING = ADULT | {"health_insurance": 2, "state_paid_insurance": 2, "internet": 2}
FORMS = {
    "Ngô Văn Sậy": rural(1, LACKING, phones=0, radio=2),
    "Mai Thị Đay": rural(1),
    "Đỗ Văn Lúa": rural(1, WORKER, WORKER, televisions=1),
    "Lương Văn Cói": rural(1, WORKER),
}


def surveyed() -> made_up.Office:
    office = made_up.office(commune())
    made_up.register(office, HOMES, rule_set="vn-2022")
    campaign = made_up.under_survey(
        office,
        year=2025,
        first_day=datetime.date(2025, 9, 1),
        last_day=datetime.date(2025, 12, 14),
        baseline_on=datetime.date(2025, 8, 31),
        standards=[Standard("vn-2022", "points")],
        settled={"complaints.working_days": 7},
        at=at(9, 1, 2025),
    )
    for day, (head, raw) in enumerate(FORMS.items(), 15):
        given = {"household": raw["household"], "members": raw["members"]}
        made_up.sent(
            office,
            made_up.case_of(campaign, head),
            given,
            surveyed_on=datetime.date(2025, 9, day),
            at=at(9, 20, 2025),
        )
    return office


def run(office: made_up.Office) -> ScoringRun:
    ward = made_up.CampaignWard.objects.select_related("ward", "campaign").get(ward=office.ward)
    (standard,) = standards_in_order(ward)
    by = office.people["officer"]
    return operations.keep_run(ward, standard, compared(ward, standard), by=by, at=at(9, 21, 2025))


def test_the_same_rules_give_the_same_results(monkeypatch):
    office = surveyed()
    monkeypatch.setattr(bulk_scoring, "PART", 3)  # four forms in parts of three, on four days
    found = run(office)
    assert (found.forms, found.refused, found.by_reference, found.differing) == (4, 0, 0, 0)
    assert AuditEvent.objects.get(action="review.scored_again").detail["forms"] == 4


def test_who_differs_is_named_and_nothing_is_overwritten():
    """Stored: Sậy by other figures, Đay nothing at all. B2 of Sậy is 30 (insurance, internet, no means of
    information), of Đay 0."""
    office = surveyed()
    of = {case.head_name: case.survey_id for case in made_up.Case.objects.all()}
    stored = SurveyResult.objects.filter(survey=of["Ngô Văn Sậy"])
    stored.update(class_id="near_poor", b2=20, deprived="2.2,6.1", rule_set_version="vn-2022@cũ")
    SurveyResult.objects.filter(survey=of["Mai Thị Đay"]).delete()
    before = list(SurveyResult.objects.order_by("pk").values_list("pk", "class_id", "b2", "deprived"))
    found = run(office)
    assert (found.forms, found.differing) == (4, 2)
    rows = {row.survey_id: row for row in ScoringDifference.objects.all()}
    one, other = rows[of["Ngô Văn Sậy"]], rows[of["Mai Thị Đay"]]
    assert (one.was["class"], one.was["b2"], one.was["deprived"]) == ("near_poor", 20, "2.2,6.1")
    assert (one.now["class"], one.now["b2"], one.now["deprived"]) == ("poor", 30, "2.2,6.1,6.2")
    assert (one.was["b1"], one.stored_version) == (one.now["b1"], "vn-2022@cũ")
    assert (other.was, other.now["class"], other.now["b1"]) == ({}, "near_poor", 120)
    assert list(SurveyResult.objects.order_by("pk").values_list("pk", "class_id", "b2", "deprived")) == before


def test_what_a_column_cannot_hold_goes_by_the_reference():
    office = surveyed()
    case = made_up.Case.objects.select_related("survey").get(head_name="Đỗ Văn Lúa")
    answers = dict(case.survey.answers)
    answers["overrides"] = {"1.1": {"deprived": True, "reason": "đã xem hợp đồng"}}
    made_up.Survey.objects.filter(pk=case.survey_id).update(answers=answers)
    found = run(office)
    assert (found.by_reference, found.differing) == (1, 1)  # the stored result is that without the reviewer's word
    assert ScoringDifference.objects.get().now["deprived"].startswith("1.1")


def test_by_income_too():
    office = made_up.office()
    made_up.register(office)
    campaign = made_up.under_survey(office)
    made_up.confirmed(office, made_up.case_of(campaign, "Trần Thị Hường"), made_up.declared(800_000, "3"))
    SurveyResult.objects.filter(rule_set="vn-2016-hanoi").update(income=1)
    ward = made_up.ward_of(campaign, office)
    counts = {each.rule_set: compared(ward, each) for each in standards_in_order(ward)}
    assert [(len(told.different), told.by_reference) for told in counts.values()] == [(0, 1), (1, 1)]


def test_the_screen_starts_the_job_and_shows_who_differs(client):
    office = surveyed()
    SurveyResult.objects.filter(survey__case__head_name="Ngô Văn Sậy").update(class_id="near_poor")
    campaign = made_up.Campaign.objects.get()
    place = [office.ward.code, 2025, campaign.pk]
    client.force_login(office.people["officer"])
    page = client.get(reverse("quality:again", args=place)).content.decode()
    assert "Chưa chấm lại lần nào." in page
    answer = client.post(reverse("quality:again_start", args=place))
    assert answer.status_code == 302
    jobs.run_job(Job.objects.get(kind=operations.KIND).pk, clock=lambda: at(9, 21, 2025))
    page = client.get(reverse("quality:again", args=place)).content.decode()
    assert "1 trong 4 phiếu khác kết quả đã lưu." in page
    assert "Ngô Văn Sậy" in page
    assert "Mai Thị Đay" not in page
    with pytest.raises(PermissionDenied):
        operations.start_scoring(
            campaign, wards=campaign.wards.all(), by=office.people["enumerator"], at=at(9, 21, 2025)
        )
