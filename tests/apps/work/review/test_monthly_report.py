"""The report upwards of a review within the year: asked for until somebody notes that it went out."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import ReportSent
from chungtay.work.review.operations.cancelling import cancel_review
from chungtay.work.review.operations.reporting import note_report_sent
from chungtay.work.review.presenters.waiting import waiting_for
from chungtay.work.review.queries.calendar import reports_due
from chungtay.work.review.queries.monthly_reports import to_report
from tests import campaigns as made_up
from tests.apps.work.review.test_campaign import MONTHLY

pytestmark = pytest.mark.django_db

D = datetime.date
AUGUST = {"month": 8, "first_day": D(2024, 8, 15), "last_day": D(2024, 8, 30), "baseline_on": D(2024, 8, 14)}
SENT = D(2024, 9, 4)
AT = datetime.datetime(2024, 9, 12, 2, 0, tzinfo=datetime.UTC)  # a week after its last day, 5 September


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.opened(office, **(MONTHLY | AUGUST))


def asked(office, day: datetime.date, who: str = "officer") -> list[tuple[str, str]]:
    found = waiting_for(office.people[who], office.ward, 2024, day)
    return [
        (each.title.split("báo cáo cấp huyện: ")[1], each.address)
        for each in found
        if "rà soát thường xuyên" in each.title
    ]


def noted(campaign, office, day=SENT, number="45/BC-UBND", by="officer", at=AT) -> ReportSent:
    return note_report_sent(campaign, sent_on=day, reference=number, by=office.people[by], at=at)


def test_it_is_asked_for_until_it_is_noted_as_sent(office, campaign):
    page = f"/00016/2024/dot-ra-soat/{campaign.pk}/bao-cao-thang/"
    assert asked(office, D(2024, 9, 1)) == []
    assert asked(office, D(2024, 9, 5)) == [("hạn chót 05/09/2024", page)]
    assert asked(office, D(2024, 12, 1)) == [("trễ hạn từ ngày 05/09/2024", page)]
    (report,) = reports_due(campaign, D(2024, 9, 12))
    assert (report.due, report.sent) == (True, None)
    row = noted(campaign, office)
    assert asked(office, D(2024, 9, 12)) == asked(office, D(2024, 12, 1)) == []
    (report,) = reports_due(campaign, D(2024, 9, 12))
    assert (report.due, report.sent) == (False, row)
    event = AuditEvent.objects.get(action="review.report_sent")
    assert event.by == office.people["officer"]


def test_the_same_twice_is_one_and_a_correction_stands_in_its_place(office, campaign):
    first = noted(campaign, office)
    assert noted(campaign, office, number=" 45/BC-UBND ") == first
    second = noted(campaign, office, number="46/BC-UBND")
    (report,) = reports_due(campaign, D(2024, 9, 12))
    assert (report.sent, ReportSent.objects.count()) == (second, 2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"day": D(2024, 8, 14)}, "sent_on"),  # the day before the review began
        ({"day": D(2024, 9, 13)}, "sent_on"),  # tomorrow
        ({"number": "   "}, "reference"),
    ],
)
def test_what_cannot_be_is_refused(office, campaign, changes, code):
    with pytest.raises(ValidationError) as refused:
        noted(campaign, office, **changes)
    assert refused.value.code == code
    assert not ReportSent.objects.exists()


def test_only_whoever_prepares_reviews_there_notes_it(office, campaign):
    for who in ("leader", "enumerator", "elsewhere"):
        if who in office.people:
            with pytest.raises(PermissionDenied):
                noted(campaign, office, by=who)
    assert not ReportSent.objects.exists()


def test_a_month_without_a_report_and_a_cancelled_review_have_none(office):
    october = made_up.opened(office, **MONTHLY)  # its report would be of November: Điều 7 khoản 1 ends in September
    with pytest.raises(ValidationError) as refused:
        noted(october, office)
    assert refused.value.code == "no_report"
    august = made_up.opened(office, **(MONTHLY | AUGUST))
    cancel_review(august, why="Mở nhầm tháng", by=office.people["leader"], at=AT)
    with pytest.raises(ValidationError) as refused:
        noted(august, office)
    assert refused.value.code == "state"
    assert asked(office, D(2024, 9, 12)) == []


def test_the_page_and_the_board_tell_it(office, campaign):
    client = Client()
    client.force_login(office.people["officer"])
    board = f"/00016/2024/dot-ra-soat/{campaign.pk}/"
    page = f"{board}bao-cao-thang/"
    assert page in client.get(board).content.decode()
    empty = client.post(page, {"sent_on": "", "reference": ""}).content.decode()
    assert "chưa gửi" in empty
    early = client.post(page, {"sent_on": "01/01/2024", "reference": "45/BC-UBND"}).content.decode()
    assert "từ 15/08/2024" in early
    assert "45/BC-UBND" in early  # what was typed stays in the form
    answer = client.post(page, {"sent_on": "04/09/2024", "reference": "45/BC-UBND"})
    assert (answer.status_code, answer["Location"]) == (302, board)
    told = client.get(board).content.decode()
    assert "04/09/2024" in told
    assert "45/BC-UBND" in told


def test_statements_of_today_do_not_grow_with_reviews(office, campaign, django_assert_max_num_queries):
    july = {"month": 7, "first_day": D(2024, 7, 15), "last_day": D(2024, 7, 30), "baseline_on": D(2024, 7, 14)}
    made_up.opened(office, **(MONTHLY | july))
    with django_assert_max_num_queries(2):  # the reader's areas, the reviews
        assert len(to_report(office.people["officer"], office.ward, D(2024, 9, 12))) == 2
