"""Lists of rights: drawn up, approved, handed over by three people; nobody twice, the dead never, every line an end."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.models import AuditEvent
from chungtay.records.entitlements.models import LineState, ListState, SupportLine, SupportList
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.allowances import Decided, add_allowances
from chungtay.records.entitlements.operations.left_to_list import not_listed
from chungtay.records.entitlements.queries.rights import rights_in
from chungtay.records.registry.operations import editing, life
from chungtay.records.registry.operations.undoing import undo
from chungtay.work.assistance.queries.monthly import owed
from tests import factories
from tests.apps.records.registry.factories import household, member, person

D = datetime.date
AT = datetime.datetime(2026, 9, 10, 8, 0, tzinfo=datetime.UTC)
LATER = datetime.datetime(2026, 9, 20, 8, 0, tzinfo=datetime.UTC)
DAY = D(2026, 9, 10)


def drawn(group, people, policy: str = "btxh-6", **changes) -> SupportList:
    return lists.draw_up(group.parent, policy, **({"day": DAY, "by": people["officer"], "at": AT} | changes))


def states(made: SupportList) -> dict[str, str]:
    return {line.person.full_name: line.state for line in made.lines.select_related("person")}


def test_from_the_right_to_the_hand(group, people, home) -> None:
    made = drawn(group, people)
    assert (made.period, made.state) == ("2026-09", ListState.DRAFT)
    amounts = {line.person.full_name: line.amount for line in made.lines.all()}
    assert amounts == {"Nguyễn Văn Đình": 975_000, "Đỗ Thị Kim": 1_300_000}
    lists.approve_list(made.pk, decision="15/QĐ-UBND", by=people["leader"], at=AT)
    for line in made.lines.all():
        lists.hand_over(made.pk, line.pk, received_by="Trần Thị Hường", on=DAY, by=people["member"], at=LATER)
    closed = lists.close_list(made.pk, by=people["officer"], at=LATER)
    assert closed.state == ListState.CLOSED
    assert set(states(made).values()) == {LineState.DELIVERED}
    actions = AuditEvent.objects.filter(subject_type="entitlements.supportlist").values_list("action", flat=True)
    assert sorted(actions) == [
        "entitlements.handed_over",
        "entitlements.handed_over",
        "entitlements.list_approved",
        "entitlements.list_closed",
        "entitlements.list_drawn_up",
    ]


def test_one_person_never_does_two_of_the_three(group, people, home) -> None:
    """One officer entering, approving and paying: refused at each step, whatever roles the person holds."""
    ward = group.parent
    both = factories.person("both-lists", Role.WARD_OFFICER, ward)
    accounts.assign(both, role=Role.WARD_LEADER, area=ward, starts_on=factories.SINCE, by=None, at=factories.AT)
    made = drawn(group, people, by=both)
    with pytest.raises(PermissionDenied):
        lists.approve_list(made.pk, decision="1", by=both, at=AT)
    lists.approve_list(made.pk, decision="1", by=people["leader"], at=AT)
    line = made.lines.first()
    for person_ in (both, people["leader"]):
        with pytest.raises(PermissionDenied):
            lists.hand_over(made.pk, line.pk, received_by="x", on=DAY, by=person_, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportList.objects.filter(pk=made.pk).update(drawn_by=people["leader"])


def test_nobody_of_another_ward(group, people, home) -> None:
    made = drawn(group, people)
    with pytest.raises(PermissionDenied):
        lists.approve_list(made.pk, decision="1", by=people["stranger"], at=AT)


def test_once_is_once_in_a_life_and_the_months_come_to_an_end(group, people, home) -> None:
    """Listed for September: given once, it is due to nobody in a later year; of one month at most none is left, of two
    one is."""
    drawn(group, people)
    found = rights_in(people["officer"], group.parent, DAY, DAY)
    about, rows = found.policy("btxh-6"), found.of_policy("btxh-6", "due")

    def left(**changes) -> int:
        return not_listed(rows, dataclasses.replace(about, **changes), "2027-01")[0].height

    assert left() == 2
    assert left(period="once") == 0
    assert (left(months_at_most=1), left(months_at_most=2)) == (0, 2)


def test_nobody_is_listed_twice(group, people, home) -> None:
    made = drawn(group, people)
    with pytest.raises(ValidationError, match="09/2026"):
        drawn(group, people)
    line = made.lines.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportLine.objects.create(
            list=made, policy=made.policy, period=made.period, household=line.household, person=line.person, reason="x"
        )
    lists.drop_list(made.pk, by=people["officer"], at=AT)
    assert drawn(group, people).lines.count() == 2
    october = drawn(group, people, day=D(2026, 10, 1), at=datetime.datetime(2026, 10, 2, tzinfo=datetime.UTC))
    assert october.period == "2026-10"


def test_the_dead_are_given_nothing(group, people, home) -> None:
    """That Kim died in August is told after the list of September was drawn up: she lapses at the approval. Đình's
    certificate turns out to have ended: he lapses at the door."""
    made = drawn(group, people)
    life.record_death(person(home, "Kim"), on=D(2026, 8, 31), by=None, at=AT)
    lists.approve_list(made.pk, decision="1", by=people["leader"], at=AT)
    assert states(made) == {"Nguyễn Văn Đình": LineState.APPROVED, "Đỗ Thị Kim": LineState.LAPSED}
    told = person(home, "Đình").circumstances.get(kind="disability")
    editing.end_circumstance(told, last_day=D(2026, 9, 9), by=None, at=LATER)  # it turns out, before the list's day
    line = made.lines.get(state=LineState.APPROVED)
    done = lists.hand_over(made.pk, line.pk, received_by="Trần Thị Hường", on=DAY, by=people["member"], at=LATER)
    assert (done.state, done.handed_on, done.handed_by) == (LineState.LAPSED, None, None)
    assert lists.close_list(made.pk, by=people["officer"], at=LATER).state == ListState.CLOSED


def test_a_month_stays_due_when_the_facts_change_after_it(group, people, home) -> None:
    """The list of 10 September. Đình's disability ends on the 15th: September is his, October is not (a benefit stops
    from the month after). So it is for an approval in the next month."""
    made = drawn(group, people)
    told = person(home, "Đình").circumstances.get(kind="disability")
    editing.end_circumstance(told, last_day=D(2026, 9, 15), by=None, at=LATER)
    october = datetime.datetime(2026, 10, 3, 8, 0, tzinfo=datetime.UTC)
    lists.approve_list(made.pk, decision="1", by=people["leader"], at=october)
    assert set(states(made).values()) == {LineState.APPROVED}
    line = made.lines.get(person__full_name="Nguyễn Văn Đình")
    done = lists.hand_over(
        made.pk, line.pk, received_by="Hường", on=D(2026, 10, 3), by=people["member"], at=october
    )  # fmt: skip
    assert (done.state, done.amount) == (LineState.DELIVERED, 975_000)
    later = drawn(group, people, day=D(2026, 10, 3), at=october)
    assert list(states(later)) == ["Đỗ Thị Kim"]


def test_more_than_is_due_by_now_is_not_paid(group, people, home) -> None:
    """Sáng is written down as extremely severely disabled by mistake: 2.0 x 650,000 = 1,300,000. Put right to severe,
    975,000, before the approval: the line lapses, and the next list of the month says 975,000."""
    other = household(group, (member("Bùi Văn Sáng"),), since=D(2015, 1, 1), at=AT)
    act = {"kind": "disability", "since": D(2020, 1, 1), "by": None, "at": AT}
    wrong = editing.set_circumstance(person(other, "Sáng"), code="1", **act)
    made = drawn(group, people)
    assert made.lines.get(person__full_name="Bùi Văn Sáng").amount == 1_300_000
    undo(wrong, why="Ghi nhầm mức", by=None, at=AT)
    editing.set_circumstance(person(other, "Sáng"), code="2", **act)
    lists.approve_list(made.pk, decision="1", by=people["leader"], at=AT)
    line = made.lines.get(person__full_name="Bùi Văn Sáng")
    assert (line.state, "theo dữ kiện" in line.note) == (LineState.LAPSED, True)
    again = drawn(group, people)
    assert [(line.person.full_name, line.amount) for line in again.lines.all()] == [("Bùi Văn Sáng", 975_000)]


def test_of_a_group_one_is_paid_for_a_month_whichever_list_came_first(group, people, home) -> None:
    """Sáu, 80, gets the social pension of September; then a severe disability is recorded, which gives more. It is not
    paid beside the pension: first that line is refused, then September is listed by it."""
    other = household(group, (member("Bùi Thị Sáu", born="1946-01-01"),), since=D(2015, 1, 1), at=AT)
    sau = person(other, "Sáu")
    editing.set_circumstance(sau, kind="pension", code="0", since=D(2020, 1, 1), by=None, at=AT)
    pension = drawn(group, people, policy="social-pension-2026")
    lists.approve_list(pension.pk, decision="1", by=people["leader"], at=AT)
    line = pension.lines.get(person=sau)
    editing.set_circumstance(sau, kind="disability", code="2", since=D(2020, 1, 1), by=None, at=AT)
    assert "Bùi Thị Sáu" not in states(drawn(group, people))  # the disability's list has the two others
    with pytest.raises(ValidationError, match="Trợ cấp hưu trí xã hội"):
        drawn(group, people)
    lists.refuse(pension.pk, line.pk, note="Hưởng trợ cấp khuyết tật", by=people["leader"], at=AT)
    assert list(states(drawn(group, people))) == ["Bùi Thị Sáu"]
    october = datetime.datetime(2026, 10, 2, tzinfo=datetime.UTC)
    assert "Bùi Thị Sáu" in states(drawn(group, people, day=D(2026, 10, 1), at=october))


def test_whoever_has_an_allowance_by_decision_is_paid_by_that(group, people, home) -> None:
    """Đình has an allowance of 975,000 by decision from September: the list of his right leaves him out, paid or not.
    Kim was paid 1,300,000 by the right's list before her decision of 1,500,000 was entered: 200,000 are left of it."""
    dinh, kim = person(home, "Đình").pk, person(home, "Kim").pk
    decided = {"title": "Trợ cấp khuyết tật", "valid_from": D(2026, 9, 1), "decision_number": "5/QĐ"}
    enter = {"by": people["officer"], "at": AT}
    add_allowances(group.parent, [Decided(person=dinh, amount=975_000, **decided)], **enter)
    made = drawn(group, people)
    assert list(states(made)) == ["Đỗ Thị Kim"]
    lists.approve_list(made.pk, decision="1", by=people["leader"], at=AT)
    with pytest.raises(ValidationError, match="Trợ cấp hằng tháng"):
        drawn(group, people)
    add_allowances(group.parent, [Decided(person=kim, amount=1_500_000, **decided)], **enter)
    assert {each.person: each.amount for each in owed(group.parent, D(2026, 9, 1))} == {dinh: 975_000, kim: 200_000}
    assert {each.person: each.amount for each in owed(group.parent, D(2026, 10, 1))} == {
        dinh: 2 * 975_000, kim: 200_000 + 1_500_000,
    }  # fmt: skip


def test_steps_out_of_order_are_refused_in_words(group, people, home) -> None:
    made = drawn(group, people)
    line = made.lines.first()
    officer, leader, hand = people["officer"], people["leader"], people["member"]
    give = {"received_by": "Hường", "on": DAY, "by": hand, "at": LATER}
    with pytest.raises(ValidationError, match="không làm được"):
        lists.hand_over(made.pk, line.pk, **give)
    with pytest.raises(ValidationError, match="không làm được"):
        lists.close_list(made.pk, by=officer, at=AT)
    with pytest.raises(ValidationError, match="số quyết định"):
        lists.approve_list(made.pk, decision="  ", by=leader, at=AT)
    lists.approve_list(made.pk, decision="1", by=leader, at=AT)
    with pytest.raises(ValidationError, match="không làm được"):
        lists.approve_list(made.pk, decision="1", by=leader, at=AT)
    with pytest.raises(ValidationError, match="2 người"):
        lists.close_list(made.pk, by=officer, at=AT)
    for wrong in ({"on": D(2026, 9, 9)}, {"on": D(2026, 9, 21)}, {"received_by": " "}):
        with pytest.raises(ValidationError):
            lists.hand_over(made.pk, line.pk, **give | wrong)
    lists.hand_over(made.pk, line.pk, **give)
    with pytest.raises(ValidationError, match="không làm được"):
        lists.hand_over(made.pk, line.pk, **give)
    with pytest.raises(ValidationError, match="vì sao"):
        lists.give_back(made.pk, line.pk, note="", by=hand, at=LATER)
    lists.give_back(made.pk, line.pk, note="Giao nhầm", by=hand, at=LATER)
    other = made.lines.get(state=LineState.APPROVED)
    lists.refuse(made.pk, other.pk, note="Đã nhận ở nơi khác", by=leader, at=LATER)
    assert sorted(states(made).values()) == [LineState.REFUSED, LineState.RETURNED]
    with pytest.raises(ValidationError, match="Không có danh sách"):
        lists.drop_list(99_999, by=officer, at=AT)


def test_a_household_that_nobody_knows_enough_of_is_not_listed(group, people, home) -> None:
    with pytest.raises(ValidationError, match="Không còn ai"):
        drawn(group, people, policy="social-pension-2026")  # of a pension nobody was asked
    with pytest.raises(ValidationError, match="Mở trang Bảo hiểm y tế"):
        drawn(group, people, policy="bhyt-hanoi-70-2026")
    with pytest.raises(ValidationError, match="không được tính"):
        drawn(group, people, policy="no-such-policy")
    with pytest.raises(ValidationError, match="tương lai"):
        drawn(group, people, day=D(2026, 9, 11))
    with pytest.raises(ValidationError, match="một phường"):
        lists.draw_up(group, "btxh-6", day=DAY, by=people["officer"], at=AT)


def test_statements_of_a_list_do_not_grow(group, people, home, django_assert_max_num_queries) -> None:
    for number in range(12):
        more = household(group, (member("Bùi Văn Sáng"),), since=D(2015, 1, 1), at=AT)
        since = D(2020, 1, number + 1)
        editing.set_circumstance(person(more, "Sáng"), kind="disability", code="2", since=since, by=None, at=AT)
    with django_assert_max_num_queries(21):  # which records were joined, who receives by a list
        made = drawn(group, people)
    with django_assert_max_num_queries(27):  # how the lines stood is kept: read, written
        lists.approve_list(made.pk, decision="1", by=people["leader"], at=AT)
    assert made.lines.count() == 14


def test_the_screens_lead_through_the_steps(group, people, home, client, monkeypatch) -> None:
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: LATER)
    monkeypatch.setattr(timezone, "localdate", lambda value=None: (value or LATER).date())
    base = "/00016/2026/quyen-loi/"

    def post(who: str, address: str, **data: str) -> str:
        client.force_login(people[who])
        answer = client.post(base + address, data, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()

    text = post("officer", "btxh-6/lap-danh-sach/", day="10/09/2026")
    made = SupportList.objects.get()
    assert "Người khác duyệt danh sách" in text
    text = post("leader", f"danh-sach/{made.pk}/duyet/", decision="")
    assert "Số quyết định:" in text
    text = post("leader", f"danh-sach/{made.pk}/duyet/", decision="15/QĐ-UBND")
    assert "Đã duyệt, chưa giao" in text
    line = made.lines.get(person__full_name="Nguyễn Văn Đình")
    text = post("member", f"danh-sach/{made.pk}/{line.pk}/giao/", received_by="Hường", on="31/09/2026", o="approved")
    assert "Ngày trao:" in text
    text = post("member", f"danh-sach/{made.pk}/{line.pk}/giao/", received_by="Hường", on="20/09/2026")
    assert "20/09/2026 · Hường" in text
    text = post("officer", f"danh-sach/{made.pk}/dong/")
    assert "Còn 1 người chưa có kết quả" in text
    client.force_login(people["officer"])
    text = client.get(base + "danh-sach/").content.decode()
    assert "2.275.000 đ mỗi tháng" in text  # 975,000 + 1,300,000
    client.force_login(people["stranger"])
    assert client.get(base + f"danh-sach/{made.pk}/").status_code == 403
    assert client.post(f"/00001/2026/quyen-loi/danh-sach/{made.pk}/duyet/", {"decision": "1"}).status_code == 404


def test_today_tells_each_person_the_own_step_alone(group, people, home, client, monkeypatch) -> None:
    """The leader approves, then the member hands over; who drew the list up is asked for neither."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    made = drawn(group, people)
    approve, hand = "Danh sách chờ bạn duyệt", "2 người chờ giao"

    def told(who: str) -> tuple[bool, bool]:
        client.force_login(people[who])
        page = client.get("/00016/2026/").content.decode()
        return approve in page, hand in page

    assert {who: told(who) for who in ("officer", "leader", "member")} == {
        "officer": (False, False),
        "leader": (True, False),
        "member": (False, False),
    }
    lists.approve_list(made.pk, decision="1", by=people["leader"], at=LATER)
    assert {who: told(who) for who in ("officer", "leader", "member")} == {
        "officer": (False, False),
        "leader": (False, False),
        "member": (False, True),
    }
