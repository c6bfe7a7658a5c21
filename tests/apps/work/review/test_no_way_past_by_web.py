"""No page passes a step by: the same refusals as of the operations when somebody posts to an address directly, and each
attempt stands in the trail."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import CampaignState, Decision, Meeting, Opinion, Posting, WardState
from tests import campaigns as made_up
from tests import decided as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    found = made_up.office()
    made_up.register(found)
    return found


def post(client, office, who, route, campaign, *args, **data):
    client.force_login(office.people[who])
    return client.post(reverse(route, args=["00016", 2019, campaign.pk, *args]), data)


def refusals():
    found = AuditEvent.objects.filter(action="review.step_refused").order_by("pk")
    return list(found.values_list("by__username", flat=True))


def test_no_meeting_before_every_form_is_checked(office, client):
    campaign = made_up.under_survey(office)
    group = made_up.case_of(campaign, "Phạm Thị Bưởi").group
    values = {"held_on": f"{timezone.localdate():%d/%m/%Y}", "place": "Nhà văn hóa", "chair": "Đỗ Văn Tổ"}
    answer = post(client, office, "officer", "meetings:call", campaign, group.pk, **values)
    assert answer.status_code == 200  # the form again, with the reason
    assert not Meeting.objects.exists()
    assert refusals() == ["officer-review"]


def test_no_posting_before_the_meeting_and_no_end_before_its_days(office, client):
    campaign = made_up.under_survey(office)
    made_up.checked(office, campaign)
    ward = made_up.ward_of(campaign, office)
    post(client, office, "officer", "postings:post", campaign, ward.pk, places="Trụ sở")
    assert not Posting.objects.exists()
    assert refusals() == ["officer-review"]


def test_no_meeting_is_closed_without_results(office, client):
    campaign = made_up.under_survey(office)
    group = made_up.checked(office, campaign)
    values = {"held_on": f"{timezone.localdate():%d/%m/%Y}", "place": "Nhà văn hóa", "chair": "Đỗ Văn Tổ"}
    post(client, office, "officer", "meetings:call", campaign, group.pk, **values)
    meeting = Meeting.objects.get()
    content = b"%PDF-1.4\n1 0 obj<</Type/Page>>endobj\ntrailer<<>>\n%%EOF"
    paper = SimpleUploadedFile("bien-ban.pdf", content, "application/pdf")
    post(client, office, "officer", "meetings:close", campaign, meeting.pk, file=paper)
    meeting.refresh_from_db()
    assert meeting.state == "planned"
    assert refusals() == ["officer-review"]


def test_no_opinion_no_draft_no_certificate_while_the_list_is_not_over(office, client):
    campaign = made_up.under_survey(office)
    made_up.checked(office, campaign)
    ward = made_up.ward_of(campaign, office)
    for route in ("decisions:ask", "decisions:ready", "decisions:draft"):
        post(client, office, "officer", route, campaign, ward.pk)
    post(client, office, "leader", "campaign:close", campaign)
    ward.refresh_from_db()
    campaign.refresh_from_db()
    assert (ward.state, campaign.state) == (WardState.SURVEY, CampaignState.OPEN)
    assert not Opinion.objects.exists()
    assert not Decision.objects.exists()
    assert refusals()[:3] == ["officer-review"] * 3


def test_the_district_is_asked_before_anybody_drafts(office, client):
    ward = made.settled(office)
    post(client, office, "officer", "decisions:ready", ward.campaign, ward.pk)
    post(client, office, "officer", "decisions:draft", ward.campaign, ward.pk)
    ward.refresh_from_db()
    assert ward.state == WardState.POSTED
    assert not Decision.objects.exists()
    assert refusals() == ["officer-review", "officer-review"]


def test_nobody_signs_without_the_right_or_the_own_draft_and_no_certificate_before(office, client):
    """The officer has no right to sign; a draft has no certificates."""
    ward = made.agreed(office)
    post(client, office, "officer", "decisions:draft", ward.campaign, ward.pk)
    draft = Decision.objects.get()
    values = {"number": "1/QĐ", "signed_on": "25/09/2019", "effective_on": "01/01/2020", "signatory": "A", "title": "B"}
    assert post(client, office, "officer", "decisions:sign", ward.campaign, draft.pk, **values).status_code == 403
    assert post(client, office, "leader", "certificates:issue", ward.campaign, draft.pk).status_code == 404
    draft.refresh_from_db()
    assert draft.state == "draft"
