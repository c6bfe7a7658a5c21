"""A classified workbook comes into a campaign: matched by code, once, with what does not come in and why."""

from __future__ import annotations

import csv
import datetime
from collections import Counter

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from chungtay.foundation.core.models import Job
from chungtay.records.registry.queries.listed import Member
from chungtay.rulebook import rule_sets
from chungtay.rulebook.questionnaire import questionnaire
from chungtay.work.review.models import Case, HouseholdResult, Survey
from chungtay.work.review.operations import files as review
from chungtay.work.review.queries import file_door as queries
from tests import campaigns as made_up
from tests import factories, papers

pytestmark = pytest.mark.django_db(transaction=True)
OURS = ("00016-000002", "00016-000003", "00016-000001")  # the third stands in the file by itself


@pytest.fixture
def office(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(timezone, "now", lambda: papers.NOW)
    found = made_up.office()
    made_up.register(found, rule_set="vn-2022")
    return found


@pytest.fixture
def file(office, tmp_path):
    """Six households of a workbook; three bear codes of our register."""
    path, _district = factories.workbook(tmp_path, households=6)
    book = openpyxl.load_workbook(path)
    codes: list[str] = []
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                text = str(cell.value or "")
                if (len(text) > 8 and text[:5].isdigit() and "-" in text) or text in codes:
                    if text not in codes:
                        codes.append(text)
                    if codes.index(text) < 2:
                        cell.value = OURS[codes.index(text)]
    book.save(path)
    assert len(codes) == 6, codes
    return factories.classified(path, office.ward, office.people["officer"])


def test_what_would_come_in_is_told_first(office, file, django_assert_max_num_queries):
    campaign = papers.under_survey(office)
    by = office.people["officer"]
    with django_assert_max_num_queries(12):
        found = queries.matches(by, campaign, office.ward, file)
    assert Counter(match.outcome for match in found) == {"ready": 3, "not_here": 3}
    assert not Survey.objects.exists()


def test_a_file_comes_in_once_and_gives_the_classes_of_the_file(office, file):
    campaign = papers.under_survey(office)
    client = Client()
    client.force_login(office.people["officer"])
    page = f"/00016/2024/dot-ra-soat/{campaign.pk}/nhan-tep/{file.pk}/"
    assert "không có hộ nào mang mã này" in client.get(page).content.decode()
    boxes = {"door": "file", "visitor": office.people["enumerator"].pk}
    client.post(page, boxes)
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    job = Job.objects.get(kind="review.take_file_in")
    assert job.result["vi"] == "Nhận 3 phiếu mới; 0 phiếu đã nhận từ trước, 3 hộ không nhận được."
    by_code = {result.code: result.class_id for result in HouseholdResult.objects.filter(file=file)}
    cases = {case.search[:12]: case for case in Case.objects.exclude(survey=None)}
    assert {code: case.class_id for code, case in cases.items()} == {code: by_code[code] for code in OURS}
    assert {survey.door for survey in Survey.objects.all()} == {"file"}
    assert {survey.surveyed_by for survey in Survey.objects.all()} == {office.people["enumerator"]}
    found = queries.matches(office.people["officer"], campaign, office.ward, file)
    assert Counter(match.outcome for match in found) == {"known": 3, "not_here": 3}
    text = client.get(page).content.decode()
    assert "Nhận tệp này" not in text  # nothing is left to come in


def test_a_household_that_has_a_form_gets_a_contradiction(office, file):
    campaign = papers.under_survey(office)
    case = made_up.case_of(campaign, "Nguyễn Văn Đình")
    papers.sent(office, case, papers.answers("Nguyễn Văn Đình"))
    found = queries.matches(office.people["officer"], campaign, office.ward, file)
    assert Counter(match.outcome for match in found) == {"ready": 2, "contradicts": 1, "not_here": 3}


def test_members_are_tied_to_the_register_by_a_name_that_only_one_has(office, file):
    form = questionnaire(rule_sets.load("vn-2022"), "points")
    household = queries.read_again(file)[OURS[0]]
    name = household.members[0].facts["name"]
    one = [Member(5, name.upper(), "male", "1960", "head", "Kinh")]
    assert queries.answers_of_row(form, household, one)["members"][0]["person"] == 5
    assert "person" not in queries.answers_of_row(form, household, one * 2)["members"][0]


@pytest.fixture
def by_income(settings, tmp_path):
    """The review of September 2019, and a file that says which indicators each household lacks."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    found = made_up.office()
    made_up.register(found)
    return found, made_up.under_survey(found)


def listed(office, folder, heading: list[str], *rows: list[str]):
    path = folder / "ke-khai.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([["household_code", "head_name", "income", *heading], *rows])
    on = {"rule_set": "vn-2016", "on": datetime.date(2019, 9, 10)}
    file = factories.uploaded(path, office.ward, office.people["officer"], **on)
    review.confirm_columns(file, mapping={}, by=office.people["officer"], at=factories.AT)
    review.run_classification(file.pk, clock=lambda: factories.AT)
    file.refresh_from_db()
    assert file.state == "done", file.problem
    return file


def test_declared_indicators_come_in_one_by_one(by_income, tmp_path):
    office, campaign = by_income
    names = [f"declared_{number}" for number in range(1, 11)]
    rows = [
        [OURS[2], "Nguyễn Văn Đình", "800000", "1", "2", "1", *["2"] * 7],
        [OURS[0], "Trần Thị Hường", "1.000.000", "2", "1", "2", "2", "2", "1", *["2"] * 4],
    ]
    file = listed(office, tmp_path, names, *rows)
    client = Client()
    client.force_login(office.people["officer"])
    page = f"/00016/2019/dot-ra-soat/{campaign.pk}/nhan-tep/"
    assert "ke-khai.csv" in client.get(page).content.decode()
    client.post(f"{page}{file.pk}/", {"door": "file", "visitor": office.people["enumerator"].pk})
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    first, second = Survey.objects.order_by("case__head_name")
    assert (first.answers["income_per_person"], first.answers["declared"]) == (
        800_000,
        made_up.declared(0, "1", "3")["declared"],
    )
    # 800.000 is not above 900.000; 1.000.000 lies below 1.300.000 and two indicators are fewer than three
    assert [survey.results.get(rule_set="vn-2016").class_id for survey in (first, second)] == ["poor", "near_poor"]
    assert second.results.get(rule_set="vn-2016").deprived == "2,6"


def test_a_file_that_only_counts_does_not_come_in(by_income, tmp_path):
    office, campaign = by_income
    listed(office, tmp_path, ["Số chỉ số thiếu hụt"], [OURS[2], "Nguyễn Văn Đình", "800000", "2"])
    client = Client()
    client.force_login(office.people["officer"])
    page = client.get(f"/00016/2019/dot-ra-soat/{campaign.pk}/nhan-tep/").content.decode()
    assert "ke-khai.csv" not in page
    assert "chỉ ghi số chỉ số thiếu hụt thì chưa đủ" in page
