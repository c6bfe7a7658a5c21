"""A ward is divided while its lists are half done: each open line goes with its family, what was done stays."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Carried, Unit
from chungtay.foundation.places.operations.catching_up import catch_up_after_migrating
from chungtay.records.entitlements.models import Allowance, LineState, ListState, SupportLine, SupportList
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.allowances import Decided, add_allowances, end_allowance
from chungtay.records.entitlements.operations.proofs import add_receipt
from chungtay.records.entitlements.operations.standing import rights_today
from chungtay.records.entitlements.queries.receipts import missing
from chungtay.records.entitlements.queries.waiting import to_approve, to_hand_over
from chungtay.records.registry.operations import life, moves
from tests.apps.records.entitlements.people import disabled
from tests.apps.records.registry.factories import person
from tests.apps.reform import AFTER, AFTER_DAY, officers, second_group, split_in_two

D = datetime.date
AT = datetime.datetime(2026, 9, 10, 8, 0, tzinfo=datetime.UTC)
DAY = D(2026, 9, 10)


@pytest.fixture
def second(group):
    return second_group(group)


@pytest.fixture
def families(group, second):
    """In each of the two groups a man (975,000 a month) and his mother of 86 (1,300,000)."""
    return (
        disabled(group, "Nguyễn Văn Đình", "Đỗ Thị Kim"),
        disabled(second, "Lê Văn Cảnh", "Vũ Thị Dung"),
    )


@pytest.fixture
def half_done(group, people, families) -> SupportList:
    """The list of September, approved; Đình and Dung have theirs, Kim and Cảnh wait."""
    made = lists.draw_up(group.parent, "btxh-6", day=DAY, by=people["officer"], at=AT)
    lists.approve_list(made.pk, decision="15/QĐ-UBND", by=people["leader"], at=AT)
    for name in ("Nguyễn Văn Đình", "Vũ Thị Dung"):
        hand(made, name, people["member"], at=AT, on=DAY)
    return made


def hand(made: SupportList, name: str, by, *, at=AFTER, on=AFTER_DAY) -> SupportLine:
    line = made.lines.get(person__full_name=name)
    return lists.hand_over(made.pk, line.pk, received_by=name, on=on, by=by, at=at)


def standing(made: SupportList) -> dict[str, str]:
    return {line.person.full_name.split()[-1]: line.state for line in made.lines.select_related("person")}


def money() -> dict[str, int]:
    found: Counter[str] = Counter()
    for line in SupportLine.objects.all():
        found[line.state] += line.amount
    return dict(found)


def snapshot() -> list[tuple]:
    """Everything that an undoing has to give back."""
    lines = SupportLine.objects.order_by("pk").values_list("pk", "list", "state", "amount", "household")
    made = SupportList.objects.exclude(state=ListState.DROPPED).order_by("pk")
    return [
        *lines,
        *made.values_list("pk", "ward", "state"),
        *Allowance.objects.order_by("pk").values_list("pk", "ward"),
    ]


def test_open_lines_go_with_their_families(group, second, people, half_done, client: Client) -> None:
    """4,550,000 in all: 975,000 + 1,300,000 were handed over in the old ward; 1,300,000 (Kim) are open in Hồng Hà and
    975,000 (Cảnh) in Giảng Võ, by the decision of the old ward."""
    old = group.parent
    _plan, hong_ha, giang_vo = split_in_two(group, second)
    mine, other = officers(hong_ha, "hh-"), officers(giang_vo, "gv-")
    half_done.refresh_from_db()
    assert (half_done.ward, half_done.state) == (old, ListState.CLOSED)
    assert standing(half_done) == {"Đình": LineState.DELIVERED, "Dung": LineState.DELIVERED}
    first, other_list = (SupportList.objects.get(ward=ward) for ward in (hong_ha, giang_vo))
    assert (standing(first), standing(other_list)) == ({"Kim": LineState.APPROVED}, {"Cảnh": LineState.APPROVED})
    assert (first.decision_number, first.approved_by, first.continues) == ("15/QĐ-UBND", people["leader"], half_done)
    assert to_hand_over(mine["payer"], hong_ha, AFTER_DAY) == [(first.pk, first.title, "Phường Hồng Hà", 1)]
    assert to_hand_over(people["member"], old, AFTER_DAY) == []
    client.force_login(mine["payer"])
    page = client.get(f"/00097/2026/quyen-loi/danh-sach/{first.pk}/").content.decode()
    assert "Đỗ Thị Kim" in page
    assert "Lê Văn Cảnh" not in page
    assert client.get(f"/00097/2026/quyen-loi/danh-sach/{other_list.pk}/").status_code == 404

    assert "từ một danh sách của Phường Ngọc Hà" in page
    client.force_login(people["officer"])
    page = client.get(f"/00016/2026/quyen-loi/danh-sach/{half_done.pk}/").content.decode()
    assert "1 dòng đã đi cùng người dân sang Phường Giảng Võ" in page
    assert "1 dòng đã đi cùng người dân sang Phường Hồng Hà" in page

    with pytest.raises(PermissionDenied):
        hand(first, "Đỗ Thị Kim", other["payer"])
    assert hand(first, "Đỗ Thị Kim", mine["payer"]).state == LineState.DELIVERED
    line = other_list.lines.get()
    lists.refuse(other_list.pk, line.pk, note="Không nhận", by=other["leader"], at=AFTER)
    for made, who in ((first, mine), (other_list, other)):
        assert lists.close_list(made.pk, by=who["officer"], at=AFTER).state == ListState.CLOSED
    assert money() == {LineState.DELIVERED: 975_000 + 1_300_000 + 1_300_000, LineState.REFUSED: 975_000}
    assert SupportLine.objects.count() == 4


def test_a_list_that_waits_for_approval_is_approved_in_each_ward(group, second, people, families) -> None:
    made = lists.draw_up(group.parent, "btxh-6", day=DAY, by=people["officer"], at=AT)
    before = snapshot()
    plan, hong_ha, giang_vo = split_in_two(group, second)
    mine = officers(hong_ha, "hh-")
    assert to_approve(people["leader"], group.parent, AFTER_DAY) == []
    [first] = to_approve(mine["leader"], hong_ha, AFTER_DAY)
    places.undo_plan(plan, by=None, at=AFTER)
    assert snapshot() == before
    assert [each.pk for each in to_approve(people["leader"], group.parent, AFTER_DAY)] == [made.pk]

    places.apply_plan(plan, by=None, at=AFTER)
    [first] = to_approve(mine["leader"], hong_ha, AFTER_DAY)
    lists.approve_list(first.pk, decision="1/QĐ-HH", by=mine["leader"], at=AFTER)
    assert standing(first) == {"Đình": LineState.APPROVED, "Kim": LineState.APPROVED}
    other = SupportList.objects.get(ward=giang_vo, state=ListState.DRAFT)
    assert standing(other) == {"Cảnh": LineState.DUE, "Dung": LineState.DUE}

    places.undo_plan(plan, by=None, at=AFTER)  # what Hồng Hà decided comes back as a list of its own
    first.refresh_from_db()
    assert (first.ward, first.state, first.decision_number) == (group.parent, ListState.APPROVED, "1/QĐ-HH")
    assert standing(made) == {"Cảnh": LineState.DUE, "Dung": LineState.DUE}
    assert hand(first, "Đỗ Thị Kim", people["member"]).state == LineState.DELIVERED


def test_undoing_gives_everything_back(group, second, people, half_done) -> None:
    """As it was; and what Hồng Hà handed over in between stays handed over."""
    before = snapshot()
    plan, hong_ha, _giang_vo = split_in_two(group, second)
    mine = officers(hong_ha, "hh-")
    rights_today(mine["officer"], hong_ha, AFTER_DAY)  # what is kept of them stands in the new group
    places.undo_plan(plan, by=None, at=AFTER)
    assert snapshot() == before
    places.apply_plan(plan, by=None, at=AFTER)
    hand(SupportList.objects.get(ward=hong_ha, state=ListState.APPROVED), "Đỗ Thị Kim", mine["payer"])
    places.undo_plan(plan, by=None, at=AFTER)
    assert standing(half_done) == {
        "Đình": LineState.DELIVERED, "Dung": LineState.DELIVERED, "Kim": LineState.DELIVERED,
        "Cảnh": LineState.APPROVED,
    }  # fmt: skip
    half_done.refresh_from_db()
    assert half_done.state == ListState.APPROVED
    assert hand(half_done, "Lê Văn Cảnh", people["member"]).state == LineState.DELIVERED
    assert money() == {LineState.DELIVERED: 4_550_000}


def test_what_a_new_ward_drew_up_goes_back_with_its_people(group, second, people, families) -> None:
    plan, hong_ha, _giang_vo = split_in_two(group, second)
    mine = officers(hong_ha, "hh-")
    made = lists.draw_up(hong_ha, "btxh-6", day=AFTER_DAY, by=mine["officer"], at=AFTER)
    assert set(standing(made)) == {"Đình", "Kim"}
    places.undo_plan(plan, by=None, at=AFTER)
    assert standing(made) == {}
    [came] = SupportList.objects.filter(ward=group.parent)
    assert standing(came) == {"Đình": LineState.DUE, "Kim": LineState.DUE}
    lists.approve_list(came.pk, decision="2", by=people["leader"], at=AFTER)
    assert set(standing(came).values()) == {LineState.APPROVED}


def test_who_died_or_left_before_lapses_where_the_group_went(group, second, people, families, half_done) -> None:
    """That Kim died in August is told and Cảnh's family leaves for Phúc Xá before the border moves: nobody of the old
    ward is left to say so, the new wards do."""
    phuc_xa = Unit.objects.get(level="group", parent__code="00001")
    life.record_death(person(families[0], "Kim"), on=D(2026, 8, 30), by=None, at=AT.replace(day=15))
    moves.move_household(families[1], group=phuc_xa, address="", on=D(2026, 9, 12), by=None, at=AT.replace(day=15))
    _plan, hong_ha, giang_vo = split_in_two(group, second)
    for ward, name, note in (
        (hong_ha, "Đỗ Thị Kim", "Đã mất."), (giang_vo, "Lê Văn Cảnh", "Không còn ở phường."),
    ):  # fmt: skip
        done = hand(SupportList.objects.get(ward=ward), name, officers(ward, f"{ward.code}-")["payer"])
        assert (done.state, done.note) == (LineState.LAPSED, note)


def test_allowances_go_along_and_come_back(group, second, people, families) -> None:
    """Those that run and those that ended; of Cảnh, who left before, where his group went."""
    kim, canh = (person(home, name) for home, name in zip(families, ("Kim", "Cảnh"), strict=True))
    rows = [
        Decided(person=each.pk, title="Trợ cấp", amount=650_000, valid_from=D(2026, 7, 1), decision_number="1")
        for each in (kim, canh)
    ]
    add_allowances(group.parent, rows, by=people["officer"], at=AT)
    moves.record_household_departure(families[1], last_day=D(2026, 9, 20), by=None, at=AT.replace(day=25))
    before = snapshot()
    plan, hong_ha, giang_vo = split_in_two(group, second)
    assert dict(Allowance.objects.values_list("person__full_name", "ward")) == {
        "Đỗ Thị Kim": hong_ha.pk, "Lê Văn Cảnh": giang_vo.pk,
    }  # fmt: skip
    one = Allowance.objects.get(person=kim)
    end_allowance(one.pk, last_day=D(2026, 10, 31), note="x", by=officers(hong_ha, "hh-")["officer"], at=AFTER)
    places.undo_plan(plan, by=None, at=AFTER)
    assert snapshot() == before
    assert not Carried.objects.filter(undone_at=None).exists()


def test_a_receipt_that_was_missing_is_added_where_the_family_lives_now(
    group, second, people, half_done, client
) -> None:
    """Đình and Dung were handed theirs without a receipt. Each new ward sees its own family on the old list, adds the
    receipt, or notes that it was given back; the line stays where it is."""
    _plan, hong_ha, giang_vo = split_in_two(group, second)
    mine, other = officers(hong_ha, "hh-"), officers(giang_vo, "gv-")
    dinh, dung = (half_done.lines.get(person__full_name=name) for name in ("Nguyễn Văn Đình", "Vũ Thị Dung"))
    lacking = {each.number: each.count for each in missing(mine["payer"], hong_ha, AFTER_DAY)}
    assert lacking == {half_done.pk: 1}
    client.force_login(mine["payer"])
    address = f"/00097/2026/quyen-loi/danh-sach/{half_done.pk}/"
    page = client.get(f"{address}?o=no_receipt").content.decode()
    assert "Nguyễn Văn Đình" in page
    assert "Vũ Thị Dung" not in page
    assert f"{address}{dinh.pk}/phieu/" in page
    file = SimpleUploadedFile("phieu.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "application/pdf")
    assert client.post(f"{address}{dung.pk}/phieu/", {"file": file}).status_code == 404
    with pytest.raises(PermissionDenied):
        add_receipt(half_done.pk, dung.pk, file=file, by=mine["payer"], at=AFTER)
    file.seek(0)
    done = add_receipt(half_done.pk, dinh.pk, file=file, by=mine["payer"], at=AFTER)
    assert (done.proof != "", done.list_id) == (True, half_done.pk)
    assert missing(mine["payer"], hong_ha, AFTER_DAY) == []
    lists.give_back(half_done.pk, dung.pk, note="Trả lại", by=other["payer"], at=AFTER)
    assert standing(half_done) == {"Đình": LineState.DELIVERED, "Dung": LineState.RETURNED}


def test_what_was_stranded_by_an_earlier_reform_goes_along_after_a_migration(group, second, people, half_done) -> None:
    """As a database is that applied its plan before anything went along: all of it lies in the ward that ended."""
    kim = SupportLine.objects.get(person__full_name="Đỗ Thị Kim").person_id
    row = Decided(person=kim, title="Trợ cấp", amount=650_000, valid_from=D(2026, 7, 1), decision_number="1")
    add_allowances(group.parent, [row], by=people["officer"], at=AT)
    before = snapshot()
    plan, hong_ha, _giang_vo = split_in_two(group, second)
    Carried.objects.all().delete()
    SupportLine.objects.update(list=half_done)
    SupportList.objects.exclude(pk=half_done.pk).delete()
    SupportList.objects.update(state=ListState.APPROVED)
    Allowance.objects.update(ward=group.parent)
    assert snapshot() == before
    for _time in range(2):
        catch_up_after_migrating(apps.get_app_config("places"), "default")
        assert standing(SupportList.objects.get(ward=hong_ha)) == {"Kim": LineState.APPROVED}
        assert Allowance.objects.get().ward == hong_ha
    places.undo_plan(plan, by=None, at=AFTER)
    assert snapshot() == before


def test_statements_do_not_grow_with_people(group, second, people) -> None:
    def count(homes: int, month: int) -> tuple[int, int]:
        for _number in range(homes):
            disabled(group, "Nguyễn Văn Đình", "Đỗ Thị Kim")
        day, at = D(2026, month, 10), AT.replace(month=month)
        lists.draw_up(group.parent, "btxh-6", day=day, by=people["officer"], at=at)
        with CaptureQueriesContext(connection) as asked:
            places.apply_plan(plan, by=None, at=AFTER)
        with CaptureQueriesContext(connection) as undone:
            places.undo_plan(plan, by=None, at=AFTER)
        return len(asked), len(undone)

    disabled(second, "Lê Văn Cảnh", "Vũ Thị Dung")
    plan = split_in_two(group, second)[0]
    places.undo_plan(plan, by=None, at=AFTER)
    assert count(1, 8) == count(12, 9)
