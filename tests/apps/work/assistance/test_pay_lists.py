"""Lists of a month on monthly allowances: what is owed with arrears to the đồng, three hands, the dead never."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import Allowance, HelpReceived, LineState, SupportList
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.allowances import (
    Decided,
    add_allowances,
    end_allowance,
    take_back_allowances,
)
from chungtay.records.registry.models import Circumstance, Membership
from chungtay.records.registry.operations import life, moves
from chungtay.records.registry.operations.standing import Relationship
from chungtay.work.assistance.operations.pay_lists import draw_up_month
from chungtay.work.assistance.queries.monthly import left_behind, owed
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.assistance.people import AT, DAY, ENTERED, HANOI, D, hands

SEPTEMBER, OCTOBER, NOVEMBER = D(2026, 9, 1), D(2026, 10, 1), D(2026, 11, 1)
IN_OCTOBER = datetime.datetime(2026, 10, 10, 9, 0, tzinfo=HANOI)
IN_NOVEMBER = datetime.datetime(2026, 11, 10, 9, 0, tzinfo=HANOI)


@pytest.fixture
def group(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def who(group) -> dict[str, object]:
    return hands(group.parent)


@pytest.fixture
def home(group, who):
    """Kim: 650,000 a month, paid here from September. Đình: 975,000 from July, paid here from July: two months late."""
    members = (member(), member("Trần Thị Hường", "spouse", "1974-11-02"), member("Đỗ Thị Kim", "parent", "1940-01-01"))
    made = household(group, members, since=D(2015, 1, 1), at=ENTERED)
    rows = [
        decided(made, "Kim", 650_000, D(2026, 1, 1), paid_from=SEPTEMBER),
        decided(made, "Đình", 975_000, D(2026, 7, 1)),
    ]
    add_allowances(group.parent, rows, by=who["officer"], at=AT)
    return made


def decided(of, name: str, amount: int, since: D, **changes) -> Decided:
    values = {"person": person(of, name).pk, "title": "Trợ cấp", "amount": amount, "valid_from": since}
    return Decided(**(values | {"decision_number": f"{name}/QĐ"} | changes))


def drawn(group, who, month: D = SEPTEMBER, *, by: str = "officer", at=AT) -> SupportList:
    return draw_up_month(group.parent, month, source="ward", by=who[by], at=at)


def amounts(made: SupportList) -> dict[str, tuple[int, str]]:
    rows = made.lines.select_related("person")
    return {line.person.full_name.split()[-1]: (line.amount, line.reason) for line in rows}


def paid(made: SupportList, who, *, at=AT, on=DAY) -> None:
    lists.approve_list(made.pk, decision="40/QĐ", by=who["leader"], at=at)
    for line in made.lines.filter(state=LineState.APPROVED):
        lists.hand_over(made.pk, line.pk, received_by="Trần Thị Hường", on=on, by=who["payer"], at=at)


def test_a_month_and_what_is_late(group, who, home) -> None:
    """September: Kim 650,000; Đình 975,000 and 2 x 975,000 = 1,950,000 of July and August."""
    made = drawn(group, who)
    assert amounts(made) == {
        "Kim": (650_000, "Tháng 09/2026: 650.000 đ"),
        "Đình": (2_925_000, "Tháng 09/2026: 975.000 đ; truy lĩnh 1.950.000 đ"),
    }
    paid(made, who)
    assert {row.value for row in HelpReceived.objects.all()} == {650_000, 2_925_000}
    with pytest.raises(ValidationError):
        drawn(group, who)
    october = drawn(group, who, OCTOBER, at=IN_OCTOBER)
    assert {name: amount for name, (amount, _reason) in amounts(october).items()} == {"Kim": 650_000, "Đình": 975_000}


def test_a_month_that_nobody_fetched_comes_with_the_next(group, who, home) -> None:
    made = drawn(group, who)
    lists.approve_list(made.pk, decision="40/QĐ", by=who["leader"], at=AT)
    kim = made.lines.get(amount=650_000)
    lists.refuse(made.pk, kim.pk, note="Đi vắng, không nhận", by=who["leader"], at=AT)
    october = amounts(drawn(group, who, OCTOBER, at=IN_OCTOBER))
    assert october["Kim"] == (1_300_000, "Tháng 10/2026: 650.000 đ; truy lĩnh 650.000 đ")
    assert october["Đình"][0] == 975_000  # his line of September waits to be fetched


def test_a_month_goes_along_to_another_household_of_the_ward(group, who, home) -> None:
    made = drawn(group, who)
    other = household(group, (member("Lê Văn Út"),), since=D(2015, 1, 1), at=ENTERED)
    life.record_move_between(
        person(home, "Kim"), into=other, relationship=Relationship("other", ""), on=D(2026, 9, 9), left_by="moved",
        by=None, at=AT,
    )  # fmt: skip
    paid(made, who)
    line = made.lines.get(amount=650_000)
    assert (line.state, line.household_id) == (LineState.DELIVERED, other.pk)


def test_the_dead_are_paid_the_month_of_the_death_and_nothing_after(group, who, home) -> None:
    """Kim dies on 9 September, after the list was drawn up: September is due to her family, 650,000. October is not,
    whether it is drawn up then or was before the death was told. The allowance is still to be ended."""
    made = drawn(group, who)
    early = drawn(group, who, OCTOBER, at=IN_OCTOBER)
    assert amounts(early)["Kim"][0] == 650_000
    life.record_death(person(home, "Kim"), on=D(2026, 9, 9), by=None, at=IN_OCTOBER)
    paid(made, who, at=IN_OCTOBER, on=D(2026, 10, 10))
    assert set(made.lines.values_list("state", flat=True)) == {LineState.DELIVERED}
    assert HelpReceived.objects.get(value=650_000).person == made.lines.get(amount=650_000).person
    paid(early, who, at=IN_OCTOBER, on=D(2026, 10, 10))
    line = early.lines.get(state=LineState.LAPSED)
    assert (line.person.full_name, line.note) == ("Đỗ Thị Kim", "Đã mất.")
    assert set(amounts(drawn(group, who, NOVEMBER, at=IN_NOVEMBER))) == {"Đình"}
    assert [(each.person, each.rest) for each in left_behind(group.parent, NOVEMBER)] == [(line.person_id, None)]


def test_who_died_before_a_list_is_on_the_next_with_the_months_lived(group, who, home) -> None:
    """Kim dies on 12 October; September and October were not paid: 1,300,000 on the list of November."""
    life.record_death(person(home, "Kim"), on=D(2026, 10, 12), by=None, at=IN_NOVEMBER)
    november = drawn(group, who, NOVEMBER, at=IN_NOVEMBER)
    assert amounts(november)["Kim"] == (1_300_000, "truy lĩnh 1.300.000 đ")
    paid(november, who, at=IN_NOVEMBER, on=D(2026, 11, 10))
    assert set(november.lines.values_list("state", flat=True)) == {LineState.DELIVERED}


def test_the_months_before_a_move_are_paid_by_the_ward_that_owed_them(group, who, home) -> None:
    """September is paid. The household leaves on 12 October, Kim's allowance is ended with October, Đình's is not yet:
    the list of November pays 650,000 of Kim's October, once in the ledger."""
    paid(drawn(group, who), who)
    other, _there = elsewhere()
    moves.move_household(home, group=other, address="", on=D(2026, 10, 12), by=None, at=IN_NOVEMBER)
    kim = Allowance.objects.get(amount=650_000)
    end_allowance(kim.pk, last_day=D(2026, 10, 31), note="Chuyển đi", by=who["officer"], at=IN_NOVEMBER)
    november = drawn(group, who, NOVEMBER, at=IN_NOVEMBER)
    assert amounts(november) == {"Kim": (650_000, "truy lĩnh 650.000 đ")}
    paid(november, who, at=IN_NOVEMBER, on=D(2026, 11, 10))
    assert november.lines.get().state == LineState.DELIVERED
    assert [row.value for row in HelpReceived.objects.filter(person=kim.person_id)] == [650_000, 650_000]
    assert [(each.person, each.rest) for each in left_behind(group.parent, NOVEMBER)] == [
        (person(home, "Đình").pk, None)
    ]  # fmt: skip


def test_what_ended_is_paid_to_its_last_month(group, who, home) -> None:
    """It ends in September, told in November: October was paid too much, and is taken off what comes."""
    one = add_allowances(
        group.parent,
        [decided(home, "Hường", 1_300_000, SEPTEMBER, decision_number="9/QĐ")],
        by=who["officer"],
        at=AT,
    )[0]
    paid(drawn(group, who), who)
    paid(drawn(group, who, OCTOBER, at=IN_OCTOBER), who, at=IN_OCTOBER, on=D(2026, 10, 10))
    end_allowance(one.pk, last_day=D(2026, 9, 30), note="Hết diện", by=who["officer"], at=IN_NOVEMBER)
    lower = decided(home, "Hường", 975_000, NOVEMBER, decision_number="10/QĐ")
    add_allowances(group.parent, [lower], by=who["officer"], at=IN_NOVEMBER)
    # owed 1,300,000 + 975,000; paid 2 x 1,300,000: nothing in November
    assert "Hường" not in amounts(drawn(group, who, NOVEMBER, at=IN_NOVEMBER))


def test_what_ended_after_the_list_was_drawn_up_is_not_paid(group, who, home) -> None:
    """Đình's July to September stand on the list, 3 x 975,000; it ended in July, which alone is owed, by the next list.
    Told between the approval and the hand-over, Kim's lapses there."""
    made = drawn(group, who)
    of = {each.person.full_name.split()[-1]: each for each in Allowance.objects.select_related("person")}
    act = {"note": "Hết diện", "by": who["officer"], "at": AT}
    end_allowance(of["Đình"].pk, last_day=D(2026, 7, 31), **act)
    lists.approve_list(made.pk, decision="40/QĐ", by=who["leader"], at=AT)
    assert dict(made.lines.values_list("amount", "state")) == {650_000: "approved", 2_925_000: "lapsed"}
    end_allowance(of["Kim"].pk, last_day=D(2026, 8, 31), **act)
    kim = made.lines.get(amount=650_000)
    given = lists.hand_over(made.pk, kim.pk, received_by="Kim", on=DAY, by=who["payer"], at=AT)
    assert given.state == LineState.LAPSED
    assert not HelpReceived.objects.exists()
    october = amounts(drawn(group, who, OCTOBER, at=IN_OCTOBER))
    assert october == {"Đình": (975_000, "truy lĩnh 975.000 đ")}


def test_a_list_of_a_later_month_takes_nothing_from_an_earlier_one(group, who, home) -> None:
    made = drawn(group, who)
    paid(drawn(group, who, OCTOBER, at=IN_OCTOBER), who, at=IN_OCTOBER, on=D(2026, 10, 10))
    paid(made, who, at=IN_OCTOBER, on=D(2026, 10, 10))
    assert sorted(made.lines.values_list("amount", "state")) == [(650_000, "delivered"), (2_925_000, "delivered")]


def raises_alone(home, name: str) -> None:
    """Not his wife here but his sister, with children of her own."""
    Membership.objects.filter(person=person(home, name)).update(relation="other")
    Circumstance.objects.create(person=person(home, name), kind="care", code="2", valid_from=D(2026, 1, 1))


def test_a_month_of_change_is_paid_once_by_the_later(group, who, home) -> None:
    """500,000 until 15 September, 650,000 from the 16th, and 975,000 beside it from August: July 500,000; August
    500,000 + 975,000; September 650,000 + 975,000."""
    raises_alone(home, "Hường")
    rows = [
        decided(home, "Hường", 500_000, D(2026, 7, 1), valid_to=D(2026, 9, 15)),
        decided(home, "Hường", 650_000, D(2026, 9, 16), decision_number="9/QĐ"),
        decided(home, "Hường", 975_000, D(2026, 8, 1), decision_number="8/QĐ", title="Nuôi con", beside=True),
    ]
    add_allowances(group.parent, rows, by=who["officer"], at=AT)
    found = next(each for each in owed(group.parent, SEPTEMBER) if each.person == rows[0].person)
    assert (found.month, found.arrears) == (1_625_000, 1_975_000)


def test_of_two_beside_another_the_later_is_paid_where_it_follows_and_both_where_both_hold(group, who, home) -> None:
    """Beside 650,000: "Nuôi con" 400,000 until 10 September and 500,000 from the 20th, one following the other; "Nuôi
    con" for a second child 300,000 the whole month; "Chăm sóc" 200,000 until 5 September, of another name. September:
    650,000 + 500,000 + 300,000 + 200,000 = 1,650,000. The second child's holds on the days of both: it follows none."""
    raises_alone(home, "Hường")
    second = person(home, "Đình").pk
    rows = [
        decided(home, "Hường", 650_000, SEPTEMBER, decision_number="1/QĐ"),
        decided(home, "Hường", 400_000, SEPTEMBER, decision_number="2/QĐ", title="Nuôi con", valid_to=D(2026, 9, 10)),
        decided(home, "Hường", 500_000, D(2026, 9, 20), decision_number="3/QĐ", title="nuôi con"),
        decided(home, "Hường", 300_000, SEPTEMBER, decision_number="4/QĐ", title="Nuôi con", paid_for=second),
        decided(home, "Hường", 200_000, SEPTEMBER, decision_number="5/QĐ", title="Chăm sóc", valid_to=D(2026, 9, 5)),
    ]
    rows = [rows[0], *(dataclasses.replace(row, beside=True) for row in rows[1:])]
    add_allowances(group.parent, rows, by=who["officer"], at=AT)
    found = next(each for each in owed(group.parent, SEPTEMBER) if each.person == rows[0].person)
    assert (found.month, found.arrears) == (1_650_000, 0)


def test_who_is_here_no_more_is_named_with_what_is_unpaid(group, who, home, client) -> None:
    """September is paid. The household leaves on 12 October: Kim's allowance is ended with October, of which 650,000
    are unpaid; Đình's has no last day. Once his is ended with September nothing is unpaid of it."""
    paid(drawn(group, who), who)
    moves.record_household_departure(home, last_day=D(2026, 10, 12), by=None, at=IN_NOVEMBER)
    kim, dinh = (Allowance.objects.get(amount=amount) for amount in (650_000, 975_000))
    assert owed(group.parent, NOVEMBER) == []
    assert {each.person: each.rest for each in left_behind(group.parent, NOVEMBER)} == {
        kim.person_id: None, dinh.person_id: None,
    }  # fmt: skip
    end_allowance(kim.pk, last_day=D(2026, 10, 12), note="Chuyển đi", by=who["officer"], at=IN_NOVEMBER)
    with CaptureQueriesContext(connection) as asked:
        told = {each.person: each.rest for each in left_behind(group.parent, NOVEMBER)}
    assert told == {kim.person_id: 650_000, dinh.person_id: None}
    assert len(asked) == 6  # however many
    client.force_login(who["officer"])
    page = client.get("/00016/2026/tro-giup/hang-thang/").content.decode()
    assert "1 người có trợ cấp ở đây đã mất hoặc sống nơi khác" in page  # Đình; of Kim the last day is known
    assert "còn 650.000 đ chưa chi" in page
    end_allowance(dinh.pk, last_day=D(2026, 9, 30), note="Chuyển đi", by=who["officer"], at=IN_NOVEMBER)
    assert [each.person for each in left_behind(group.parent, NOVEMBER)] == [kim.person_id]


def elsewhere() -> tuple[Unit, dict[str, object]]:
    other = Unit.objects.filter(level="group").exclude(parent__code="00016").order_by("code").first()
    return other, hands(other.parent, "b-")


def test_whoever_moves_to_another_ward_is_paid_there(group, who, home) -> None:
    """Paid in September here, where October is paid too before the move is told; there from October. October is paid
    already, November is 650,000 of Kim."""
    paid(drawn(group, who), who)
    paid(drawn(group, who, OCTOBER, at=IN_OCTOBER), who, at=IN_OCTOBER, on=D(2026, 10, 10))
    kim = Allowance.objects.get(amount=650_000)
    end_allowance(kim.pk, last_day=D(2026, 9, 30), note="Chuyển đi", by=who["officer"], at=IN_OCTOBER)
    moves.record_household_departure(home, last_day=D(2026, 10, 12), by=None, at=IN_NOVEMBER)
    other, there = elsewhere()
    moves.take_in_again(home, group=other, address="Số 3", on=D(2026, 10, 13), by=None, at=IN_NOVEMBER)
    row = Decided(person=kim.person_id, title="Trợ cấp", amount=650_000, valid_from=OCTOBER, decision_number="B/QĐ")
    add_allowances(other.parent, [row], by=there["officer"], at=IN_NOVEMBER)
    assert owed(other.parent, OCTOBER) == []
    assert [(each.month, each.arrears) for each in owed(other.parent, NOVEMBER)] == [(650_000, 0)]
    made = draw_up_month(other.parent, NOVEMBER, source="ward", by=there["officer"], at=IN_NOVEMBER)
    paid(made, there, at=IN_NOVEMBER, on=D(2026, 11, 10))
    assert made.lines.get().state == LineState.DELIVERED


def test_what_was_paid_before_is_not_taken_off_what_is_entered_anew(group, who, home) -> None:
    """Kim's comes with a file, is paid in September, taken back and entered anew, paid here from October."""
    Allowance.objects.filter(amount=650_000).update(origin="allowances:1", act=None)
    paid(drawn(group, who), who)
    take_back_allowances(group.parent, origin="allowances:1", by=who["officer"], at=IN_OCTOBER)
    again = decided(home, "Kim", 650_000, D(2026, 1, 1), paid_from=OCTOBER)
    add_allowances(group.parent, [again], by=who["officer"], at=IN_OCTOBER)
    assert amounts(drawn(group, who, OCTOBER, at=IN_OCTOBER))["Kim"] == (650_000, "Tháng 10/2026: 650.000 đ")


def test_one_never_does_two_of_the_three(group, who, home) -> None:
    made = drawn(group, who)
    for name in ("officer", "stranger"):
        with pytest.raises(PermissionDenied):
            lists.approve_list(made.pk, decision="1", by=who[name], at=AT)
    lists.approve_list(made.pk, decision="1", by=who["leader"], at=AT)
    line = made.lines.first()
    for name in ("officer", "leader"):
        with pytest.raises(PermissionDenied):
            lists.hand_over(made.pk, line.pk, received_by="x", on=DAY, by=who[name], at=AT)
    with pytest.raises(PermissionDenied):
        drawn(group, who, by="stranger")
    with pytest.raises(ValidationError):
        drawn(group, who, D(2026, 12, 1))


def test_who_entered_an_allowance_neither_approves_nor_pays_it(group, who, home) -> None:
    """Hường's was entered by another officer who may approve and hand over too; the list was drawn up by the first."""
    both = factories.person("both-pay", Role.WARD_OFFICER, group.parent)
    for role in (Role.WARD_LEADER, Role.COMMITTEE_MEMBER):
        accounts.assign(both, role=role, area=group.parent, starts_on=factories.SINCE, by=None, at=factories.AT)
    add_allowances(group.parent, [decided(home, "Hường", 650_000, D(2026, 9, 1))], by=both, at=AT)
    made = drawn(group, who)
    with pytest.raises(PermissionDenied, match="Trần Thị Hường"):
        lists.approve_list(made.pk, decision="1", by=both, at=AT)
    lists.approve_list(made.pk, decision="1", by=who["leader"], at=AT)
    lines = {line.person.full_name.split()[-1]: line.pk for line in made.lines.select_related("person")}
    with pytest.raises(PermissionDenied, match="Trần Thị Hường"):
        lists.hand_over(made.pk, lines["Hường"], received_by="x", on=DAY, by=both, at=AT)
    assert lists.hand_over(made.pk, lines["Kim"], received_by="x", on=DAY, by=both, at=AT).state == "delivered"


def test_statements_do_not_grow(group, who, home) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            owed(group.parent, SEPTEMBER)
        return len(seen)

    few = count()
    for _each in range(6):
        more = household(group, (member("Lê Văn Cảnh"),), since=D(2015, 1, 1), at=ENTERED)
        add_allowances(group.parent, [decided(more, "Cảnh", 1, SEPTEMBER)], by=who["officer"], at=AT)
    assert count() == few


def test_the_page_draws_up_the_list(group, who, home) -> None:
    client = Client()
    client.force_login(who["officer"])
    page = "/00016/2026/tro-giup/hang-thang/"
    assert "Lập danh sách chi một tháng" in client.get(page).content.decode()
    answer = client.post(f"{page}lap/", {"month": "09/2026", "source": "ward"})
    made = SupportList.objects.get()
    assert answer.url == f"/00016/2026/quyen-loi/danh-sach/{made.pk}/"
    shown = client.get(answer.url).content.decode()
    assert "truy lĩnh" in shown
    assert client.post(f"{page}lap/", {"month": "09/2099", "source": "ward"}).url == page
