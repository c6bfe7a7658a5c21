"""Whom a line of a list of allowances may mean: those of the name whose year of birth is no other one are shown, and
the officer says which. Nobody is certain by a name alone."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import Allowance
from chungtay.records.registry.queries.pupils import Sought, match, year_in
from chungtay.work.assistance.operations.files import Sent, bring_in, decide, take_over
from chungtay.workbooks.allowances import AllowanceLine
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.assistance.people import AT, ENTERED, D, hands


@pytest.fixture
def group(db, settings, tmp_path) -> Unit:
    settings.MEDIA_ROOT = tmp_path / "files"
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def who(group) -> dict[str, object]:
    return hands(group.parent)


@pytest.fixture
def homes(group):
    """Two Lê Văn Hùng, of 1 April 1952 and of 1960; a Lê Văn Hưng of 1952; each in a home of their own."""
    told = (("Lê Văn Hùng", "1952-04-01"), ("Lê Văn Hùng", "1960-05-02"), ("Lê Văn Hưng", "1952-08-09"))
    return [household(group, (member(name, born=born),), since=D(2015, 1, 1), at=ENTERED) for name, born in told]


def numbers(homes) -> list[int]:
    return [home.memberships.get().person_id for home in homes]


def line(number: int, name: str = "Lê Văn Hùng", born=None, year=None, **changes) -> AllowanceLine:
    values = {"title": "Người cao tuổi", "amount": 650_000, "valid_from": D(2026, 1, 1), "decision": f"{number}/QĐ"}
    return AllowanceLine(number, name, born, born_in=year, **(values | changes))


def brought(group, who, *lines: AllowanceLine):
    sent = Sent("a.xlsx", "0" * 64, lines)
    return bring_in(group.parent, sent, paid_from=D(2026, 9, 1), by=who["officer"], at=AT)[0]


def test_who_may_be_meant(group, homes) -> None:
    """Names are compared without marks, so Hưng is one of them where the year does not speak against it."""
    first, second, other = numbers(homes)
    asked = [
        Sought("Lê Văn Hùng", None), Sought("Lê Văn Hùng", None, year=1952), Sought("Lê Văn Hùng", D(1960, 12, 31)),
        Sought("Lê Văn Hùng", None, year=1970), Sought("", None), Sought("Lê Văn Hùng", D(1952, 4, 1)),
    ]  # fmt: skip
    found = match(asked, [group.parent.path])
    assert [tuple(each.number for each in one.possible) for one in found] == [
        (first, other, second), (first, other), (second,), (), (), (),
    ]  # fmt: skip
    assert [one.certain.number if one.certain else None for one in found] == [None] * 5 + [first]
    elsewhere = Unit.objects.exclude(pk=group.parent.pk).filter(level="ward").first()
    assert match(asked[:1], [elsewhere.path])[0].possible == ()
    assert [year_in(text) for text in ("01/04/1952", "4/1952", "1952", "", "không rõ", "52")] == [
        1952, 1952, 1952, None, None, None,
    ]  # fmt: skip


def test_the_officer_says_whom_a_line_means(group, who, homes) -> None:
    first, second, other = numbers(homes)
    made = brought(group, who, line(3, year=1952), line(4), line(5, "Phạm Văn Lạ"))
    rows = {row.line: row for row in made.lines.all()}
    assert [(row.outcome, row.possible) for row in rows.values()] == [
        ("choose", [first, other]), ("choose", [first, other, second]), ("unknown", []),
    ]  # fmt: skip
    client, page = Client(), f"/00016/2026/tro-giup/hang-thang/tep/{made.pk}/"
    client.force_login(who["officer"])
    shown = client.get(f"{page}?o=choose").content.decode()
    assert "2 dòng có thể chỉ nhiều người, hoặc người có tên ghi khác" in shown
    assert "01/04/1952" in shown
    client.post(f"{page}dong/3/", {"person": str(first)})
    act = {"by": who["officer"], "at": AT}
    with pytest.raises(ValidationError) as refused:  # not one of the two
        decide(made.pk, 3, person=second, **act)
    assert refused.value.code == "person"
    with pytest.raises(ValidationError) as refused:  # nobody to choose from
        decide(made.pk, 5, person=first, **act)
    assert refused.value.code == "line"
    assert decide(made.pk, 4, person=first, **act).outcome == "twice"  # line 3 gives him one for that time
    assert decide(made.pk, 4, person=None, **act).outcome == "left_out"
    assert decide(made.pk, 4, person=second, **act).outcome == "new"
    take_over(made.pk, **act)
    assert set(Allowance.objects.values_list("person", "decision_number")) == {(first, "3/QĐ"), (second, "4/QĐ")}
    assert AuditEvent.objects.filter(action="assistance.line_decided").count() == 4
    with pytest.raises(ValidationError):  # taken over
        decide(made.pk, 4, person=None, **act)


def test_whom_nobody_chose_is_left_and_bounds_hold_for_who_is_chosen(group, who, homes) -> None:
    first, second, _other = numbers(homes)
    made = brought(group, who, line(3), line(4, valid_from=D(1958, 1, 1)))
    act = {"by": who["officer"], "at": AT}
    row = decide(made.pk, 4, person=second, **act)
    assert (row.outcome, row.why) == (
        "wrong", "Từ ngày 01/01/1958, trước ngày sinh của người này: sửa tệp rồi đưa vào lại.",
    )  # fmt: skip
    row = decide(made.pk, 4, person=first, **act)
    assert (row.outcome, row.warning) == ("new", "Hưởng từ hơn 30 năm trước.")
    take_over(made.pk, looked_at=True, **act)
    assert list(Allowance.objects.values_list("person", flat=True)) == [first]


def test_the_one_looked_after_is_found_in_the_home_of_who_is_chosen(group, who) -> None:
    couple = (member("Lê Văn Hùng", born="1952-04-01"), member("Đỗ Thị Kim", "spouse", "1950-01-01"))
    home = household(group, couple, since=D(2015, 1, 1), at=ENTERED)
    care = line(3, title="Chăm sóc người khuyết tật", for_name="Đỗ Thị Kim")
    made = brought(group, who, care)
    assert made.lines.get().outcome == "choose"
    row = decide(made.pk, 3, person=person(home, "Hùng").pk, by=who["officer"], at=AT)
    assert (row.outcome, row.paid_for_id) == ("new", person(home, "Kim").pk)


def test_the_statements_do_not_grow_with_those_to_choose_from(group, who, homes) -> None:
    def counted(*lines: AllowanceLine, sha: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            sent = Sent("a.xlsx", sha * 64, lines)
            bring_in(group.parent, sent, paid_from=D(2026, 9, 1), by=who["officer"], at=AT)
        return len(seen)

    few = counted(line(3), sha="1")
    assert counted(*(line(number, year=1952) for number in range(3, 40)), sha="2") <= few
