"""Two monthly allowances: for single parents, and for nobody by a tick alone. 975,000 each, by hand."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import Allowance, SupportLine
from chungtay.records.entitlements.operations.allowances import Decided, add_allowances
from chungtay.records.registry.models import Circumstance
from chungtay.work.assistance.operations.pay_lists import draw_up_month
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.assistance.people import AT, ENTERED, D, hands

SEPTEMBER = D(2026, 9, 1)


@pytest.fixture
def group(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def who(group) -> dict[str, object]:
    return hands(group.parent)


@pytest.fixture
def home(group):
    """A couple and his mother of 86."""
    members = (member(), member("Trần Thị Hường", "spouse", "1974-11-02"), member("Đỗ Thị Kim", "parent", "1940-01-01"))
    return household(group, members, since=D(2015, 1, 1), at=ENTERED)


def entered(home, who, name: str, **changes) -> Allowance:
    values = {
        "person": person(home, name).pk, "title": "Khuyết tật nặng", "amount": 975_000, "valid_from": SEPTEMBER,
        "decision_number": "1/QĐ",
    }  # fmt: skip
    row = Decided(**(values | changes))
    [made] = add_allowances(home.group.parent, [row], by=who["officer"], at=AT)
    return made


def second(home, who, name: str, **changes) -> Allowance:
    return entered(
        home, who, name, **({"title": "Người cao tuổi", "decision_number": "2/QĐ", "beside": True} | changes)
    )


def test_whoever_lives_with_wife_or_husband_has_one(home, who) -> None:
    entered(home, who, "Hường")
    for title in ("Người cao tuổi", "Đơn thân nuôi con"):
        with pytest.raises(ValidationError, match=r"Trần Thị Hường đang hưởng “Khuyết tật nặng”.* vợ hoặc chồng"):
            second(home, who, "Hường", title=title, beside_why="Hai quyết định")
    assert Allowance.objects.count() == 1


def test_a_record_of_raising_alone_opens_nothing_beside_wife_or_husband(home, who) -> None:
    """What the refusal of before told the officer to write down to get round it."""
    entered(home, who, "Hường")
    Circumstance.objects.create(person=person(home, "Hường"), kind="care", code="2", valid_from=D(2026, 1, 1))
    with pytest.raises(ValidationError, match="vợ hoặc chồng"):
        second(home, who, "Hường", beside_why="Sổ ghi một mình nuôi con")
    assert Allowance.objects.count() == 1


@pytest.mark.parametrize("code", ["2", "7", "8"])
def test_a_single_parent_of_the_register_has_two(home, who, code) -> None:
    Circumstance.objects.create(person=person(home, "Kim"), kind="care", code=code, valid_from=D(2026, 1, 1))
    entered(home, who, "Kim")
    assert second(home, who, "Kim").beside_why == ""


def test_of_whom_nobody_knows_it_is_asked_why_and_the_approver_reads_it(group, home, who) -> None:
    entered(home, who, "Kim")
    with pytest.raises(ValidationError, match="hãy ghi vì sao"):
        second(home, who, "Kim", beside_why=" ")
    second(home, who, "Kim", beside_why="Một mình nuôi cháu")
    draw_up_month(group.parent, SEPTEMBER, source="ward", by=who["officer"], at=AT)
    line = SupportLine.objects.get()
    assert line.amount == 1_950_000
    assert line.reason == "Tháng 09/2026: 1.950.000 đ; hưởng hai khoản vì: Một mình nuôi cháu"


def test_a_second_for_somebody_named_is_asked_as_any_other(home, who) -> None:
    """Of a couple refused, of his mother asked; money for care stands beside everything."""
    entered(home, who, "Hường")
    child = {"title": "Trợ cấp nuôi con", "paid_for": person(home, "Đình").pk, "beside": False}
    with pytest.raises(ValidationError, match=r"Trần Thị Hường đang hưởng “Khuyết tật nặng”.* vợ hoặc chồng"):
        second(home, who, "Hường", **child)
    entered(home, who, "Kim", decision_number="7/QĐ")
    with pytest.raises(ValidationError, match="hãy ghi vì sao"):
        second(home, who, "Kim", **child)
    assert second(home, who, "Kim", beside_why="Một mình nuôi cháu", **child).beside_why == "Một mình nuôi cháu"
    second(home, who, "Hường", title="Kinh phí chăm sóc người khuyết tật", paid_for=person(home, "Kim").pk)
    assert Allowance.objects.count() == 4


def test_two_are_never_paid_for_one_child(home, who) -> None:
    """The sister of his too is on record as raising children alone: for the boy one of them is paid, whoever is asked;
    one after the other both may be."""
    boy = person(home, "Đình")
    alone = {"title": "Đơn thân nuôi con", "paid_for": boy.pk, "valid_to": D(2026, 10, 31)}
    entered(home, who, "Kim", **alone)
    with pytest.raises(ValidationError, match=r"Đỗ Thị Kim đang hưởng “Đơn thân nuôi con” cho Nguyễn Văn Đình") as no:
        entered(home, who, "Hường", **(alone | {"decision_number": "5/QĐ", "valid_to": None}))
    assert no.value.code == "receiver"
    entered(home, who, "Hường", **(alone | {"valid_from": D(2026, 11, 1), "valid_to": None}))
    care = {"title": "Kinh phí chăm sóc", "paid_for": boy.pk}
    entered(home, who, "Hường", **care)  # other money
    with pytest.raises(ValidationError, match="không bao giờ trả hai người cho cùng một người"):
        entered(home, who, "Kim", **care)
    both = {"title": "Nuôi dưỡng", "amount": 1, "valid_from": SEPTEMBER, "decision_number": "8"}
    rows = [
        Decided(person=person(home, name).pk, paid_for=person(home, "Kim").pk, **both) for name in ("Hường", "Đình")
    ]
    with pytest.raises(ValidationError, match="Trần Thị Hường đang hưởng “Nuôi dưỡng” cho Đỗ Thị Kim"):
        add_allowances(home.group.parent, rows, by=who["officer"], at=AT)


def test_one_after_another_and_a_decision_that_names_a_single_parent_need_none(home, who) -> None:
    entered(home, who, "Kim", valid_from=D(2026, 1, 1), valid_to=D(2026, 8, 31))
    second(home, who, "Kim")  # nothing stands beside it
    second(home, who, "Kim", title="Đơn thân nuôi con", decision_number="3/QĐ")
    assert Allowance.objects.count() == 3
