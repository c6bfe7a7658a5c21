"""The screen of a paper form: boxes by their codes, kept while one types, sent in, typed again, settled."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from chungtay.rulebook import rule_sets
from chungtay.rulebook.questionnaire import flat, questionnaire
from chungtay.work.review.models import Case, Survey, Typing
from chungtay.work.review.operations import teams
from chungtay.work.review.queries import entry as queries
from tests import campaigns as made_up
from tests import papers

pytestmark = pytest.mark.django_db
HEAD = "Nguyễn Văn Đình"


@pytest.fixture
def office(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: papers.NOW)
    found = made_up.office()
    made_up.register(found, rule_set="vn-2022")
    return found


@pytest.fixture
def case(office):
    return made_up.case_of(papers.under_survey(office), HEAD)


def page(case: Case, part: str = "") -> str:
    return f"/00016/2024/dot-ra-soat/{case.campaign_id}/nhap-phieu/{case.pk}/{part}"


def signed_in(office, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who])
    return client


def post_of(office, answers, **changes) -> dict[str, str]:
    """The boxes as a browser sends them."""
    form = questionnaire(rule_sets.load("vn-2022"), "points")
    shown = {question.path: question for question in form.household} | {
        question.id: question for question in form.member
    }
    boxes = {path: (shown.get(path) or shown[path.split(".")[-1]]).show(value) for path, value in flat(answers).items()}
    head = {"surveyed_by": office.people["enumerator"].pk, "surveyed_on": "15/09/2024", "twice": "on"}
    return boxes | head | changes


def test_the_form_begins_with_the_registers_members(office, case):
    text = signed_in(office, "officer").get(page(case)).content.decode()
    assert "Nguyễn Văn Đình Con" in text
    assert 'name="household.toilet"' in text
    assert not Typing.objects.exists()  # looking changes nothing


def test_kept_box_by_box_with_what_is_wrong(office, case):
    client = signed_in(office, "officer")
    boxes = post_of(office, papers.answers("Chủ hộ", toilet=9))
    told = client.post(page(case, "luu/"), boxes, headers={"accept": "application/json"}).json()
    assert list(told["wrong"]) == ["household.toilet"]
    assert told["totals"][0] == 1
    assert 'value="9"' in client.get(page(case)).content.decode()


def test_from_two_typings_to_a_class(office, case):
    boxes = post_of(office, papers.answers("Chủ hộ"))
    assert signed_in(office, "officer").post(page(case), boxes).status_code == 302
    second = signed_in(office, "enumerator2")
    assert "42" not in second.get(page(case)).content.decode().split("household.floor_area_m2")[1][:60]
    differing = boxes | {"household.toilet": "3"}
    answer = second.post(page(case), differing)
    assert answer.url == page(case, "khac-nhau/")
    text = second.get(page(case, "khac-nhau/")).content.decode()
    assert "Loại nhà tiêu đang sử dụng" in text
    answer = second.post(page(case, "khac-nhau/"), {"pick0": "3", "other0": "2"})
    assert answer.status_code == 302
    survey = Survey.objects.get()
    assert (survey.state, survey.answers["household"]["toilet"]) == ("sent", 2)
    case.refresh_from_db()
    assert case.class_id


def test_nonsense_in_what_the_paper_says_is_told_at_its_box(office, case):
    """71,25 or 17,25 m², toilet 1 or 3; the paper is said to have "abc" and 9. Then 72,5 and 2, which it may have."""
    boxes = post_of(office, papers.answers("Chủ hộ", floor_area_m2="71.25", toilet=1))
    signed_in(office, "officer").post(page(case), boxes)
    second = signed_in(office, "enumerator2")
    second.post(page(case), boxes | {"household.floor_area_m2": "17,25", "household.toilet": "3"})
    paths = queries.differing_of(queries.half_typed(case, "first"), Typing.objects.get())
    area, toilet = paths.index("household.floor_area_m2"), paths.index("household.toilet")
    picks = {f"pick{area}": "3", f"pick{toilet}": "3"}
    answer = second.post(page(case, "khac-nhau/"), picks | {f"other{area}": "abc", f"other{toilet}": "9"})
    text = answer.content.decode()
    assert (answer.status_code, Survey.objects.get().state) == (200, "half")
    for number, said in ((area, "“abc”"), (toilet, "“9”")):
        box = text.split(f'id="id_other{number}_error">')[1].split("</p>")[0]
        assert said in box
    answer = second.post(page(case, "khac-nhau/"), picks | {f"other{area}": "72,5", f"other{toilet}": "2"})
    kept = Survey.objects.get().answers["household"]
    assert (answer.status_code, kept["floor_area_m2"], kept["toilet"]) == (302, "72.5", 2)


def test_the_paper_may_name_another_visitor_and_another_day(office, case):
    boxes = post_of(office, papers.answers("Chủ hộ"))
    signed_in(office, "officer").post(page(case), boxes)
    second = signed_in(office, "enumerator2")
    again = {"surveyed_by": office.people["enumerator2"].pk, "surveyed_on": "16/09/2024"}
    second.post(page(case), boxes | again)
    picks = {"pick0": "3", "pick1": "3", "other0": office.people["officer"].pk}
    refused = second.post(page(case, "khac-nhau/"), picks | {"other1": "31/09/2024"}).content.decode()
    assert "“31/09/2024”" in refused.split('id="id_other1_error">')[1].split("</p>")[0]
    refused = second.post(page(case, "khac-nhau/"), picks).content.decode()
    assert "Ghi điều phiếu giấy ghi." in refused.split('id="id_other1_error">')[1].split("</p>")[0]
    assert second.post(page(case, "khac-nhau/"), picks | {"other1": "17/09/2024"}).status_code == 302
    survey = Survey.objects.get()
    assert (survey.surveyed_by, f"{survey.surveyed_on:%d/%m/%Y}") == (office.people["officer"], "17/09/2024")


def test_a_visitor_who_does_not_have_the_household_is_told_at_the_first_typing(office, case):
    ward, officer = made_up.ward_of(case.campaign, office), office.people["officer"]
    teams.assign_cases(ward, cases=[case.pk], to=office.people["enumerator2"], by=officer, at=papers.NOW)
    client, boxes = signed_in(office, "officer"), post_of(office, papers.answers("Chủ hộ"))
    text = client.post(page(case), boxes).content.decode()
    assert f"Hộ này đã giao cho {office.people['enumerator2'].full_name}" in text
    assert 'name="anyway"' in text
    assert not Survey.objects.exists()
    assert client.post(page(case), boxes | {"anyway": "1"}).status_code == 302
    assert Survey.objects.get().state == "half"


def test_empty_boxes_are_asked_for_once_and_may_go_in_as_the_paper_is(office, case):
    client = signed_in(office, "officer")
    boxes = post_of(office, papers.answers("Chủ hộ"))
    del boxes["household.water"]
    assert "1 ô còn trống" in client.post(page(case), boxes).content.decode()
    assert client.post(page(case), boxes | {"anyway": "1"}).status_code == 302
    assert Survey.objects.get().state == "half"


def test_the_values_of_the_first_typing_are_nowhere_on_the_second_ones_page(office, case):
    signed_in(office, "officer").post(page(case), post_of(office, papers.answers("Chủ hộ", floor_area_m2="71.25")))
    assert "71,25" not in signed_in(office, "enumerator2").get(page(case)).content.decode()
