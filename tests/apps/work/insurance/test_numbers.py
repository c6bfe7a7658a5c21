"""The number of a card is asked about when it looks odd or belongs to somebody else, and never refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.entitlements.models import HealthCard
from chungtay.records.entitlements.operations.cards import NewCard, record_cards
from chungtay.work.insurance.operations import changing, handing
from chungtay.work.insurance.operations.cards import record_card, record_none
from tests.apps.records.registry.factories import person
from tests.apps.work.insurance.factories import AT, TODAY, D, nobody_has_a_card
from tests.apps.work.insurance.test_batches import LATER, approved, drawn, named

ODD = "GD4-79.0123"


def given(made, line, people, number: str, **changes):
    values = {"received_by": "Lê Văn Cảnh", "on": D(2026, 9, 20), "by": people["member"], "at": LATER}
    return handing.hand_over(made.pk, line.pk, card=number, **(values | changes))


@pytest.fixture
def made(group, people, homes):
    nobody_has_a_card(group.parent)
    return approved(drawn(group, people), people)


def test_an_odd_number_is_handed_over_once_somebody_looked_again(made, people) -> None:
    line = named(made)["Lê Văn Cảnh"]
    with pytest.raises(ValidationError, match="15 ký tự") as asked:
        given(made, line, people, ODD)
    assert asked.value.code == "look"
    assert not HealthCard.objects.exists()
    done = given(made, line, people, ODD, looked_at=True)
    card = HealthCard.objects.get(pk=done.card_id)
    assert (done.state, str(card.number)) == ("delivered", "GD4790123")
    assert card.note == "Mã thẻ không có 15 ký tự hay 10 số. Đã xem lại khi ghi."
    assert AuditEvent.objects.get(action="insurance.card_handed_over").detail["looked_at_number"] is True


def test_a_usual_number_is_not_asked_about(made, people) -> None:
    done = given(made, named(made)["Lê Văn Cảnh"], people, "hn 4 01 0123456789")
    card = HealthCard.objects.get(pk=done.card_id)
    assert (str(card.number), card.note) == ("HN4010123456789", "")
    assert "looked_at_number" not in AuditEvent.objects.get(action="insurance.card_handed_over").detail


def test_the_number_of_somebody_else_is_asked_about(made, people, homes) -> None:
    lines = named(made)
    given(made, lines["Lê Văn Cảnh"], people, "0123456789")
    with pytest.raises(ValidationError, match="người khác mang mã thẻ này"):
        given(made, lines["Phạm Văn Giang"], people, "0123456789")
    assert given(made, lines["Phạm Văn Giang"], people, "0123456789", looked_at=True).state == "delivered"


@pytest.mark.parametrize(
    ("number", "changes", "words"),
    [
        ("  ", {}, "Ghi mã thẻ"),
        ("1" * 41, {"looked_at": True}, "Mã thẻ dài quá"),
        ("0123456789", {"received_by": " "}, "tên người nhận"),
        ("0123456789", {"on": D(2026, 9, 9)}, "trước ngày duyệt"),
        ("0123456789", {"on": D(2026, 9, 21)}, "tương lai"),
    ],
)
def test_what_a_hand_over_still_needs(made, people, number, changes, words) -> None:
    with pytest.raises(ValidationError, match=words):
        given(made, named(made)["Lê Văn Cảnh"], people, number, **changes)


def test_a_card_typed_in_is_asked_about_the_same_way(group, people, homes) -> None:
    sau = person(homes["c"], "Sáu").pk
    new = NewCard(sau, "state", D(2026, 1, 1), D(2026, 12, 31), ODD)
    with pytest.raises(ValidationError) as asked:
        record_card(group.parent, new, by=people["officer"], at=AT)
    assert asked.value.code == "look"
    card = record_card(group.parent, new, looked_at=True, by=people["officer"], at=AT)
    assert card.note.endswith("Đã xem lại khi ghi.")
    assert (
        record_card(
            group.parent, NewCard(person(homes["d"], "Quý").pk, "work", TODAY, None), by=people["officer"], at=AT
        ).note
        == ""
    )  # no number yet: nothing to ask about


@pytest.mark.parametrize(
    "days",
    [
        {"valid_from": D(1926, 1, 1)},
        {"valid_to": D(2926, 12, 31)},
        {"paid_on": D(2026, 9, 11)},
        {"valid_to": D(2025, 12, 31)},
    ],
)
def test_days_that_no_card_has(group, people, homes, days) -> None:
    values = {"valid_from": D(2026, 1, 1), "valid_to": D(2026, 12, 31)} | days
    new = NewCard(person(homes["c"], "Sáu").pk, "state", **values)
    with pytest.raises(ValidationError):
        record_card(group.parent, new, by=people["officer"], at=AT)


def test_nobody_is_noted_to_have_no_card_against_a_card(group, people, homes) -> None:
    """Known for 92 days, the last of them 10/06/2026 + 91 = 09/09/2026; on 10/09 it says nothing any more."""
    sau = person(homes["c"], "Sáu").pk
    record_cards([NewCard(sau, "state", D(2026, 9, 1), None)], source="list", origin="", by=None, at=AT)
    with pytest.raises(ValidationError, match="01/09/2026"):
        record_none(group.parent, sau, on=TODAY, by=people["officer"], at=AT)
    record_none(group.parent, sau, on=D(2026, 8, 31), by=people["officer"], at=AT)
    with pytest.raises(ValidationError, match="quá lâu"):
        record_none(group.parent, sau, on=D(2026, 6, 10), by=people["officer"], at=AT)
    record_none(group.parent, sau, on=D(2026, 6, 11), by=people["officer"], at=AT)


def test_a_draft_is_not_decreased(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    made = drawn(group, people)
    with pytest.raises(ValidationError):
        changing.decrease(made.pk, by=people["officer"], at=AT)
