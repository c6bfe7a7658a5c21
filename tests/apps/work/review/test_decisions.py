"""From the end of the posting to the signed decision: opinion, draft, signature, correction, revocation."""

from __future__ import annotations

import datetime
import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.registry.models import HouseholdStatus, Operation
from chungtay.records.registry.operations.moves import record_household_departure
from chungtay.records.registry.queries.movement import Reading, movement
from chungtay.work.review.models import Case, Decision, Opinion, Remark
from chungtay.work.review.operations import corrections, decisions, opinions
from chungtay.work.review.presenters.decisions import effects_of
from chungtay.work.review.queries import decisions as queries
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests import decided as made
from tests.campaigns import confirmed, declared, sent

pytestmark = pytest.mark.django_db
YEAR_2020 = datetime.date(2020, 1, 1)


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def decision(office):
    return made.decided(office)


def heads(rows):
    return [row["head"] for row in rows]


def test_the_opinion_has_its_day_and_the_hash_of_the_list(office):
    """Five working days after Monday 16/09/2019: Monday 23/09/2019."""
    ward = made.settled(office)
    opinion = opinions.ask_opinion(ward, letter="120/BC-UBND", by=office.people["officer"], at=made.ASKED)
    ward.refresh_from_db()
    assert (ward.state, opinion.due_on) == ("opinion", datetime.date(2019, 9, 23))
    assert opinion.digest == queries.list_digest(ward)
    with pytest.raises(StepRefused):
        opinions.ask_opinion(ward, by=office.people["officer"], at=made.ASKED)


def test_nobody_asks_or_decides_before_the_posting_is_over(office):
    ward = made.settled(office)
    ward.postings.update(state="posted", ended_on=None)
    with pytest.raises(StepRefused):
        opinions.ask_opinion(ward, by=office.people["officer"], at=made.ASKED)
    with pytest.raises(StepRefused):
        decisions.draft_decision(ward, by=office.people["officer"], at=made.ASKED)
    assert AuditEvent.objects.filter(action="review.step_refused").count() == 2
    assert not Opinion.objects.exists()


def test_a_contested_household_holds_the_ward_up(office):
    ward = made.settled(office)
    Case.objects.filter(ward=ward, head_name="Lê Quang Ánh").update(state="contested")
    with pytest.raises(StepRefused):
        opinions.ask_opinion(ward, by=office.people["officer"], at=made.ASKED)


def test_the_district_answers_and_nobody_else(office):
    ward = made.settled(office)
    opinion = opinions.ask_opinion(ward, by=office.people["officer"], at=made.ASKED)
    for name in ("officer", "leader", "district"):
        with pytest.raises(PermissionDenied):
            opinions.agree(opinion, reply="88/UBND", by=office.people[name], at=made.DRAFTED)
    opinions.agree(opinion, reply="88/UBND", by=office.people["chief"], at=made.DRAFTED)
    with pytest.raises(StepRefused):
        opinions.agree(opinion, reply="88/UBND", by=office.people["chief"], at=made.DRAFTED)


def test_sent_back_households_are_surveyed_again_and_the_others_wait(office):
    ward = made.settled(office)
    opinion = opinions.ask_opinion(ward, by=office.people["officer"], at=made.ASKED)
    case = made_up.case_of(ward.campaign, "Trần Thị Hường")
    chief = office.people["chief"]
    with pytest.raises(ValidationError):
        opinions.send_back(opinion, remarks={}, reply="88/UBND", by=chief, at=made.DRAFTED)
    opinions.send_back(opinion, remarks={case.pk: "Xem lại tiền công"}, reply="88/UBND", by=chief, at=made.DRAFTED)
    ward.refresh_from_db()
    case.refresh_from_db()
    assert (ward.state, case.state, case.group.state) == ("survey", "returned", "survey")
    assert Remark.objects.get().words == "Xem lại tiền công"
    assert Case.objects.filter(ward=ward, state="settled").count() == 4
    confirmed(office, case, declared(950_000))
    made.agreed(office, made.settle(ward.campaign, office))
    assert Opinion.objects.count() == 2


def test_the_draft_holds_the_four_lists_under_both_standards(office):
    draft = decisions.draft_decision(made.agreed(office), by=office.people["officer"], at=made.DRAFTED)
    main = queries.lists_of(draft.annex)
    assert {name: heads(rows) for name, rows in main.items()} == {
        "poor": ["Phạm Thị Bưởi", "Trần Thị Hường"],
        "near_poor": ["Nguyễn Văn Đình"],
        "escaped_poor": ["Nguyễn Văn Đình"],
        "escaped_near_poor": ["Lê Quang Ánh"],
    }
    hanoi = queries.lists_of(draft.annex, "vn-2016-hanoi")
    assert sorted(heads(hanoi["poor"])) == ["Nguyễn Văn Đình", "Phạm Thị Bưởi", "Trần Thị Hường"]
    assert heads(queries.unlisted_of(draft.annex)) == ["Vũ Đức Cảnh"]
    found = {row["head"]: row["found"]["vn-2016"]["sub"] for row in main["poor"]}
    assert found["Trần Thị Hường"] != found["Phạm Thị Bưởi"]  # poor by income, poor by deprivations
    assert HouseholdStatus.objects.filter(source="review").count() == 0


def test_signed_the_register_says_so_with_dates_reasons_and_origin(office, decision):
    rows = HouseholdStatus.objects.filter(source="review", withdrawn=False)
    assert rows.count() == 10  # five households, two standards
    home = made.case(decision, "Trần Thị Hường").household
    row = rows.get(household=home, rule_set="vn-2016")
    assert (row.class_id, row.year, row.valid_from) == ("poor", 2020, YEAR_2020)
    assert (row.decision_number, row.signed_by) == ("210/QĐ-UBND", "Hoàng Văn Ký")
    assert row.result["version"]
    assert row.result["scores"]["income"] == {"low": 800_000, "high": 800_000}
    before = HouseholdStatus.objects.get(household=home, source="legacy")
    assert before.valid_to == datetime.date(2019, 12, 31)
    operation = Operation.objects.get(kind="statuses_decided")
    assert (operation.origin, operation.by) == (f"review:decision:{decision.pk}", office.people["leader"])


def test_signed_the_ward_and_its_households_are_decided(office, decision):
    decision.ward.refresh_from_db()
    assert decision.ward.state == "decided"
    assert set(Case.objects.values_list("state", "decision")) == {("decided", decision.pk)}
    assert decision.digest == queries.digest_of(decision.annex)
    event = AuditEvent.objects.get(action="review.decision_signed")
    assert event.digest == decision.digest


def test_drafter_and_signer_are_two_people_with_two_rights(office):
    draft = decisions.draft_decision(made.agreed(office), by=office.people["officer"], at=made.DRAFTED)
    with pytest.raises(PermissionDenied):
        decisions.sign_decision(draft, signature=made.signature(), by=office.people["officer"], at=made.SIGNED)
    with pytest.raises(PermissionDenied):
        decisions.draft_decision(draft.ward, by=office.people["leader"], at=made.DRAFTED)
    Decision.objects.update(drafted_by=office.people["leader"])
    with pytest.raises(PermissionDenied):
        decisions.sign_decision(draft, signature=made.signature(), by=office.people["leader"], at=made.SIGNED)


@pytest.mark.parametrize(
    "changes",
    [
        {"number": " "},
        {"signatory": ""},
        {"signed_on": datetime.date(2019, 9, 26)},
        {"signed_on": datetime.date(2019, 8, 31)},
        {"effective_on": datetime.date(2019, 9, 24)},
        {"effective_on": datetime.date(2020, 1, 2)},
    ],
)
def test_a_signature_that_cannot_be_is_refused(office, changes):
    draft = decisions.draft_decision(made.agreed(office), by=office.people["officer"], at=made.DRAFTED)
    with pytest.raises(ValidationError):
        decisions.sign_decision(draft, signature=made.signature(**changes), by=office.people["leader"], at=made.SIGNED)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_draft_is_put_away_with_a_reason_and_another_drafted(office):
    ward = made.agreed(office)
    officer = office.people["officer"]
    draft = decisions.draft_decision(ward, by=officer, at=made.DRAFTED)
    with pytest.raises(ValidationError):
        decisions.draft_decision(ward, by=officer, at=made.DRAFTED)
    decisions.drop_draft(draft, why="sai tên", by=office.people["leader"], at=made.DRAFTED)
    again = decisions.draft_decision(ward, by=officer, at=made.DRAFTED)
    with pytest.raises(StepRefused):
        decisions.sign_decision(draft, signature=made.signature(), by=office.people["leader"], at=made.SIGNED)
    decisions.sign_decision(again, signature=made.signature(), by=office.people["leader"], at=made.SIGNED)


def test_a_correction_stands_beside_the_first_decision(office, decision):
    case = made.case(decision, "Trần Thị Hường")
    later = sent(office, case, declared(1_100_000), who="enumerator2", purpose="recheck", at=made.SIGNED)
    first = case.survey_id
    with pytest.raises(ValidationError):
        corrections.draft_correction(
            decision, forms={case.pk: later.pk}, why="", by=office.people["officer"], at=made.SIGNED
        )
    why = "Tính thiếu tiền lương hưu"
    draft = corrections.draft_correction(
        decision, forms={case.pk: later.pk}, why=why, by=office.people["officer"], at=made.SIGNED
    )
    signed = decisions.sign_decision(
        draft, signature=made.signature("211/QĐ-UBND"), by=office.people["leader"], at=made.SIGNED
    )
    case.refresh_from_db()
    assert (case.class_id, case.decision_id, case.survey_id) == ("near_poor", signed.pk, later.pk)
    decision.refresh_from_db()
    assert (decision.state, len(decision.annex["rows"])) == ("signed", 5)
    assert decision.annex["rows"] != signed.annex["rows"]
    rows = HouseholdStatus.objects.filter(household=case.household, rule_set="vn-2016", valid_from=YEAR_2020)
    assert {(row.class_id, row.withdrawn) for row in rows} == {("poor", True), ("near_poor", False)}
    assert first != case.survey_id


def test_a_recognition_is_taken_back_for_a_reason(office, decision):
    case = made.case(decision, "Phạm Thị Bưởi")
    free = made.case(decision, "Vũ Đức Cảnh")
    officer = office.people["officer"]
    with pytest.raises(ValidationError):
        corrections.draft_revocation(decision, cases=[free.pk], why="khai sai", by=officer, at=made.SIGNED)
    draft = corrections.draft_revocation(decision, cases=[case.pk], why="Khai sai số nhà", by=officer, at=made.SIGNED)
    later = datetime.datetime(2020, 3, 2, 2, 0, tzinfo=datetime.UTC)
    day = datetime.date(2020, 3, 2)
    given = made.signature("30/QĐ-UBND", signed_on=day, effective_on=day)
    decisions.sign_decision(draft, signature=given, by=office.people["leader"], at=later)
    rows = HouseholdStatus.objects.filter(household=case.household, rule_set="vn-2016", withdrawn=False)
    assert {(row.class_id, row.valid_from, row.valid_to) for row in rows} == {
        ("poor", YEAR_2020, datetime.date(2020, 3, 1)),
        ("not_poor", day, None),
    }
    assert rows.get(class_id="not_poor").result["why"] == "Khai sai số nhà"


def test_where_the_law_has_no_district_the_ward_goes_on_by_a_named_step(office):
    """QĐ 24/2021 since 1 July 2025."""
    ward = made.settled(office)
    with pytest.raises(StepRefused):
        opinions.go_to_decision(ward, by=office.people["officer"], at=made.ASKED)
    ward.campaign.process = "review-2025"
    ward.campaign.save()
    with pytest.raises(StepRefused):
        opinions.ask_opinion(ward, by=office.people["officer"], at=made.ASKED)
    opinions.go_to_decision(ward, by=office.people["officer"], at=made.ASKED)
    ward.refresh_from_db()
    assert ward.state == "agreed"
    assert decisions.draft_decision(ward, by=office.people["officer"], at=made.DRAFTED).state == "draft"


@pytest.mark.parametrize("households", [5, 25])
def test_a_ward_of_many_takes_as_many_statements_as_a_ward_of_few(households):
    office = made_up.office()
    last = "An Bình Cúc Dung Hà".split()
    names = (f"Nguyễn {middle} {given}" for middle in "Thị Văn Thu Minh Kim".split() for given in last)
    homes = tuple((name, "poor") for name in itertools.islice(names, households))
    made_up.register(office, homes)
    ward = made.agreed(office, made.settled(office, {name: declared(800_000) for name, _was in homes}))
    with CaptureQueriesContext(connection) as counted:
        draft = decisions.draft_decision(ward, by=office.people["officer"], at=made.DRAFTED)
        decisions.sign_decision(draft, signature=made.signature(), by=office.people["leader"], at=made.SIGNED)
    assert len(counted) < 60


def test_a_household_that_left_is_ended_in_the_register_before_the_decision(office):
    """Đình was poor last year and moved out. While the register has him living here he would stay poor in the year's
    account; ended there he is its one household that moved out: 1 - 1 = 0 poor from last year's list."""
    campaign = made_up.under_survey(office)
    for head, given in made.ANSWERS.items():
        if head != "Nguyễn Văn Đình":
            made_up.confirmed(office, made_up.case_of(campaign, head), given)
    case = made_up.case_of(campaign, "Nguyễn Văn Đình")
    made_up.closed(office, case, "moved")
    ward = made.agreed(office, made.settle(campaign, office))
    with pytest.raises(ValidationError, match="Nguyễn Văn Đình"):
        decisions.draft_decision(ward, by=office.people["officer"], at=made.DRAFTED)
    home = office.homes[0]
    home.refresh_from_db()
    record_household_departure(home, last_day=datetime.date(2019, 9, 3), by=office.people["officer"], at=made.DRAFTED)
    decision = made.decided(office, ward)
    assert home.pk not in [row["household"] for row in decision.annex["rows"]]
    paths = (office.ward.path,)
    before, after = datetime.date(2019, 8, 31), datetime.date(2020, 1, 1)
    moved = movement(Reading(before, "vn-2016", paths), Reading(after, "vn-2016", paths))
    assert moved.problems() == []
    assert moved.poor.start.households == [home.pk]
    assert moved.poor.lines["moved_out"].households == [home.pk]
    assert home.pk not in moved.poor.end.households


def test_who_was_not_surveyed_keeps_the_class_of_last_year_and_the_signer_is_told(office, client):
    """Nobody was at home three times: no source ends a class for that, and none gives one."""
    campaign = made_up.under_survey(office)
    for head, given in made.ANSWERS.items():
        if head != "Nguyễn Văn Đình":
            made_up.confirmed(office, made_up.case_of(campaign, head), given)
    case = made_up.case_of(campaign, "Nguyễn Văn Đình")
    made_up.closed(office, case, "not_found")
    ward = made.agreed(office, made.settle(campaign, office))
    draft = decisions.draft_decision(ward, by=office.people["officer"], at=made.DRAFTED)
    assert any("1 hộ trong danh sách năm trước không được khảo sát" in said for said in effects_of(draft))
    assert [(row["head"], row["why"], row["was"]) for row in draft.annex["kept"]] == [
        ("Nguyễn Văn Đình", "not_found", "poor")
    ]
    signed = decisions.sign_decision(draft, signature=made.signature(), by=office.people["leader"], at=made.SIGNED)
    client.force_login(office.people["leader"])
    page = client.get(f"/00016/2019/dot-ra-soat/{campaign.pk}/quyet-dinh/{signed.pk}/").content.decode()
    assert "giữ phân loại đang có" in page
    assert "Nguyễn Văn Đình (Ba lần đến không gặp)" in page
    held = HouseholdStatus.objects.on(datetime.date(2020, 1, 1)).get(household=office.homes[0])
    assert (held.class_id, held.source) == ("poor", "legacy")
