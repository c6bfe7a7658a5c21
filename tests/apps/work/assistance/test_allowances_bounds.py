"""Wrong years and absurd amounts of a list of allowances: refused, or looked at before they are taken over; what has
not begun stands apart. Hà Nội's standard of 2026 is 650,000 đ (63/2025/NQ-HĐND)."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import Allowance
from chungtay.work.assistance.models import FileLine
from chungtay.work.assistance.operations.bounds import refused, to_look_at
from chungtay.work.assistance.operations.files import Sent, bring_in, take_over
from chungtay.workbooks.allowances import AllowanceLine
from tests import factories
from tests.apps.records.registry.factories import household, member
from tests.apps.work.assistance.people import AT, ENTERED, D, hands

TODAY = D(2026, 9, 10)


@pytest.fixture
def group(db, settings, tmp_path) -> Unit:
    settings.MEDIA_ROOT = tmp_path / "files"
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def who(group) -> dict[str, object]:
    return hands(group.parent)


def line(number: int, name: str, amount: int, first: datetime.date, last: datetime.date | None = None) -> AllowanceLine:
    return AllowanceLine(number, name, D(1940, 1, number), "", "Trợ cấp", amount, first, last, f"{number}/QĐ")


def brought(group, who, *lines: AllowanceLine):
    sent = Sent("a.xlsx", "0" * 64, lines)
    return bring_in(group.parent, sent, paid_from=D(2026, 9, 1), by=who["officer"], at=AT)[0]


def test_what_cannot_be_is_refused_and_what_is_odd_is_looked_at(group, who) -> None:
    """13,000,000 is 20 times the standard and looked at, more is refused; 11 September 2027 is a year ahead."""
    names = ["Lê Văn Anh", "Lê Văn Bình", "Lê Văn Cao", "Lê Văn Dân", "Lê Văn Em"]
    for day, name in enumerate(names, 1):
        household(group, (member(name, born=f"1940-01-{day:02}"),), since=D(2015, 1, 1), at=ENTERED)
    made = brought(
        group, who,
        line(1, names[0], 50_000_000, D(2026, 1, 1)),
        line(2, names[1], 650_000, D(2042, 1, 1)),
        line(3, names[2], 13_000_000, D(2026, 1, 1)),
        line(4, names[3], 975_000, D(2027, 9, 11)),
        line(5, names[4], 975_000, D(1939, 12, 1)),
    )  # fmt: skip
    assert list(FileLine.objects.values_list("outcome", "why", "warning")) == [
        ("wrong", "50.000.000 đ một tháng cao hơn mọi khoản trợ cấp: sửa số tiền trong tệp rồi đưa vào lại.", ""),
        ("wrong", "Từ ngày 01/01/2042, sau hơn một năm nữa: sửa lại năm trong tệp rồi đưa vào lại.", ""),
        ("new", "", "13.000.000 đ không theo hệ số nào của mức chuẩn 650.000 đ: xem lại quyết định."),
        ("new", "", "Chưa đến ngày hưởng: từ 11/09/2027."),
        ("wrong", "Từ ngày 01/12/1939, trước ngày sinh của người này: sửa tệp rồi đưa vào lại.", ""),
    ]
    with pytest.raises(ValidationError) as asked:
        take_over(made.pk, by=who["officer"], at=AT)
    assert asked.value.code == "look"
    assert not Allowance.objects.exists()
    client, page = Client(), f"/00016/2026/tro-giup/hang-thang/tep/{made.pk}/"
    client.force_login(who["officer"])
    shown = client.get(f"{page}?o=warned").content.decode()
    assert ("Lê Văn Cao" in shown, "Lê Văn Anh" in shown) == (True, False)
    client.post(f"{page}nhan/", {"looked_at": "on"})
    assert set(Allowance.objects.values_list("amount", flat=True)) == {13_000_000, 975_000}


def test_what_has_not_begun_stands_apart(group, who) -> None:
    """The page tells by the real day, so the first days are told from it."""
    real = timezone.localdate()
    names = ["Lê Văn Anh", "Lê Văn Bình"]
    for day, name in enumerate(names, 1):
        household(group, (member(name, born=f"1940-01-{day:02}"),), since=D(2015, 1, 1), at=ENTERED)
    made = brought(group, who, line(1, names[0], 650_000, D(2026, 1, 1)), line(2, names[1], 650_000, D(2026, 2, 1)))
    take_over(made.pk, by=who["officer"], at=AT)
    Allowance.objects.filter(person__full_name=names[1]).update(valid_from=real + datetime.timedelta(days=40))
    client, page = Client(), "/00016/2026/tro-giup/hang-thang/"
    client.force_login(who["officer"])
    running, coming = (client.get(f"{page}{query}").content.decode() for query in ("", "?o=coming"))
    assert (names[0] in running, names[1] in running) == (True, False)
    assert (names[0] in coming, names[1] in coming) == (False, True)


@pytest.mark.parametrize(
    ("amount", "standards", "looked_at"),
    [
        (360_000, {360_000}, False), (720_000, {360_000, 650_000}, False), (975_000, {360_000, 650_000}, False),
        (3_250_000, {650_000}, False), (3_575_000, {650_000}, True), (325_000, {650_000}, True),
        (700_000, {650_000}, True), (5_000_000, set(), False), (5_000_001, set(), True),
    ],
)  # fmt: skip
def test_an_amount_is_held_against_the_standard(amount, standards, looked_at) -> None:
    assert bool(to_look_at(amount, D(2026, 1, 1), None, TODAY, standards)) is looked_at


def test_bounds_of_days_and_amounts() -> None:
    """Of no standard: 20 million; 366 days from 10 September 2026 are 11 September 2027."""
    assert refused(20_000_000, D(2027, 9, 11), None, TODAY, set()) == ""
    assert refused(20_000_001, D(2026, 1, 1), None, TODAY, set()) != ""
    assert refused(650_000, D(2027, 9, 12), None, TODAY, {650_000}) != ""
    assert to_look_at(650_000, D(2026, 9, 11), None, TODAY, {650_000}) != ""
    assert to_look_at(650_000, TODAY, None, TODAY, {650_000}) == ""
    assert to_look_at(650_000, D(1990, 1, 1), None, TODAY, {650_000}) != ""
    assert to_look_at(650_000, TODAY, D(2050, 1, 1), TODAY, {650_000}) != ""
