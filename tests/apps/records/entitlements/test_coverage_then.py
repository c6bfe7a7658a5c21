"""The coverage of a past day as it was told then, whatever lists, allowances, records and borders became since."""

from __future__ import annotations

import datetime
import html
import importlib
import io
import re
from collections import Counter

import openpyxl
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.places import operations as places
from chungtay.records.entitlements.models import (
    Allowance,
    AllowanceBefore,
    LineBefore,
    LineState,
    SupportLine,
    SupportList,
)
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.allowances import (
    Decided,
    add_allowances,
    end_allowance,
    take_back_allowances,
)
from chungtay.records.entitlements.queries.coverage import coverage_of
from chungtay.records.entitlements.queries.rights import NotKnownThen
from chungtay.records.registry.models import Membership
from chungtay.records.registry.operations import editing
from chungtay.records.registry.operations.merging import Choices, merge_persons
from chungtay.records.registry.operations.undoing import undo
from tests.apps.records.entitlements.people import disabled
from tests.apps.records.registry.factories import household, member, person
from tests.apps.reform import AFTER, AFTER_DAY, officers, split_in_two
from tests.flushing import as_the_owner_of_the_database

D = datetime.date
TENTH = D(2026, 9, 10)
TODAY = D(2026, 11, 20)
POLICY = "btxh-6"


def at(month: int, day: int) -> datetime.datetime:
    return datetime.datetime(2026, month, day, 3, tzinfo=datetime.UTC)


def told(world, known_on: D, day: D = TENTH, place: str = "ward", reader: str = "officer") -> dict[str, int]:
    """Stage -> how many of the policy."""
    found = coverage_of(world[reader], world[place], day, TODAY, known_on=known_on)
    return dict(Counter(found.rows.filter(found.rows["policy"] == POLICY)["stage"]))


def names(world, known_on: D, stage: str) -> list[str]:
    found = coverage_of(world["officer"], world["ward"], TENTH, TODAY, known_on=known_on)
    return sorted(world["people"][number] for number in found.named(POLICY, [stage], "ward", None)["person"])


@pytest.fixture
def world(world):
    """With the name of everybody; and what happened from 10 to 15 September: drawn up, approved, Đình and Dung have
    theirs, Cảnh was refused, Dung gave hers back."""
    world["people"] = {
        each.person_id: each.person.full_name.split()[-1] for each in Membership.objects.select_related("person")
    }
    officer, leader, hands = ({"by": world[name]} for name in ("officer", "leader", "member"))
    made = lists.draw_up(world["ward"], POLICY, day=TENTH, at=at(9, 11), **officer)
    lists.approve_list(made.pk, decision="1", at=at(9, 12), **leader)
    lines = {line.person.full_name.split()[-1]: line.pk for line in made.lines.select_related("person")}
    for name in ("Đình", "Dung"):
        lists.hand_over(made.pk, lines[name], received_by="x", on=D(2026, 9, 13), at=at(9, 13), **hands)
    lists.refuse(made.pk, lines["Cảnh"], note="Không nhận", at=at(9, 14), **leader)
    lists.give_back(made.pk, lines["Dung"], note="Trả lại", at=at(9, 15), **hands)
    return world | {"list": made, "lines": lines}


def test_each_step_of_a_list_is_told_as_of_its_day(world) -> None:
    """Four people: on the 10th nothing is drawn up; then one step a day."""
    assert told(world, D(2026, 9, 10)) == {"unlisted": 4}
    assert told(world, D(2026, 9, 11)) == {"drafted": 4}
    assert told(world, D(2026, 9, 12)) == {"approved": 4}
    assert told(world, D(2026, 9, 13)) == {"delivered": 2, "approved": 2}
    assert told(world, D(2026, 9, 14)) == {"delivered": 2, "approved": 1, "refused": 1}
    assert told(world, D(2026, 9, 15)) == {"delivered": 1, "approved": 1, "refused": 1, "returned": 1}
    assert names(world, D(2026, 9, 14), "delivered") == ["Dung", "Đình"]
    assert names(world, D(2026, 9, 15), "delivered") == ["Đình"]


def test_a_district_is_told_ward_by_ward(world) -> None:
    """With the two people of Phúc Xá, of whom no list was ever drawn up."""
    assert told(world, D(2026, 9, 10), place="district", reader="district_officer") == {"unlisted": 6}
    assert told(world, D(2026, 9, 13), place="district", reader="district_officer") == {
        "delivered": 2, "approved": 2, "unlisted": 2,
    }  # fmt: skip
    found = coverage_of(world["district_officer"], world["district"], TENTH, TODAY, known_on=D(2026, 9, 13))
    counts = found.counts("ward")
    assert counts[POLICY, world["other"].pk]["unlisted"] == 2
    second = world["groups"][1]
    found = coverage_of(world["officer"], second, TENTH, TODAY, known_on=D(2026, 9, 14))
    counts = found.counts("group")[POLICY, second.pk]
    assert (counts["delivered"], counts["refused"], sum(counts.values())) == (1, 1, 2)


def test_a_list_that_was_put_away_stood_until_then(world) -> None:
    made = lists.draw_up(world["ward"], POLICY, day=D(2026, 10, 2), by=world["officer"], at=at(10, 2))
    lists.drop_list(made.pk, by=world["officer"], at=at(10, 3))
    assert told(world, D(2026, 10, 2), D(2026, 10, 2)) == {"drafted": 4, "carried": 1}
    assert told(world, D(2026, 10, 3), D(2026, 10, 2)) == {"unlisted": 4, "carried": 1}


def test_what_went_along_over_borders_was_where_it_was(world) -> None:
    """Kim's line of September is still open when the ward is divided: until 5 October it was the old ward's, of its
    list; from then on it is one of Hồng Hà, until that is undone on the 10th."""
    plan, hong_ha, _giang_vo = split_in_two(*world["groups"][:2])
    new = officers(hong_ha, "hh-")["officer"]
    places.undo_plan(plan, by=None, at=AFTER)
    day = D(2026, 10, 4)

    def carried(place, reader, known_on: D) -> list[tuple]:
        found = coverage_of(reader, place, day, TODAY, known_on=known_on)
        return found.rows.filter(found.rows["stage"] == "carried").select("list", "ward").rows()

    went = SupportList.objects.get(continues=world["list"])
    assert carried(world["ward"], world["officer"], day) == [(world["list"].pk, world["ward"].pk)]
    assert carried(hong_ha, new, day) == []
    for known_on in (D(2026, 10, 5), D(2026, 10, 9)):
        assert carried(hong_ha, new, known_on) == [(went.pk, hong_ha.pk)]
        assert carried(world["ward"], world["officer"], known_on) == []
    assert carried(world["ward"], world["officer"], AFTER_DAY) == [(world["list"].pk, world["ward"].pk)]
    assert carried(hong_ha, new, AFTER_DAY) == []


def test_joined_records_were_two_until_they_were_joined(world) -> None:
    """Mai, entered twice, is on a list by her second record: joined on 2 October, undone on the 5th."""
    act = {"by": None, "at": at(9, 16)}
    one = household(world["groups"][0], (member("Lê Thị Mai", born="1950-01-01"),), since=D(2015, 1, 1), at=at(9, 16))
    two = household(
        world["groups"][1], (member("Lê Văn Út"), member("Lê Thị Mai", "other", "1950-01-01", papers=())),
        since=D(2015, 1, 1), at=at(9, 16),
    )  # fmt: skip
    first, second = person(one, "Mai"), person(two, "Mai")
    editing.set_circumstance(second, kind="disability", code="2", since=D(2020, 1, 1), **act)
    lists.draw_up(world["ward"], POLICY, day=D(2026, 9, 17), by=world["officer"], at=at(9, 17))
    for each in (first, second):
        each.refresh_from_db()
    choices = Choices(membership=Membership.objects.current().get(person=first).pk)
    joined = merge_persons(first, second, choices, seen=(first.version, second.version), why="x", by=None, at=at(10, 2))
    undo(joined, why="x", by=None, at=at(10, 5))

    def drafted(known_on: D) -> list[tuple]:
        found = coverage_of(world["officer"], world["ward"], D(2026, 9, 17), TODAY, known_on=known_on)
        rows = found.named(POLICY, ["drafted"], "ward", None).select("person", "household", "group").rows()
        return [row for row in rows if row[0] in (first.pk, second.pk)]

    by_second = [(second.pk, two.pk, world["groups"][1].pk)]
    assert drafted(D(2026, 10, 1)) == by_second
    assert drafted(D(2026, 10, 4)) == [(first.pk, one.pk, world["groups"][0].pk)]
    assert drafted(D(2026, 10, 5)) == by_second


def test_an_allowance_by_decision_is_told_as_it_was_decided(world) -> None:
    """Phúc Xá, where nothing is listed: entered on the 20th from August on, ended on the 25th with the last of August;
    another, of a file, entered on the 26th and taken back on the 28th."""
    hoa = person(world["homes"][2], "Hoa")
    by = {"by": world["other_officer"]}
    decided = {"person": hoa.pk, "title": "Trợ cấp", "amount": 650_000, "valid_from": D(2026, 8, 1)}
    [one] = add_allowances(world["other"], [Decided(**decided, decision_number="1")], at=at(9, 20), **by)
    end_allowance(one.pk, last_day=D(2026, 8, 31), note="x", at=at(9, 25), **by)
    september = decided | {"valid_from": D(2026, 9, 1)}
    row = Decided(**september, decision_number="2")
    add_allowances(world["other"], [row], origin="file:1", at=at(9, 26), **by)
    take_back_allowances(world["other"], origin="file:1", at=at(9, 28), **by)

    def note(known_on: D) -> str:
        found = coverage_of(world["other_officer"], world["other"], TENTH, TODAY, known_on=known_on)
        rows = found.rows.filter((found.rows["policy"] == POLICY) & (found.rows["person"] == hoa.pk))
        return rows["note"][0] or ""

    shown = [bool(note(D(2026, 9, day))) for day in (19, 20, 24, 25, 26, 27, 28)]
    assert shown == [False, True, True, False, True, True, False]
    assert list(AllowanceBefore.objects.order_by("pk").values_list("valid_from", "valid_to")) == [
        (D(2026, 8, 1), None), (D(2026, 9, 1), None),
    ]  # fmt: skip


def test_what_was_not_kept_is_refused_and_not_guessed(world) -> None:
    line = SupportLine.objects.get(pk=world["lines"]["Kim"])
    with as_the_owner_of_the_database(LineBefore):
        line.before.all().delete()
    LineBefore.objects.create(line=line, until=at(9, 20), action="")
    with pytest.raises(NotKnownThen, match="19/09/2026"):
        told(world, D(2026, 9, 19))
    assert told(world, D(2026, 9, 20)) == {"delivered": 1, "approved": 1, "refused": 1, "returned": 1}
    assert told(world, D(2026, 9, 19), place="other", reader="other_officer") == {"unlisted": 2}  # not its line
    with pytest.raises(NotKnownThen, match="10/09/2026"):
        told(world, D(2026, 9, 9))
    with pytest.raises(NotKnownThen, match="20/11/2026"):
        told(world, D(2026, 11, 21))
    [one] = add_allowances(
        world["other"],
        [Decided(person=person(world["homes"][2], "Hoa").pk, title="x", amount=1, valid_from=D(2026, 9, 1),
                 decision_number="1")],
        by=world["other_officer"], at=at(9, 20),
    )  # fmt: skip
    AllowanceBefore.objects.create(allowance=one, until=at(9, 25), action="")
    with pytest.raises(NotKnownThen, match="24/09/2026"):
        told(world, D(2026, 9, 24), place="other", reader="other_officer")


def kept() -> list[tuple]:
    rows = LineBefore.objects.order_by("line", "pk")
    return list(rows.values_list("line", "until", "action", "list", "ward", "state", "note"))


def test_the_trail_tells_of_earlier_lines_what_is_kept_of_later_ones(world) -> None:
    """Filled from the trail, the rows are those that the acts kept: approval, hand-over, refusal, giving back, a list
    put away, one that lapsed, and what a reorganisation took along. Of a hand-over the household is left open."""
    fill = importlib.import_module("chungtay.records.entitlements.migrations.0019_how_lines_stood_before").fill
    made = lists.draw_up(world["ward"], POLICY, day=D(2026, 10, 2), by=world["officer"], at=at(10, 2))
    lists.drop_list(made.pk, by=world["officer"], at=at(10, 3))
    split_in_two(*world["groups"][:2])
    before = kept()
    assert [row[2].partition(".")[2] for row in before if row[0] == world["lines"]["Kim"]] == [
        "list_approved", "list_went_along",
    ]  # fmt: skip
    with as_the_owner_of_the_database(LineBefore):
        LineBefore.objects.all().delete()
    fill(apps, None)
    assert kept() == before
    assert set(LineBefore.objects.filter(household=None).values_list("line__state", flat=True)) == {
        LineState.DELIVERED, LineState.RETURNED,
    }  # fmt: skip
    assert told(world, D(2026, 9, 13)) == {"delivered": 2, "approved": 2}


def test_rows_are_final(world) -> None:
    for model in (LineBefore, AllowanceBefore):
        if model is AllowanceBefore:
            row = Decided(person=person(world["homes"][2], "Hoa").pk, title="x", amount=1, valid_from=D(2026, 9, 1),
                          decision_number="1")  # fmt: skip
            [one] = add_allowances(world["other"], [row], by=world["other_officer"], at=at(9, 20))
            end_allowance(one.pk, last_day=D(2026, 9, 30), note="x", by=world["other_officer"], at=at(9, 21))
        for act in (lambda rows: rows.update(until=at(1, 1)), lambda rows: rows.delete()):
            with pytest.raises(DatabaseError, match="final"), transaction.atomic():
                act(model.objects.all())
    assert Allowance.objects.count() == 1


def test_as_many_statements_for_eight_people_as_for_forty_eight(world) -> None:
    def statements() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            told(world, D(2026, 10, 20), D(2026, 10, 5))
        with CaptureQueriesContext(connection) as district:
            told(world, D(2026, 10, 20), D(2026, 10, 5), place="district", reader="district_officer")
        return len(asked), len(district)

    def september(month: int) -> int:
        """Drawn up and approved: as many statements for each list."""
        made = lists.draw_up(world["ward"], POLICY, day=D(2026, month, 5), by=world["officer"], at=at(month, 5))
        with CaptureQueriesContext(connection) as asked:
            lists.approve_list(made.pk, decision="1", by=world["leader"], at=at(month, 6))
        return len(asked)

    of_four = september(10)
    disabled(world["groups"][0], "Nguyễn Văn Đình", "Đỗ Thị Kim")  # on no list of October
    statements()  # what is read once is read
    first = statements()
    for _number in range(20):
        disabled(world["groups"][0], "Nguyễn Văn Đình", "Đỗ Thị Kim")
    of_forty_six = september(11)
    assert (of_four, statements(), max(first) <= 75) == (of_forty_six, first, True), first


BOARD = "/00016/2026/quyen-loi/bao-phu/"
THEN = "?ngay=2026-09-10&biet=13/09/2026"


def page(client, user, address: str) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_the_pages_tell_a_day_as_it_was_known(world, client) -> None:
    """Of 13 September two have it and two wait; of all four nobody knows whether they have the state's card. Recorded
    since: two lines (Cảnh refused, Dung gave hers back)."""
    board = page(client, world["officer"], BOARD + THEN)
    assert "2 trong 8 suất" in board
    assert "Với 4 thẻ phải hỏi trước" in board
    assert "0 việc trong sổ hộ, 2 dòng danh sách được lập hoặc đổi, lần cuối ngày 15/09/2026" in board
    client.force_login(world["officer"])
    raw = client.get(BOARD + THEN).content.decode()
    assert f"{BOARD}btxh-6/?ngay=2026-09-10&amp;biet=2026-09-13" in raw
    one = page(client, world["officer"], f"{BOARD}btxh-6/{THEN}")
    assert "Còn thiếu 2 trong 4 suất" in one
    delivered = page(client, world["officer"], f"{BOARD}btxh-6/ten/{THEN}&buoc=delivered")
    assert ("Vũ Thị Dung" in delivered, "Đỗ Thị Kim" in delivered) == (True, False)
    assert "đến hết ngày 13/09/2026" in delivered
    now = page(client, world["officer"], f"{BOARD}btxh-6/ten/?ngay=2026-09-10&buoc=delivered")
    assert ("Vũ Thị Dung" in now, "đến hết ngày" in now) == (False, False)


def test_the_files_name_the_day_on_which_it_was_known(world, client) -> None:
    client.force_login(world["officer"])
    for address in (f"{BOARD}excel/", f"{BOARD}btxh-6/ten/excel/"):
        answer = client.post(f"{address}{THEN}")
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
        assert any("Như đã biết đến hết ngày 13/09/2026" in cell for cell in cells), address


@pytest.mark.parametrize(
    ("known", "why"),
    [("hôm qua", "Ghi ngày như 01/10/2026"), ("01/09/2026", "Ngày biết phải từ 10/09/2026"), ("1/2030", "Ghi ngày")],
)
def test_a_day_that_cannot_be_told_is_refused_in_words(world, client, known: str, why: str) -> None:
    asked = f"?ngay=2026-09-10&biet={known}"
    for address in (BOARD, f"{BOARD}btxh-6/", f"{BOARD}btxh-6/ten/"):
        told = page(client, world["officer"], address + asked)
        assert why in told
        assert "Nguyễn Văn Đình" not in told
    for address in (f"{BOARD}excel/", f"{BOARD}btxh-6/ten/excel/"):
        assert client.post(address + asked)["Location"].startswith(f"{BOARD}?ngay=2026-09-10&biet=")
