"""The pages of a campaign as officers use them: plan, open, list, share out, check, give back."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chungtay.work.review.models import Campaign, Case
from chungtay.work.review.operations import teams
from tests import campaigns as made_up
from tests import phones
from tests.campaigns import NOW, declared, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


def signed_in(office, name):
    client = Client()
    client.force_login(office.people[name], "django.contrib.auth.backends.ModelBackend")
    return client


def page(name, *args):
    return reverse(f"campaign:{name}", args=["00016", 2019, *args])


PLAN = {
    "kind": "periodic",
    "month": "0",
    "first_day": "01/09/2019",
    "last_day": "30/09/2019",
    "baseline_on": "31/08/2019",
    "main": "vn-2016:income",
    "beside": ["vn-2016-hanoi:income"],
    "holidays": "02/09/2019",
    "meeting-consent_percent": "50",
    "posting-working_days": "3",
    "complaints-working_days": "7",
    "opinion-working_days": "5",
}


def test_an_officer_plans_and_a_leader_opens(office):
    officer, leader = signed_in(office, "officer"), signed_in(office, "leader")
    answer = officer.get(page("plan"))
    assert "Điều văn bản để ngỏ" in answer.content.decode()
    assert answer.context["form"]["holidays"].value() == "02/09/2019\n01/01/2020"
    answer = officer.post(page("plan"), PLAN, follow=True)
    campaign = Campaign.objects.get()
    assert campaign.holidays == ["2019-09-02"]
    standards = [(row.rule_set, row.main) for row in campaign.standards.all()]
    assert standards == [("vn-2016", True), ("vn-2016-hanoi", False)]
    assert "Mở đợt rà soát" not in answer.content.decode()
    answer = leader.post(page("open", campaign.pk), {"number": "45/QĐ-UBND", "date": "30/08/2019"}, follow=True)
    assert "đã mở" in answer.content.decode()
    campaign.refresh_from_db()
    assert campaign.state == "open"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"first_day": "31/02/2019"}, "“31/02/2019” không có trong lịch"),
        ({"first_day": "mùa thu"}, "“mùa thu” không có trong lịch"),
        ({"posting-working_days": "-7"}, "Phải từ 1 trở lên"),
        ({"first_day": "01/08/2019"}, "01/09/2019"),
        ({"holidays": "mai"}, "mai"),
        ({"meeting-consent_percent": ""}, "phần trăm"),
        ({"main": "vn-2016:points"}, "Hãy chọn một mục có trong danh sách."),
        ({"kind": "in_year"}, "tháng"),
    ],
)
def test_a_plan_that_cannot_be_is_shown_again_with_its_reason(office, change, words):
    answer = signed_in(office, "officer").post(page("plan"), PLAN | change)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Campaign.objects.exists()


def test_a_second_plan_for_the_same_time_is_told_with_a_way_to_the_first_and_keeps_what_was_typed(office):
    officer = signed_in(office, "officer")
    officer.post(page("plan"), PLAN)
    first = Campaign.objects.get()
    answer = officer.post(page("plan"), PLAN | {"holidays": "03/09/2019"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Đã có một đợt rà soát cùng loại, cùng thời gian" in text
    assert f'href="{page("campaign", first.pk)}"' in text
    assert "03/09/2019" in text
    officer.post(page("cancel", first.pk))
    officer.post(page("plan"), PLAN)
    assert Campaign.objects.exclude(state="cancelled").get().pk != first.pk


def test_the_board_counts_what_there_is(office, campaign):
    sent(office, made_up.case_of(campaign, "Trần Thị Hường"), declared(1_000_000))
    text = signed_in(office, "leader").get(page("campaign", campaign.pk)).content.decode()
    assert "5 trên 5 hộ chưa có kết quả" in text
    assert "20 %" in text  # one of five is surveyed
    part = signed_in(office, "leader").get(page("campaign", campaign.pk), headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="board"')


def test_the_board_takes_as_many_statements_for_many_groups(office, campaign, django_assert_max_num_queries):
    client = signed_in(office, "leader")
    client.get(page("campaign", campaign.pk))
    with django_assert_max_num_queries(40):
        client.get(page("campaign", campaign.pk))


def test_households_are_found_filtered_and_added(office, campaign):
    officer = signed_in(office, "officer")
    text = officer.get(page("cases", campaign.pk), {"tim": "tran huong"}).content.decode()
    assert "Trần Thị Hường" in text
    assert "Lê Quang Ánh" not in text
    assert "Không có hộ nào" in officer.get(page("cases", campaign.pk), {"buoc": "khong-co"}).content.decode()
    answer = officer.post(page("add", campaign.pk), {"ho": ["999999"], "vi": "asked"})
    assert "không ở trong phần địa bàn" in answer.content.decode()


def test_the_rest_is_shared_out(office, campaign):
    officer = signed_in(office, "officer")
    ward = made_up.ward_of(campaign, office)
    answer = officer.post(page("team", campaign.pk, ward.pk), {"people": [office.people["enumerator"].pk]}, follow=True)
    assert "Đã chia các hộ" in answer.content.decode()
    assert Case.objects.filter(assigned_to=office.people["enumerator"]).count() == 5


@pytest.mark.parametrize("number", ["9" * 20, "hai", "-1"])
def test_who_is_nobody_cannot_be_given_a_share(office, campaign, number):
    ward = made_up.ward_of(campaign, office)
    answer = signed_in(office, "officer").post(page("team", campaign.pk, ward.pk), {"people": [number]})
    assert answer.status_code == 200
    assert "Hãy chọn một mục có trong danh sách." in answer.content.decode()
    assert not Case.objects.filter(assigned_to__isnull=False).exists()


def test_what_is_open_is_late_up_to_today_also_after_its_year(office, campaign, monkeypatch):
    """The last day is 30/09/2019; on 1 December 2020 that is 428 days: 92 to the end of 2019 and 336 of 2020."""
    client, later = signed_in(office, "leader"), datetime.datetime(2020, 12, 1, 8, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "localdate", lambda value=None: (value or later).date())
    assert "428 ngày" in client.get(page("campaign", campaign.pk)).content.decode()


def test_a_form_is_confirmed_by_another_and_given_back_with_reasons(office, campaign):
    case = made_up.case_of(campaign, "Trần Thị Hường")
    sent(office, case, declared(1_000_000, "2", "6"))
    officer = signed_in(office, "officer")
    text = officer.get(page("case", campaign.pk, case.pk)).content.decode()
    assert "1.000.000 đ" in text
    assert "Hộ cận nghèo" in text
    answer = officer.post(
        page("check", campaign.pk, case.pk, 1), {"back": "1", "r-0-income_per_person": "xem lại lương"}, follow=True
    )
    assert "xem lại lương" in answer.content.decode()
    sent(office, case, declared(1_200_000, "2"))
    officer.post(page("check", campaign.pk, case.pk, 2), {"confirm": "1"})
    case.refresh_from_db()
    assert (case.state, case.class_id) == ("confirmed", "near_poor")


@pytest.mark.parametrize(("language", "area"), [("vi", "45,5 m²"), ("en", "45.5 m²")])
def test_an_answer_is_shown_in_square_metres_as_its_reader_writes_numbers(language, area):
    office, campaign = phones.under_survey(1, points=True)
    case = Case.objects.get(campaign=campaign)
    answers = {"household": {"floor_area_m2": "45.5", "toilet": 1}, "members": []}
    sent(office, case, answers, surveyed_on=datetime.date(2024, 9, 5), at=phones.AT)
    officer = signed_in(office, "officer")
    officer.cookies["django_language"] = language
    address = reverse("campaign:case", args=["00016", 2024, campaign.pk, case.pk])
    shown = officer.get(address).content.decode()
    assert area in shown
    assert not re.search(r"(?<!\w)m2\b", shown)


def test_the_own_form_has_no_button_and_a_post_is_refused(office, campaign):
    case = made_up.case_of(campaign, "Trần Thị Hường")
    sent(office, case, declared(1_000_000), who="officer")
    officer = signed_in(office, "officer")
    assert "Xác nhận phiếu" not in officer.get(page("case", campaign.pk, case.pk)).content.decode()
    answer = officer.post(page("check", campaign.pk, case.pk, 1), {"confirm": "1"}, follow=True)
    assert "người khác" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "surveyed"


def test_nonsense_in_addresses_is_not_there(office, campaign):
    officer = signed_in(office, "officer")
    assert officer.get(page("case", campaign.pk, 999_999)).status_code == 404
    assert officer.get(page("cases", campaign.pk), {"sau": "x", "to": "9" * 30}).status_code == 200
    assert officer.get(page("cases", campaign.pk), {"buoc": "'; drop"}).status_code == 200


def test_closing_needs_a_reason_and_can_be_taken_back(office, campaign):
    case = made_up.case_of(campaign, "Phạm Thị Bưởi")
    officer = signed_in(office, "officer")
    officer.post(page("close_case", campaign.pk, case.pk), {"why": "chuyển"})
    case.refresh_from_db()
    assert case.state == "listed"
    officer.post(page("close_case", campaign.pk, case.pk), {"why": "moved", "note": "về quê"})
    case.refresh_from_db()
    assert (case.state, case.closed_why) == ("closed", "moved")
    officer.post(page("reopen", campaign.pk, case.pk))
    case.refresh_from_db()
    assert (case.state, case.closed_why) == ("listed", "")


def test_nobody_outside_the_ward_sees_a_household(office, campaign):
    from chungtay.foundation.accounts.models import Role
    from tests import factories

    stranger = factories.person("stranger", Role.WARD_OFFICER, office.units["00001"])
    client = Client()
    client.force_login(stranger, "django.contrib.auth.backends.ModelBackend")
    case = made_up.case_of(campaign, "Trần Thị Hường")
    assert client.get(page("case", campaign.pk, case.pk)).status_code == 403
    own = reverse("campaign:case", args=["00001", 2019, campaign.pk, case.pk])
    assert client.get(own).status_code == 404
    assert NOW.year == 2019


def test_a_household_is_offered_once_and_by_its_head_alone(office, campaign):
    """Every member of these households carries the head's words in the own name."""
    text = signed_in(office, "officer").get(page("add", campaign.pk), {"tim": "pham buoi"}).content.decode()
    assert text.count('name="ho"') == 1
    text = signed_in(office, "officer").get(page("add", campaign.pk), {"tim": "buoi con"}).content.decode()
    assert 'name="ho"' not in text


def test_route_sheets_name_who_visits_whom_and_leave_an_event(office, campaign):
    from io import BytesIO

    from pypdf import PdfReader

    from chungtay.foundation.core.models import AuditEvent

    ward = made_up.ward_of(campaign, office)
    case = made_up.case_of(campaign, "Trần Thị Hường")
    act = {"by": office.people["officer"], "at": NOW}
    teams.assign_cases(ward, cases=[case.pk], to=office.people["enumerator"], **act)
    answer = signed_in(office, "officer").get(page("routes", campaign.pk, ward.pk))
    text = "".join(part.extract_text() for part in PdfReader(BytesIO(b"".join(answer.streaming_content))).pages)
    words = " ".join(text.split())
    assert "Enumerator-Review" in words
    assert "Trần Thị Hường Tổ dân phố 1, số 2 ngõ 12 2 hộ cận nghèo" in words
    assert words.index("Trần Thị Hường") < words.index("Chưa giao cho ai") < words.index("Nguyễn Văn Đình")
    assert AuditEvent.objects.filter(action="core.exported", area_path=office.ward.path).exists()


def test_two_people_of_one_name_have_a_sheet_each(office, campaign):
    """Nguyễn Thị Hoa is a name of many: whoever takes the sheet along must find the own households on it alone."""
    from io import BytesIO

    from pypdf import PdfReader

    ward, act = made_up.ward_of(campaign, office), {"by": office.people["officer"], "at": NOW}
    for who, head in (("enumerator", "Trần Thị Hường"), ("enumerator2", "Nguyễn Văn Đình")):
        person = office.people[who]
        type(person).objects.filter(pk=person.pk).update(full_name="Nguyễn Thị Hoa")
        teams.assign_cases(ward, cases=[made_up.case_of(campaign, head).pk], to=person, **act)
    answer = signed_in(office, "officer").get(page("routes", campaign.pk, ward.pk))
    pages = [
        " ".join(part.extract_text().split()) for part in PdfReader(BytesIO(b"".join(answer.streaming_content))).pages
    ]
    assert len(pages) == 3  # one each, and those that nobody has
    for number, (who, head) in enumerate((("enumerator", "Trần Thị Hường"), ("enumerator2", "Nguyễn Văn Đình"))):
        assert f"Nguyễn Thị Hoa ({office.people[who].username})" in pages[number]
        assert head in pages[number]
        assert "1 hộ, 1 tổ" in pages[number]
    assert "Chưa giao cho ai" in pages[2]
