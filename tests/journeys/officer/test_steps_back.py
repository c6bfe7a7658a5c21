"""A complaint is taken back after the second visit: proposed with the paper at a desk, agreed to by the leader."""

from __future__ import annotations

import io

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from tests import campaigns as made_up
from tests.apps.work.review.test_complaints import complain, visited
from tests.campaigns import POSTED_AT, declared

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(units, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: POSTED_AT)
    found = made_up.office(units)
    made_up.register(found)
    return found


def test_taken_back_in_writing_by_two(office, visit):
    campaign = made_up.under_survey(office)
    complaint = visited(office, complain(made_up.posted(office, campaign), campaign), declared(800_000, "1", "3"))
    base = f"/00016/2019/dot-ra-soat/{campaign.pk}/"
    paper = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(paper, "JPEG")

    # given an officer to whom the complainant brought a paper
    officer = visit("phone")
    officer.sign_in("officer-review")
    officer.page.goto(f"{base}khieu-nai/{complaint.pk}/")
    officer.page.get_by_text("Khiếu nại được rút").click()
    officer.look()
    officer.page.get_by_label("Thế nào và vì sao").fill("Ông Đình viết giấy rút ngày 11/09")
    file = {"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": paper.getvalue()}
    officer.page.get_by_label("Giấy người khiếu nại đã viết và ký").set_input_files(file)
    officer.leave_by(officer.page.get_by_role("button", name="Đề nghị", exact=True))
    expect(officer.page.get_by_text("Đã đề nghị. Người khác quyết định.")).to_be_visible()
    officer.page.get_by_role("link", name="Ghi việc rút khiếu nại sau khi đã phúc tra").click()
    expect(officer.page.get_by_role("button", name="Đồng ý, thực hiện")).to_have_count(0)
    officer.look()

    # when the leader finds it on Today and agrees
    leader = visit("phone")
    leader.sign_in("leader-review")
    leader.page.goto("/00016/2019/")
    leader.page.get_by_text(f"Rút khiếu nại {complaint.receipt}").first.scroll_into_view_if_needed()
    leader.page.goto(f"{base}hai-nguoi/{complaint.steps_back.get().pk}/")
    leader.look("step-back")
    leader.leave_by(leader.page.get_by_role("button", name="Đồng ý, thực hiện"))

    # then the complaint is over and the household stands on its list
    expect(leader.page.get_by_text("Đã đồng ý và thực hiện.")).to_be_visible()
    complaint.refresh_from_db()
    assert (complaint.state, complaint.case.state) == ("withdrawn", "posted")
    leader.look()


def test_a_household_with_a_form_and_a_meeting_with_votes(office, visit):
    """The two other pages at both sizes, with what they say before anybody presses."""
    campaign = made_up.under_survey(office)
    case = made_up.case_of(campaign, "Nguyễn Văn Đình")
    made_up.sent(office, case, declared(800_000))
    officer = visit("phone")
    officer.sign_in("officer-review")
    officer.page.goto(f"/00016/2019/dot-ra-soat/{campaign.pk}/ho/{case.pk}/")
    officer.page.get_by_text("Kết thúc dù đã có phiếu").click()
    expect(officer.page.get_by_role("button", name="Đề nghị kết thúc")).to_be_visible()
    officer.look()
