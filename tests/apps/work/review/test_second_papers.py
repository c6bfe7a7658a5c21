"""Second visits on paper: printed without what was answered before, typed for what they are, never as a first visit."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from chungtay.foundation.core.models import AuditEvent
from chungtay.rulebook.questionnaire import flat
from chungtay.work.review.models import Complaint, SpotVisit, Survey, Typing
from chungtay.work.review.operations import entry, quality
from chungtay.work.review.queries.entry import answers_of, differing_of
from chungtay.work.review.queries.second_papers import purpose_named, second_papers
from tests import campaigns as made_up
from tests import papers
from tests.apps.work.review.test_entry_pages import post_of

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "Nguyễn Văn Đình"


@pytest.fixture
def office(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: papers.POSTED_AT)
    found = made_up.office()
    made_up.register(found, rule_set="vn-2022")
    return found


def signed_in(office, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who])
    return client


def of(case, part: str) -> str:
    return f"/00016/2024/dot-ra-soat/{case.campaign_id}/{part}"


def form_page(case, purpose: str, part: str = "") -> str:
    return of(case, f"nhap-phieu/{case.pk}/{part}?phieu={purpose}")


def drawn(office, campaign):
    """Every form in, every household drawn, all second visits given to the second enumerator."""
    papers.checked(office, campaign)
    ward = made_up.ward_of(campaign, office)
    quality.draw_visits(ward, percent=100, seed="26-9", by=office.people["officer"], at=papers.POSTED_AT)
    SpotVisit.objects.update(assigned_to=office.people["enumerator2"])
    return made_up.case_of(campaign, HEAD)


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize("purpose", ["spot", "recheck", "phuc-tra"])
def test_a_visit_that_nobody_asked_for_is_refused_and_never_typed_as_a_first_one(office, purpose):
    case = made_up.case_of(papers.under_survey(office), HEAD)
    client = signed_in(office, "enumerator2")
    answer = client.get(form_page(case, purpose))
    assert answer.url == of(case, "nhap-phieu/")
    boxes = post_of(office, papers.answers("Chủ hộ"))
    told = client.post(form_page(case, purpose, "luu/"), boxes, headers={"accept": "application/json"})
    assert told.status_code == 409
    client.post(form_page(case, purpose), boxes)
    assert not Survey.objects.exists()
    assert client.get(of(case, f"phieu-giay/ho/{case.pk}/?phieu={purpose}")).status_code == 302


def test_the_word_of_an_address():
    assert [purpose_named(word) for word in ("", "first", "spot", "recheck")] == ["first", "first", "spot", "recheck"]
    with pytest.raises(ValidationError, match="Không có loại phiếu"):
        purpose_named("lan-dau")


def test_a_drawn_visit_from_its_list_through_paper_to_the_keyboard(office):
    case = drawn(office, papers.under_survey(office))
    client = signed_in(office, "enumerator2")
    pile = client.get(of(case, "nhap-phieu/?buoc=di-lai")).content.decode()
    assert f"/nhap-phieu/{case.pk}/?phieu=spot" in pile
    assert "5 phiếu phúc tra" in pile
    paper = words_of(client.get(of(case, f"phieu-giay/ho/{case.pk}/?phieu=spot")).content)
    assert "PHÚC TRA HỘ RÚT NGẪU NHIÊN" in paper
    assert "Năm trước" not in paper  # whoever looks a second time looks for himself
    boxes = post_of(office, papers.answers("Chủ hộ"), surveyed_by=office.people["enumerator2"].pk)
    del boxes["twice"]  # the own form
    answer = client.post(form_page(case, "spot"), boxes)
    assert answer.url == of(case, "nhap-phieu/?buoc=di-lai")
    survey = Survey.objects.order_by("-number").first()
    assert (survey.purpose, survey.door, survey.state, survey.number) == ("spot", "keyboard", "sent", 2)
    case.refresh_from_db()
    assert (case.state, case.survey.number) == ("confirmed", 1)  # the first form is untouched
    assert f"/nhap-phieu/{case.pk}/?phieu=spot" not in client.get(answer.url).content.decode()
    assert client.get(form_page(case, "spot")).url == of(case, "nhap-phieu/")  # it is in: no second one


def test_the_visits_page_leads_to_paper_and_keyboard(office):
    case = drawn(office, papers.under_survey(office))
    shown = signed_in(office, "member").get(of(case, "chat-luong/phuc-tra/")).content.decode()
    assert shown.count("?phieu=spot") == 10  # print and type, for each of five
    officer = signed_in(office, "officer").get(of(case, "chat-luong/phuc-tra/")).content.decode()
    assert officer.count("?phieu=spot") == 5  # the officer prints; second visits are typed by those who make them


def test_drawn_visits_stand_on_today_of_whoever_makes_them(office):
    drawn(office, papers.under_survey(office))
    assert (
        "5 hộ rút ngẫu nhiên chờ ông/bà phúc tra"
        in signed_in(office, "enumerator2").get("/00016/2024/").content.decode()
    )
    assert "rút ngẫu nhiên chờ" not in signed_in(office, "enumerator").get("/00016/2024/").content.decode()


def test_the_paper_of_a_re_check_goes_to_its_complaint(office):
    campaign = papers.under_survey(office)
    posting = papers.posted(office, campaign)
    case = made_up.case_of(campaign, HEAD)
    complaint = papers.complained(office, case, posting)
    client = signed_in(office, "enumerator2")
    page = client.get(of(case, f"khieu-nai/{complaint.pk}/")).content.decode()
    assert f"/nhap-phieu/{case.pk}/?phieu=recheck" in page
    assert f"/phieu-giay/ho/{case.pk}/?phieu=recheck" in page
    assert (
        "?phieu=recheck" not in signed_in(office, "leader").get(of(case, f"khieu-nai/{complaint.pk}/")).content.decode()
    )
    assert "kiểm tra lại sau khiếu nại" in client.get(form_page(case, "recheck")).content.decode()
    boxes = post_of(
        office, papers.answers("Chủ hộ"), surveyed_by=office.people["enumerator2"].pk, surveyed_on="26/09/2024"
    )
    assert client.post(form_page(case, "recheck"), boxes).status_code == 302
    assert Complaint.objects.get().state == "checking"  # typed once: not in yet
    assert "Chờ nhập lần hai" in signed_in(office, "member").get(of(case, "nhap-phieu/?buoc=di-lai")).content.decode()
    assert signed_in(office, "member").post(form_page(case, "recheck"), boxes).status_code == 302
    complaint.refresh_from_db()
    assert (complaint.state, complaint.recheck.purpose, complaint.recheck.state) == ("checked", "recheck", "sent")
    assert Survey.objects.filter(case=case, purpose="first").count() == 1


def test_a_re_check_typed_last_by_who_filled_the_first_form_in_goes_to_its_complaint_too(office):
    """The second enumerator visits and types; the first one types the paper again, and finds the same on it."""
    campaign = papers.under_survey(office)
    posting = papers.posted(office, campaign)
    case = made_up.case_of(campaign, HEAD)
    papers.complained(office, case, posting)
    visitor, first = office.people["enumerator2"], office.people["enumerator"]
    assert case.surveyed_by == first
    boxes = post_of(office, papers.answers("Chủ hộ"), surveyed_by=visitor.pk, surveyed_on="26/09/2024")
    for who in ("enumerator2", "enumerator"):
        assert signed_in(office, who).post(form_page(case, "recheck"), boxes).status_code == 302
    complaint = Complaint.objects.get()
    assert (complaint.state, complaint.checker) == ("checked", visitor)
    assert complaint.recheck.entered_again_by == first


def test_the_operation_itself_refuses(office):
    case = made_up.case_of(papers.under_survey(office), HEAD)
    typed = entry.Typed(papers.answers("Chủ hộ"), office.people["enumerator2"], papers.VISITED)
    with pytest.raises(ValidationError, match="không được rút"):
        entry.keep_typing(case, typed, purpose="spot", by=office.people["enumerator2"], at=papers.NOW)


def test_the_list_takes_a_fixed_number_of_statements(office):
    campaign = papers.under_survey(office)
    drawn(office, campaign)
    user = office.people["enumerator2"]
    second_papers(user, campaign, office.ward)  # the person's duties are read once
    counted = []
    for kept in (5, 1):
        SpotVisit.objects.filter(pk__in=list(SpotVisit.objects.values_list("pk", flat=True))[kept:]).delete()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert len(second_papers(user, campaign, office.ward)) == kept
        counted.append(len(seen))
    assert counted[0] == counted[1]


@pytest.fixture
def typed_differently(office):
    """enumerator2 made the visit and typed the paper last; the member typed it otherwise: three motorbikes."""
    campaign = papers.under_survey(office)
    posting = papers.posted(office, campaign)
    case = made_up.case_of(campaign, HEAD)
    complaint = papers.complained(office, case, posting)
    head = {"surveyed_by": office.people["enumerator2"].pk, "surveyed_on": "26/09/2024"}
    three = papers.answers("Chủ hộ", motorbikes=3)
    for who, answers in (("member", three), ("enumerator2", papers.answers("Chủ hộ"))):
        answer = signed_in(office, who).post(form_page(case, "recheck"), post_of(office, answers, **head))
        assert answer.url == of(case, "nhap-phieu/?buoc=di-lai")
    assert Typing.objects.get().differs
    return case, complaint


def compare_page(case) -> str:
    return of(case, f"nhap-phieu/{case.pk}/khac-nhau/?phieu=recheck")


def test_who_typed_a_re_check_or_visited_does_not_settle_its_boxes(office, typed_differently):
    """The first typist, and the second one who is also the visitor: neither says alone what the paper says."""
    case, complaint = typed_differently
    typing = Typing.objects.get()
    for who in ("member", "enumerator2"):
        shown = signed_in(office, who).get(compare_page(case), follow=True)
        assert "người khác đối chiếu" in shown.content.decode()
        with pytest.raises(PermissionDenied):
            entry.settle_typing(typing, chosen={}, by=office.people[who], at=papers.POSTED_AT)
        assert "được hai người nhập khác nhau" not in signed_in(office, who).get("/00016/2024/").content.decode()
    with pytest.raises(PermissionDenied):
        entry.settle_typing(typing, chosen={}, by=office.people["leader"], at=papers.POSTED_AT)
    complaint.refresh_from_db()
    assert complaint.state == "checking"


def test_an_officer_who_did_neither_compares_and_the_form_goes_to_its_complaint(office, typed_differently):
    case, complaint = typed_differently
    officer = office.people["officer"]
    client = signed_in(office, "officer")
    assert "được hai người nhập khác nhau" in client.get("/00016/2024/").content.decode()
    assert "Nhận phiếu" in client.get(compare_page(case)).content.decode()
    typing, half = Typing.objects.get(), Survey.objects.get(state="half")
    second = flat(answers_of(typing))
    chosen = {path: second.get(path) for path in differing_of(half, typing)}
    survey = entry.settle_typing(typing, chosen=chosen, by=officer, at=papers.POSTED_AT)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.recheck) == ("checked", survey)
    assert (survey.entered_by, survey.entered_again_by) == (office.people["member"], office.people["enumerator2"])
    assert survey.answers["household"]["motorbikes"] == papers.answers()["household"]["motorbikes"] != 3
    event = AuditEvent.objects.get(action="review.survey_typed_again")
    assert (event.by, event.detail["typed_by"]) == (officer, office.people["enumerator2"].pk)
