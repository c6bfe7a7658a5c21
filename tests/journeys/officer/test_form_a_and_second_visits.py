"""Form A before the survey, what came with a form, the papers of second visits."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from chungtay.foundation.core.files import scratch, seal_file
from chungtay.records.registry.models import Household
from chungtay.work.review.models import Attachment, Case, Flag, SpotVisit
from chungtay.work.review.operations import quality
from tests import campaigns as made_up
from tests import papers

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "Nguyễn Văn Đình"


@pytest.fixture
def office(units, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: papers.NOW)
    made = made_up.office(units)
    made_up.register(made, rule_set="vn-2022")
    return made


def test_a_household_that_asked_is_screened_and_then_printed(office, visit):
    """Given a household that asked, the officer finds it from Today, fills form A in, and may print its paper."""
    campaign = papers.under_survey(office)
    Case.objects.filter(campaign=campaign, head_name="Vũ Đức Cảnh").update(listed_for="asked", state="to_screen")
    officer = visit("phone")
    officer.sign_in("officer-review")
    officer.leave_by(officer.page.get_by_role("link", name="Ghi Phiếu A").first)
    officer.leave_by(officer.page.get_by_role("link", name="Vũ Đức Cảnh"))
    officer.look("form-a-first")
    officer.leave_by(officer.page.get_by_role("link", name="Ghi Phiếu A"))
    for number, box in enumerate(officer.page.locator("form fieldset").all()):
        box.get_by_label("Có" if number in (5, 6) else "Không", exact=True).check()
    officer.look()
    officer.leave_by(officer.page.get_by_role("button", name="Tính Phiếu A"))
    expect(officer.page.get_by_text("đưa vào danh sách rà soát Phiếu B").first).to_be_visible()


def test_what_came_with_a_form_and_the_second_visit_on_paper(office, visit):
    """Given a form with photographs and a drawn visit, whoever checks forms sees them, and prints the papers."""
    campaign = papers.under_survey(office)
    papers.checked(office, campaign)
    case = made_up.case_of(campaign, HEAD)
    _with_evidence(case)
    flag = Flag.objects.create(
        campaign=campaign, ward=case.ward, kind="far", subject="thu", survey=case.survey, raised_at=papers.NOW,
        enumerator=office.people["enumerator"], detail={"metres": 712, "accuracy": 12},
    )  # fmt: skip
    quality.draw_visits(
        made_up.ward_of(campaign, office), percent=60, seed="20-9-2024", by=office.people["officer"], at=papers.NOW
    )
    SpotVisit.objects.update(assigned_to=office.people["enumerator2"])
    start = f"/00016/2024/dot-ra-soat/{campaign.pk}"
    member = visit("desktop")
    member.sign_in("member-review")
    member.page.goto(f"{start}/chat-luong/{flag.pk}/")
    member.look("flag-evidence")
    with member.page.expect_download() as saved:
        member.page.get_by_role("button", name="Ảnh").click()
    assert saved.value.suggested_filename.endswith(".jpg")
    member.page.goto(f"{start}/ho/{case.pk}/")
    member.look("form-evidence")
    member.page.goto(f"{start}/chat-luong/phuc-tra/")
    member.look("visits-papers")


def _with_evidence(case: Case) -> None:
    form = case.survey
    form.latitude, form.longitude, form.accuracy_m = "21.036500", "105.814200", 12
    form.started_at, form.ended_at = papers.NOW, papers.NOW + datetime.timedelta(minutes=24)
    form.same_as_before = ["dwelling", "livestock"]
    form.save()
    Household.objects.filter(pk=case.household_id).update(latitude="21.030100", longitude="105.814200")
    for kind, stored in (("photo", "evidence/thu/anh.jpg"), ("signed_household", "")):
        Attachment.objects.create(
            survey=form,
            sent_id=uuid.uuid4(),
            kind=kind,
            size=9,
            sha256="0" * 64,
            stored=stored,
            media_type="image/jpeg",
        )
    with scratch() as folder:
        path = folder / "anh.jpg"
        Image.effect_noise((300, 200), 60).convert("RGB").save(path)
        seal_file(path, "evidence/thu/anh.jpg")
