"""Back pay, to the đồng: 335/2026/NĐ-CP, issued on 21/08/2026, in effect from 05/10/2026, counts from 01/07/2026.

Đà Nẵng, so that no city standard is above the central one: 500,000 was given for July, August and September, 540,000 is
due. A gravely disabled child (2.5): 3 x 100,000. A severely disabled man (1.5): 3 x 60,000.
"""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import BackPaid, HelpReceived, SupportLine
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.back_pay import draw_up_back_pay
from chungtay.records.entitlements.queries.back_pay import owed
from chungtay.records.entitlements.queries.rights import NotKnownThen, rights_in, rights_known
from chungtay.records.registry.operations import editing, life
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests import factories
from tests.apps.records.registry.factories import household, member, person

D = datetime.date
FOUNDED = datetime.datetime(2026, 7, 1, 1, tzinfo=datetime.UTC)


def at(month: int, day: int) -> datetime.datetime:
    return datetime.datetime(2026, month, day, 3, tzinfo=datetime.UTC)


@pytest.fixture
def ward(db) -> Unit:
    def found(level: str, code: str, name: str, parent: Unit | None) -> Unit:
        return places.found_unit(
            level=level, code=code, name=name, parent=parent, valid_from=factories.SINCE, by=None, at=factories.AT
        )

    city = found("province", "48", "Thành phố Đà Nẵng", None)
    ward = found("ward", "20194", "Phường Thử", city)
    group = found("group", "01", "Tổ dân phố 1", ward)
    places.set_area_type(group, kind="urban", valid_from=factories.SINCE, by=None, at=factories.AT)
    return ward


@pytest.fixture
def home(ward):
    group = Unit.objects.get(level="group", parent=ward)
    made = household(
        group,
        (member(), member("Nguyễn Văn Tí", "child", "2017-03-04")),
        since=D(2020, 1, 1),
        at=FOUNDED,
    )
    for name, code in (("Đình", "2"), ("Tí", "1")):
        editing.set_circumstance(
            person(made, name), kind="disability", code=code, since=D(2021, 1, 1), by=None, at=FOUNDED
        )
    record_status(made, NewStatus(2026, "vn-2022", "not_poor", D(2026, 1, 1), "legacy"), by=None, at=FOUNDED)
    return made


@pytest.fixture
def people(ward):
    roles = {"officer": Role.WARD_OFFICER, "leader": Role.WARD_LEADER, "member": Role.COMMITTEE_MEMBER}
    return {name: factories.person(f"{name}-back", role, ward) for name, role in roles.items()}


def handed_over(ward, people, month: int, policy: str = "btxh-6"):
    """The list of one month, given to everybody on it on the 20th."""
    made = lists.draw_up(ward, policy, day=D(2026, month, 10), by=people["officer"], at=at(month, 10))
    return given(made, people, at(month, 20))


def given(made, people, when):
    lists.approve_list(made.pk, decision="1/QĐ", by=people["leader"], at=when)
    for line in made.lines.filter(state="approved"):
        lists.hand_over(made.pk, line.pk, received_by="Nguyễn Văn Đình", on=when.date(), by=people["member"], at=when)
    return made


def amounts(made) -> dict[str, int]:
    return {line.person.full_name: line.amount for line in made.lines.select_related("person")}


TI, DINH = "Nguyễn Văn Tí", "Nguyễn Văn Đình"


def test_the_difference_of_three_months_to_the_dong(ward, people, home) -> None:
    for month in (7, 8, 9):
        made = handed_over(ward, people, month)
        assert amounts(made) == {TI: 1_250_000, DINH: 750_000}  # 2.5 and 1.5 x 500,000: the decree is not in effect
    assert owed(people["officer"], ward, "btxh-6", D(2026, 10, 4)) == []
    made = draw_up_back_pay(ward, "btxh-6", by=people["officer"], at=at(10, 6))
    assert (made.period, made.back_pay) == ("2026T01", True)
    assert amounts(made) == {TI: 300_000, DINH: 180_000}
    words = {line.person.full_name: line.reason for line in made.lines.all()}
    assert words[TI] == "3 tháng × 100.000 đồng: 07/2026, 08/2026, 09/2026"
    assert words[DINH] == "3 tháng × 60.000 đồng: 07/2026, 08/2026, 09/2026"
    given(made, people, at(10, 8))
    assert set(made.lines.values_list("state", flat=True)) == {"delivered"}
    assert sum(row.value for row in HelpReceived.objects.all()) == 3 * 2_000_000 + 480_000
    periods = {row.title.rpartition(", ")[2] for row in HelpReceived.objects.all()}
    assert periods == {"07/2026", "08/2026", "09/2026", "truy lĩnh đợt 1 năm 2026"}
    with pytest.raises(ValidationError, match=r"difference|chênh lệch"):
        draw_up_back_pay(ward, "btxh-6", by=people["officer"], at=at(10, 9))
    october = lists.draw_up(ward, "btxh-6", day=D(2026, 10, 9), by=people["officer"], at=at(10, 9))
    assert amounts(october) == {TI: 1_350_000, DINH: 810_000}  # x 540,000


def test_only_months_from_the_day_it_applies(ward, people, home) -> None:
    """September alone was handed over: one month. June lies before 01/07/2026 and is 500,000 for good."""
    handed_over(ward, people, 9)
    june = rights_in(people["officer"], ward, D(2026, 6, 30), D(2026, 10, 6)).of_policy("btxh-6", "due")
    assert sorted(june["amount"]) == [750_000, 1_250_000]
    assert {each.total for each in owed(people["officer"], ward, "btxh-6", D(2026, 10, 6))} == {100_000, 60_000}


def test_facts_of_the_month_count_not_those_of_today(ward, people, home) -> None:
    """The child dies in September: nothing more for him; his father's certificate ended in August after his month."""
    for month in (7, 8):
        handed_over(ward, people, month)
    told = person(home, "Đình").circumstances.get(kind="disability")
    editing.end_circumstance(told, last_day=D(2026, 8, 31), by=None, at=at(9, 1))
    life.record_death(person(home, "Tí"), on=D(2026, 9, 2), by=None, at=at(9, 3))
    made = draw_up_back_pay(ward, "btxh-6", by=people["officer"], at=at(10, 6))
    assert amounts(made) == {TI: 200_000, DINH: 120_000}
    given(made, people, at(10, 8))
    states = {line.person.full_name: line.state for line in made.lines.all()}
    assert states == {TI: "lapsed", DINH: "delivered"}  # the dead are handed nothing


def test_a_month_given_back_meanwhile_lapses_its_line(ward, people, home) -> None:
    july = handed_over(ward, people, 7)
    made = draw_up_back_pay(ward, "btxh-6", by=people["officer"], at=at(10, 6))
    line = july.lines.get(person__full_name=TI)
    lists.give_back(july.pk, line.pk, note="nhầm", by=people["member"], at=at(10, 6))
    lists.approve_list(made.pk, decision="2/QĐ", by=people["leader"], at=at(10, 7))
    assert {line.person.full_name: line.state for line in made.lines.all()} == {TI: "lapsed", DINH: "approved"}


def test_a_month_is_given_back_after_its_difference(ward, people, home) -> None:
    """July's 1,250,000 and the difference of 100,000 were handed over. July goes back only after the difference, and is
    listed anew at 1,350,000: 2.5 x 540,000."""
    july = handed_over(ward, people, 7)
    made = draw_up_back_pay(ward, "btxh-6", by=people["officer"], at=at(10, 6))
    given(made, people, at(10, 8))
    month, more = (each.lines.get(person__full_name=TI) for each in (july, made))
    with pytest.raises(ValidationError) as refused:
        lists.give_back(july.pk, month.pk, note="nhầm", by=people["member"], at=at(10, 9))
    assert refused.value.code == "back_pay"
    lists.give_back(made.pk, more.pk, note="nhầm", by=people["member"], at=at(10, 9))
    lists.give_back(july.pk, month.pk, note="nhầm", by=people["member"], at=at(10, 9))
    anew = lists.draw_up(ward, "btxh-6", day=D(2026, 7, 31), by=people["officer"], at=at(10, 9))
    assert amounts(anew) == {TI: 1_350_000}
    assert sum(row.value for row in HelpReceived.objects.all()) == 750_000 + 60_000  # what Đình keeps


def test_a_dropped_list_owes_the_difference_again(ward, people, home) -> None:
    handed_over(ward, people, 7)
    made = draw_up_back_pay(ward, "btxh-6", by=people["officer"], at=at(10, 6))
    assert owed(people["officer"], ward, "btxh-6", D(2026, 10, 6)) == []
    lists.drop_list(made.pk, by=people["officer"], at=at(10, 6))
    again = draw_up_back_pay(ward, "btxh-6", by=people["officer"], at=at(10, 6))
    assert (again.period, sum(amounts(again).values())) == ("2026T02", 160_000)


def test_three_hands_and_the_database_keep_their_promises(ward, people, home) -> None:
    handed_over(ward, people, 7)
    with pytest.raises(PermissionDenied):
        draw_up_back_pay(ward, "btxh-6", by=people["leader"], at=at(10, 6))
    made = draw_up_back_pay(ward, "btxh-6", by=people["officer"], at=at(10, 6))
    with pytest.raises(PermissionDenied):
        lists.approve_list(made.pk, decision="2/QĐ", by=people["officer"], at=at(10, 6))
    month = BackPaid.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        BackPaid.objects.create(line=month.line, of=SupportLine.objects.exclude(pk=month.of_id)[0], given=5, due=5)


def test_the_page_names_who_is_owed_and_draws_the_list_up(ward, people, home) -> None:
    handed_over(ward, people, 7)
    client = Client()
    client.force_login(people["officer"])
    page = client.get("/20194/2026/quyen-loi/btxh-6/truy-linh/").content.decode()
    assert "1 tháng × 100.000 đồng: 07/2026" in page
    answer = client.post("/20194/2026/quyen-loi/btxh-6/truy-linh/lap/")
    assert "truy lĩnh" in client.get(answer.headers["Location"]).content.decode().lower()
    assert "truy lĩnh đợt 1 năm 2026" in client.get("/20194/2026/quyen-loi/danh-sach/").content.decode()


def test_a_past_day_as_then_known(ward, people, home) -> None:
    """August as known on 10 September: 500,000 x 2.5 and 1.5; as known on 6 October: 540,000 x 2.5 and 1.5."""

    def amounts_known(known: datetime.date) -> list[int]:
        found = rights_known(people["officer"], ward, D(2026, 8, 31), known, D(2026, 11, 1), household=home.pk)
        return sorted(found.of_policy("btxh-6", "due")["amount"])

    assert amounts_known(D(2026, 9, 10)) == [750_000, 1_250_000]
    assert amounts_known(D(2026, 10, 6)) == [810_000, 1_350_000]
    with pytest.raises(NotKnownThen, match="31/08/2026"):
        amounts_known(D(2026, 8, 30))


def test_what_was_recorded_since_is_left_out(ward, people, home) -> None:
    """The child's death of 2 September is recorded on 20 September: as known on the 19th 10 September still gives both
    their money, as known on the 20th the father alone."""
    asked = (people["officer"], ward, D(2026, 9, 10))

    def known(day: D) -> list[int]:
        found = rights_known(*asked, day, D(2026, 11, 1), household=home.pk)
        return sorted(found.of_policy("btxh-6", "due")["amount"])

    life.record_death(person(home, "Tí"), on=D(2026, 9, 2), by=None, at=at(9, 20))
    assert known(D(2026, 9, 19)) == [750_000, 1_250_000]
    assert known(D(2026, 9, 20)) == [750_000]
    client = Client()
    client.force_login(people["officer"])
    address = f"/20194/2026/quyen-loi/ho/{home.pk}/?ngay=10/09/2026&biet="
    page = client.get(f"{address}19/09/2026").content.decode()
    assert "1 việc, gần nhất ngày 20/09/2026" in page
    assert "1.250.000 đ" in page
    page = client.get(f"{address}20/09/2026").content.decode()
    assert "750.000 đ" in page
    assert "1.250.000 đ" not in page
    assert "Từ đó sổ không ghi gì thêm về hộ này." in page
    assert "Ghi ngày như" in client.get(f"{address}hôm-qua").content.decode()


def test_before_it_was_on_record_nobody_knew_the_household(ward, people, home) -> None:
    """Both were entered on 1 July, with what had held since 2020."""
    with pytest.raises(NotKnownThen, match="30/06/2026"):
        rights_known(people["officer"], ward, D(2026, 6, 1), D(2026, 6, 30), D(2026, 11, 1), household=home.pk)
    found = rights_known(people["officer"], ward, D(2026, 6, 1), D(2026, 6, 30), D(2026, 11, 1))
    assert (found.persons, found.rows.height) == (0, 0)
    assert rights_known(people["officer"], ward, D(2026, 6, 1), D(2026, 7, 1), D(2026, 11, 1)).persons == 2
