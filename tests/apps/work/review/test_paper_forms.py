"""Paper forms of a household and of a group: what stands on them, where the QR leads, who takes them out."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from chungtay.foundation.core.models import AuditEvent, Job
from chungtay.work.review.models import Survey
from chungtay.work.review.operations import paper_forms
from chungtay.work.review.queries import paper_forms as queries
from chungtay.work.review.queries.entry import form_of
from tests import campaigns as made_up
from tests import factories, papers

pytestmark = pytest.mark.django_db(transaction=True)
BASE = "https://rasoat.example.vn"


@pytest.fixture
def office(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(timezone, "now", lambda: papers.NOW)
    found = made_up.office()
    made_up.register(found, rule_set="vn-2022")
    return found


@pytest.fixture
def campaign(office):
    return papers.under_survey(office)


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def signed_in(office, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who])
    return client


def test_what_a_form_begins_with(office, campaign, django_assert_max_num_queries):
    """Two members of the register, last year's class, the address of the screen; the number of statements is fixed."""
    group = office.group
    cases = queries.to_print(campaign.wards.get(ward=office.ward).groups.get(group=group))
    questions = form_of(campaign)
    with django_assert_max_num_queries(4):
        forms = {form.head: form for form in queries.forms_for(cases, questions, base=BASE, place="00016")}
    form = forms["Nguyễn Văn Đình"]
    case = made_up.case_of(campaign, "Nguyễn Văn Đình")
    assert [member["name"] for member in form.members] == ["Nguyễn Văn Đình", "Nguyễn Văn Đình Con"]
    assert (form.was, form.code, form.last) == ("poor", "00016-000001", {})
    assert form.address == f"{BASE}/00016/2024/dot-ra-soat/{campaign.pk}/nhap-phieu/{case.pk}/"


def test_last_years_answers_stand_in_the_boxes(office, campaign):
    case = made_up.case_of(campaign, "Nguyễn Văn Đình")
    papers.sent(office, case, papers.answers("Nguyễn Văn Đình", floor_area_m2="71.25"))
    Survey.objects.update(surveyed_on=papers.VISITED)
    later = papers.under_survey(
        office,
        kind="in_year",
        month=12,
        first_day=papers.FIRST.replace(month=12, day=15),
        last_day=papers.FIRST.replace(month=12, day=30),
    )
    next_case = made_up.case_of(later, "Nguyễn Văn Đình")
    form = queries.forms_for([next_case], form_of(later), base="", place="00016")[0]
    assert form.last["household"]["floor_area_m2"] == "71.25"


def test_a_household_on_paper(office, campaign):
    case = made_up.case_of(campaign, "Nguyễn Văn Đình")
    answer = signed_in(office, "enumerator").get(f"/00016/2024/dot-ra-soat/{campaign.pk}/phieu-giay/ho/{case.pk}/")
    text = words_of(answer.content)
    for wanted in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Nguyễn Văn Đình Con", "00016-000001", "A.IX.14", "Trang 1/2"):
        assert wanted in text
    assert AuditEvent.objects.filter(action="review.paper_forms_made").count() == 1


def test_a_group_in_one_file_in_the_background(office, campaign, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    group = campaign.wards.get(ward=office.ward).groups.get(group=office.group)
    client = signed_in(office, "officer")
    start = f"/00016/2024/dot-ra-soat/{campaign.pk}/phieu-giay/"
    client.post(f"{start}to/{group.pk}/")
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    job = Job.objects.get()
    assert (job.state, job.result["vi"]) == ("done", "Đã in 5 phiếu.")
    answer = client.get(f"{start}to/{group.pk}/tep/{job.pk}/")
    content = b"".join(answer.streaming_content)
    assert len(PdfReader(io.BytesIO(content)).pages) == 10  # two pages a household
    assert f"tep/{job.pk}/" in client.get(start).content.decode()
    assert signed_in(office, "leader").get(f"{start}to/{group.pk}/tep/{job.pk}/").status_code == 404


def test_who_is_from_elsewhere_prints_nothing(office, campaign):
    group = campaign.wards.get(ward=office.ward).groups.get(group=office.group)
    stranger = factories.person("stranger", "ward_officer", office.units["00001"])
    with pytest.raises(PermissionDenied):
        paper_forms.start_printing(group, base="", place="00016", by=stranger, at=papers.NOW)


def test_form_a_on_paper_and_on_the_screen(office, campaign):
    """By hand, Phụ lục II: no condition and three criteria, fewer than four: on the list; with four: left out."""
    client = signed_in(office, "officer")
    start = f"/00016/2024/dot-ra-soat/{campaign.pk}/phieu-giay/"
    assert "Nhà ở biệt thự" in words_of(client.get(f"{start}phieu-a/").content)
    case = made_up.case_of(campaign, "Vũ Đức Cảnh")
    boxes = {f"condition_{n}": "2" for n in range(1, 6)} | {
        f"criterion_{n}": "1" if n < 4 else "2" for n in range(1, 10)
    }
    page = f"{start}ho/{case.pk}/phieu-a/"
    assert "đưa vào danh sách" in client.post(page, boxes, follow=True).content.decode()
    client.post(page, boxes | {"criterion_4": "1"})
    case.refresh_from_db()
    assert (case.state, case.screening["count"]) == ("screened_out", 4)
    del boxes["condition_2"]
    assert "chưa trả lời" in client.post(page, boxes).content.decode()


def test_the_form_for_odk_collect_brings_the_groups_households(office, campaign):
    group = campaign.wards.get(ward=office.ward).groups.get(group=office.group)
    page = f"/00016/2024/dot-ra-soat/{campaign.pk}/phieu-giay/to/{group.pk}/odk/"
    with zipfile.ZipFile(io.BytesIO(signed_in(office, "enumerator").get(page).content)) as packed:
        assert packed.namelist() == ["phieu.xlsx", "households.csv"]
        rows = list(csv.DictReader(io.StringIO(packed.read("households.csv").decode())))
    assert len(rows) == 5
    (row,) = [row for row in rows if row["name"] == "00016-000001"]
    assert row["roster"] == "Nguyễn Văn Đình 02/03/1961; Nguyễn Văn Đình Con 01/05/2008"
