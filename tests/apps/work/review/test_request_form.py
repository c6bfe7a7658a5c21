"""The form with which a household asks: titles of 2019 and of now, what the register knows, room for the hand."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from chungtay.foundation.core.models import AuditEvent
from chungtay.rulebook import process
from chungtay.work.review.operations import requests
from chungtay.work.review.presenters.request_form import request_form
from tests import campaigns as made_up

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2019, 7, 16, 2, 0, tzinfo=datetime.UTC)


@pytest.fixture
def office():
    made = made_up.office()
    made_up.register(made)
    return made


def asked(office, kind="add"):
    by = office.people["officer"]
    made, _new = requests.receive_request(
        office.ward, kind=kind, channel="counter", token=uuid.uuid4(), asker="Phạm Thị Bưởi, 0900 000 000",
        words="Chồng mất việc", by=by, at=AT,
    )  # fmt: skip
    return requests.link_household(made, household=office.homes[3].pk, by=by, at=AT)


@pytest.mark.parametrize(
    ("day", "kind", "title"),
    [
        (datetime.date(2019, 7, 1), "add", "Giấy đề nghị xét duyệt bổ sung hộ nghèo, hộ cận nghèo"),
        (datetime.date(2019, 7, 1), "remove", "Giấy đề nghị xét duyệt thoát nghèo, thoát cận nghèo"),
        (datetime.date(2024, 7, 1), "add", "Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo"),
        (datetime.date(2025, 9, 1), "remove", "Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo"),
    ],
)
def test_the_title_of_the_day(day, kind, title):
    paper = request_form(None, kind, process.in_force(day).in_year)
    assert (paper.title, paper.heading) == (title, [title.upper()])
    assert all(row[1:] == ["", "", "", ""] for row in paper.tables[0].rows)


def test_what_the_register_knows_is_printed_and_numbers_are_left_to_the_hand(office):
    made = asked(office)
    home, members = requests.take_form(made, by=office.people["officer"], at=AT)
    law = process.in_force(AT.date()).in_year
    paper = request_form(
        office.ward, "add", law, home=home, group="Tổ dân phố 1", members=members, words=made.words,
        receipt=made.receipt,
    )  # fmt: skip
    # the fourth household of the list: number 4, born on 2 March 1964; the child on 4 May 2008
    assert "Họ và tên: Phạm Thị Bưởi. Giới tính: Nam." in paper.intro
    assert "Sinh ngày: 02/03/1964. Dân tộc: Kinh." in paper.intro
    assert "Nơi ở hiện tại: số 4 ngõ 12, Tổ dân phố 1, Phường Ngọc Hà." in paper.intro
    assert paper.tables[0].rows == [
        ["1", "Phạm Thị Bưởi", "1964", "Chủ hộ", ""], ["2", "Phạm Thị Bưởi Con", "2008", "Con", ""],
    ]  # fmt: skip
    assert paper.notes[0] == "Lý do đề nghị: Chồng mất việc"
    assert any(line.startswith("Số định danh cá nhân") and "...." in line for line in paper.intro)
    assert "0900" not in str(paper)  # the contact stays sealed


def test_printing_leaves_a_line_and_is_not_for_everybody(office):
    made = asked(office)
    requests.take_form(made, by=office.people["officer"], at=AT)
    assert AuditEvent.objects.filter(action="review.request_form_taken").count() == 1
    with pytest.raises(PermissionDenied):
        requests.take_form(made, by=office.people["enumerator"], at=AT)


def test_by_the_pages(office, client):
    made = asked(office)
    client.force_login(office.people["officer"])
    page = client.get(reverse("requests:request", args=["00016", 2019, made.pk])).content.decode()
    address = reverse("requests:form", args=["00016", 2019, made.pk])
    assert address in page
    assert client.get(address).content.startswith(b"%PDF")
    blank = reverse("requests:blank", args=["00016", 2019, "remove"])
    assert blank in client.get(reverse("requests:requests", args=["00016", 2019])).content.decode()
    assert client.get(blank).content.startswith(b"%PDF")
    assert client.get(reverse("requests:blank", args=["00016", 2019, "khac"])).status_code == 404
