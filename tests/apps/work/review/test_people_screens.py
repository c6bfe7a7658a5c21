"""Screens of meetings, postings, complaints and requests: what each person sees and sends."""

from __future__ import annotations

import datetime
import io
import re

import docx
import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import Case, Complaint, Posting, Request
from chungtay.work.review.operations import complaints
from tests import campaigns as made_up

pytestmark = pytest.mark.django_db
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)


@pytest.fixture
def office(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


@pytest.fixture
def group(office, campaign):
    return made_up.checked(office, campaign)


def client_of(office, who):
    client = Client()
    client.force_login(office.people[who])
    return client


def base(campaign):
    return f"/00016/2019/dot-ra-soat/{campaign.pk}"


def upload(name="bien-ban.pdf"):
    file = io.BytesIO(PDF)
    file.name = name
    return file


def test_from_calling_a_meeting_to_its_signed_minutes(office, campaign, group):
    client = client_of(office, "officer")
    assert "Mời họp" in client.get(f"{base(campaign)}/hop-dan/").content.decode()
    today = timezone.localdate()
    values = {"held_on": f"{today:%d/%m/%Y}", "place": "Nhà văn hóa", "chair": "Đỗ Văn Tổ", "secretary": "Ngô Thị Ký"}
    sent = client.post(f"{base(campaign)}/hop-dan/moi/{group.pk}/", values)
    address = sent["Location"]
    page = client.get(address).content.decode()
    assert "Lê Quang Ánh" in page
    assert "ít nhất 50%" in page
    numbers = list(Case.objects.filter(campaign=campaign).values_list("pk", flat=True))
    values = {"came-others": "40", "secretary": "Ngô Thị Ký"} | {f"for-{number}": "20" for number in numbers}
    assert client.post(f"{address}ket-qua/", values).status_code == 302
    sent = client.post(f"{address}ket-qua/", values | {f"for-{numbers[0]}": "41"})
    assert "41 phiếu nhưng chỉ có 40 người" in sent.content.decode()
    client.post(f"{address}ket-thuc/", {"file": upload()})
    group.refresh_from_db()
    assert group.state == "met"
    assert b"".join(client.get(f"{address}bien-ban/").streaming_content).startswith(b"%PDF")


def test_the_minutes_come_in_two_copies_as_pdf_and_word(office, campaign, group):
    meeting = made_up.met(office, group)
    client, address = client_of(office, "officer"), f"{base(campaign)}/hop-dan/{meeting.pk}/giay"
    pdf = PdfReader(io.BytesIO(client.get(f"{address}/bien-ban-pdf/").content))
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "Bản 1/2" in text
    assert "Bản 2/2" in text
    assert "Tổng số người dự họp: 40." in text
    word = docx.Document(io.BytesIO(client.get(f"{address}/bien-ban-docx/").content))
    assert [each.text for each in word.paragraphs].count("BIÊN BẢN") == 2
    listed = PdfReader(io.BytesIO(client.get(f"{address}/danh-sach/").content)).pages[0].extract_text()
    assert "2 thiếu hụt" in listed


def test_the_projector_shows_no_address_and_no_income(office, campaign, group):
    meeting = made_up.met(office, group)
    page = client_of(office, "enumerator").get(f"{base(campaign)}/hop-dan/{meeting.pk}/chieu/").content.decode()
    assert "Nguyễn Văn Đình" in page
    assert "ngõ 12" not in page
    assert "800.000" not in page


@pytest.fixture
def hanging(office, campaign):
    """Posted today."""
    return made_up.posted(office, campaign, at=timezone.now())


def test_the_public_page_is_open_unindexed_and_closes_with_the_posting(office, campaign, hanging):
    answer = Client().get(f"/cong-khai/{hanging.token}/")
    page = answer.content.decode()
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert "Nguyễn Văn Đình" in page
    assert "Vũ Đức Cảnh" not in page
    assert hanging.digest in page
    Posting.objects.update(first_day=datetime.date(2019, 9, 11), last_day=datetime.date(2019, 9, 16))
    page = Client().get(f"/cong-khai/{hanging.token}/").content.decode()
    assert "Nguyễn Văn Đình" not in page
    assert "Niêm yết đã kết thúc vào cuối ngày 16/09/2019" in page
    assert "trong năm" in Client().get(f"/cong-khai/{hanging.token}/khieu-nai/").content.decode()
    assert Client().get("/cong-khai/khong-co/").status_code == 404


def ticket(page: str) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', page).group(1)


def test_a_resident_complains_and_follows_it(office, campaign, hanging):
    client = Client()
    address = f"/cong-khai/{hanging.token}/khieu-nai/"
    values = {"ticket": ticket(client.get(f"{address}?hang=3").content.decode()), "row": "3",
              "words": "<b>sai</b>", "who": "Bà Lý, 0900 000 000"}  # fmt: skip
    assert "Không gửi được" in client.post(address, values | {"website": "http://x"}).content.decode()
    page = client.post(address, values).content.decode()
    client.post(address, values)
    one = Complaint.objects.get()
    code = re.search(r"<dt>Mã</dt><dd>([0-9A-F]{8})</dd>", page).group(1)
    page = client.post("/theo-doi/", {"receipt": one.receipt, "code": code}).content.decode()
    assert "Đã tiếp nhận" in page or "Đã nhận" in page
    assert "Không có gì với số" in client.post("/theo-doi/", {"receipt": one.receipt, "code": "0"}).content.decode()
    officer = client_of(office, "officer")
    page = officer.get(f"{base(campaign)}/khieu-nai/{one.pk}/").content.decode()
    assert "&lt;b&gt;sai&lt;/b&gt;" in page
    assert "0900" not in page
    assert "0900" in officer.post(f"{base(campaign)}/khieu-nai/{one.pk}/nguoi-gui/").content.decode()
    assert AuditEvent.objects.filter(action="core.sensitive_seen").count() == 1


def test_a_household_that_is_not_on_the_list_becomes_a_request(hanging):
    client = Client()
    address = f"/cong-khai/{hanging.token}/khieu-nai/"
    values = {"ticket": ticket(client.get(address).content.decode()), "row": "0", "words": "Nhà tôi cũng nghèo"}
    client.post(address, values)
    assert (Complaint.objects.count(), Request.objects.get().words) == (0, "Nhà tôi cũng nghèo")


def test_checked_again_and_answered_with_a_letter(office, campaign, hanging):
    case = made_up.case_of(campaign, "Nguyễn Văn Đình")
    officer = client_of(office, "officer")
    today = timezone.localdate()
    sent = officer.post(
        f"{base(campaign)}/khieu-nai/moi/{hanging.pk}/",
        {"channel": "phone", "case": case.pk, "words": "Có xe máy", "token": "7b1c4c3a-0f0e-4a55-9e0e-1f1f1f1f1f1f"},
    )
    address = sent["Location"]
    officer.post(f"{address}giao/", {"checker": office.people["member"].pk})
    member = client_of(office, "member")
    assert "Lần đến phúc tra" in member.get(address).content.decode()
    form = {"surveyed_on": f"{today:%d/%m/%Y}", "income": "2000000",
            "token": "7b1c4c3a-0f0e-4a55-9e0e-2f2f2f2f2f2f"}  # fmt: skip
    assert member.post(f"{address}phuc-tra/", form).status_code == 302
    leader = client_of(office, "leader")
    assert leader.post(f"{address}tra-loi/", {"upheld": "no", "answer": "x"}).status_code == 200
    assert leader.post(f"{address}tra-loi/", {"upheld": "yes", "answer": "Đã có việc làm"}).status_code == 302
    text = PdfReader(io.BytesIO(leader.get(f"{address}thu/").content)).pages[0].extract_text()
    assert "Khiếu nại đúng" in text
    assert Complaint.objects.get().state == "answered"


def test_the_posted_list_is_printed_with_its_hash_and_ended_when_over(office, campaign, hanging):
    client = client_of(office, "officer")
    address = f"{base(campaign)}/niem-yet/{hanging.pk}/"
    text = PdfReader(io.BytesIO(client.get(f"{address}in/").content)).pages[0].extract_text()
    assert "Nguyễn Văn Đình" in text
    assert hanging.digest[:20] in text.replace("\n", "")
    client.post(f"{address}ket-thuc/")
    hanging.refresh_from_db()
    assert hanging.state == "posted"
    Posting.objects.update(first_day=datetime.date(2019, 9, 11), last_day=datetime.date(2019, 9, 16))
    assert "Đã hết ngày niêm yết" in client.get("/00016/2019/").content.decode()
    client.post(f"{address}ket-thuc/")
    hanging.refresh_from_db()
    assert hanging.state == "ended"


def test_a_request_is_taken_in_found_and_put_on_the_list(office, campaign):
    client = client_of(office, "officer")
    values = {"kind": "add", "channel": "paper", "asker": "Ông Tư", "words": "Mất việc",
              "token": "7b1c4c3a-0f0e-4a55-9e0e-3f3f3f3f3f3f"}  # fmt: skip
    address = client.post("/00016/2019/de-nghi/moi/", values)["Location"]
    assert "Vũ Đức Cảnh" in client.get(f"{address}?tim=canh").content.decode()
    client.post(f"{address}ho/", {"ho": office.homes[4].pk})
    client.post(f"{address}lap-danh-sach/", {"dot": campaign.pk})
    assert Request.objects.get().state == "listed"
    assert "1</b>" in client.get("/00016/2019/de-nghi/?o=listed").content.decode()


@pytest.mark.parametrize("many", [1, 4])
def test_lists_take_as_many_statements_for_one_as_for_many(office, campaign, hanging, many, django_assert_num_queries):
    for number in range(many):
        complaints.receive_complaint(
            hanging, case=Case.objects.order_by("pk")[number], channel="counter",
            token=f"7b1c4c3a-0f0e-4a55-9e0e-00000000000{number}", complainant="", words="x",
            by=office.people["officer"], at=timezone.now(),
        )  # fmt: skip
    client = client_of(office, "officer")
    client.get(f"{base(campaign)}/khieu-nai/")
    with django_assert_num_queries(11):
        client.get(f"{base(campaign)}/khieu-nai/")
