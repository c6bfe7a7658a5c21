"""What a list says is taken over into a form: proposed, decided by another person, scored again, never written over."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.registry.models import CircumstanceKind
from chungtay.work.review.models import CampaignGroup, Case, Flag, SurveyState, Takeover
from chungtay.work.review.operations import quality, surveys
from chungtay.work.review.operations.takeovers import approve_takeover, propose_takeover, return_takeover
from chungtay.work.review.presenters.takeovers import origin
from chungtay.work.review.presenters.waiting import waiting_for
from chungtay.work.review.queries.entry import form_of
from chungtay.work.review.queries.quality import disagreement
from chungtay.work.review.queries.takeovers import moved_since, offers_of
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests import decided, listed_otherwise
from tests.papers import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return made_up.office()


@pytest.fixture
def case(office):
    _campaign, case = listed_otherwise.under_survey(office)
    listed_otherwise.listed(office, case)
    listed_otherwise.sent(office, case)
    return case


def act(office, who="officer"):
    return {"by": office.people[who], "at": NOW}


def proposed(office, case, *chosen, who="officer"):
    flag = listed_otherwise.flag_of(office, case)
    return propose_takeover(flag, chosen=chosen or ["benefit-1"], why="Có quyết định trợ cấp", **act(office, who))


def again(case):
    return Case.objects.select_related("campaign", "ward__ward", "group__group", "survey").get(pk=case.pk)


def test_what_can_be_taken_over_and_from_where(office, case):
    """The benefit of the list (2 instead of 0); of the register the girl's date of birth, 01/05/2008."""
    survey = again(case).survey
    offers = {offer.id: offer for offer in offers_of(survey, form_of(case.campaign))}
    assert offers["benefit-1"].answers == {"members.1.social_benefit": (0, 2)}
    assert offers["birth-2"].answers == {"members.2.birth_date": ("15/03/2016", "01/05/2008")}
    assert set(offers) == {"benefit-1", "birth-2"}
    assert origin(offers["benefit-1"].as_json()["list"]) == (
        "Danh sách trợ cấp xã hội hằng tháng, từ 01/01/2023 (Nhập trên màn hình: danh sách chi trả tháng 8)"
    )
    assert origin(offers["birth-2"].as_json()["list"]) == "Sổ hộ dân"


def test_schooling_and_illness_and_a_benefit_of_no_known_kind(office):
    _campaign, case = listed_otherwise.under_survey(office)
    listed_otherwise.listed(office, case, code="")
    listed_otherwise.listed(office, case, CircumstanceKind.ILLNESS, "")
    listed_otherwise.listed(office, case, CircumstanceKind.SCHOOLING, "3")
    listed_otherwise.sent(office, case, attending=2, sex=2, relationship=2)
    found = {offer.id: offer.answers for offer in offers_of(again(case).survey, form_of(case.campaign))}
    assert found["illness-1"] == {"members.1.serious_illness": (2, 1)}
    assert found["schooling-1"] == {"members.1.attending": (2, 1), "members.1.school_level": (None, 3)}
    assert found["sex-1"] == {"members.1.sex": (2, 1)}
    assert found["head-1"] == {"members.1.relationship": (2, 1)}
    assert "benefit-1" not in found  # which benefit it is, nobody said


def test_another_person_approves_and_the_household_is_scored_again(office, case):
    """145 points of B1 and 20 of B2, near-poor; with the benefit 30 of B2: poor."""
    takeover = proposed(office, case)
    before = again(case)
    assert (before.class_id, before.survey.number) == ("near_poor", 1)
    assert takeover.effect["was"]["class"] == "near_poor"
    assert takeover.effect["was"]["b2"] == 20
    assert (takeover.effect["now"]["class"], takeover.effect["now"]["b2"]) == ("poor", 30)
    with pytest.raises(PermissionDenied):
        approve_takeover(takeover, **act(office))
    with pytest.raises(PermissionDenied):
        approve_takeover(takeover, **act(office, "enumerator"))
    assert AuditEvent.objects.filter(action="review.step_refused").count() == 2
    with pytest.raises(ValidationError, match="đề nghị"):  # the flag waits for the proposal
        quality.close_flag(takeover.flag, outcome="fine", words="x", **act(office))

    made = approve_takeover(takeover, answer="Đúng", **act(office, "member"))
    now = again(case)
    assert (now.survey, now.class_id, now.state, made.number, made.door) == (made, "poor", "surveyed", 2, "list")
    assert made.answers["members"][0]["social_benefit"] == 2
    assert (made.surveyed_by, made.entered_by) == (office.people["enumerator"], office.people["officer"])
    first = case.surveys.get(number=1)
    assert first.answers["members"][0]["social_benefit"] == 0  # nothing is written over
    assert first.state == SurveyState.REPLACED
    takeover.refresh_from_db()
    assert (takeover.state, takeover.made, takeover.answer) == ("approved", made, "Đúng")
    flag = takeover.flag
    flag.refresh_from_db()
    assert (flag.state, flag.closed_by, flag.words) == ("taken", office.people["member"], "Có quyết định trợ cấp")
    events = AuditEvent.objects.filter(action__startswith="review.takeover").values_list("action", flat=True)
    assert set(events) == {"review.takeover_proposed", "review.takeover_approved"}
    with pytest.raises(ValidationError, match="đã được quyết"):
        approve_takeover(takeover, **act(office, "member"))
    with pytest.raises(PermissionDenied):  # the proposer put the answer in; somebody else confirms the form
        surveys.confirm(made, **act(office))
    surveys.confirm(made, **act(office, "member"))
    # the form's own check finds the other contradiction alone, and the first visit is measured by the first form
    assert [each[0] for each in listed_otherwise.flag_of(office, case).detail["found"]] == ["birth"]
    assert disagreement([]) == ([], [])


def test_a_confirmed_form_stays_confirmed_by_the_second_person(office, case):
    surveys.confirm(again(case).survey, **act(office))
    made = approve_takeover(proposed(office, case), **act(office, "member"))
    now = again(case)
    made.refresh_from_db()
    assert (now.state, now.confirmed_by, made.state) == ("confirmed", office.people["member"], "confirmed")
    assert now.class_id == "poor"


def test_returned_with_an_answer(office, case):
    takeover = proposed(office, case)
    with pytest.raises(ValidationError, match="vì sao"):
        return_takeover(takeover, answer=" ", **act(office, "member"))
    with pytest.raises(PermissionDenied):
        return_takeover(takeover, answer="Hết hạn rồi", **act(office))
    return_takeover(takeover, answer="Trợ cấp đã thôi", **act(office, "member"))
    assert again(case).survey.number == 1
    assert Flag.objects.get(pk=takeover.flag_id).state == "open"
    assert proposed(office, case).pk != takeover.pk  # it may be proposed anew


def test_only_one_waits_and_only_what_a_list_says(office, case):
    flag = listed_otherwise.flag_of(office, case)
    for chosen in ([], ["sex-1"]):
        with pytest.raises(ValidationError, match="Chọn"):
            propose_takeover(flag, chosen=chosen, why="x", **act(office))
    with pytest.raises(ValidationError, match="vì sao"):
        propose_takeover(flag, chosen=["benefit-1"], why="", **act(office))
    with pytest.raises(ValidationError, match="Trình độ đào tạo"):  # at 16 more is asked than at 8
        propose_takeover(flag, chosen=["birth-2"], why="x", **act(office))
    with pytest.raises(PermissionDenied):
        propose_takeover(flag, chosen=["benefit-1"], why="x", **act(office, "enumerator"))
    takeover = proposed(office, case)
    with pytest.raises(ValidationError, match="đang chờ"):
        proposed(office, case)
    with pytest.raises(IntegrityError), transaction.atomic():  # the database keeps the promise too
        Takeover.objects.filter(pk=takeover.pk).update(decided_by=takeover.proposed_by)


def test_refused_when_the_form_or_the_list_moved_meanwhile(office, case):
    """The form went back and came in anew with another kind of benefit: what stood, what was wanted, what stands."""
    takeover = proposed(office, case)
    surveys.give_back(again(case).survey, remarks=[surveys.Said("hỏi lại")], **act(office, "member"))
    with pytest.raises(StepRefused):
        approve_takeover(takeover, **act(office, "member"))
    listed_otherwise.sent(office, case, social_benefit=1)
    with pytest.raises(ValidationError, match="Phiếu khác") as refused:
        approve_takeover(takeover, **act(office, "member"))
    assert refused.value.code == "changed"
    [moved] = moved_since(takeover)
    assert (moved.path, moved.was, moved.wanted, moved.form) == ("members.1.social_benefit", 0, 2, 1)
    return_takeover(takeover, answer="Phiếu mới đã ghi", **act(office, "member"))


def test_refused_when_the_list_was_corrected(office, case):
    takeover = proposed(office, case)
    listed_otherwise.listed(office, case, code="1")
    [moved] = moved_since(takeover)
    assert (moved.form, moved.wanted, moved.listed) == (0, 2, 1)
    with pytest.raises(ValidationError, match="danh sách") as refused:
        approve_takeover(takeover, **act(office, "member"))
    assert refused.value.code == "changed"


def waiting(office, case):
    """A proposal that somebody made before the household went on."""
    case = again(case)
    flag = Flag.objects.create(
        campaign=case.campaign,
        ward=case.ward,
        kind="register",
        subject="x",
        survey=case.survey,
        detail={},
        raised_at=NOW,
    )
    nothing = {"class": case.class_id, "b1": None, "b2": None, "income": None, "deprived": ""}
    return Takeover.objects.create(
        flag=flag, case=case, survey=case.survey, changes=[], effect={"was": nothing, "now": nothing}, why="x",
        proposed_by=office.people["officer"], proposed_at=NOW,
    )  # fmt: skip


def until_decided(office, campaign):
    made_up.settled(office, campaign)
    decided.decided(office, decided.agreed(office, made_up.ward_of(campaign, office)))


@pytest.mark.parametrize("go_on", [made_up.checked, made_up.posted, made_up.settled, until_decided])
def test_never_after_the_meeting_or_the_decision(go_on):
    """The household was checked, met, posted, decided: refused, and whoever tries leaves a line in the trail. A checked
    one whose meeting is not called yet is not refused by its step (but by what the proposal says)."""
    office = made_up.office()
    made_up.register(office)
    campaign = made_up.under_survey(office)
    go_on(office, campaign)
    takeover = waiting(office, made_up.case_of(campaign, "Nguyễn Văn Đình"))
    if go_on is made_up.checked:
        approve_takeover(takeover, **act(office, "member"))
        return
    with pytest.raises(StepRefused, match="quyết định khác"):
        approve_takeover(takeover, **act(office, "member"))
    takeover.flag.takeovers.all().delete()
    with pytest.raises(StepRefused):
        propose_takeover(takeover.flag, chosen=["birth-1"], why="x", **act(office))
    tried = AuditEvent.objects.filter(action="review.step_refused").values_list("detail", flat=True)
    assert {detail["tried"] for detail in tried} == {"approve_takeover", "propose_takeover"}


def test_refused_while_a_meeting_is_called(office, case):
    takeover = proposed(office, case)
    CampaignGroup.objects.filter(pk=case.group_id).update(state="meeting")
    with pytest.raises(StepRefused, match="họp"):
        approve_takeover(takeover, **act(office, "member"))


def test_on_the_page(office, case, client):
    """The officer ticks and proposes, cannot decide, another one sees the difference and takes over."""
    flag = listed_otherwise.flag_of(office, case)
    here = reverse("quality:flag", args=["00016", 2024, case.campaign_id, flag.pk])
    client.force_login(office.people["officer"])
    page = client.get(here).content.decode()
    assert "danh sách chi trả tháng 8" in page
    send = reverse("quality:propose", args=["00016", 2024, case.campaign_id, flag.pk])
    client.post(send, {"chosen": ["benefit-1"], "why": "Có quyết định"})
    takeover = Takeover.objects.get()
    page = client.get(here).content.decode()
    assert "Chính ông/bà đề nghị" in page
    decide = reverse("quality:decide", args=["00016", 2024, case.campaign_id, flag.pk, takeover.pk])
    assert decide not in page
    assert (
        "có đề nghị chờ"
        in client.get(reverse("quality:flags", args=["00016", 2024, case.campaign_id])).content.decode()
    )
    client.post(decide, {"answer": ""})
    takeover.refresh_from_db()
    assert takeover.state == "waiting"
    client.force_login(office.people["member"])
    page = client.get(here).content.decode()
    assert "<del>0 – Không hưởng</del>" in page
    assert "<ins>2 – Người khuyết tật</ins>" in page
    client.post(decide, {"return": "1", "answer": ""})
    takeover.refresh_from_db()
    assert takeover.state == "waiting"  # without a word nothing is returned
    client.post(decide, {"answer": "Đúng"})
    takeover.refresh_from_db()
    assert takeover.state == "approved"
    assert again(case).class_id == "poor"
    assert "Theo danh sách khác" in client.get(
        reverse("campaign:case", args=["00016", 2024, case.campaign_id, case.pk])
    ).content.decode()  # fmt: skip


def waits(office, name, place=None):
    return [
        (each.title, each.about, each.address)
        for each in waiting_for(office.people[name], place or office.ward, 2024, NOW.date())
        if "danh sách" in each.title
    ]


def test_today_tells_a_proposal_to_whom_it_waits_for(office, case):
    """To those who confirm forms here, in the ward and in the district; not to who proposed it or asked the household.
    Decided, nobody is told."""
    assert waits(office, "member") == []
    takeover = proposed(office, case)
    address = reverse("quality:flag", args=["00016", 2024, case.campaign_id, takeover.flag_id])
    title = "Đề nghị lấy theo danh sách chờ ông/bà quyết định"
    where = "Nguyễn Văn Đình · Tổ dân phố 1 · Phường Ngọc Hà"
    assert {name: waits(office, name) for name in office.people if waits(office, name)} == {
        "member": [(title, where, address)],
        "district": [(title, where, address)],
    }
    assert waits(office, "member", office.units["00001"]) == []
    return_takeover(takeover, answer="Hỏi lại hộ", **act(office, "member"))
    assert waits(office, "member") == []


def test_many_proposals_are_counted_and_cost_no_more_statements(office, case):
    proposed(office, case)

    def statements():
        with CaptureQueriesContext(connection) as found:
            told = list(waiting_for(office.people["member"], office.ward, 2024, NOW.date()))
        return len(found), [each.title for each in told if "danh sách" in each.title]

    statements()  # what the person may do is read once
    few, one = statements()
    first, others = Takeover.objects.get(), Case.objects.filter(campaign=case.campaign).exclude(pk=case.pk)
    told = ("flag", "survey", "changes", "effect", "why", "proposed_by", "proposed_at")
    same = {name: getattr(first, name) for name in told}
    Takeover.objects.bulk_create([Takeover(case=other, **same) for other in others])
    many, found = statements()
    assert (len(one), few, others.count()) == (1, many, 4)
    assert found == [one[0], one[0], one[0], "Còn 2 đề nghị lấy theo danh sách chờ quyết định"]
