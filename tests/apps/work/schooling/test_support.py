"""Support of a term: figures worked out by hand, never twice, three people, nothing for the dead and those who moved.

TTLT 42/2013 Điều 7: 80 % of the base salary a month, nine months (ten at colleges), 1,000,000 a school year. The base
salary is 2,530,000 from 07/2026: 2,024,000 a month; term one 5 x = 10,120,000; term two 4 x = 8,096,000; together
18,216,000.
"""

from __future__ import annotations

import datetime
import io

import openpyxl
import polars as pl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import HelpReceived, SupportLine
from chungtay.records.entitlements.operations import lists as giving
from chungtay.records.entitlements.operations.drawing import Drawn, Named, draw_up_named
from chungtay.records.entitlements.presenters.coverage_people import named
from chungtay.records.entitlements.queries import periods
from chungtay.records.entitlements.queries.coverage import coverage_of
from chungtay.records.entitlements.queries.lists import by_number
from chungtay.records.registry.operations import editing, life, moves
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.status import NewStatus, attach_evidence, record_hardship, record_status
from chungtay.work.schooling.operations.enrolments import end_enrolment
from chungtay.work.schooling.operations.support import draw_up_chosen, draw_up_due
from chungtay.work.schooling.queries.support import candidates
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.schooling.factories import AT, YEAR, D, enrolled, school

SCHOLARSHIP, SUPPLIES = "scholarship-disabled-2013", "supplies-disabled-2013"
TODAY = D(2026, 11, 10)
SPRING = datetime.datetime(2027, 3, 20, 8, 0, tzinfo=datetime.UTC)

DOCUMENTS = ["Giấy xác nhận khuyết tật", "Giấy chứng nhận hộ nghèo, hộ cận nghèo"]


@pytest.fixture
def group(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def hands(group):
    ward = group.parent
    return {
        "officer": factories.person("officer-term", Role.WARD_OFFICER, ward),
        "leader": factories.person("leader-term", Role.WARD_LEADER, ward),
        "member": factories.person("member-term", Role.COMMITTEE_MEMBER, ward),
    }


@pytest.fixture
def home(group):
    """A poor household; the girl is disabled, the boy is not."""
    children = (member("Nguyễn Thị Ánh", "child", "2017-01-15"), member("Nguyễn Minh Khôi", "child", "2016-06-30"))
    made = household(group, (member(), *children), since=D(2018, 1, 1))
    editing.set_circumstance(person(made, "Ánh"), kind="disability", code="2", since=D(2020, 1, 1), by=None, at=AT)
    record_status(made, NewStatus(2026, "vn-2022", "poor", D(2026, 1, 1), "legacy"), by=None, at=AT)
    return made


@pytest.fixture
def primary(group, hands):
    return school(group.parent, hands["officer"])


@pytest.fixture
def girl(home, primary, hands):
    enrolled(primary, person(home, "Khôi"), 5, "5A", by=hands["officer"])
    enrolled(primary, person(home, "Ánh"), 4, "4A", by=hands["officer"])
    return person(home, "Ánh")


def due(primary, hands, *, policy=SCHOLARSHIP, term=1, at=AT, year=YEAR):
    return draw_up_due(primary, policy=policy, year=year, term=term, by=hands["officer"], at=at)


def chosen(primary, hands, people, **changes):
    values = {
        "gives": "schooling:scholarship",
        "year": YEAR,
        "term": 1,
        "source": "fund",
        "criteria": "Học lực khá trở lên",
        "amount": 500_000,
        "persons": [each.pk for each in people],
        "by": hands["officer"],
        "at": AT,
    }
    return draw_up_chosen(primary, **(values | changes))


def lines(made) -> list[tuple]:
    return list(made.lines.values_list("person__full_name", "amount", "months", "state"))


def approved(made, hands, at=AT):
    return giving.approve_list(made.pk, decision="15/QĐ-UBND", documents=DOCUMENTS, by=hands["leader"], at=at)


def handed(made, line, hands, at=AT, on=TODAY):
    return giving.hand_over(made.pk, line.pk, received_by="Nguyễn Văn Đình", on=on, by=hands["member"], at=at)


def test_two_terms_and_the_supplies_to_the_dong(girl, primary, hands) -> None:
    assert lines(due(primary, hands)) == [("Nguyễn Thị Ánh", 10_120_000, 5, "due")]
    assert lines(due(primary, hands, policy=SUPPLIES)) == [("Nguyễn Thị Ánh", 1_000_000, None, "due")]
    assert lines(due(primary, hands, term=2, at=SPRING)) == [("Nguyễn Thị Ánh", 8_096_000, 4, "due")]
    assert sum(line.amount for line in SupportLine.objects.filter(policy=SCHOLARSHIP)) == 18_216_000


def test_supplies_are_given_once_in_a_school_year_wherever_they_are_listed(girl, primary, hands) -> None:
    """Listed at the school in November 2026 for 2026-2027: in March 2027 the ward's list finds nobody, and coverage
    knows her as listed. From September 2027 on they are due again."""
    due(primary, hands, policy=SUPPLIES)
    ward, day = primary.ward, SPRING.date()
    with pytest.raises(ValidationError) as refused:
        giving.draw_up(ward, SUPPLIES, day=day, by=hands["officer"], at=SPRING)
    assert refused.value.code == "nobody"
    found = coverage_of(hands["officer"], ward, day, day)
    assert found.rows.filter(pl.col("policy") == SUPPLIES)["stage"].to_list() == ["drafted"]
    about = found.found[ward.pk].policy(SUPPLIES)
    assert [giving.period_of(about, each) for each in (D(2027, 8, 31), D(2027, 9, 1))] == ["2026", "2027"]


def test_what_is_given_by_months_of_study_is_listed_at_the_school_alone(girl, primary, hands) -> None:
    """From the ward's list of a month it would be nine or ten months and the summer too."""
    with pytest.raises(ValidationError) as refused:
        giving.draw_up(primary.ward, SCHOLARSHIP, day=TODAY, by=hands["officer"], at=AT)
    assert refused.value.code == "school"


def test_an_open_list_of_a_past_term_is_named_in_words(girl, primary, hands) -> None:
    approved(due(primary, hands), hands)
    found = coverage_of(hands["officer"], primary.ward, SPRING.date(), SPRING.date())
    late = found.rows.filter((pl.col("policy") == SCHOLARSHIP) & (pl.col("stage") == "carried"))
    [one] = named(found, late, names={}, homes={}, groups={}, lists=by_number(late["list"].to_list()))
    assert "2026–2027" in " ".join(one.why)
    assert "K1" not in " ".join(one.why)


def test_colleges_count_ten_months(home, group, hands) -> None:
    college = school(group.parent, hands["officer"], "Trường Cao đẳng Sông Hồng", "7")
    enrolled(college, person(home, "Ánh"), None, "", by=hands["officer"])
    assert lines(due(college, hands)) == [("Nguyễn Thị Ánh", 10_120_000, 5, "due")]
    assert lines(due(college, hands, term=2, at=SPRING)) == [("Nguyễn Thị Ánh", 10_120_000, 5, "due")]


def test_the_learning_costs_of_hanoi_end_with_the_resolution(group, hands, primary) -> None:
    """04/2019/NQ-HĐND to 07/12/2021: of the term September to January three months, 300,000; a year before 500,000."""
    autumn, before = (datetime.datetime(year, 12, 20, 8, 0, tzinfo=datetime.UTC) for year in (2021, 2020))
    made = household(group, (member(), member("Nguyễn Thị Ánh", "child", "2011-01-15")), since=D(2015, 1, 1))
    for class_id, day in (("poor", D(2018, 1, 1)), ("not_poor", D(2020, 1, 1))):
        record_status(made, NewStatus(day.year, "vn-2016", class_id, day, "legacy"), by=None, at=AT)
    for year, at in ((2020, before), (2021, autumn)):
        on = {"year": year, "on": D(year, 9, 5), "at": at}
        row = enrolled(primary, person(made, "Ánh"), 4, "4A", by=hands["officer"], **on)
        amount, months = (500_000, 5) if year == 2020 else (300_000, 3)
        found = due(primary, hands, policy="learning-hanoi-2019", year=year, at=at)
        assert lines(found) == [("Nguyễn Thị Ánh", amount, months, "due")]
        end_enrolment(row.pk, state="finished", on=at.date(), by=hands["officer"], at=at)


def test_nobody_twice_for_a_term_whichever_way_the_list_was_drawn(girl, primary, hands, group) -> None:
    due(primary, hands)
    with pytest.raises(ValidationError):
        due(primary, hands)
    with pytest.raises(ValidationError):  # the rights' own monthly list gives for a month of the term
        giving.draw_up(group.parent, SCHOLARSHIP, day=D(2026, 10, 1), by=hands["officer"], at=AT)
    chosen(primary, hands, [girl])
    with pytest.raises(ValidationError):
        chosen(primary, hands, [girl])


def test_a_month_listed_by_itself_keeps_the_term_away(girl, home, primary, hands, group) -> None:
    origin = f"schooling:school:{primary.pk}"
    about = Drawn(SCHOLARSHIP, "1", "Học bổng", "2026-10", D(2026, 10, 1), "cash", "central", origin)
    one = Named(home.pk, girl.pk, 2_024_000, "Tháng 10", 1)
    draw_up_named(group.parent, about, [one], by=hands["officer"], at=AT)
    with pytest.raises(ValidationError):
        due(primary, hands)


@given(st.integers(2000, 2100), st.integers(1, 12))
def test_a_month_and_its_term_know_each_other(year: int, month: int) -> None:
    text = f"{year}-{month:02}"
    term = periods.term_of(text)
    assert (term == "") == (month in (7, 8))
    if term:
        assert text in periods.overlapping(term)
        assert term in periods.overlapping(text)
        assert periods.term_period(int(term[:4]), int(term[-1])) == term
    assert set(periods.overlapping(text)) <= set(periods.holding(D(year, month, 1)))


def test_three_hands_and_the_ledger(girl, primary, hands) -> None:
    made = due(primary, hands)
    for name in ("officer", "member"):
        with pytest.raises(PermissionDenied):
            giving.approve_list(made.pk, decision="1", by=hands[name], at=AT)
    approved(made, hands)
    line = made.lines.get()
    for name in ("officer", "leader"):
        with pytest.raises(PermissionDenied):
            giving.hand_over(made.pk, line.pk, received_by="x", on=D(2026, 11, 10), by=hands[name], at=AT)
    handed(made, line, hands)
    row = HelpReceived.objects.get()
    assert (row.person_id, row.kind, row.source, row.value) == (girl.pk, "cash", "central", 10_120_000)


def test_who_enrolled_a_pupil_neither_approves_nor_hands_over(girl, primary, hands) -> None:
    """The officer enrolled her; another drew the list up. The officer pays nothing of it, a third does."""
    for role in (Role.WARD_LEADER, Role.COMMITTEE_MEMBER):
        accounts.assign(hands["officer"], role=role, area=primary.ward, starts_on=D(2020, 1, 1), by=None, at=AT)
    second = factories.person("second-term", Role.WARD_OFFICER, primary.ward)
    made = due(primary, {"officer": second})
    with pytest.raises(PermissionDenied, match="Ánh"):
        giving.approve_list(made.pk, decision="1", by=hands["officer"], at=AT)
    approved(made, hands)
    with pytest.raises(PermissionDenied):
        handed(made, made.lines.get(), hands | {"member": hands["officer"]})
    assert handed(made, made.lines.get(), hands).state == "delivered"


def test_the_months_of_a_pupil_who_moved_to_another_household(girl, home, primary, hands, group) -> None:
    """Her grandfather's household is poor too: the five months of the term, on either side of the move."""
    made = approved(due(primary, hands), hands)
    other = household(group, (member("Lê Văn Út"),), since=D(2015, 1, 1))
    record_status(other, NewStatus(2026, "vn-2022", "poor", D(2026, 1, 1), "legacy"), by=None, at=AT)
    girl.refresh_from_db()
    life.record_move_between(
        girl, into=other, relationship=Relationship("other", ""), on=D(2026, 11, 10), left_by="moved", by=None, at=AT
    )
    line = made.lines.get()
    one = giving.hand_over(made.pk, line.pk, received_by="Út", on=D(2026, 11, 10), by=hands["member"], at=AT)
    assert (one.state, one.amount, one.household_id) == ("delivered", 10_120_000, other.pk)


def test_who_died_moved_or_left_gets_nothing(girl, home, primary, hands, group) -> None:
    boy = person(home, "Khôi")
    made = chosen(primary, hands, [girl, boy])
    life.record_death(girl, on=D(2026, 11, 10), by=None, at=AT)
    approved(made, hands)
    assert dict(made.lines.values_list("person", "state")) == {girl.pk: "lapsed", boy.pk: "approved"}
    other = Unit.objects.get(level="group", parent__code="00001")
    moves.split_household(
        home, persons=[boy], head=boy, relations={}, group=other, address="Số 9", on=D(2026, 11, 10), by=None, at=AT
    )
    assert handed(made, made.lines.get(person=boy), hands).state == "lapsed"
    assert not HelpReceived.objects.exists()


def test_who_leaves_within_the_term_is_listed_for_the_months_of_study(girl, primary, hands) -> None:
    made = approved(due(primary, hands), hands)
    row = girl_row(girl)
    end_enrolment(row, state="left", on=D(2026, 10, 31), why="Nghỉ học", by=hands["officer"], at=AT)
    assert handed(made, made.lines.get(), hands).state == "lapsed"
    again = due(primary, hands)  # September and October: 2 x 2,024,000
    assert lines(again) == [("Nguyễn Thị Ánh", 4_048_000, 2, "due")]


def girl_row(girl) -> int:
    from chungtay.work.schooling.models import Enrolment

    return Enrolment.objects.get(person=girl, withdrawn=False).pk


def test_a_line_that_was_not_handed_over_is_handed_over_in_the_next_term(girl, primary, hands) -> None:
    made = approved(due(primary, hands), hands)
    assert handed(made, made.lines.get(), hands, SPRING, D(2027, 3, 20)).state == "delivered"
    giving.give_back(made.pk, made.lines.get().pk, note="Nhận nhầm", by=hands["member"], at=SPRING)
    assert sum(row.value for row in HelpReceived.objects.all()) == 0


def test_tuition_of_a_public_school_is_nothing_to_reduce(girl, primary, hands, home, group) -> None:
    with pytest.raises(ValidationError, match="2025"):
        chosen(primary, hands, [girl], gives="schooling:tuition")
    private = school(group.parent, hands["officer"], "Trường Tư thục Hoa Sen", "3", "private")
    with pytest.raises(ValidationError):  # she is no pupil there
        chosen(private, hands, [girl], gives="schooling:tuition")


@pytest.mark.parametrize(
    "wrong", [{"criteria": " "}, {"amount": None}, {"amount": -5}, {"gives": "gold"}, {"source": "x"}, {"persons": []}]
)
def test_a_scholarship_needs_criteria_amount_and_people(girl, primary, hands, wrong) -> None:
    with pytest.raises(ValidationError):
        chosen(primary, hands, [girl], **wrong)
    assert not SupportLine.objects.exists()


def test_a_misfortune_alone_needs_a_document(group, primary, hands) -> None:
    home = household(group, (member(), member("Lê Văn Tí", "child", "2017-01-15")), since=D(2018, 1, 1))
    boy = person(home, "Tí")
    enrolled(primary, boy, by=hands["officer"])
    event = record_hardship(home, kind="fire", happened_on=D(2026, 10, 1), by=None, at=AT)
    assert [[each.id for each in one.categories] for one in candidates(primary, YEAR, D(2026, 11, 10))] == [["fire"]]
    with pytest.raises(ValidationError, match="Lê Văn Tí"):
        chosen(primary, hands, [boy], gives="schooling:books", amount=None)
    attach_evidence(
        home, title="Biên bản cháy", stored="a.pdf", media_type="application/pdf", size=8, sha256="0" * 64,
        on=D(2026, 10, 2), hardship=event, by=None, at=AT,
    )  # fmt: skip
    made = chosen(primary, hands, [boy], gives="schooling:books", amount=None)
    assert made.kind == "in_kind"
    assert made.lines.get().reason == "Hỏa hoạn (01/10/2026)"


def test_categories_by_the_register(girl, home, primary, hands) -> None:
    record_status(home, NewStatus(2026, "vn-2022", "not_poor", D(2026, 11, 1), "legacy"), by=None, at=AT)
    found = {one.name: [each.id for each in one.categories] for one in candidates(primary, YEAR, D(2026, 11, 10))}
    assert found == {"Nguyễn Thị Ánh": ["disabled", "escaped"], "Nguyễn Minh Khôi": ["escaped"]}
    assert [one.name for one in candidates(primary, YEAR, D(2026, 11, 10), category="disabled")] == ["Nguyễn Thị Ánh"]


@pytest.mark.parametrize("count", [2, 24])
def test_the_statements_do_not_grow_with_the_pupils(group, primary, hands, count) -> None:
    children = tuple(member(f"Trần Văn {chr(65 + each)}a", "child", "2017-03-04", papers=()) for each in range(count))
    home = household(group, (member(), *children), since=D(2018, 1, 1))
    record_status(home, NewStatus(2026, "vn-2022", "poor", D(2026, 1, 1), "legacy"), by=None, at=AT)
    for row in home.memberships.filter(relation="child").select_related("person"):
        editing.set_circumstance(row.person, kind="disability", code="2", since=D(2020, 1, 1), by=None, at=AT)
        enrolled(primary, row.person, by=hands["officer"])
    with CaptureQueriesContext(connection) as seen:
        made = due(primary, hands)
        approved(made, hands)
    assert made.lines.count() == count
    assert sum(line.amount for line in made.lines.all()) == count * 10_120_000
    assert len(seen) <= 95, len(seen)


def test_a_name_that_signs_for_several_households_is_told(girl, primary, hands, group, client) -> None:
    other = household(group, (member("Lê Văn Ba"), member("Lê Văn Tí", "child", "2017-01-15")), since=D(2018, 1, 1))
    boy = person(other, "Tí")
    enrolled(primary, boy, by=hands["officer"])
    made = approved(chosen(primary, hands, [girl, boy]), hands)
    for line in made.lines.all():
        handed(made, line, hands)
    client.force_login(hands["officer"])
    text = client.get(f"/00016/2026/truong-hoc/{primary.pk}/ho-tro/?ky=1").content.decode()
    assert "Một người ký nhận cho nhiều hộ" in text
    assert "Nguyễn Văn Đình: 2" in text


def test_the_file_of_a_term_has_amounts_and_reasons_for_those_who_give(girl, primary, hands, client) -> None:
    """The district reads the register and takes files out, but gives nothing: names and states without amounts."""
    due(primary, hands)
    address = f"/00016/2026/truong-hoc/{primary.pk}/ho-tro/excel/"

    def taken(user) -> str:
        client.force_login(user)
        answer = client.post(address, {"term": "1"})
        assert answer.status_code == 200
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
        return " ".join(str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None)

    whole = taken(hands["officer"])
    bare = taken(factories.person("district-term", Role.DISTRICT_OFFICER, Unit.objects.get(code="001")))
    for text in (whole, bare):
        assert "Nguyễn Thị Ánh" in text
    for hidden in ("Số tiền", "10120000", "Lý do"):
        assert (hidden in whole, hidden in bare) == (True, False), hidden


def test_the_page_of_a_term_tells_what_is_due(girl, primary, hands, client) -> None:
    client.force_login(hands["officer"])
    text = client.get(f"/00016/2026/truong-hoc/{primary.pk}/ho-tro/?ky=1").content.decode()
    assert "10.120.000 đ" in text
    answer = client.post(
        f"/00016/2026/truong-hoc/{primary.pk}/ho-tro/chon/?ky=1",
        {"term": "1", "gives": "schooling:books", "source": "donor", "amount": "300.000", "criteria": "Hộ nghèo",
         "persons": [str(girl.pk)]},
    )  # fmt: skip
    assert answer.status_code == 302
    assert SupportLine.objects.get().amount == 300_000
