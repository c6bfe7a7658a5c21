"""People whose card the state pays: on a list to the insurer, sent back with a reason, issued, handed over."""

from __future__ import annotations

import datetime
import html
import io
import re

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.entitlements.models import HealthCard, HelpReceived
from chungtay.records.entitlements.operations.cards import NewCard, record_cards
from chungtay.records.entitlements.queries.coverage import coverage_of
from chungtay.records.registry.operations import life
from chungtay.work.insurance.models import StateLine, StateList
from chungtay.work.insurance.operations import state_cards, state_lists
from chungtay.work.insurance.operations.taking_out import hand_out_state
from chungtay.work.insurance.queries.needs import needs_of
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.insurance.factories import AT, TODAY, D, classed, nobody_has_a_card

LATER = datetime.datetime(2026, 9, 20, 8, 0, tzinfo=datetime.UTC)
DAY = D(2026, 9, 20)
CARD = "HN4010123456789"
POOR = "bhyt-poor-2025"
YEAR = D(2026, 10, 1), D(2027, 9, 30)


def drawn(group, people, **changes) -> StateList:
    act = {"starts_on": D(2026, 10, 1), "by": people["officer"], "at": AT} | changes
    return state_lists.draw_up_state(group.parent, **act)


def sent(made, people) -> None:
    state_lists.approve_state(made.pk, decision="21/QĐ-UBND", by=people["leader"], at=AT)
    state_lists.send_state(made.pk, on=TODAY, by=people["officer"], at=AT)


def line_of(made, name: str) -> StateLine:
    return made.lines.get(person__full_name=name)


def stage(group, people, policy=POOR, day=DAY) -> dict[str, int]:
    found = coverage_of(people["officer"], group.parent, day, day)
    return {stage: count for (name, _w), at in found.counts("ward").items() if name == policy
            for stage, count in at.items() if count}  # fmt: skip


def test_who_is_on_it(group, people, homes) -> None:
    """Dung on a benefit, Hà of five, Sáu of a poor household: the state pays. Cảnh and Giang are bought a card."""
    made = drawn(group, people)
    assert {line.person.full_name for line in made.lines.select_related("person")} == {
        "Vũ Thị Dung", "Phạm Thị Hà", "Đỗ Văn Sáu",
    }  # fmt: skip
    with pytest.raises(ValidationError, match="Không còn ai"):
        drawn(group, people)
    needs = needs_of(people["officer"], group.parent, TODAY, TODAY)
    assert needs.people[person(homes["c"], "Sáu").pk].stage == "listed"
    state_lists.drop_state(made.pk, by=people["officer"], at=AT)
    assert drawn(group, people).lines.count() == 3


def test_who_has_a_card_is_listed_from_a_day_on_and_from_the_day_after(group, people, homes) -> None:
    """Sáu's card ends on 31/12/2026: from 30/09/2026 on (92 days before) it is followed from 01/01/2027."""
    sau = person(homes["c"], "Sáu")
    card = NewCard(sau.pk, "household", D(2026, 1, 1), D(2026, 12, 31))
    record_cards([card], source="list", origin="", by=None, at=AT)
    assert sau.pk not in set(drawn(group, people).lines.values_list("person", flat=True))
    october = datetime.datetime(2026, 9, 30, 8, 0, tzinfo=datetime.UTC)
    line = drawn(group, people, at=october).lines.get()
    assert (line.person_id, line.valid_from) == (sau.pk, D(2027, 1, 1))


def test_the_whole_way_of_a_card(group, people, homes) -> None:
    made = drawn(group, people)
    assert stage(group, people) == {"drafted": 1}
    for who in ("officer", "stranger", "member"):
        with pytest.raises(PermissionDenied):
            state_lists.approve_state(made.pk, decision="1", by=people[who], at=AT)
    with pytest.raises(ValidationError, match="lúc này không làm bước này được"):
        state_lists.send_state(made.pk, on=TODAY, by=people["officer"], at=AT)
    sent(made, people)
    assert stage(group, people) == {"approved": 1}
    act = {"by": people["officer"], "at": LATER}
    sau = line_of(made, "Đỗ Văn Sáu")

    # the insurer sends one back; put right, it goes again
    with pytest.raises(ValidationError):
        state_cards.send_back(made.pk, sau.pk, note=" ", **act)
    back = state_cards.send_back(made.pk, sau.pk, note="sai số định danh", **act)
    assert (back.state, back.note) == ("sent_back", "sai số định danh")
    assert stage(group, people) == {"approved": 1}
    assert state_lists.send_state(made.pk, on=DAY, **act) == 1

    # the card is on record from its issue on, and nobody can have a second
    done = state_cards.issue(made.pk, sau.pk, card=CARD, valid_from=D(2026, 9, 20), valid_to=YEAR[1], **act)
    assert (done.state, done.card.payer, done.card.origin) == ("issued", "state", f"insurance.stateline:{sau.pk}")
    assert stage(group, people) == {"delivered": 1}
    second = NewCard(sau.person_id, "city", D(2027, 1, 1), D(2027, 12, 31))
    with pytest.raises(ValidationError):
        record_cards([second], source="list", origin="", by=None, at=LATER)

    # handed over by a third, against a name; the ledger of help has it
    hand = {"received_by": "Đỗ Văn Sáu", "on": DAY, "at": LATER}
    for who in ("officer", "leader"):
        with pytest.raises(PermissionDenied):
            state_cards.hand_over_state(made.pk, sau.pk, by=people[who], **hand)
    done = state_cards.hand_over_state(made.pk, sau.pk, by=people["member"], **hand)
    assert (done.state, done.received_by, done.handed_by) == ("delivered", "Đỗ Văn Sáu", people["member"])
    kept = HelpReceived.objects.get(origin=f"insurance:stateline:{sau.pk}")
    assert (kept.kind, kept.source, kept.value) == ("card", "central", None)

    # closed once everybody has an outcome
    with pytest.raises(ValidationError, match="2 người"):
        state_lists.close_state(made.pk, **act)
    for name in ("Vũ Thị Dung", "Phạm Thị Hà"):
        state_cards.refuse_state(made.pk, line_of(made, name).pk, note="có thẻ nơi khác", **act)
    assert state_lists.close_state(made.pk, **act).state == "closed"
    actions = set(AuditEvent.objects.filter(subject_type="insurance.statelist").values_list("action", flat=True))
    assert {"insurance.state_list_sent", "insurance.state_cards_issued", "insurance.card_handed_over"} <= actions


def test_cards_of_the_insurers_list_are_taken_over(group, people, homes) -> None:
    made = drawn(group, people)
    sent(made, people)
    sau, dung = line_of(made, "Đỗ Văn Sáu"), line_of(made, "Vũ Thị Dung")
    cards = [NewCard(sau.person_id, "state", *YEAR), NewCard(dung.person_id, "household", *YEAR)]
    record_cards(cards, source="list", origin="x", by=None, at=LATER)
    assert state_lists.take_issued(made.pk, by=people["officer"], at=LATER) == 1  # a household's own card is another
    assert {line.state for line in (line_of(made, "Đỗ Văn Sáu"), line_of(made, "Vũ Thị Dung"))} == {"issued", "sent"}


def test_whoever_needs_it_no_more_leaves_with_the_reason(group, people, homes) -> None:
    made = drawn(group, people)
    life.record_death(person(homes["c"], "Sáu"), on=D(2026, 9, 9), by=None, at=AT)
    other = NewCard(person(homes["a"], "Dung").pk, "work", D(2026, 1, 1), None)
    record_cards([other], source="list", origin="", by=None, at=AT)
    state_lists.approve_state(made.pk, decision="1", by=people["leader"], at=AT)
    notes = {line.person.full_name: (line.state, line.note) for line in made.lines.select_related("person")}
    assert notes["Đỗ Văn Sáu"] == ("lapsed", "Đã mất ngày 09/09/2026.")
    assert notes["Vũ Thị Dung"][0] == "lapsed"
    assert notes["Phạm Thị Hà"] == ("approved", "")


def test_who_died_before_the_hand_over_gets_none_and_the_card_ends(group, people, homes) -> None:
    made = drawn(group, people)
    sent(made, people)
    sau = line_of(made, "Đỗ Văn Sáu")
    state_cards.issue(made.pk, sau.pk, card=CARD, valid_from=TODAY, valid_to=YEAR[1], by=people["officer"], at=AT)
    life.record_death(person(homes["c"], "Sáu"), on=D(2026, 9, 15), by=None, at=LATER)
    done = state_cards.hand_over_state(made.pk, sau.pk, received_by="con trai", on=DAY, by=people["member"], at=LATER)
    assert done.state == "lapsed"
    card = HealthCard.objects.get(pk=done.card_id)
    assert (card.valid_to, card.ended_why) == (D(2026, 9, 15), "died")


def test_the_screens(group, people, homes, client, monkeypatch) -> None:
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: AT)
    base = "/00016/2026/bao-hiem/danh-sach-nha-nuoc/"
    client.force_login(people["officer"])
    answer = client.post(f"{base}lap/", {"starts_on": "01/10/2026"})
    made = StateList.objects.get()
    assert answer.headers["Location"] == f"{base}{made.pk}/"
    client.force_login(people["leader"])
    client.post(f"{base}{made.pk}/duyet/", {"decision": "21/QĐ-UBND"})
    client.force_login(people["officer"])
    client.post(f"{base}{made.pk}/gui/", {"on": "10/09/2026"})
    sau = line_of(made, "Đỗ Văn Sáu")
    page = html.unescape(re.sub(r"<[^>]+>", " ", client.get(f"{base}{made.pk}/").content.decode()))
    assert "Đã gửi cơ quan bảo hiểm" in page
    form = {"card": "12", "valid_from": "10/09/2026", "valid_to": "30/09/2027"}
    asked = client.post(f"{base}{made.pk}/{sau.pk}/cap/", form)
    assert "Tôi đã xem lại thẻ" in html.unescape(asked.content.decode())
    client.post(f"{base}{made.pk}/{sau.pk}/cap/", form | {"looked_at": "on"})
    client.force_login(people["member"])
    client.post(f"{base}{made.pk}/{sau.pk}/giao/", {"received_by": "Sáu", "on": "10/09/2026"})
    assert line_of(made, "Đỗ Văn Sáu").state == "delivered"
    assert client.get(base).status_code == 200


def test_what_leaves_as_excel(group, people, homes) -> None:
    made = drawn(group, people)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(hand_out_state(made, by=people["officer"], at=AT))))
    rows = {row[1].value: [cell.value for cell in row] for row in book.active.iter_rows()}
    assert rows["Đỗ Văn Sáu"][2] == "01/01/1960"
    with pytest.raises(PermissionDenied):
        hand_out_state(made, by=people["member"], at=AT)


def test_statements_do_not_grow_with_the_people(group, people, homes) -> None:
    def counted(count: int, first: int) -> int:
        for place in range(first, first + count):
            home = household(group, (member(f"Lê Văn {'ABCDEGHIKL'[place]}"),), since=D(2019, 1, 1))
            classed(home, "poor", D(2026, 1, 1))
        nobody_has_a_card(group.parent)
        with CaptureQueriesContext(connection) as seen:
            made = drawn(group, people)
            sent(made, people)
            state_lists.take_issued(made.pk, by=people["officer"], at=AT)
        assert made.lines.count() >= count
        return len(seen)

    few = counted(1, 0)
    assert counted(6, 1) <= few


def test_namesakes_of_a_household_are_told_apart_by_their_birth(group, people, homes, client) -> None:
    """Grandfather and grandson of one name in one household: the list, and the page on which the card is written down,
    say which of them it is."""
    old = member("Bùi Văn Sang", born="1959-03-02")
    home = household(group, (old, member("Bùi Văn Sang", "other", "2012-01-01", birth_known="year", papers=())),
                     since=D(2015, 1, 1))  # fmt: skip
    classed(home, "poor", D(2026, 1, 1))
    made = drawn(group, people)
    client.force_login(people["officer"])
    page = client.get(f"/00016/2026/bao-hiem/danh-sach-nha-nuoc/{made.pk}/").content.decode()
    told = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    assert told.count("Bùi Văn Sang sinh 02/03/1959") == 1
    assert told.count("Bùi Văn Sang sinh 2012") == 1
