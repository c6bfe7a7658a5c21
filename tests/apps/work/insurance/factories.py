"""A ward in the autumn of 2026: households in every group that insurance asks about."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

import xlsxwriter

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.operations.cards import record_no_card
from chungtay.records.registry.models import Household, IdentityPaper, Membership
from chungtay.records.registry.operations import editing
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.work.insurance.models import CardList
from chungtay.work.insurance.operations import lists
from chungtay.workbooks.cards import read_cards
from tests.apps.records.registry.factories import household, member, person

D = datetime.date
AT = datetime.datetime(2026, 9, 10, 8, 0, tzinfo=datetime.UTC)
TODAY = D(2026, 9, 10)
HEADINGS = ("TT", "Họ và tên", "Ngày sinh", "Số định danh", "Mã thẻ", "Từ ngày", "Đến ngày", "Nguồn đóng")


def classed(home, class_id: str, since: datetime.date, rule_set: str = "vn-2022") -> None:
    record_status(home, NewStatus(since.year, rule_set, class_id, since, "legacy"), by=None, at=AT)


def four_homes(group: Unit) -> dict[str, Household]:
    """A, out of near-poverty since January 2026: Cảnh; Dung, on a monthly benefit (the state pays her card in full).
    B, near-poor: Giang and his daughter of five (the state pays hers). C, poor: Sáu. D, on no list: Quý."""
    since = {"since": D(2015, 1, 1)}
    a = household(
        group, (member("Lê Văn Cảnh", born="1970-02-03"), member("Vũ Thị Dung", "spouse", "1972-04-05")), **since
    )
    editing.set_circumstance(person(a, "Dung"), kind="protection", code="2", since=D(2016, 1, 1), by=None, at=AT)
    b = household(group, (member("Phạm Văn Giang"), member("Phạm Thị Hà", "child", "2021-03-01", papers=())), **since)
    c = household(group, (member("Đỗ Văn Sáu", born="1960-01-01"),), **since)
    d = household(group, (member("Ngô Văn Quý", born="1980-01-01"),), **since)
    classed(a, "near_poor", D(2025, 1, 1))
    classed(a, "not_poor", D(2026, 1, 1))
    classed(b, "near_poor", D(2026, 1, 1))
    classed(c, "poor", D(2026, 1, 1))
    classed(d, "not_poor", D(2026, 1, 1))
    return {"a": a, "b": b, "c": c, "d": d}


def number_of(person) -> str:
    return str(IdentityPaper.objects.get(person=person, kind="citizen").number)


def sheet(path: Path, *rows: tuple[str, ...]) -> Path:
    """A list as the insurer sends it: two lines of title, headings, people, a signature."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Danh sách")
    page.write_string(0, 0, "BẢO HIỂM XÃ HỘI")
    page.write_string(1, 0, "Danh sách thẻ bảo hiểm y tế")
    for line, row in enumerate((HEADINGS, *rows), 3):
        for column, text in enumerate(row):
            page.write_string(line, column, text)
    page.write_string(len(rows) + 6, 1, "Giám đốc")
    book.close()
    return path


def brought(ward: Unit, by, path: Path, **changes) -> CardList:
    values = {"on": TODAY, "complete": False, "payer": "state", "by": by, "at": AT} | changes
    sent = lists.Sent(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), read_cards(path))
    return lists.bring_in(ward, sent, **values)[0]


def nobody_has_a_card(ward: Unit, on: datetime.date = TODAY) -> None:
    """As a full list with nobody on it would tell."""
    rows = Membership.objects.filter(household__group__parent=ward, valid_to=None)
    people = list(rows.values_list("person", flat=True))
    record_no_card(people, on=on, source="list", origin="test", by=None, at=AT)
