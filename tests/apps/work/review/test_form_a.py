"""Form A comes before the survey of a household that asked: who is screened, what is refused, where the pages lead.

Điều 1 khoản 2 điểm a of 1315/VBHN-BLĐTBXH, for khoản 1 Điều 4 QĐ 24/2021: households with form 01; those of the current
list are surveyed. Điều 5: the review within the year passes the step of the lists by."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.rulebook import process as processes
from chungtay.rulebook import rule_sets
from chungtay.rulebook.screening import demanded
from chungtay.work.review.models import Case, CaseState, Survey
from chungtay.work.review.operations import entry, late_forms, lists, requests, surveys, taking_in, teams
from chungtay.work.review.queries import paper_forms, screening
from chungtay.work.review.queries.meetings import left_to_survey
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests import papers

pytestmark = pytest.mark.django_db
ASKED, LISTED = "Vũ Đức Cảnh", "Nguyễn Văn Đình"  # on no list; poor last year
KEYS = [f"condition_{n}" for n in range(1, 6)] + [f"criterion_{n}" for n in range(1, 10)]


def form_a(criteria: int, **changes):
    """No condition holds, the first so many criteria do."""
    return dict.fromkeys(KEYS, False) | {f"criterion_{n}": True for n in range(1, criteria + 1)} | changes


@pytest.fixture
def office(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: papers.NOW)
    found = made_up.office()
    made_up.register(found, rule_set="vn-2022")
    return found


def opened(office, **changes):
    """The yearly review of 2024; all five households asked, the first three of them are on last year's list."""
    process = processes.in_force(papers.FIRST)
    values = {
        "year": 2024,
        "first_day": papers.FIRST,
        "last_day": datetime.date(2024, 12, 14),
        "baseline_on": datetime.date(2024, 8, 31),
        "standards": [papers.Standard("vn-2022", "points")],
        "settled": {f"{step}.{each.what}": 5 for step, each in process.unknowns()},
    }
    campaign = made_up.opened(office, **(values | changes))
    by, homes = office.people["officer"], [home.pk for home in office.homes]
    lists.add_households(campaign, households=homes, listed_for="asked", by=by, at=papers.OPENED)
    return campaign


def under_survey(office):
    campaign = opened(office)
    for ward in campaign.wards.all():
        for group in ward.groups.filter(group=office.group):
            lists.finish_list(group, by=office.people["officer"], at=papers.OPENED)
    return campaign


def signed_in(office, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who])
    return client


def page(case, part: str = "") -> str:
    return f"/00016/2024/dot-ra-soat/{case.campaign_id}/{part}"


def test_which_review_knows_form_a():
    """By hand: 2022 has the form and the yearly review the step of the lists; the review within the year passes it by;
    the rule sets of 2016 have no form A in our sources."""
    rules, process = rule_sets.load("vn-2022"), processes.load("review-2021")
    assert demanded(rules, process, within_year=False)
    assert demanded(rules, processes.load("review-2025"), within_year=False)
    assert not demanded(rules, process, within_year=True)
    assert not demanded(rule_sets.load("vn-2016"), processes.load("review-2018"), within_year=False)


def test_those_that_asked_wait_for_form_a_and_those_of_the_list_do_not(office):
    states = dict(Case.objects.filter(campaign=opened(office)).values_list("head_name", "state"))
    assert states == {
        "Nguyễn Văn Đình": "listed",
        "Trần Thị Hường": "listed",
        "Lê Quang Ánh": "listed",
        "Phạm Thị Bưởi": "to_screen",
        "Vũ Đức Cảnh": "to_screen",
    }


def test_within_the_year_the_survey_comes_first(office):
    campaign = opened(
        office,
        kind="in_year",
        month=9,
        first_day=datetime.date(2024, 9, 15),
        last_day=datetime.date(2024, 9, 30),
    )
    case = made_up.case_of(campaign, ASKED)
    assert case.state == CaseState.LISTED
    with pytest.raises(ValidationError, match="Rà soát trong năm"):
        lists.screen_case(case, answers=form_a(1), by=office.people["officer"], at=papers.NOW)
    text = signed_in(office, "officer").get(page(case, f"phieu-giay/ho/{case.pk}/phieu-a/")).content.decode()
    assert "Rà soát trong năm bắt đầu từ bước điều tra" in text


@pytest.mark.parametrize("door", ["phone", "file", "odk"])
def test_no_door_takes_a_form_before_form_a(office, door):
    case = made_up.case_of(under_survey(office), ASKED)
    with pytest.raises(StepRefused, match="Vũ Đức Cảnh có giấy đề nghị: phải có Phiếu A trước"):
        papers.sent(office, case, papers.answers(ASKED), door=door)
    assert not Survey.objects.exists()
    refused = AuditEvent.objects.filter(action="review.step_refused").latest("pk")
    assert (refused.detail["stands"], refused.detail["wanted"]) == ("to_screen", "surveyed")


def test_one_that_waits_does_not_hold_back_the_others_that_came_with_it(office):
    campaign = under_survey(office)
    by = office.people["enumerator"]
    forms = [
        (case, taking_in.Filled(uuid.uuid4(), papers.answers(name), "phone", case.version, papers.VISITED, by))
        for name in (ASKED, LISTED)
        for case in [made_up.case_of(campaign, name)]
    ]
    first, second = taking_in.take_in_all(forms, by=by, at=papers.NOW)
    assert (first.survey, type(first.refusal), second.new) == (None, StepRefused, True)


def test_neither_paper_nor_keyboard_before_form_a(office):
    case = made_up.case_of(under_survey(office), ASKED)
    typed = entry.Typed(papers.answers(ASKED), office.people["enumerator"], papers.VISITED)
    with pytest.raises(ValidationError, match="Phiếu A trước"):
        entry.keep_typing(case, typed, by=office.people["officer"], at=papers.NOW)
    client = signed_in(office, "officer")
    assert client.get(page(case, f"phieu-giay/ho/{case.pk}/")).url == page(case, "phieu-giay/")
    names = [each.head_name for each in paper_forms.to_print(case.group)]
    assert ASKED not in names
    assert LISTED in names
    assert not teams.assign_cases(
        case.ward, cases=[case.pk], to=office.people["enumerator"], by=office.people["officer"], at=papers.NOW
    )


def test_typed_once_as_one_piece_it_is_refused_too(office):
    """The half of two typings goes by the pipeline as well."""
    case = made_up.case_of(under_survey(office), ASKED)
    with pytest.raises(StepRefused):
        papers.sent(office, case, papers.answers(ASKED), door="keyboard", half=True)


def test_form_a_decides_whether_the_household_is_surveyed(office):
    """By hand, Phụ lục II: three criteria keep it on the list, four leave it out."""
    campaign = under_survey(office)
    officer = office.people["officer"]
    stays = lists.screen_case(made_up.case_of(campaign, ASKED), answers=form_a(3), by=officer, at=papers.NOW)
    assert stays.state == "listed"
    assert papers.sent(office, stays, papers.answers(ASKED)).state == "sent"
    goes = lists.screen_case(made_up.case_of(campaign, "Phạm Thị Bưởi"), answers=form_a(4), by=officer, at=papers.NOW)
    assert goes.state == "screened_out"
    again = lists.take_up_again(goes, by=officer, at=papers.NOW)
    assert (again.state, again.screening) == ("to_screen", {})  # form A is asked anew, not passed by


def test_a_form_that_comes_when_form_a_left_its_household_out_is_kept_beside_and_comes_back_with_it(office):
    """A telephone had it; the officer found it stands out by four criteria. Neither way loses the form."""
    campaign, officer = under_survey(office), office.people["officer"]
    case = lists.screen_case(made_up.case_of(campaign, ASKED), answers=form_a(3), by=officer, at=papers.NOW)
    case = lists.screen_case(case, answers=form_a(4), by=officer, at=papers.NOW)
    late = papers.sent(office, case, papers.answers(ASKED))
    assert (case.state, late.state) == ("screened_out", "conflict")
    kept = late_forms.keep_beside(late, why="Phiếu A loại hộ này", by=officer, at=papers.NOW)
    assert kept.state == "beside"
    case = lists.take_up_again(case, by=officer, at=papers.NOW)
    late.refresh_from_db()
    assert (case.state, late.state) == ("to_screen", "conflict")
    with pytest.raises(ValidationError) as refused:
        surveys.settle_conflict(late, why="Đúng", by=officer, at=papers.NOW)
    assert refused.value.code == "form_a"
    case = lists.screen_case(case, answers=form_a(3), by=officer, at=papers.NOW)
    assert surveys.settle_conflict(late, why="Đúng", by=officer, at=papers.NOW).state == "sent"


def test_the_meeting_waits_for_form_a(office):
    campaign = under_survey(office)
    group = made_up.case_of(campaign, ASKED).group
    assert left_to_survey(group) == (5, 0)
    Case.objects.filter(campaign=campaign, state="listed").update(state="closed", closed_why="moved")
    assert left_to_survey(group) == (2, 0)


def test_the_database_keeps_it_too(office):
    case = made_up.case_of(under_survey(office), ASKED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="surveyed")


def asks(office, head: str, kind: str):
    by = office.people["officer"]
    home = next(home for home, (name, _was) in zip(office.homes, made_up.HOMES_2019, strict=True) if name == head)
    request, _new = requests.receive_request(
        office.ward, kind=kind, channel="counter", token=uuid.uuid4(), asker=head, words="Xin xem lại", by=by,
        at=papers.OPENED,
    )  # fmt: skip
    return requests.link_household(request, household=home.pk, by=by, at=papers.OPENED)


def test_whoever_asks_to_be_taken_off_the_list_is_surveyed_and_not_screened(office):
    campaign, by = papers.under_survey(office), office.people["officer"]
    case = requests.list_request(asks(office, LISTED, "remove"), campaign=campaign, by=by, at=papers.NOW)
    assert case.state == "listed"
    with pytest.raises(ValidationError, match="cả khi hộ xin ra khỏi danh sách"):
        lists.screen_case(case, answers=form_a(1), by=by, at=papers.NOW)
    text = signed_in(office, "officer").get(page(case, f"phieu-giay/ho/{case.pk}/phieu-a/")).content.decode()
    assert "cả khi hộ xin ra khỏi danh sách" in text
    with pytest.raises(ValidationError, match="không có gì để đưa ra"):
        requests.list_request(asks(office, ASKED, "remove"), campaign=campaign, by=by, at=papers.NOW)


def test_a_household_that_an_officer_added_and_that_asks_later_is_screened(office):
    campaign, by = papers.under_survey(office), office.people["officer"]
    assert made_up.case_of(campaign, ASKED).state == "listed"
    case = requests.list_request(asks(office, ASKED, "add"), campaign=campaign, by=by, at=papers.NOW)
    assert case.state == "to_screen"


def test_a_household_that_a_review_found_not_poor_is_on_no_list(office):
    """ "Not poor" was decided of it at some time: it is screened like every other that asks, its page and its paper do
    not call it near-poor, and there is nothing to take it off."""
    home = office.homes[4]
    record_status(
        home, NewStatus(2023, "vn-2022", "not_poor", datetime.date(2024, 1, 1), "review"), by=None, at=papers.OPENED
    )
    case = made_up.case_of(opened(office), ASKED)
    assert (case.household_id, case.was, case.state) == (home.pk, "", "to_screen")
    client = signed_in(office, "officer")
    assert "năm trước" not in client.get(page(case, f"ho/{case.pk}/")).content.decode().partition("<h1")[2][:900]
    with pytest.raises(ValidationError, match="không có gì để đưa ra"):
        requests.list_request(
            asks(office, ASKED, "remove"), campaign=case.campaign, by=office.people["officer"], at=papers.NOW
        )
    # one that was put on the list before this was so
    Case.objects.filter(pk=case.pk).update(was="not_poor")
    shown = client.get(page(case, f"ho/{case.pk}/")).content.decode()
    assert "năm trước: không nghèo" in shown
    assert ("cận nghèo" in shown.partition("<h1")[2].partition("</p>")[0]) is False
    case.refresh_from_db()
    assert screening.is_for(case)


def test_added_then_asked_and_left_out_by_form_a_it_is_taken_up_again_to_form_a(office):
    campaign, by = papers.under_survey(office), office.people["officer"]
    case = requests.list_request(asks(office, ASKED, "add"), campaign=campaign, by=by, at=papers.NOW)
    assert case.listed_for == "added"
    case = lists.screen_case(case, answers=form_a(9), by=by, at=papers.NOW)
    assert case.state == "screened_out"
    assert lists.take_up_again(case, by=by, at=papers.NOW).state == "to_screen"


def test_a_request_taken_back_closes_a_household_that_waited_for_form_a(office):
    campaign, by = opened(office), office.people["officer"]
    Case.objects.filter(campaign=campaign, head_name=ASKED).delete()
    request = asks(office, ASKED, "add")
    requests.list_request(request, campaign=campaign, by=by, at=papers.NOW)
    requests.withdraw_request(request, why="Đã có việc", by=by, at=papers.NOW)
    assert made_up.case_of(campaign, ASKED).state == "closed"


def test_only_who_prepares_the_ward_fills_form_a_in(office):
    case = made_up.case_of(under_survey(office), ASKED)
    for who in ("enumerator", "leader", "member"):
        with pytest.raises(PermissionDenied):
            lists.screen_case(case, answers=form_a(1), by=office.people[who], at=papers.NOW)


def test_the_pages_lead_to_form_a_and_to_the_paper(office):
    campaign = under_survey(office)
    case, listed = made_up.case_of(campaign, ASKED), made_up.case_of(campaign, LISTED)
    client = signed_in(office, "officer")
    today = client.get("/00016/2024/").content.decode()
    assert "2 hộ chờ Phiếu A" in today
    assert f"{page(case, 'ho/')}?buoc=to_screen" in today
    shown = client.get(page(case, f"ho/{case.pk}/")).content.decode()
    assert "Cần Phiếu A trước." in shown
    assert page(case, f"phieu-giay/ho/{case.pk}/phieu-a/") in shown
    assert "2 hộ có giấy đề nghị chờ Phiếu A" in client.get(page(case, "phieu-giay/")).content.decode()
    boxes = {key: "1" if value else "2" for key, value in form_a(3).items()}
    answer = client.post(page(case, f"phieu-giay/ho/{case.pk}/phieu-a/"), boxes)
    assert answer.url == page(case, f"ho/{case.pk}/")
    after = client.get(answer.url).content.decode()
    assert page(case, f"phieu-giay/ho/{case.pk}/") in after  # the paper can be printed now
    assert page(case, f"nhap-phieu/{case.pk}/") in after
    for who in ("enumerator", "leader"):  # whoever reads may print; typing is of those who survey
        text = signed_in(office, who).get(page(listed, f"ho/{listed.pk}/")).content.decode()
        assert page(listed, f"phieu-giay/ho/{listed.pk}/") in text
        assert (page(listed, f"nhap-phieu/{listed.pk}/") in text) == (who == "enumerator")
        assert 'phieu-a/"' not in text.replace('phieu-giay/phieu-a/"', "")
    pile = signed_in(office, "enumerator").get(page(case, "nhap-phieu/")).content.decode()
    assert page(listed, f"phieu-giay/ho/{listed.pk}/") in pile


def test_putting_many_on_the_list_takes_a_fixed_number_of_statements(office):
    campaign = opened(office)
    everybody = [home.pk for home in office.homes]
    counted = []
    for away in (1, 2):
        gone = office.homes[-away:]
        Case.objects.filter(campaign=campaign, household__in=[home.pk for home in gone]).delete()
        with CaptureQueriesContext(connection) as seen:
            added = lists.add_households(
                campaign, households=everybody, listed_for="asked", by=office.people["officer"], at=papers.NOW
            )
        assert added == away
        counted.append(len(seen))
    assert counted[0] == counted[1]
