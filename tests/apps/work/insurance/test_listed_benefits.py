"""Cards and monthly allowances: who receives one by an approved list has the state's card; who is due one that nobody
gives yet has it settled first. No card is bought for either: 12 x 113,850 = 1,366,200 đ saved each time."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from chungtay.records.entitlements.models import LineBefore
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.standing import rights_today
from chungtay.records.entitlements.queries.cards_known import CardUnknown
from chungtay.records.entitlements.queries.facts import facts_known, facts_of, facts_on_days
from chungtay.records.entitlements.queries.listed_benefits import receive
from chungtay.records.entitlements.queries.rights import rules_on
from chungtay.records.entitlements.queries.wards import rights_by_ward
from chungtay.records.registry.operations import editing
from tests.apps.records.registry.factories import person
from tests.apps.work.insurance.factories import AT, TODAY, D, nobody_has_a_card
from tests.apps.work.insurance.test_batches import CITY, approved, drawn, named, stages

LATER = datetime.datetime(2026, 9, 20, 8, 0, tzinfo=datetime.UTC)
ASKED, BY_STATE = (CITY, "ask", "unknown"), ("bhyt-benefit-2025", "state", "missing")


@pytest.fixture
def canh(group, homes):
    """Out of near-poverty (the city's card would be bought), and severely disabled: 1.5 x 650,000 = 975,000 a month."""
    nobody_has_a_card(group.parent)
    found = person(homes["a"], "Cảnh")
    editing.set_circumstance(found, kind="disability", code="2", since=D(2020, 1, 1), by=None, at=AT)
    return found


def listed(group, people, *, decide: bool = True):
    made = lists.draw_up(group.parent, "btxh-6", day=TODAY, by=people["officer"], at=AT)
    assert {line.person.full_name: line.amount for line in made.lines.all()} == {"Lê Văn Cảnh": 975_000}
    return lists.approve_list(made.pk, decision="9/QĐ-UBND", by=people["leader"], at=AT) if decide else made


def test_who_is_due_an_allowance_that_nobody_gives_is_asked_first(group, people, canh) -> None:
    assert stages(group, people)["Lê Văn Cảnh"] == ASKED
    assert set(named(drawn(group, people))) == {"Phạm Văn Giang"}
    listed(group, people, decide=False)  # a draft gives nothing yet
    assert stages(group, people)["Lê Văn Cảnh"] == ASKED


def test_who_receives_by_an_approved_list_has_the_card_of_the_state(group, people, canh) -> None:
    made = listed(group, people)
    assert stages(group, people)["Lê Văn Cảnh"] == BY_STATE
    assert set(named(drawn(group, people))) == {"Phạm Văn Giang"}
    line = made.lines.get()
    lists.hand_over(made.pk, line.pk, received_by="Lê Văn Cảnh", on=D(2026, 9, 20), by=people["member"], at=LATER)
    assert stages(group, people)["Lê Văn Cảnh"] == BY_STATE
    lists.give_back(made.pk, line.pk, note="Chi nhầm", by=people["member"], at=LATER)
    assert stages(group, people)["Lê Văn Cảnh"] == ASKED  # given back: it is due again, and is settled first


def test_a_purchase_drawn_up_before_leaves_whoever_is_due_an_allowance(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    made = drawn(group, people)
    assert set(named(made)) == {"Lê Văn Cảnh", "Phạm Văn Giang"}
    canh = person(homes["a"], "Cảnh")
    editing.set_circumstance(canh, kind="disability", code="2", since=D(2020, 1, 1), by=None, at=AT)
    line = named(approved(made, people))["Lê Văn Cảnh"]
    assert (line.state, "trợ cấp hằng tháng" in line.note) == ("lapsed", True)


def test_the_months_of_a_list(group, people, canh) -> None:
    """September's list tells September and October; a list of October that ends it, October no more."""
    listed(group, people)
    ward, path = group.parent, [group.parent.path]

    def receives(day: datetime.date) -> int:
        people_on = facts_of(path, day, rules_on(ward, day)).people
        return dict(people_on.select("person", "monthly_benefit").iter_rows())[canh.pk]

    days = [D(2026, 8, 31), D(2026, 9, 1), D(2026, 10, 31), D(2026, 11, 1)]
    assert [receives(day) for day in days] == [0, 1, 1, 0]
    together = facts_on_days(path, {day: rules_on(ward, day) for day in days})
    assert [dict(together[day].people.select("person", "monthly_benefit").iter_rows())[canh.pk] for day in days] == [
        0, 1, 1, 0,
    ]  # fmt: skip
    given, ended = (7, "2026-09", "delivered"), (7, "2026-10", "lapsed")
    assert receive([given], D(2026, 10, 5)) == {7}
    assert receive([given, ended], D(2026, 10, 5)) == set()
    assert receive([given, ended, (7, "2026-10", "approved")], D(2026, 10, 5)) == {7}  # of two allowances one goes on
    assert receive([(7, "2026-09", "returned")], D(2026, 10, 5)) == set()


def test_as_known_on_a_day(group, people, canh) -> None:
    made = listed(group, people)
    rules = rules_on(group.parent, TODAY)

    def known(on: datetime.date) -> int:
        told = facts_known([group.parent.path], TODAY, on, rules).people
        return dict(told.select("person", "monthly_benefit").iter_rows())[canh.pk]

    assert known(TODAY) == 1
    line = made.lines.get()
    lists.hand_over(made.pk, line.pk, received_by="Lê Văn Cảnh", on=D(2026, 9, 20), by=people["member"], at=LATER)
    lists.give_back(made.pk, line.pk, note="Chi nhầm", by=people["member"], at=LATER)
    assert (known(TODAY), known(LATER.date())) == (1, 0)  # it was given back later
    # a change of which nobody kept how the line had stood
    LineBefore.objects.create(line=line, until=LATER + datetime.timedelta(days=2), action="entitlements.line_returned")
    with pytest.raises(CardUnknown, match="21/09/2026"):
        known(D(2026, 9, 21))
    assert known(TODAY) == 1


def test_what_is_kept_of_a_ward_follows_the_lists(group, people, canh) -> None:
    def kept() -> list:
        rights = rights_today(people["officer"], group.parent, TODAY).rights[group.parent.pk].rows
        worked_out = rights_by_ward(people["officer"], group.parent, TODAY, TODAY)[group.parent.pk].rows
        assert sorted(rights.rows(), key=str) == sorted(worked_out.select(rights.columns).rows(), key=str)
        return [row["policy"] for row in rights.rows(named=True) if row["person"] == canh.pk and row["state"] == "due"]

    assert "bhyt-benefit-2025" not in kept()
    made = listed(group, people)
    assert "bhyt-benefit-2025" in kept()
    lists.refuse(made.pk, made.lines.get().pk, note="Chưa đủ giấy tờ", by=people["leader"], at=LATER)
    assert "bhyt-benefit-2025" not in kept()


def test_the_page_counts_them_and_says_what_to_do(group, people, canh, monkeypatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    reader = Client()
    reader.force_login(people["officer"])
    page = reader.get("/00016/2026/bao-hiem/").content.decode()
    assert "1 người được hưởng trợ cấp hằng tháng mà chưa ai chi" in page
    who = reader.get("/00016/2026/bao-hiem/chua-co-the/?o=unknown").content.decode()
    assert "Trợ cấp người khuyết tật đặc biệt nặng, nặng" in who
    assert "giải quyết khoản đó trước" in who


def test_nobody_is_left_to_buy_for_when_all_are_to_be_settled_first(group, people, canh, homes) -> None:
    giang = person(homes["b"], "Giang")
    editing.set_circumstance(giang, kind="disability", code="2", since=D(2020, 1, 1), by=None, at=AT)
    with pytest.raises(ValidationError, match="mua thẻ"):
        drawn(group, people)
