"""No decision is dated before the end of its own posting, its meeting, or the decision that it corrects."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.work.review.models import Meeting
from chungtay.work.review.operations import corrections, decisions
from chungtay.work.review.queries.decision_days import before
from tests import campaigns as made_up
from tests import decided as made

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def draft(office):
    """Met on 8 September, hung from 10 until 13 September 2019 (`decided.settle`)."""
    return decisions.draft_decision(made.agreed(office), by=office.people["officer"], at=made.DRAFTED)


def sign(office, draft, day, **changes):
    given = made.signature(signed_on=day, **({"effective_on": D(2020, 1, 1)} | changes))
    return decisions.sign_decision(draft, signature=given, by=office.people["leader"], at=made.SIGNED)


@pytest.mark.parametrize("day", [D(2019, 9, 10), D(2019, 9, 13)])
def test_not_within_its_own_posting(office, draft, day):
    assert before(draft).first == D(2019, 9, 14)
    with pytest.raises(ValidationError, match=r"13/09/2019.*14/09/2019") as refused:
        sign(office, draft, day)
    assert refused.value.code == "within_posting"
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_day_after_its_posting_it_can_be_signed(office, draft):
    assert sign(office, draft, D(2019, 9, 14)).signed_on == D(2019, 9, 14)


def test_not_before_the_meeting_of_its_households(office, draft):
    """One group met late, on 20 September: the latest meeting counts."""
    Meeting.objects.update(held_on=D(2019, 9, 20))
    assert before(draft).first == D(2019, 9, 20)
    with pytest.raises(ValidationError, match=r"20/09/2019") as refused:
        sign(office, draft, D(2019, 9, 19))
    assert refused.value.code == "before_meeting"
    assert sign(office, draft, D(2019, 9, 20)).state == "signed"


def test_what_stands_beside_a_decision_is_not_older_than_it(office, draft):
    first = sign(office, draft, D(2019, 9, 24))
    case = made.case(first, "Phạm Thị Bưởi")
    second = corrections.draft_revocation(
        first, cases=[case.pk], why="Khai sai", by=office.people["officer"], at=made.SIGNED
    )
    with pytest.raises(ValidationError, match=r"24/09/2019") as refused:
        sign(office, second, D(2019, 9, 23), number="211/QĐ-UBND")
    assert refused.value.code == "before_the_first"
    assert sign(office, second, D(2019, 9, 24), number="211/QĐ-UBND").state == "signed"


def test_the_first_day_takes_one_statement(office, draft):
    with CaptureQueriesContext(connection) as counted:
        before(draft)
    assert len(counted) == 1


def test_the_page_says_the_first_day_and_refuses_in_words(office, draft, client):
    client.force_login(office.people["leader"])
    campaign = draft.ward.campaign
    page = f"/00016/2019/dot-ra-soat/{campaign.pk}/quyet-dinh/{draft.pk}/"
    assert "14/09/2019" in client.get(page).content.decode()
    values = {
        "number": "9/QĐ",
        "signed_on": "12/09/2019",
        "effective_on": "01/01/2020",
        "signatory": "Ký",
        "title": "CT",
    }
    answer = client.post(f"{page}ky/", values).content.decode()
    assert "danh sách còn niêm yết đến hết ngày 13/09/2019".lower() in answer.lower()
