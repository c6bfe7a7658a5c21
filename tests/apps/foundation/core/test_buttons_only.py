"""Somebody's session ended while a page with buttons was open, or an address of a button is opened by hand."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import factories as people

pytestmark = pytest.mark.django_db
BUTTON = "/tai-khoan/dang-xuat/"
HTML = {"Accept": "text/html"}


@pytest.fixture
def client():
    people.district()
    client = Client()
    client.force_login(people.person("hoa", None, None), "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_button_opened_by_its_address_says_what_it_is(client):
    page = client.get("/viec-nen/1/dung/", headers=HTML)
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "Ở đây không có gì để xem" in page.content.decode()
    assert client.get("/viec-nen/1/dung/").content == b""  # a program is told by the status alone


@pytest.mark.parametrize(
    ("came", "next_page"),
    [
        ("http://testserver/00016/2024/ho-dan/5/?trang=2", "/00016/2024/ho-dan/5/%3Ftrang%3D2"),
        ("http://elsewhere.example/00016/2024/ho-dan/5/", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_again_the_page_with_the_button_comes_back(db, came, next_page):
    answer = Client().post("/viec-nen/1/dung/", headers={"Referer": came} if came else {})
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={next_page}")


def test_a_page_that_was_asked_for_comes_back_as_it_was(db):
    assert Client().get("/viec-nen/?trang=2")["Location"].endswith("?next=/viec-nen/%3Ftrang%3D2")
