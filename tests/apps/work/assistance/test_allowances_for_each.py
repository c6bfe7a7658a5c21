"""An allowance for the care of somebody: one for each child under one name and one decision, two for one child never.

Hường raises An (2018) and Bình (2020) alone: by 31/QĐ-UBND 650,000 đồng a month for each from July 2026, paid here from
July. She has 975,000 of her own for her disability.
"""

from __future__ import annotations

import hashlib

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import Allowance
from chungtay.records.entitlements.operations.allowances import Decided, add_allowances, end_allowance
from chungtay.records.registry.operations import life
from chungtay.work.assistance.operations.files import Sent, bring_in, take_over, undo_file
from chungtay.work.assistance.operations.pay_lists import draw_up_month
from chungtay.work.assistance.queries.monthly import left_behind, owed
from chungtay.workbooks.allowances import read_allowances
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.assistance.people import AT, ENTERED, D, hands

JULY, AUGUST, SEPTEMBER = D(2026, 7, 1), D(2026, 8, 1), D(2026, 9, 1)
TITLE = "Đơn thân nuôi con"


@pytest.fixture
def group(db, settings, tmp_path) -> Unit:
    settings.MEDIA_ROOT = tmp_path / "files"
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def who(group) -> dict[str, object]:
    return hands(group.parent)


@pytest.fixture
def home(group):
    members = (
        member("Trần Thị Hường", born="1990-11-02"),
        member("Nguyễn Văn An", "child", "2018-03-01", papers=()),
        member("Nguyễn Thị Bình", "child", "2020-05-01", papers=()),
    )
    return household(group, members, since=D(2015, 1, 1), at=ENTERED)


def decided(home, child: str = "", amount: int = 650_000, **changes) -> Decided:
    values = {
        "person": person(home, "Hường").pk, "title": TITLE, "amount": amount, "valid_from": JULY,
        "decision_number": "31/QĐ-UBND", "paid_for": person(home, child).pk if child else None,
    }  # fmt: skip
    return Decided(**(values | changes))


def entered(home, who, *rows: Decided) -> list[Allowance]:
    return add_allowances(home.group.parent, rows, by=who["officer"], at=AT)


def months(home, month=SEPTEMBER) -> tuple[int, int]:
    [found] = [each for each in owed(home.group.parent, month) if each.person == person(home, "Hường").pk]
    return found.month, found.arrears


def test_one_for_each_child_under_one_decision(home, who, group) -> None:
    """September 2 x 650,000 + 975,000 = 2,275,000 (check 14.4: 3.5 x 650,000); in arrears twice that."""
    entered(home, who, decided(home, "An"), decided(home, "Bình"))
    entered(home, who, decided(home, amount=975_000, title="Khuyết tật nặng", decision_number="30/QĐ-UBND"))
    assert months(home) == (2_275_000, 4_550_000)
    made = draw_up_month(group.parent, SEPTEMBER, source="ward", by=who["officer"], at=AT)
    assert list(made.lines.values_list("amount", "reason")) == [
        (6_825_000, "Tháng 09/2026: 2.275.000 đ; truy lĩnh 4.550.000 đ")
    ]


@pytest.mark.parametrize("number", ["31/QĐ-UBND", "32/QĐ-UBND"])
def test_two_of_a_kind_for_one_child_are_refused_in_words(home, who, number) -> None:
    """By the same decision it stands already; by another it holds on the days of the first."""
    entered(home, who, decided(home, "An"))
    same = number == "31/QĐ-UBND"
    words = r"Khoản này đã có" if same else r"cho việc chăm sóc người này đã được hưởng .* 31/QĐ-UBND từ 01/07/2026"
    with pytest.raises(ValidationError, match=words) as refused:
        entered(home, who, decided(home, "An", title=TITLE.upper(), decision_number=number))
    assert refused.value.code == ("same" if same else "kind")
    with pytest.raises(ValidationError, match=r"đã có|chăm sóc người này"):
        entered(home, who, decided(home, "Bình"), decided(home, "Bình", decision_number=number))
    one = Allowance.objects.get()
    end_allowance(one.pk, last_day=D(2026, 9, 15), note="Chuyển mức", by=who["officer"], at=AT)
    entered(home, who, decided(home, "An", 700_000, valid_from=D(2026, 9, 16), decision_number="33/QĐ-UBND"))
    entered(home, who, decided(home, "Bình", decision_number="33/QĐ-UBND", valid_from=D(2026, 9, 16)))
    # of September the later is paid for An, and the one for Bình beside it: it follows none of hers
    assert months(home) == (700_000 + 650_000, 2 * 650_000)


def test_the_database_keeps_it(home, who) -> None:
    [one] = entered(home, who, decided(home, "An"))
    one.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()
    one.paid_for_id, one.decision_number = one.person_id, "9"
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()


def test_nobody_is_paid_for_themselves_nor_for_the_dead(home, who) -> None:
    with pytest.raises(ValidationError, match="chăm sóc chính mình"):
        entered(home, who, decided(home, "Hường"))
    an, bad = decided(home, "An"), decided(home, paid_for=10**9)
    life.record_death(person(home, "An"), on=D(2026, 8, 20), by=None, at=AT)
    for row in (an, bad):
        with pytest.raises(ValidationError, match="đã mất hoặc không có trong sổ"):
            entered(home, who, row)
    assert not Allowance.objects.exists()


def test_after_the_month_of_a_child_s_death_nothing_is_owed_for_it(home, who, group) -> None:
    """An dies on 20 August: July and August 2 x 1,300,000, September 650,000; who looks is told that it still runs."""
    entered(home, who, decided(home, "An"), decided(home, "Bình"))
    an = person(home, "An")
    life.record_death(an, on=D(2026, 8, 20), by=None, at=AT)
    assert months(home) == (650_000, 2_600_000)
    assert [(each.person, each.rest) for each in left_behind(group.parent, SEPTEMBER)] == [(an.pk, None)]
    end_allowance(Allowance.objects.get(paid_for=an).pk, last_day=D(2026, 8, 31), note="x", by=who["officer"], at=AT)
    assert left_behind(group.parent, SEPTEMBER) == []
    assert months(home) == (650_000, 2_600_000)


def sent(tmp_path, *rows: tuple) -> Sent:
    path = tmp_path / "tro-cap.xlsx"
    made = openpyxl.Workbook()
    made.active.append(["STT", "Họ và tên", "Ngày sinh", "Người được chăm sóc", "Ngày sinh người được chăm sóc"])
    for place, heading in enumerate(("Chế độ", "Số tiền", "Từ ngày", "Số quyết định"), 6):
        made.active.cell(1, place, heading)
    for count, (child, born, title, number) in enumerate(rows, 1):
        made.active.append([count, "Trần Thị Hường", "02/11/1990", child, born, title, 650000, "07/2026", number])
    made.save(path)
    return Sent("tro-cap.xlsx", hashlib.sha256(path.read_bytes()).hexdigest(), read_allowances(path))


def test_a_list_brings_one_for_each(home, who, group, tmp_path) -> None:
    """The child is found by name and birth, or by its name in the household of whoever receives it."""
    rows = [
        ("Nguyễn Văn An", "01/03/2018", TITLE, "31/QĐ-UBND"),
        ("nguyễn thị bình", None, TITLE, "31/QĐ-UBND"),
        ("Nguyễn Văn An", None, TITLE, "32/QĐ-UBND"),  # a second for An
        ("Nguyễn Văn An", "01/03/2018", TITLE, "31/QĐ-UBND"),  # the first line again
        ("Lê Văn Lạ", None, TITLE, "31/QĐ-UBND"),  # nobody
        (None, None, "Khuyết tật nặng", "30/QĐ-UBND"),  # her own
    ]
    made, _new = bring_in(group.parent, sent(tmp_path, *rows), paid_from=JULY, by=who["officer"], at=AT)
    assert list(made.lines.values_list("outcome", flat=True)) == ["new", "new", "twice", "known", "unknown", "new"]
    take_over(made.pk, by=who["officer"], at=AT)
    told = Allowance.objects.order_by("pk").values_list("paid_for__full_name", "amount", "beside")
    assert list(told) == [
        ("Nguyễn Văn An", 650_000, True), ("Nguyễn Thị Bình", 650_000, True), (None, 650_000, False),
    ]  # fmt: skip
    assert months(home) == (1_950_000, 3_900_000)
    more, _new = bring_in(group.parent, sent(tmp_path, *rows[:2]), paid_from=JULY, by=who["officer"], at=AT)
    assert list(more.lines.values_list("outcome", flat=True)) == ["known", "known"]
    undo_file(made.pk, by=who["officer"], at=AT)
    assert not Allowance.objects.filter(withdrawn=False).exists()


def test_statements_do_not_grow_with_children(home, who, group, tmp_path) -> None:
    counts, names = [], {1: "Nguyễn Văn", 20: "Nguyễn Thị"}
    for count in (1, 20):
        for index in range(count):
            child = member(f"{names[count]} {chr(66 + index)}ân", "child", "2019-01-01", papers=())
            life.record_birth(home, child, by=None, at=AT)
        rows = [(f"{names[count]} {chr(66 + index)}ân", None, TITLE, f"{count}/QĐ") for index in range(count)]
        file = sent(tmp_path, *rows)
        with CaptureQueriesContext(connection) as asked:
            made, _new = bring_in(group.parent, file, paid_from=JULY, by=who["officer"], at=AT)
            take_over(made.pk, by=who["officer"], at=AT)
            owed(group.parent, SEPTEMBER)
        counts.append(len(asked))
        assert made.lines.filter(outcome="new").count() == count
    assert counts[1] <= counts[0] + 2  # the second time allowances are on record, with the children they are for


def test_the_form_takes_two_children_and_refuses_a_third_time(home, who) -> None:
    browser, page = Client(), f"/00016/2026/tro-giup/ho/{home.pk}/tro-cap/"
    browser.force_login(who["officer"])
    data = {
        "person": person(home, "Hường").pk, "title": TITLE, "amount": "650.000", "valid_from": "01/07/2026",
        "paid_from": "07/2026", "decision_number": "31/QĐ-UBND",
    }  # fmt: skip
    assert "Không ai, khoản của chính người nhận" in browser.get(page).content.decode()
    for name in ("An", "Bình"):
        assert browser.post(page, data | {"paid_for": person(home, name).pk}).status_code == 302
    shown = browser.post(page, data | {"paid_for": person(home, "An").pk}).content.decode()
    assert "Khoản này đã có" in shown
    told = browser.get("/00016/2026/tro-giup/hang-thang/").content.decode()
    assert "để chăm sóc Nguyễn Văn An" in told
    assert "để chăm sóc Nguyễn Thị Bình" in told
