"""Referrals: opened by rule and never twice, shared out, followed, closed with an outcome; none left without one."""

from __future__ import annotations

import datetime
import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import HelpReceived
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.rulebook import rule_sets
from chungtay.work.referral import operations
from chungtay.work.referral.models import Need, Proof, Referral, ReferralState
from chungtay.work.referral.queries.needs import NEEDS
from chungtay.work.referral.queries.referrals import seen, tallies
from tests import factories
from tests.apps.records.registry.factories import household, member
from tests.apps.work.assistance.people import picture

D = datetime.date
AT = datetime.datetime(2026, 3, 2, 8, 0, tzinfo=datetime.UTC)
TODAY = D(2026, 3, 2)
YEAR_AFTER = datetime.datetime(2027, 1, 20, 8, 0, tzinfo=datetime.UTC)


def lacking(*indicators: str, standard: str = "vn-2022", under: str = "declared") -> dict:
    """What a decision keeps: every indicator, those named deprived; `under` "indicators" when worked out by points."""
    every = rule_sets.load(standard).indicators
    label = {"vi": "x", "en": "x"}
    return {under: [{"id": entry.id, "label": label, "deprived": entry.id in indicators} for entry in every]}


def classed(home, class_id: str, indicators: tuple[str, ...], year: int = 2026, told: bool = True) -> None:
    result = lacking(*indicators) if told else {}
    status = NewStatus(year, "vn-2022", class_id, D(year, 1, 1), "review", result=result)
    record_status(home, status, by=None, at=AT)


@pytest.fixture
def world(db):
    """Poor without water and school; near-poor without internet; not poor without a toilet (no referral)."""
    units = factories.district()
    ward = units["00016"]
    group = Unit.objects.get(level="group", parent=ward)
    since = {"since": D(2015, 1, 1)}
    homes = [
        household(group, (member(name),), **since) for name in ("Nguyễn Văn Đình", "Lê Văn Cảnh", "Phạm Văn Giang")
    ]
    classed(homes[0], "poor", ("5.1", "3.2"))
    classed(homes[1], "near_poor", ("6.1",))
    classed(homes[2], "not_poor", ("5.2",))
    return {
        "ward": ward,
        "group": group,
        "homes": homes,
        "officer": factories.person("officer-ref", Role.WARD_OFFICER, ward),
        "visitor": factories.person("visitor-ref", Role.ENUMERATOR, ward),
        "leader": factories.person("leader-ref", Role.WARD_LEADER, ward),
        "stranger": factories.person("officer-px", Role.WARD_OFFICER, units["00001"]),
        "district": factories.person("district-ref", Role.DISTRICT_OFFICER, units["001"]),
    }


def opened(world, at=AT) -> tuple[int, int]:
    return operations.open_for_ward(world["ward"], by=world["officer"], at=at)


def given(world, need: str = "water", **changes) -> Referral:
    one = Referral.objects.get(need=need)
    values = {"service": "Công ty nước sạch", "person": world["visitor"].pk, "due_on": D(2026, 4, 1)}
    operations.assign(world["ward"], [one.pk], **(values | changes), by=world["officer"], at=AT)
    one.refresh_from_db()
    return one


def test_every_indicator_of_every_standard_has_a_need() -> None:
    for name in rule_sets.names():
        indicators = {entry.id for entry in rule_sets.load(name).indicators}
        assert set(NEEDS[name]) == indicators, name
    assert {need for each in NEEDS.values() for need in each.values()} == set(Need)


def test_opened_by_rule_and_never_twice(world) -> None:
    assert opened(world) == (3, 0)
    assert sorted(Referral.objects.values_list("household", "need")) == sorted(
        [(world["homes"][0].pk, "water"), (world["homes"][0].pk, "school"), (world["homes"][1].pk, "internet")]
    )
    assert opened(world) == (0, 0)
    one = given(world)
    operations.give_up(one.pk, outcome="Hẻm không có đường ống", by=world["visitor"], at=AT)
    assert opened(world) == (0, 0)  # closed for this decision
    live = Referral.objects.get(need="school")
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.create(
            household=live.household, need="school", year=2026, rule_set="x", indicator="1",
            opened_by=world["officer"], opened_at=AT,
        )  # fmt: skip


def test_by_points_and_by_income_and_two_standards_at_once(world) -> None:
    """By points of 2022: jobs. By the standard of 2016 water (7), and by Hà Nội's the same water: one referral."""
    home = world["homes"][2]
    for standard, under, indicators in (
        ("vn-2022", "indicators", ("1.1",)),
        ("vn-2016", "declared", ("7",)),
        ("vn-2016-hanoi", "indicators", ("7", "10")),
    ):
        result = lacking(*indicators, standard=standard, under=under)
        status = NewStatus(2026, standard, "poor", D(2026, 2, 1), "review", result=result)
        record_status(home, status, by=None, at=AT)
    opened(world)
    assert sorted(Referral.objects.filter(household=home).values_list("need", flat=True)) == ["devices", "job", "water"]


def test_a_later_review_closes_what_is_no_longer_lacking(world) -> None:
    """2027: the poor household has water; the other's list came from elsewhere without reasons and says nothing."""
    opened(world)
    given(world, "school")
    classed(world["homes"][0], "poor", ("3.2",), 2027)
    classed(world["homes"][1], "near_poor", (), 2027, told=False)
    assert opened(world, YEAR_AFTER) == (0, 1)
    states = dict(Referral.objects.values_list("need", "state"))
    assert states == {"water": "gone", "school": "assigned", "internet": "open"}
    classed(world["homes"][2], "poor", ("5.2",), 2027)
    assert opened(world, YEAR_AFTER) == (1, 0)


def test_followed_until_the_service_is_received(world) -> None:
    opened(world)
    one = given(world)
    operations.write_contact(one.pk, on=TODAY, note="Đã gọi công ty", by=world["visitor"], at=AT)
    done = operations.receive(
        one.pk, on=TODAY, source="city", outcome="Biên bản lắp đồng hồ 12", by=world["visitor"], at=AT
    )
    assert done.state == ReferralState.RECEIVED
    row = HelpReceived.objects.get()
    assert (row.kind, row.source, row.title, row.value) == ("service", "city", "Nguồn nước: Công ty nước sạch", None)
    assert row.household_id == world["homes"][0].pk
    actions = AuditEvent.objects.filter(action__startswith="referral.").values_list("action", flat=True)
    assert list(actions.order_by("number")) == [
        "referral.opened",
        "referral.assigned",
        "referral.contact_written",
        "referral.closed",
    ]


def test_what_is_refused_in_words(world) -> None:
    opened(world)
    for wrong in ({"service": " "}, {"due_on": D(2026, 3, 1)}, {"person": world["leader"].pk}):
        with pytest.raises(ValidationError):
            given(world, **wrong)
    with pytest.raises(ValidationError, match="không làm được"):  # nobody has it yet
        operations.receive(
            Referral.objects.get(need="water").pk, on=TODAY, source="city", outcome="x", by=world["visitor"], at=AT
        )
    one = given(world)
    with pytest.raises(ValidationError):
        operations.give_up(one.pk, outcome="  ", by=world["visitor"], at=AT)
    with pytest.raises(ValidationError):
        operations.write_contact(one.pk, on=D(2026, 3, 3), note="x", by=world["visitor"], at=AT)
    operations.note_gone(one.pk, outcome="Đã có nước", by=world["visitor"], at=AT)
    with pytest.raises(ValidationError):
        operations.write_contact(one.pk, on=TODAY, note="x", by=world["visitor"], at=AT)
    for people in ("leader", "stranger"):
        with pytest.raises(PermissionDenied):
            operations.open_for_ward(world["ward"], by=world[people], at=AT)
    with pytest.raises(PermissionDenied):
        operations.write_contact(
            Referral.objects.get(need="school").pk, on=TODAY, note="x", by=world["stranger"], at=AT
        )


def test_the_matrix_adds_up(world) -> None:
    opened(world)
    one = given(world, due_on=TODAY)
    operations.give_up(Referral.objects.get(need="internet").pk, outcome="x", by=world["visitor"], at=AT)
    later = D(2026, 3, 10)
    found = tallies(seen(world["officer"], world["ward"], TODAY), "group", later)
    group = world["group"].pk
    assert (found["water", group].live, found["water", group].overdue) == (1, 1)
    assert (found["internet", group].impossible, found["internet", group].percent) == (1, 0)
    assert sum(each.found for each in found.values()) == Referral.objects.count() == 3
    by_ward = tallies(seen(world["district"], world["ward"].parent, TODAY), "ward", later)
    assert sum(each.found for each in by_ward.values()) == 3
    assert list(seen(world["stranger"], world["ward"], TODAY)) == []
    assert one.state == ReferralState.ASSIGNED


def test_statements_do_not_grow_with_households(world, django_assert_max_num_queries) -> None:
    world["officer"].assignments_on(TODAY)
    with django_assert_max_num_queries(13) as first:
        opened(world)
    for _ in range(20):
        made = household(world["group"], (member("Bùi Văn Sáng"),), since=D(2015, 1, 1))
        classed(made, "poor", ("5.1", "5.2", "6.1"))
    with django_assert_max_num_queries(len(first.captured_queries)):
        assert opened(world) == (60, 0)


def text(client, user, address: str) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_pages(world, client) -> None:
    base = "/00016/2026/gioi-thieu/"
    client.force_login(world["officer"])
    told = client.post(f"{base}mo/", follow=True).content.decode()
    assert "Đã mở 3 giới thiệu" in told
    water = Referral.objects.get(need="water")
    listed = text(client, world["officer"], f"{base}viec/?can=water&to={world['group'].pk}")
    assert "Nguyễn Văn Đình" in listed
    assert "Lê Văn Cảnh" not in listed
    values = {"numbers": [water.pk], "service": "Công ty nước sạch", "person": world["visitor"].pk}
    client.post(f"{base}viec/giao/?can=water", values | {"due_on": "31/12/2099"})
    water.refresh_from_db()
    assert (water.state, water.person) == ("assigned", world["visitor"])
    client.post(f"{base}viec/giao/", {"numbers": [999_999]})
    assert "Công ty nước sạch" in text(client, world["visitor"], f"{base}viec/?o=mine")
    client.force_login(world["visitor"])
    client.post(f"{base}viec/{water.pk}/lien-he/", {"on": "01/03/2026", "note": "Đã gọi"})
    client.post(
        f"{base}viec/{water.pk}/da-nhan/",
        {"on": f"{datetime.date.today():%d/%m/%Y}", "source": "city", "outcome": "Biên bản 12"},
    )
    one = text(client, world["visitor"], f"{base}viec/{water.pk}/")
    assert "Đã gọi" in one
    assert "Biên bản 12" in one
    home = text(client, world["officer"], f"/00016/2026/ho-dan/{world['homes'][0].pk}/")
    assert "Giới thiệu dịch vụ" in home
    assert "Phường Ngọc Hà" in text(client, world["district"], "/001/2026/gioi-thieu/")
    for query in ("o=x", "can=x", "trang=-1", "in=1"):
        assert client.get(f"{base}viec/?{query}").status_code == 200
    for query in ("to=999999", "to=x"):
        assert client.get(f"{base}viec/?{query}").status_code == 404


def test_the_workbook_is_an_event(world, client) -> None:
    opened(world)
    client.force_login(world["officer"])
    answer = client.post("/00016/2026/gioi-thieu/viec/excel/")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    names = [row[1] for row in sheet.iter_rows(values_only=True) if row[0] in (1, 2, 3)]
    assert sorted(names) == ["Lê Văn Cảnh", "Nguyễn Văn Đình", "Nguyễn Văn Đình"]
    assert AuditEvent.objects.get(action="core.exported").detail["rows"] == 3
    client.force_login(world["visitor"])
    assert client.post("/00016/2026/gioi-thieu/viec/excel/").status_code == 403


def closing(client, world, one: Referral, step: str, file=None, **data):
    client.force_login(world["visitor"])
    sent = {"outcome": "Biên bản 12"} | data | ({"file": file} if file else {})
    return client.post(f"/00016/2026/gioi-thieu/viec/{one.pk}/{step}/", sent, follow=True)


def photo(name: str = "anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture())


def test_a_closed_referral_carries_its_photograph(world, client) -> None:
    """Kept sealed, handed out to readers of the ward alone, and never changed."""
    opened(world)
    one = given(world)
    page = closing(client, world, one, "da-nhan", photo(), on="02/03/2026", source="ward").content.decode()
    one.refresh_from_db()
    assert one.state == ReferralState.RECEIVED
    assert one.proof.media_type == "image/jpeg"
    assert one.proof.added_by == world["visitor"]
    address = f"/00016/2026/gioi-thieu/viec/{one.pk}/chung-tu/"
    assert address in page
    answer = client.get(address)
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    assert answer["Content-Disposition"].startswith("attachment")
    client.force_login(world["stranger"])
    assert client.get(address).status_code == 403
    look = AuditEvent.objects.filter(action="core.sensitive_seen").latest("number")  # before it, that of its page
    assert (look.subject_type, look.subject_id) == ("referral.referral", str(one.pk))
    with pytest.raises(DatabaseError), transaction.atomic():
        Proof.objects.filter(pk=one.proof.pk).update(sha256="0" * 64)


def test_no_photograph_is_needed_and_every_outcome_may_have_one(world, client) -> None:
    opened(world)
    without, with_one = Referral.objects.get(need="school"), Referral.objects.get(need="internet")
    closing(client, world, without, "het-thieu")
    closing(client, world, with_one, "khong-the", photo())
    assert not Proof.objects.filter(referral=without).exists()
    assert Proof.objects.get().referral == with_one
    assert client.get(f"/00016/2026/gioi-thieu/viec/{without.pk}/chung-tu/").status_code == 404


def test_what_is_no_photograph_or_paper_closes_nothing_and_leaves_no_file(world, client, settings) -> None:
    opened(world)
    one = Referral.objects.get(need="school")
    page = closing(client, world, one, "khong-the", SimpleUploadedFile("x.jpg", b"MZ not a picture"))
    one.refresh_from_db()
    assert one.state == ReferralState.OPEN
    assert not Proof.objects.exists()
    assert 'class="note ' in page.content.decode()
    kept = files(settings)
    closing(client, world, one, "da-nhan", photo(), on="02/03/2026", source="ward")  # nobody has it: refused
    assert files(settings) == kept


def files(settings) -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
