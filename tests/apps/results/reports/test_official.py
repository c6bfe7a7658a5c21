"""Which report may be final as the official one: the decision's two lists in order, a standard of the review."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from chungtay.results.reports.models import FinalReport
from chungtay.results.reports.operations.finalising import finalise_report
from chungtay.results.reports.queries.wanting import wanted_by
from chungtay.work.review.models import CampaignWard, WardState
from tests import campaigns
from tests.apps.results.reports import world as w

pytestmark = pytest.mark.django_db
D = datetime.date


def refused(place, year: int, query: dict[str, str], at: datetime.datetime) -> str:
    asked = wanted_by(place, year, "chinh-thuc", query, at.date())
    with pytest.raises(ValidationError) as said:
        finalise_report(asked, "group", by=None, at=at)
    assert not FinalReport.objects.exists()
    return " ".join(said.value.messages)


def test_of_a_year_of_other_programs_only_the_two_lists_and_a_standard_of_the_year():
    ward = w.one_in_each_line().ward
    swapped = refused(ward, 2024, {"tu": "2024-12-31", "den": "2024-01-01"}, w.AT)
    assert "Danh sách đầu kỳ phải có ngày trước" in swapped
    assert "từ danh sách ngày 01/01/2024 đến danh sách ngày 01/01/2025" in swapped
    assert "tính từ danh sách ngày 01/01/2024" in refused(ward, 2024, {"den": "2024-12-31"}, w.AT)
    assert "không áp dụng trong năm 2024" in refused(ward, 2024, {"chuan": "vn-2016-hanoi"}, w.AT)
    assert "Năm 2025 chưa có quyết định" in refused(ward, 2025, {}, w.AT)  # on 1 March 2025
    told = wanted_by(ward, 2024, "chinh-thuc", {"tu": "2024-01-01", "den": "2025-01-01"}, w.TODAY)
    report = finalise_report(told, "group", by=None, at=w.AT)
    assert (report.opened_on, report.closed_on, report.rule_set) == (w.OPEN, w.CLOSE, "vn-2022")


def test_of_a_review_only_after_its_decision_and_by_its_standards():
    made = campaigns.office()
    campaigns.register(made)
    campaign = campaigns.under_survey(made)
    at = datetime.datetime(2020, 1, 15, 8, tzinfo=datetime.UTC)
    assert f"chưa có quyết định ở: {made.ward.name}" in refused(made.ward, 2019, {}, at)
    above = made.units["001"]
    assert f"chưa có quyết định ở: {made.ward.name}" in refused(above, 2019, {}, at)
    CampaignWard.objects.filter(campaign=campaign).update(state=WardState.DECIDED)
    assert "không phải chuẩn của đợt rà soát năm 2019" in refused(made.ward, 2019, {"chuan": "vn-2022"}, at)
    beside = wanted_by(made.ward, 2019, "chinh-thuc", {"chuan": "vn-2016-hanoi"}, at.date())
    assert finalise_report(beside, "group", by=None, at=at).rule_set == "vn-2016-hanoi"
    report = finalise_report(wanted_by(made.ward, 2019, "chinh-thuc", {}, at.date()), "group", by=None, at=at)
    assert (report.opened_on, report.closed_on) == (D(2019, 1, 1), D(2020, 1, 1))


def test_the_page_says_why_and_has_no_button(client):
    made = campaigns.office()
    campaigns.register(made)
    campaigns.under_survey(made)
    client.force_login(made.people["leader"])
    page = f"/{made.ward.code}/2019/bao-cao/"
    text = client.get(page).content.decode()
    assert "Chưa chốt được thành báo cáo chính thức" in text
    assert f"{page}chinh-thuc/chot/" not in text
    answer = client.post(f"{page}chinh-thuc/chot/?tu=2019-12-31&den=2019-01-01", follow=True).content.decode()
    assert "Danh sách đầu kỳ phải có ngày trước danh sách cuối kỳ" in answer
    assert not FinalReport.objects.exists()
