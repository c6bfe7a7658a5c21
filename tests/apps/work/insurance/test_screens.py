"""Forms filled with nonsense: what is wrong is said, what was typed stays, nothing is written and nothing breaks."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chungtay.records.entitlements.models import HealthCard, NoCard
from chungtay.records.entitlements.operations.cards import NewCard, record_cards
from chungtay.work.insurance.models import BatchLine, CardList, PurchaseBatch
from chungtay.work.insurance.operations.cards import end_card
from tests.apps.records.registry.factories import person
from tests.apps.work.insurance.factories import AT, TODAY, D, brought, nobody_has_a_card, sheet
from tests.apps.work.insurance.test_batches import LATER, approved, drawn, named

HERE = "/00016/2026/bao-hiem/"


@pytest.fixture
def at(people, monkeypatch):
    """A browser of one of the ward's people."""
    monkeypatch.setattr(timezone, "now", lambda: LATER)

    def begin(name: str) -> Client:
        found = Client()
        found.force_login(people[name])
        return found

    return begin


BATCH = {"starts_on": "01/10/2026", "months": "12", "paid_on": "20/09/2026", "remainder": "household"}


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_on": "31/09/2026"}, {"starts_on": "31/12/9999"}, {"starts_on": "01/01/0001"},
        {"paid_on": "01/01/2020"},
        {"months": "0"}, {"months": "13"}, {"months": "9" * 30}, {"months": "một năm"}, {"remainder": "ai đó"},
    ],
)  # fmt: skip
def test_a_purchase_of_nonsense(group, people, homes, at, changes) -> None:
    nobody_has_a_card(group.parent)
    answer = at("officer").post(f"{HERE}dot-mua/lap/", BATCH | changes)
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    [(field, typed)] = changes.items()
    assert answer.context["form"][field].value() == typed
    assert not PurchaseBatch.objects.exists()


def test_cards_from_january_on_are_found_in_both_years(group, people, homes, at) -> None:
    nobody_has_a_card(group.parent)
    made = drawn(group, people, starts_on=D(2027, 1, 1), paid_on=D(2026, 12, 10))
    for year in ("2026", "2027"):
        rows = at("officer").get(HERE.replace("2026", year) + "dot-mua/").context["rows"]
        assert [row.made.pk for row in rows] == [made.pk]
    assert at("officer").get(HERE.replace("2026", "2025") + "dot-mua/").context["rows"] == []


CARD = {"payer": "state", "number": "", "valid_from": "01/09/2026", "valid_to": "", "paid_on": ""}


@pytest.mark.parametrize(
    "changes",
    [
        {"payer": "ai đó"}, {"valid_from": "01/01/0001"}, {"valid_to": "31/12/9999"}, {"valid_to": "31/08/2026"},
        {"paid_on": "21/09/2026"}, {"number": "a\x00b"}, {"number": "9" * 41}, {"number": "ABC", "looked_at": "x" * 9},
        {"number": "ABC"}, {"valid_from": ""},
    ],
)  # fmt: skip
def test_a_card_of_nonsense(group, people, homes, at, changes) -> None:
    answer = at("officer").post(f"{HERE}nguoi/{person(homes['c'], 'Sáu').pk}/ghi-the/", CARD | changes)
    if "looked_at" in changes:  # any tick is a tick
        assert answer.status_code == 302
        return
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert not HealthCard.objects.exists()


def test_people_who_are_not_there(group, people, homes, at) -> None:
    for number in (0, 99_999_999):
        assert at("officer").post(f"{HERE}nguoi/{number}/ghi-the/", CARD).status_code == 404
        assert at("officer").post(f"{HERE}nguoi/{number}/khong-co-the/", {"on": "10/09/2026"}).status_code == 404
        assert at("officer").post(f"{HERE}the/{number}/ket-thuc/", {"on": "10/09/2026"}).status_code == 404
        assert at("member").get(f"{HERE}dot-mua/{number}/1/giao/").status_code == 404
    sau = person(homes["c"], "Sáu").pk
    for day in ("", "31/02/2026", "01/01/2020", "21/09/2026"):
        assert at("officer").post(f"{HERE}nguoi/{sau}/khong-co-the/", {"on": day}).status_code == 302
    assert not NoCard.objects.exists()


def test_a_card_ends_on_no_day_before_it_began(group, people, homes) -> None:
    """01/01/2026: 31/12/2025 takes it back; 30/12/2025 is a slip of the finger."""
    sau = person(homes["c"], "Sáu").pk
    new = NewCard(sau, "state", D(2026, 1, 1), None)
    [card] = record_cards([new], source="list", origin="", by=None, at=AT)
    values = {"why": "recalled", "note": "", "by": people["officer"], "at": AT}
    with pytest.raises(ValidationError, match="01/01/2026"):
        end_card(group.parent, card.pk, on=D(2025, 12, 30), **values)
    with pytest.raises(ValidationError):
        end_card(group.parent, card.pk, on=D(2026, 9, 11), **values)
    assert end_card(group.parent, card.pk, on=D(2025, 12, 31), **values).withdrawn


HAND = {"card": "0123456789", "received_by": "Lê Văn Cảnh", "on": "20/09/2026"}


@pytest.mark.parametrize(
    "changes",
    [{"card": ""}, {"card": "x"}, {"on": "40/40/2026"}, {"on": "01/01/2026"}, {"received_by": ""},
     {"received_by": "x" * 101}, {"card": "1" * 41}],
)  # fmt: skip
def test_a_hand_over_of_nonsense_keeps_what_was_typed(group, people, homes, at, changes) -> None:
    nobody_has_a_card(group.parent)
    made = approved(drawn(group, people), people)
    line = named(made)["Lê Văn Cảnh"]
    address = f"{HERE}dot-mua/{made.pk}/{line.pk}/giao/"
    answer = at("member").post(address, HAND | changes)
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert [answer.context["form"][name].value() for name in HAND] == list((HAND | changes).values())
    assert answer.context["asked"] is (changes == {"card": "x"})
    assert at("officer").get(address).status_code == 200  # may hand over, not this one: the form says so
    answer = at("officer").post(address, HAND)
    assert "người khác" in str(answer.context["form"].errors)
    assert not BatchLine.objects.filter(state="delivered").exists()
    assert at("member").post(address, HAND).status_code == 302
    assert at("member").get(address).status_code == 302  # nothing left to hand over: back to the purchase


def test_files_of_nonsense(group, people, homes, at, tmp_path) -> None:
    good = sheet(tmp_path / "the.xlsx", ("1", "Đỗ Văn Sáu", "01/01/1960", "", "", "01/01/2026", "", "")).read_bytes()
    values = {"on": "10/09/2026", "payer": "state"}
    for name, content, changes in (
        ("the.txt", good, {}), ("the.xlsx", b"\x89PNG\r\n", {}), ("the.xls", b"x", {}),
        ("the.csv", b"\xff\xfe\x00", {}),
        ("the.xlsx", b"", {}), ("the.xlsx", good[:200], {}), ("the.xlsx", good, {"on": "21/09/2026"}),
        ("the.xlsx", good, {"on": "x"}), ("the.xlsx", good, {"payer": "x"}),
    ):  # fmt: skip
        file = SimpleUploadedFile(name, content)
        assert at("officer").post(f"{HERE}danh-sach-the/", values | changes | {"file": file}).status_code == 200, name
    assert not CardList.objects.exists()


def test_steps_of_a_list_of_nonsense(group, people, homes, at, tmp_path) -> None:
    made = brought(group.parent, people["officer"], sheet(
        tmp_path / "the.xlsx", ("1", "Lê Văn Canh", "03/02/1970", "", "", "01/01/2026", "31/12/2026", "")
    ))  # fmt: skip
    here = f"{HERE}danh-sach-the/{made.pk}/"
    for path, posted in (
        ("5/", {"person": "abc"}), ("5/", {"person": "99999999"}), ("5/", {"person": "9" * 30}), ("99/", {}),
        ("hoan-tac/", {"why": ""}), ("hoan-tac/", {"why": "nhầm"}),
    ):  # fmt: skip
        assert at("officer").post(here + path, posted).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.rows.get().outcome) == ("staged", "choose")
    assert at("officer").get(here, {"o": "x", "trang": "abc"}).status_code == 200
    assert at("member").post(here + "nhan/").status_code == 403


def test_the_named_list_says_nobody_only_when_nobody_is_left(group, people, homes, at) -> None:
    officer = at("officer")
    everybody = officer.get(f"{HERE}chua-co-the/")
    assert len(everybody.context["rows"]) == 5
    assert len(officer.get(f"{HERE}chua-co-the/", {"dien": "x", "o": "x"}).context["rows"]) == 5
    empty = officer.get(f"{HERE}chua-co-the/", {"o": "listed"}).content.decode()
    assert "Không có ai loại này." in empty
    assert "đều đã có thẻ" not in empty
    whole = [need.need.person for need in everybody.context["rows"]]
    cards = [NewCard(number, "state", D(2026, 1, 1), None) for number in whole]
    record_cards(cards, source="list", origin="", by=None, at=AT)
    assert "đều đã có thẻ" in officer.get(f"{HERE}chua-co-the/").content.decode()
    assert LATER.date() > TODAY


def test_lists_beside_cards_of_a_past_year_tell_the_last_day_and_end_nothing(group, people, homes, monkeypatch) -> None:
    """Dung, whom the state covers, had a bought card in 2026 alone."""
    dung = person(homes["a"], "Dung")
    record_cards(
        [NewCard(dung.pk, "household", D(2026, 1, 1), D(2026, 12, 31))], source="list", origin="", by=None, at=AT
    )
    monkeypatch.setattr(timezone, "now", lambda: datetime.datetime(2027, 4, 1, 3, 0, tzinfo=datetime.UTC))
    browser = Client()
    browser.force_login(people["officer"])
    past = browser.get(f"{HERE}doi-chieu/")
    assert (past.context["past"], past.context["paid_twice_all"], past.context["may_keep"]) == (
        D(2026, 12, 31),
        1,
        False,
    )
    assert "31/12/2026" in past.content.decode()
    now = browser.get("/00016/2027/bao-hiem/doi-chieu/")
    assert (now.context["past"], now.context["paid_twice_all"], now.context["may_keep"]) == (None, 0, True)
