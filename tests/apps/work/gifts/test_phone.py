"""What a telephone that hands over takes along, sends again, and is refused; two telephones without a network."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from chungtay.foundation.core.files import read_kept
from chungtay.work.gifts.models import Delivery, GiftState, Phone, Round, RoundState, Standing
from chungtay.work.gifts.operations import handing, phones, routes, settling
from chungtay.work.gifts.queries.balance import balance
from chungtay.work.gifts.queries.phone import package_of
from chungtay.work.gifts.queries.rounds import patterns_of
from tests import gifts
from tests.gifts import Office, gift


@pytest.fixture
def made(db) -> Office:
    return gifts.office(at=timezone.now() - datetime.timedelta(hours=1))


def post(path: str, message: Any, phone: tuple[Phone, str] | None) -> Any:
    headers = {"Authorization": f"Phone {phone[0].key}.{phone[1]}"} if phone else {}
    body = message if isinstance(message, bytes) else json.dumps(message)
    return Client(headers=headers).post(f"/trao-qua/{path}", body, content_type="application/json")


def registered(made: Office, who: str = "volunteer", name: str = "Máy 1") -> tuple[Phone, str]:
    person = made.people[who]
    return phones.register_phone(person, name=name, by=person, at=timezone.now())


def message(of: Any, **changes: Any) -> dict[str, Any]:
    values = {
        "sent_id": str(uuid.uuid4()), "gift": of.pk, "outcome": "delivered", "at": timezone.now().isoformat(),
        "received_by": "Nguyễn Văn Đình", "note": "", "secret": of.code, "proof": None,
    }  # fmt: skip
    return values | changes


def sent(phone: tuple[Phone, str], *told: dict[str, Any]) -> list[dict[str, Any]]:
    response = post("gui/", {"told": list(told)}, phone)
    assert response.status_code == 200
    return response.json()["outcomes"]


def test_the_route_is_taken_along_without_the_codes_of_its_slips(made) -> None:
    found = gifts.handing_out(made)
    phone = registered(made)
    answer = post("lay/", {"waiting": 0, "have": ""}, phone).json()
    assert len(answer["gifts"]) == 5
    text = json.dumps(answer)
    for each in found.gifts.all():
        assert each.code not in text
        assert each.token not in text
    again = post("lay/", {"waiting": 2, "have": answer["digest"]}, phone).json()
    assert again["gifts"] is None
    phone[0].refresh_from_db()
    assert phone[0].waiting == 2


def test_another_volunteer_gets_nothing_of_the_route(made) -> None:
    found = gifts.handing_out(made)
    other = registered(made, "member")
    assert post("lay/", {"waiting": 0, "have": ""}, other).json()["gifts"] == []
    [answer] = sent(other, message(gift(found, "Đình")))
    assert answer["outcome"] == "refused"


def test_outside_the_days_of_the_route_nothing_is_handed_over(made) -> None:
    found = gifts.handing_out(made)
    phone = registered(made)
    route = found.routes.get()
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    routes.give_route(
        found.pk, route.pk, carrier=made.people["volunteer"], starts_on=tomorrow, ends_on=tomorrow,
        by=made.people["officer"], at=timezone.now(),
    )  # fmt: skip
    assert post("lay/", {"waiting": 0, "have": ""}, phone).json()["gifts"] == []
    assert sent(phone, message(gift(found, "Đình")))[0]["outcome"] == "refused"


def test_a_gift_goes_against_its_slip_alone(made) -> None:
    found = gifts.handing_out(made)
    phone = registered(made)
    one, other = gift(found, "Đình"), gift(found, "Hường")
    for secret in ("", other.code, other.token, None):
        assert sent(phone, message(one, secret=secret))[0]["outcome"] == "refused"
    assert sent(phone, message(one, secret=one.token))[0]["outcome"] == "kept"
    assert sent(phone, message(other, secret=f" {other.code[:4].lower()}-{other.code[4:]}"))[0]["outcome"] == "kept"


def not_accepted(found: Round, phone: tuple[Phone, str], *heads: str) -> bool:
    """Whether all of it was kept."""
    told = [message(gift(found, head), outcome="refused", note="Nhường hộ khác", secret=None) for head in heads]
    return {each["outcome"] for each in sent(phone, *told)} == {"kept"}


def test_a_message_that_comes_three_times_is_kept_once(made) -> None:
    found = gifts.handing_out(made)
    phone = registered(made)
    told = message(gift(found, "Đình"))
    assert [sent(phone, told)[0]["outcome"] for _time in range(3)] == ["kept"] * 3
    assert sent(phone, told, told)[1]["outcome"] == "kept"
    assert Delivery.objects.count() == 1


def test_two_telephones_without_a_network_the_later_is_a_conflict_and_nothing_is_lost(made) -> None:
    """Both scanned the same slip; the one that scanned later arrives first and counts: what is at the ward stands."""
    found = gifts.handing_out(made)
    one, two = registered(made), registered(made, name="Máy 2")
    now = timezone.now()
    early = message(gift(found, "Đình"), at=(now - datetime.timedelta(minutes=20)).isoformat(), received_by="Bà Hai")
    late = message(gift(found, "Đình"), at=(now - datetime.timedelta(minutes=5)).isoformat())
    assert sent(two, late)[0]["outcome"] == "kept"
    [answer] = sent(one, early)
    assert answer["outcome"] == "conflict"
    clock = timezone.localtime(now - datetime.timedelta(minutes=5)).strftime("%H:%M %d/%m/%Y")
    assert clock in answer["words"][0]
    assert "Tổ dân phố 1" in answer["words"][0]
    standings = dict(Delivery.objects.values_list("received_by", "standing"))
    assert standings == {"Nguyễn Văn Đình": Standing.KEPT, "Bà Hai": Standing.SECOND}
    assert sent(one, early)[0]["outcome"] == "conflict"  # told again, the same answer


def test_what_a_telephone_tells_after_the_settlement_is_kept_and_the_round_can_be_settled_anew(made) -> None:
    """Four envelopes and a bag. Two envelopes and the bag were handed over, two envelopes told as not accepted: two are
    left, and the round is settled. Then a telephone that had no network tells that it handed one of them over: as
    really gone, one must be left."""
    found = gifts.handing_out(made)
    phone = registered(made)
    officer, late = made.people["officer"], timezone.now()
    told = message(gift(found, "Bưởi"), at=(late - datetime.timedelta(minutes=20)).isoformat(), received_by="Bà Hai")
    for head in ("Đình", "Hường", "Cảnh"):
        assert sent(phone, message(gift(found, head), received_by=head))[0]["outcome"] == "kept"
    assert not_accepted(found, phone, "Ánh", "Bưởi")
    envelopes, bags = found.kinds.get(name="Phong bì").pk, found.kinds.get(name="Túi quà").pk
    settling.settle(found.pk, counted={envelopes: 2, bags: 0}, by=officer, at=timezone.now())

    [answer] = sent(phone, told)

    assert answer["outcome"] == "conflict"
    row = Delivery.objects.get(received_by="Bà Hai")
    assert (row.standing, gift(found, "Bưởi").state) == (Standing.LATE, GiftState.REFUSED)
    assert Round.objects.get(pk=found.pk).state == RoundState.SETTLED
    assert [line.left for line in balance(found)] == [2, 0]
    act = {"by": officer, "at": timezone.now()}
    with pytest.raises(ValidationError) as refused:
        handing.settle_conflict(found.pk, row.pk, extra=True, why="Đã trao", **act)
    assert refused.value.code == "settled"
    with pytest.raises(PermissionDenied):
        settling.open_again(found.pk, by=made.people["volunteer"], at=timezone.now())
    assert settling.open_again(found.pk, **act).settled_by is None
    handing.settle_conflict(found.pk, row.pk, extra=True, why="Đã trao, có chữ ký", **act)
    with pytest.raises(ValidationError):
        settling.settle(found.pk, counted={envelopes: 2, bags: 0}, **act)
    settling.settle(found.pk, counted={envelopes: 1, bags: 0}, **act)
    with pytest.raises(ValidationError):  # nothing was told since
        settling.open_again(found.pk, **act)


def test_told_by_mistake_after_the_settlement_it_stays_settled(made) -> None:
    found = gifts.handing_out(made)
    phone = registered(made)
    officer, late = made.people["officer"], timezone.now()
    told = message(gift(found, "Bưởi"), at=(late - datetime.timedelta(minutes=20)).isoformat(), received_by="Bà Hai")
    assert not_accepted(found, phone, "Đình", "Hường", "Cảnh", "Ánh", "Bưởi")
    counted = {each.pk: {"Phong bì": 4, "Túi quà": 1}[each.name] for each in found.kinds.all()}
    settling.settle(found.pk, counted=counted, by=officer, at=timezone.now())
    assert sent(phone, told)[0]["outcome"] == "conflict"
    row = Delivery.objects.get(received_by="Bà Hai")
    handing.settle_conflict(found.pk, row.pk, extra=False, why="Bấm nhầm", by=officer, at=timezone.now())
    assert Round.objects.get(pk=found.pk).state == RoundState.SETTLED


def test_nobody_at_home_and_not_accepted_need_no_slip(made) -> None:
    found = gifts.handing_out(made)
    phone = registered(made)
    absent = message(gift(found, "Đình"), outcome="absent", secret="", received_by="")
    refused = message(gift(found, "Hường"), outcome="refused", secret="", received_by="", note="Nhường hộ khác")
    assert [each["outcome"] for each in sent(phone, absent, refused)] == ["kept", "kept"]
    assert (gift(found, "Đình").state, gift(found, "Hường").state) == (GiftState.READY, GiftState.REFUSED)


def test_one_message_that_cannot_be_read_does_not_hold_the_others(made) -> None:
    found = gifts.handing_out(made)
    phone = registered(made)
    broken = [
        {"sent_id": str(uuid.uuid4()), "at": "gestern"},
        None,
        [],
        message(gift(found, "Hường"), proof={"kind": 1}),
    ]
    answers = sent(phone, *broken, message(gift(found, "Đình")))
    assert [each["outcome"] for each in answers] == ["refused"] * 4 + ["kept"]


def picture(shade: int = 90) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (80, 40), (shade, 20, 20)).save(held, "PNG")
    return held.getvalue()


def proven(of: Any, content: bytes, **changes: Any) -> dict[str, Any]:
    proof = {"kind": "signature", "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return message(of, proof=proof, **changes)


def test_a_signature_is_kept_once_and_sealed(made, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    found = gifts.handing_out(made)
    phone = registered(made)
    content = picture()
    told = proven(gift(found, "Đình"), content)
    sent(phone, told)
    assert post(f"tep/{told['sent_id']}/", b"half", phone).status_code == 422
    for _time in range(2):
        assert post(f"tep/{told['sent_id']}/", content, phone).json() == {"done": True}
    row = Delivery.objects.get()
    assert Image.open(io.BytesIO(read_kept(row.proof))).size == (80, 40)
    assert len(list(tmp_path.rglob("*.png"))) == 1
    assert post(f"tep/{uuid.uuid4()}/", content, phone).status_code == 422


def test_one_signature_for_many_households_is_pointed_out(made) -> None:
    """Three households signed for by one name; the same picture proves two of them."""
    found = gifts.handing_out(made)
    phone = registered(made)
    one, two = picture(), picture(200)
    rows = [("Đình", one), ("Hường", one), ("Ánh", two)]
    sent(phone, *[proven(gift(found, head), content, received_by="Trần Văn Thay") for head, content in rows])
    patterns = [(each.name, each.households, each.picture) for each in patterns_of(found)]
    assert patterns == [("tran van thay", 3, False), ("", 2, True)]


def test_a_lost_telephone_gets_nothing_and_erases_itself(made) -> None:
    found = gifts.handing_out(made)
    phone = registered(made)
    with pytest.raises(PermissionDenied):
        phones.ask_for_wipe(phone[0], by=made.people["member"], at=timezone.now())
    phones.ask_for_wipe(phone[0], by=made.people["officer"], at=timezone.now())
    for path in ("lay/", "gui/"):
        answer = post(path, {}, phone)
        assert (answer.status_code, answer.json()) == (410, {"wipe": True})
    assert post(f"may/{phone[0].key}/", {}, None).json() == {"wipe": True}
    assert post(f"may/{phone[0].key}/da-xoa/", {}, None).status_code == 200
    phone[0].refresh_from_db()
    assert phone[0].wiped_at is not None
    assert found.pk == Round.objects.get().pk


def test_a_wrong_token_is_nobody(made) -> None:
    gifts.handing_out(made)
    phone = registered(made)
    assert post("lay/", {}, (phone[0], "falsch")).status_code == 401
    assert post("lay/", {}, None).status_code == 401


def test_statements_of_a_route_do_not_grow_with_its_gifts(made) -> None:
    found = gifts.handing_out(made)
    person, today = made.people["volunteer"], timezone.localdate()
    package_of(person, today)
    found.gifts.exclude(pk=found.gifts.first().pk).update(route=None)
    with CaptureQueriesContext(connection) as few:
        assert len(package_of(person, today)) == 1
    found.gifts.update(route=found.routes.get())
    with CaptureQueriesContext(connection) as many:
        assert len(package_of(person, today)) == 5
    assert len(many) == len(few)
