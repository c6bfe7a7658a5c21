"""Commitments of sponsors: entered by one, confirmed by another; each month once in the ledger of help."""

from __future__ import annotations

import dataclasses
import datetime
import io
import re

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import HelpReceived
from chungtay.records.entitlements.queries.help import help_of
from chungtay.records.registry.models import HardshipEvent, Household
from chungtay.records.registry.operations.life import record_move_between
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.status import NewStatus, record_hardship, record_status
from chungtay.records.registry.queries.in_need import in_need
from chungtay.work.sponsorship.models import Arrival, Sponsor, Sponsorship, SponsorshipState, Step
from chungtay.work.sponsorship.operations import arriving, keeping
from chungtay.work.sponsorship.presenters.waiting import waiting_for
from chungtay.work.sponsorship.queries import sponsorships as queries
from chungtay.work.sponsorship.queries.months import missed
from tests import factories
from tests.apps.records.registry import factories as registry

D = datetime.date
AT = datetime.datetime(2026, 10, 12, 8, 0, tzinfo=datetime.UTC)
TODAY = D(2026, 10, 12)
BAKERY = keeping.NewSponsor(kind="business", name="Tiệm bánh Hương Sen", contact="Bà Sen, 0900000001")


@pytest.fixture
def world(db):
    """An old man alone, a couple, and a household of the next ward."""
    units = factories.district()
    ward = units["00016"]
    group, foreign = (Unit.objects.get(level="group", parent=units[code]) for code in ("00016", "00001"))
    since = {"since": D(2015, 1, 1)}
    couple = (registry.member("Lê Văn Cảnh"), registry.member("Trần Thị Hường", "spouse"))
    return {
        "units": units,
        "ward": ward,
        "group": group,
        "alone": registry.household(group, (registry.member("Nguyễn Văn Đình", born="1946-05-12"),), **since),
        "couple": registry.household(group, couple, **since),
        "foreign": registry.household(foreign, (registry.member("Phạm Văn Giang"),), **since),
        "officer": factories.person("officer-sp", Role.WARD_OFFICER, ward),
        "second": factories.person("second-sp", Role.WARD_OFFICER, ward),
        "leader": factories.person("leader-sp", Role.WARD_LEADER, ward),
        "visitor": factories.person("visitor-sp", Role.ENUMERATOR, ward),
        "stranger": factories.person("stranger-sp", Role.WARD_OFFICER, units["00001"]),
        "district": factories.person("district-sp", Role.DISTRICT_OFFICER, units["001"]),
    }


def promise(**changes) -> keeping.Promise:
    values = {"begins_on": D(2026, 7, 15), "until": None, "monthly": 500_000, "words": "", "agreed": "Biên bản 12"}
    return keeping.Promise(**(values | changes))


def entered(world, home="alone", sponsor=BAKERY, by="officer", **changes) -> Sponsorship:
    return keeping.enter(world[home].pk, sponsor=sponsor, promise=promise(**changes), by=world[by], at=AT)


def running(world, home="alone", sponsor=BAKERY, **changes) -> Sponsorship:
    one = entered(world, home, sponsor, **changes)
    return keeping.confirm(one.pk, by=world["leader"], at=AT)


def came(world, one, month, by="visitor", **changes) -> Arrival:
    values = {"on": TODAY, "value": 500_000, "words": "", "proof": "Biên nhận 7"}
    return arriving.receive(one.pk, month=month, **(values | changes), by=world[by], at=AT)


def test_entered_by_one_person_and_confirmed_by_another(world) -> None:
    one = entered(world)
    assert one.state == SponsorshipState.ENTERED
    with pytest.raises(PermissionDenied, match="nhập"):
        keeping.confirm(one.pk, by=world["officer"], at=AT)
    with pytest.raises(PermissionDenied):
        keeping.confirm(one.pk, by=world["visitor"], at=AT)
    with pytest.raises(ValidationError, match="chưa được xác nhận"):
        came(world, one, D(2026, 10, 1))
    one = keeping.confirm(one.pk, by=world["second"], at=AT)
    assert (one.state, one.confirmed_by) == (SponsorshipState.RUNNING, world["second"])
    with pytest.raises(ValidationError):
        keeping.confirm(one.pk, by=world["leader"], at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sponsorship.objects.filter(pk=one.pk).update(confirmed_by=world["officer"])
    actions = AuditEvent.objects.filter(action__startswith="sponsorship.").order_by("number")
    assert list(actions.values_list("action", flat=True)) == ["sponsorship.entered", "sponsorship.confirmed"]


def test_what_comes_stands_in_the_ledger_once_a_month(world) -> None:
    one = running(world)
    came(world, one, D(2026, 9, 20), value=500_000)
    came(world, one, D(2026, 10, 1), value=None, words="10 kg gạo")
    september, october = HelpReceived.objects.order_by("pk")
    assert (september.kind, september.source, september.value, september.household) == (
        "cash", "donor", 500_000, world["alone"],
    )  # fmt: skip
    assert september.title == "Tiệm bánh Hương Sen đỡ đầu, tháng 09/2026"
    assert september.proof == "Biên nhận 7"
    assert (october.kind, october.value) == ("in_kind", None)
    with pytest.raises(ValidationError, match="09/2026"):
        came(world, one, D(2026, 9, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Arrival.objects.create(
            sponsorship=one, month=D(2026, 9, 1), on=TODAY, value=1, proof="x", recorded_by=world["officer"],
            recorded_at=AT,
        )  # fmt: skip
    assert HelpReceived.objects.count() == 2


@pytest.mark.parametrize(
    ("month", "changes"),
    [
        (D(2026, 6, 1), {}),  # before it begins
        (D(2027, 1, 1), {}),  # after the agreed end
        (D(2026, 8, 1), {"on": D(2026, 10, 13)}),  # tomorrow
        (D(2026, 8, 1), {"on": D(2026, 7, 14)}),  # before the first day
        (D(2026, 8, 1), {"value": None}),
        (D(2026, 8, 1), {"value": 0}),
        (D(2026, 8, 1), {"proof": " "}),
    ],
)
def test_what_cannot_have_come_is_refused_and_leaves_nothing(world, month, changes) -> None:
    one = running(world, until=D(2026, 12, 31))
    with pytest.raises(ValidationError):
        came(world, one, month, **changes)
    assert (Arrival.objects.count(), HelpReceived.objects.count()) == (0, 0)


def test_a_month_written_down_by_mistake_is_taken_back_and_written_anew(world) -> None:
    one = running(world)
    wrong = came(world, one, D(2026, 9, 1), value=5_000_000)
    with pytest.raises(PermissionDenied):
        arriving.undo_arrival(one.pk, wrong.pk, why="Thừa số không", by=world["visitor"], at=AT)
    arriving.undo_arrival(one.pk, wrong.pk, why="Thừa số không", by=world["officer"], at=AT)
    came(world, one, D(2026, 9, 1), value=500_000)
    assert [row.value for row in HelpReceived.objects.order_by("pk")] == [5_000_000, -5_000_000, 500_000]
    with pytest.raises(ValidationError):
        arriving.undo_arrival(one.pk, wrong.pk, why="Lần nữa", by=world["officer"], at=AT)
    assert Arrival.objects.count() == 2


def test_ended_with_a_reason_taken_up_again_and_taken_back_as_a_mistake(world) -> None:
    one = running(world)
    arrival = came(world, one, D(2026, 10, 1))
    for wrong in ({"why": " "}, {"on": D(2026, 7, 14)}, {"on": D(2026, 10, 13)}, {"on": D(2026, 9, 30)}):
        with pytest.raises(ValidationError):
            keeping.end(one.pk, **({"on": TODAY, "why": "Chuyển công tác"} | wrong), by=world["officer"], at=AT)
    one = keeping.end(one.pk, on=TODAY, why="Chuyển công tác", by=world["officer"], at=AT)
    came(world, one, D(2026, 9, 1))  # what came before the end may be told late
    with pytest.raises(ValidationError, match="11/2026"):
        came(world, one, D(2026, 11, 1))
    one = keeping.resume(one.pk, why="Nhầm người", by=world["second"], at=AT)
    assert (one.state, one.ended_on) == (SponsorshipState.RUNNING, None)
    with pytest.raises(ValidationError, match="Bỏ các khoản ấy trước"):
        keeping.undo(one.pk, why="Nhầm hộ", by=world["officer"], at=AT)
    for each in Arrival.objects.all():
        arriving.undo_arrival(one.pk, each.pk, why="Nhầm hộ", by=world["officer"], at=AT)
    one = keeping.undo(one.pk, why="Nhầm hộ", by=world["officer"], at=AT)
    assert list(Step.objects.order_by("pk").values_list("kind", flat=True)) == [
        "entered", "confirmed", "ended", "resumed", "mistaken",
    ]  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        Step.objects.update(why="x")
    assert Sponsorship.objects.get().state == SponsorshipState.MISTAKE
    assert Arrival.objects.get(pk=arrival.pk).undone_why == "Nhầm hộ"


@pytest.mark.parametrize(
    "changes",
    [
        {"monthly": None},
        {"monthly": 0},
        {"agreed": " "},
        {"until": D(2026, 7, 14)},
        {"begins_on": D(2028, 1, 1)},
    ],
)
def test_a_promise_that_says_nothing_is_refused(world, changes) -> None:
    with pytest.raises(ValidationError):
        entered(world, **changes)
    assert (Sponsorship.objects.count(), Sponsor.objects.count()) == (0, 0)


def test_one_sponsor_once_for_a_household_and_once_in_the_ward(world) -> None:
    one = running(world)
    with pytest.raises(ValidationError, match="Tiệm bánh Hương Sen"):
        entered(world, sponsor=one.sponsor_id)
    with pytest.raises(ValidationError, match="đã có"):
        entered(
            world,
            "couple",
            dataclasses.replace(BAKERY, name="tiệm bánh hương sen"),
        )
    entered(world, "couple", sponsor=one.sponsor_id)
    with pytest.raises(ValidationError):
        entered(world, "couple", sponsor=999_999)
    keeping.correct_sponsor(
        one.sponsor_id, kind="business", name="Tiệm bánh Sen", contact="Ông Tâm", by=world["officer"], at=AT
    )
    assert Sponsor.objects.get().contact == "Ông Tâm"


def test_who_is_of_another_ward_does_nothing_and_sees_nothing(world) -> None:
    one = running(world)
    for act in (
        lambda: keeping.end(one.pk, on=TODAY, why="x", by=world["stranger"], at=AT),
        lambda: came(world, one, D(2026, 10, 1), by="stranger"),
        lambda: keeping.correct_sponsor(
            one.sponsor_id, kind="person", name="x", contact="", by=world["stranger"], at=AT
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(ValidationError):  # the household is not there for him
        entered(world, by="stranger")
    assert list(queries.seen(world["stranger"], world["ward"], TODAY).rows) == []
    assert list(queries.seen(world["district"], world["ward"].parent, TODAY).rows) == [one]


def test_months_that_brought_nothing(world) -> None:
    """From 15 July, open: on 12 October July, August and September are over; September came."""
    one = running(world)
    came(world, one, D(2026, 9, 1))
    assert missed(one, {D(2026, 9, 1)}, TODAY) == [D(2026, 8, 1), D(2026, 7, 1)]
    assert missed(one, set(), D(2026, 7, 31)) == []
    one.until = D(2026, 8, 10)
    assert missed(one, set(), TODAY) == [D(2026, 8, 1), D(2026, 7, 1)]
    rows = queries.seen(world["officer"], world["ward"], TODAY).rows
    assert queries.counts(rows, TODAY) == {
        "running": 1, "entered": 0, "ended": 0, "now": 1, "last": 0, "to_end": 0, "others": 0,
    }  # fmt: skip
    assert queries.counts(rows, D(2026, 11, 2))["last"] == 1


def test_the_commitment_follows_where_the_household_went_over(world) -> None:
    """The old man moves in with the couple: they have the commitment, and what comes is theirs."""
    one = running(world)
    came(world, one, D(2026, 9, 1))
    person = registry.person(world["alone"], "Đình")
    record_move_between(
        person, into=world["couple"], relationship=Relationship("other", "bác"), on=D(2026, 10, 1), by=None, at=AT
    )
    Household.objects.filter(pk=world["alone"].pk).update(ended_by="merged", merged_into=world["couple"])
    seen = queries.seen(world["officer"], world["ward"], TODAY)
    assert [seen.home_of(each) for each in seen.rows] == [world["couple"].pk]
    assert [each.pk for each in queries.of_household(world["couple"])] == [one.pk]
    arrival = came(world, one, D(2026, 10, 1))
    assert HelpReceived.objects.get(origin=arrival.origin).household == world["couple"]
    assert help_of(world["couple"].pk).count() == 2
    assert queries.counts(seen.rows, TODAY)["to_end"] == 0
    with pytest.raises(ValidationError, match="Tiệm bánh Hương Sen"):
        entered(world, "couple", sponsor=one.sponsor_id)


def joined(world) -> None:
    """The record of the old man turns out to be one with that of the couple."""
    ended = {"ended_on": D(2026, 10, 1), "ended_by": "merged"}
    Household.objects.filter(pk=world["alone"].pk).update(**ended, merged_into=world["couple"])


def test_one_month_of_a_sponsor_is_once_in_the_ledger_of_a_household_that_was_joined(world) -> None:
    one = running(world)
    two = running(world, "couple", sponsor=one.sponsor_id)
    joined(world)
    came(world, one, D(2026, 9, 1))
    with pytest.raises(ValidationError) as refused:
        came(world, two, D(2026, 9, 1))
    assert refused.value.code == "twice"
    assert help_of(world["couple"].pk).count() == 1
    came(world, two, D(2026, 10, 1))


def test_an_ending_is_not_taken_back_beside_another_commitment_for_the_joined_household(world) -> None:
    one = running(world)
    keeping.end(one.pk, on=D(2026, 9, 30), why="Thôi", by=world["officer"], at=AT)
    joined(world)
    running(world, "couple", sponsor=one.sponsor_id)
    with pytest.raises(ValidationError) as refused:
        keeping.resume(one.pk, why="Nhầm", by=world["officer"], at=AT)
    assert refused.value.code == "twice"


@pytest.mark.parametrize("day", [D(1, 1, 1), D(1026, 1, 1), D(2006, 9, 30)])
def test_a_commitment_does_not_begin_in_another_century(world, day) -> None:
    """Twenty years before October 2026 is 1 October 2006."""
    with pytest.raises(ValidationError) as refused:
        entered(world, begins_on=day)
    assert refused.value.code == "begins_on"
    assert entered(world, begins_on=D(2006, 10, 1)).pk


def test_households_that_are_no_more_are_to_be_ended(world) -> None:
    one = running(world)
    Household.objects.filter(pk=world["alone"].pk).update(ended_on=D(2026, 9, 30), ended_by="died_out")
    assert queries.counts(queries.seen(world["officer"], world["ward"], TODAY).rows, TODAY)["to_end"] == 1
    with pytest.raises(ValidationError):
        came(world, one, D(2026, 9, 1))
    came(world, one, D(2026, 9, 1), on=D(2026, 9, 30))
    (told,) = [each for each in waiting_for(world["officer"], world["ward"], 2026, TODAY) if "to_end" in each.address]
    assert "1" in told.title


def test_who_has_no_sponsor_is_told_with_the_reason(world) -> None:
    """The old man alone and poor comes before the couple that fire met in March; who was hit two years ago does not."""
    status = NewStatus(2026, "vn-2022", "poor", D(2026, 1, 1), "review")
    record_status(world["alone"], status, by=None, at=AT)
    for home, on in ((world["couple"], D(2026, 3, 1)), (world["foreign"], D(2024, 3, 1))):
        record_hardship(home, kind="fire", happened_on=on, description="", by=None, at=AT)
    found = [(row.household, row.reasons) for row in in_need(world["ward"], TODAY)]
    assert found == [(world["alone"].pk, ("alone", "poor")), (world["couple"].pk, ("misfortune",))]
    entered(world)
    assert queries.sponsored(world["ward"]) == {world["alone"].pk}
    assert HardshipEvent.objects.count() == 2


def test_today_tells_each_what_waits(world) -> None:
    one = entered(world)
    told = {name: [each.title for each in waiting_for(world[name], world["ward"], 2026, TODAY)] for name in
            ("officer", "second", "leader", "visitor")}  # fmt: skip
    assert told["officer"] == told["visitor"] == []
    assert told["second"] == told["leader"] == ["1 cam kết đỡ đầu chờ xác nhận"]
    keeping.confirm(one.pk, by=world["leader"], at=AT)
    assert [each.title for each in waiting_for(world["officer"], world["ward"], 2026, TODAY)] == [
        "1 cam kết đỡ đầu chưa có gì cho tháng 09/2026"
    ]
    assert list(waiting_for(world["leader"], world["ward"], 2026, TODAY)) == []


BASE = "/00016/2026/do-dau/"


def text(client, user, address: str) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_pages(world, client) -> None:
    home = world["alone"].pk
    assert "Nguyễn Văn Đình" in text(client, world["officer"], f"{BASE}chua-co/?vi=alone")
    assert "Chọn một phường" in text(client, world["district"], "/001/2026/do-dau/chua-co/")
    sent = {"kind": "business", "name": "Tiệm bánh Hương Sen", "contact": "Bà Sen", "monthly": "500.000",
            "begins_on": "01/08/2026", "agreed": "Biên bản 12"}  # fmt: skip
    refused = client.post(f"{BASE}ho/{home}/", sent | {"monthly": ""}).content.decode()
    assert not Sponsorship.objects.exists()
    client.force_login(world["officer"])
    refused = client.post(f"{BASE}ho/{home}/", sent | {"monthly": ""}).content.decode()
    assert "note bad" in refused
    client.post(f"{BASE}ho/{home}/", sent)
    one = Sponsorship.objects.get()
    assert (one.monthly, one.until, one.sponsor.ward) == (500_000, None, world["ward"])
    client.post(f"{BASE}{one.pk}/xac-nhan/")
    assert Sponsorship.objects.get().state == "entered"  # by the same person
    client.force_login(world["leader"])
    client.post(f"{BASE}{one.pk}/xac-nhan/")
    client.force_login(world["visitor"])
    arrival = {"month": "09/2026", "on": "01/10/2026", "value": "500000", "proof": "Biên nhận 7"}
    for wrong in ({"month": "2026"}, {"on": "31/02/2026"}, {"value": "", "words": ""}):
        client.post(f"{BASE}{one.pk}/da-den/", arrival | wrong)
    assert not Arrival.objects.exists()
    client.post(f"{BASE}{one.pk}/da-den/", arrival)
    page = text(client, world["visitor"], f"{BASE}{one.pk}/")
    assert "500.000 đ" in page
    assert "Biên nhận 7" in page
    listed = text(client, world["officer"], f"{BASE}?o=running")
    assert "Nguyễn Văn Đình" in listed
    assert "Nguyễn Văn Đình" not in text(client, world["officer"], f"{BASE}chua-co/")
    assert "Tiệm bánh Hương Sen" in text(client, world["officer"], f"{BASE}nguoi/")
    page = text(client, world["officer"], f"/00016/2026/ho-dan/{home}/")
    assert "Người đỡ đầu" in page
    assert "Tiệm bánh Hương Sen" in page
    client.post(f"{BASE}nguoi/{one.sponsor_id}/", {"kind": "business", "name": "Tiệm bánh Sen", "contact": ""})
    assert Sponsor.objects.get().name == "Tiệm bánh Sen"
    for query in ("o=x", "trang=-1", "in=1"):
        assert client.get(f"{BASE}?{query}").status_code == 200
    client.force_login(world["stranger"])
    assert client.get(f"/00001/2026/do-dau/{one.pk}/").status_code == 404


def test_the_workbook_is_an_event(world, client) -> None:
    running(world)
    client.force_login(world["officer"])
    answer = client.post(f"{BASE}excel/")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    names = [row[1] for row in sheet.iter_rows(values_only=True) if row[0] == 1]
    assert names == ["Nguyễn Văn Đình"]
    assert AuditEvent.objects.get(action="core.exported").detail["rows"] == 1
    client.force_login(world["visitor"])
    assert client.post(f"{BASE}excel/").status_code == 403


def test_statements_do_not_grow_with_commitments(world, client) -> None:
    client.force_login(world["officer"])
    addresses = [BASE, f"{BASE}chua-co/", f"{BASE}nguoi/", "/00016/2026/hom-nay/"]
    addresses = [each for each in addresses if client.get(each).status_code == 200]
    assert len(addresses) >= 3
    one = running(world)
    came(world, one, D(2026, 9, 1))
    addresses.append(f"/00016/2026/ho-dan/{world['alone'].pk}/")

    def asked() -> list[int]:
        found = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as statements:
                assert client.get(address).status_code == 200
            found.append(len(statements))
        return found

    before = asked()
    for turn in range(12):
        home = registry.household(world["group"], (registry.member("Bùi Văn Sáng"),), since=D(2015, 1, 1))
        world["more"] = home
        sponsor = keeping.NewSponsor(kind="person", name=f"Ông Sáu {turn}", contact="")
        more = running(world, "more", sponsor)
        came(world, more, D(2026, 9, 1))
        if turn < 5:
            keeping.confirm(entered(world, sponsor=sponsor_of(more)).pk, by=world["leader"], at=AT)
    assert asked() == before


def sponsor_of(one: Sponsorship) -> int:
    return one.sponsor_id
