"""A whole review from the decision that opens it to certificates: the seed's September 2019 with district and Hà Nội's
lines beside the national ones, and autumn 2025 under the rules of 2022, where the ward is the lowest authority and no
district gives an opinion. Every class below is worked out by hand from the lines and points of law."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from typing import Any

import pytest

from chungtay.foundation.core.files import FileKind, StoredFile
from chungtay.foundation.core.queries.chain import verify_trail
from chungtay.records.registry.models import HouseholdStatus
from chungtay.records.registry.queries.movement import Reading, movement
from chungtay.rulebook import rule_sets
from chungtay.work.review.models import Case, Certificate, Decision, Posting, SurveyResult
from chungtay.work.review.operations import (
    campaigns,
    certificates,
    complaints,
    decisions,
    lists,
    meetings,
    opinions,
    postings,
    requests,
    surveys,
    taking_in,
)
from chungtay.work.review.operations.campaigns import Standard
from chungtay.work.review.operations.decisions import Signature
from tests import campaigns as made_up
from tests.campaigns import confirmed, declared, sent
from tests.communes import ANSWERS, HOMES, commune, given

pytestmark = pytest.mark.django_db


def at(month: int, day: int, year: int = 2019) -> datetime.datetime:
    """Ten in the morning in Hà Nội."""
    return datetime.datetime(year, month, day, 3, 0, tzinfo=datetime.UTC)


def minutes() -> StoredFile:
    """A signed copy as it is kept."""
    stored = f"evidence/{uuid.uuid4().hex}.pdf"
    return StoredFile(stored, "bien-ban.pdf", FileKind.PDF, "application/pdf", 8, "0" * 64)


def hold_meeting(office: Any, group: Any, when: datetime.datetime, for_it: dict[str, int], present: int) -> None:
    """A meeting of all households of a group; who is not named is agreed to by everybody."""
    by = office.people["officer"]
    meeting = meetings.call_meeting(
        group, held_on=when.date(), place="Nhà văn hóa", chair="Tổ trưởng", secretary="Thư ký", by=by, at=when
    )
    votes = {}
    for row in meeting.discussed.select_related("case"):
        agree = for_it.get(row.case.head_name, present)
        votes[row.case_id] = meetings.Vote(agree, present - agree)
    meetings.enter_results(meeting, attended={"others": present}, votes=votes, by=by, at=when)
    meetings.close_meeting(meeting, minutes=minutes(), by=by, at=when)


def heads(campaign: Any, class_id: str) -> set[str]:
    return set(Case.objects.filter(campaign=campaign, class_id=class_id).values_list("head_name", flat=True))


def names(line: Any, office: Any) -> set[str]:
    by_number = {home.pk: home for home in office.homes}
    assert set(line.households) <= set(by_number)
    return set(Case.objects.filter(household__in=line.households).values_list("head_name", flat=True))


def test_september_2019(settings, tmp_path):
    """Urban lines of QĐ 59/2015: poor to 900.000, near-poor to 1.300.000, poor between them with three deprivations."""
    settings.MEDIA_ROOT = tmp_path
    office = made_up.office()
    made_up.register(office)
    people = office.people
    campaign = made_up.under_survey(office)
    answers = {
        "Nguyễn Văn Đình": declared(1_500_000),  # was poor; above 1.300.000: average living standard
        "Trần Thị Hường": declared(1_000_000, "2", "6"),  # was near-poor; two deprivations: near-poor
        "Lê Quang Ánh": declared(1_200_000, "2", "5", "9"),  # was near-poor; three deprivations: poor
        "Phạm Thị Bưởi": declared(800_000),  # on no list; poor by income
        "Vũ Đức Cảnh": declared(2_500_000),  # on no list; not poor
    }
    for head, said in answers.items():
        confirmed(office, made_up.case_of(campaign, head), said)
    national = Counter(SurveyResult.objects.filter(rule_set="vn-2016").values_list("class_id", flat=True))
    city = Counter(SurveyResult.objects.filter(rule_set="vn-2016-hanoi").values_list("class_id", flat=True))
    assert national == {"average": 1, "near_poor": 1, "poor": 2, "not_poor": 1}
    # Hà Nội's lines, 1.400.000 and 1.950.000: Hường, Ánh, Bưởi are poor by income, Đình near-poor, Cảnh neither
    assert city == {"poor": 3, "near_poor": 1, "not_poor": 1}

    # the meeting: 9 of 20 agree on Bưởi, fewer than half; she is surveyed again and met again
    group = made_up.case_of(campaign, "Phạm Thị Bưởi").group
    hold_meeting(office, group, at(9, 8), {"Phạm Thị Bưởi": 9}, present=20)
    assert made_up.case_of(campaign, "Phạm Thị Bưởi").state == "returned"
    confirmed(office, made_up.case_of(campaign, "Phạm Thị Bưởi"), declared(850_000), at=at(9, 9))
    group.refresh_from_db()
    hold_meeting(office, group, at(9, 9), {"Phạm Thị Bưởi": 10}, present=20)
    assert set(Case.objects.values_list("state", flat=True)) == {"met"}

    # posted on Tuesday the 10th for three working days; Ánh complains, somebody else finds two deprivations
    ward = made_up.ward_of(campaign, office)
    posting = postings.post_list(ward, places=["Trụ sở UBND phường", "Nhà văn hóa"], by=people["officer"], at=at(9, 10))
    assert posting.last_day == datetime.date(2019, 9, 13)
    case = made_up.case_of(campaign, "Lê Quang Ánh")
    complaint, _new = complaints.receive_complaint(
        posting, case=case, channel="counter", token=uuid.uuid4(), complainant="Lê Quang Ánh",
        words="Nhà tôi có thẻ BHYT", by=people["officer"], at=at(9, 11),
    )  # fmt: skip
    complaint = complaints.assign_checker(complaint, checker=people["enumerator2"], by=people["officer"], at=at(9, 11))
    case.refresh_from_db()
    filled = taking_in.Filled(
        sent_id=uuid.uuid4(),
        answers=declared(1_200_000, "5", "9"),
        door="phone",
        case_version=case.version,
        surveyed_on=datetime.date(2019, 9, 12),
        surveyed_by=people["enumerator2"],
        purpose="recheck",
    )
    complaint = complaints.take_recheck(complaint, filled, by=people["enumerator2"], at=at(9, 12))
    complaints.answer_complaint(
        complaint, upheld="yes", answer="Đã kiểm tra thẻ BHYT của cả nhà.", by=people["leader"], at=at(9, 13)
    )
    postings.end_posting(posting, by=people["officer"], at=at(9, 16))
    ward.refresh_from_db()
    second = postings.post_list(ward, places=["Trụ sở UBND phường"], by=people["officer"], at=at(9, 16))
    assert [row["head"] for row in second.shown["rows"]] == ["Lê Quang Ánh"]
    postings.end_posting(second, by=people["officer"], at=at(9, 20))

    # the district's opinion, the decision, the certificates
    ward.refresh_from_db()
    opinion = opinions.ask_opinion(ward, letter="21/BC-UBND", by=people["officer"], at=at(9, 20))
    opinions.agree(opinion, reply="88/UBND-LĐTBXH", by=people["chief"], at=at(9, 24))
    ward.refresh_from_db()
    draft = decisions.draft_decision(ward, by=people["officer"], at=at(9, 25))
    holds = datetime.date(2020, 1, 1)
    signature = Signature(
        number="112/QĐ-UBND", signed_on=datetime.date(2019, 9, 26), effective_on=holds, signatory="Nguyễn Thị Lãnh Đạo",
        title="Chủ tịch",
    )  # fmt: skip
    decision = decisions.sign_decision(draft, signature=signature, by=people["leader"], at=at(9, 26))
    assert heads(campaign, "poor") == {"Phạm Thị Bưởi"}
    assert heads(campaign, "near_poor") == {"Trần Thị Hường", "Lê Quang Ánh"}
    assert certificates.issue(decision, by=people["leader"], at=at(9, 27)) == 3
    assert set(Certificate.objects.values_list("class_id", flat=True)) == {"poor", "near_poor"}
    campaign = campaigns.close_campaign(campaign, by=people["leader"], at=at(9, 30))
    assert campaign.state == "closed"

    # the register remembers both standards; the year's account balances: 1 - 1 + 1 = 1 poor, 2 - 0 + 0 = 2 near-poor
    rows = HouseholdStatus.objects.on(holds).filter(source="review")
    assert Counter(rows.values_list("rule_set", "class_id")) == {
        ("vn-2016", "poor"): 1,
        ("vn-2016", "near_poor"): 2,
        ("vn-2016", "average"): 1,
        ("vn-2016", "not_poor"): 1,
        ("vn-2016-hanoi", "poor"): 3,
        ("vn-2016-hanoi", "near_poor"): 1,
        ("vn-2016-hanoi", "not_poor"): 1,
    }
    paths = (office.ward.path,)
    moved = movement(Reading(datetime.date(2019, 8, 31), "vn-2016", paths), Reading(holds, "vn-2016", paths))
    assert moved.problems() == []
    assert names(moved.poor.start, office) == names(moved.poor.lines["above_both"], office) == {"Nguyễn Văn Đình"}
    assert names(moved.poor.lines["newly_arising"], office) == names(moved.poor.end, office) == {"Phạm Thị Bưởi"}
    assert names(moved.near_poor.start, office) == names(moved.near_poor.end, office)
    assert verify_trail().broken is None
    # a list or an annex that somebody changes in the database afterwards is found
    shown = second.shown | {"rows": []}
    Posting.objects.filter(pk=second.pk).update(shown=shown)
    broken = verify_trail().broken
    assert broken is not None
    assert broken.detail == f"posting {second.pk}"
    Posting.objects.filter(pk=second.pk).update(shown=second.shown)
    Decision.objects.filter(pk=decision.pk).update(annex=decision.annex | {"rows": []})
    broken = verify_trail().broken
    assert broken is not None
    assert broken.detail == f"decision {decision.pk}"


def test_autumn_2025_with_the_commune_as_the_lowest_authority(settings, tmp_path):
    """Points of column 1 (rural, Red River Delta), added up by hand in `tests/rulebook/test_worked_households.py`: a
    retired person alone 120, at most 140, no deprivation: near-poor; the same without insurance, internet and any
    means of information 30 points of B2: poor; the family of four with 235: neither."""
    settings.MEDIA_ROOT = tmp_path
    office = made_up.office(commune())
    people = office.people
    made_up.register(office, HOMES, rule_set="vn-2022")
    first = datetime.date(2025, 9, 1)
    campaign = campaigns.prepare_campaign(
        office.ward,
        kind="periodic",
        year=2025,
        first_day=first,
        last_day=datetime.date(2025, 12, 14),
        baseline_on=datetime.date(2025, 8, 31),
        standards=[Standard("vn-2022", "points")],
        settled={"complaints.working_days": 7},
        by=people["officer"],
        at=at(9, 1, 2025),
    )
    campaign = campaigns.open_campaign(campaign, number="9/QĐ-UBND", date=first, by=people["leader"], at=at(9, 1, 2025))
    assert lists.list_households(campaign, by=people["officer"], at=at(9, 1, 2025)) == 2
    # the third household asks, with form 01
    asked, _new = requests.receive_request(
        office.ward, kind="add", channel="counter", token=uuid.uuid4(), asker="Ngô Văn Sậy", words="Tôi già yếu",
        by=people["officer"], at=at(9, 2, 2025),
    )  # fmt: skip
    asked = requests.link_household(asked, household=office.homes[2].pk, by=people["officer"], at=at(9, 2, 2025))
    case = requests.list_request(asked, campaign=campaign, by=people["officer"], at=at(9, 2, 2025))
    lists.finish_list(case.group, by=people["officer"], at=at(9, 3, 2025))
    # who asked is screened by form A before the survey: no condition holds and none of the nine criteria
    screening = rule_sets.load("vn-2022").screening
    questions = [key for key, _label in (*screening.conditions, *screening.criteria)]
    case = lists.screen_case(
        case, answers=dict.fromkeys(questions, False), by=people["officer"], at=at(9, 4, 2025)
    )  # fmt: skip
    assert case.state == "listed"
    for head in ANSWERS:
        visited = {"surveyed_on": datetime.date(2025, 9, 15), "at": at(9, 16, 2025)}
        survey = sent(office, made_up.case_of(campaign, head), given(head), **visited)
        assert [problem["message"]["vi"] for problem in survey.results.get().explanation["problems"]] == []
        surveys.confirm(survey, by=people["officer"], at=at(9, 16, 2025))
        if head == "Mai Thị Đay":
            assert (survey.results.get().b1, survey.results.get().b2) == (120, 0)
        if head == "Đỗ Văn Lúa":
            assert survey.results.get().b1 == 235
        if head == "Ngô Văn Sậy":
            assert (survey.results.get().b2, survey.results.get().deprived) == (30, "2.2,6.1,6.2")
    case.refresh_from_db()
    hold_meeting(office, case.group, at(9, 18, 2025), {}, present=31)
    ward = made_up.ward_of(campaign, office)
    # three working days after Friday the 19th end on Wednesday the 24th
    posting = postings.post_list(ward, places=["Nhà văn hóa thôn"], by=people["officer"], at=at(9, 19, 2025))
    assert posting.last_day == datetime.date(2025, 9, 24)
    postings.end_posting(posting, by=people["officer"], at=at(9, 25, 2025))
    ward.refresh_from_db()
    opinions.go_to_decision(ward, by=people["officer"], at=at(9, 25, 2025))
    ward.refresh_from_db()
    draft = decisions.draft_decision(ward, by=people["officer"], at=at(9, 26, 2025))
    signature = Signature(
        number="30/QĐ-UBND", signed_on=datetime.date(2025, 9, 29), effective_on=datetime.date(2026, 1, 1),
        signatory="Trần Văn Chủ Tịch", title="Chủ tịch",
    )  # fmt: skip
    decision = decisions.sign_decision(draft, signature=signature, by=people["leader"], at=at(9, 29, 2025))
    assert heads(campaign, "poor") == {"Ngô Văn Sậy"}
    assert heads(campaign, "near_poor") == {"Mai Thị Đay"}
    assert certificates.issue(decision, by=people["leader"], at=at(9, 30, 2025)) == 2
    campaigns.close_campaign(campaign, by=people["leader"], at=at(10, 1, 2025))
    paths = (office.ward.path,)
    before = Reading(datetime.date(2025, 8, 31), "vn-2022", paths)
    moved = movement(before, Reading(datetime.date(2026, 1, 1), "vn-2022", paths))
    assert moved.problems() == []
    assert names(moved.poor.lines["above_both"], office) == {"Đỗ Văn Lúa"}
    assert names(moved.poor.lines["newly_arising"], office) == {"Ngô Văn Sậy"}
    assert names(moved.near_poor.end, office) == {"Mai Thị Đay"}
