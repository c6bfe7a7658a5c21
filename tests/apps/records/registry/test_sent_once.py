"""The same form sent twice, or three times at once, is written once; every sending gets the page of the first."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connections
from django.test import Client

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import ChangeRequest, HardshipEvent, Household, Operation, Person, SentForm
from chungtay.records.registry.operations import once
from tests import factories as people
from tests.apps.records.registry import factories as f
from tests.apps.work.review.test_phone_races import at_once

BASE = "/00016/2024/ho-dan"
CHILD = {"full_name": "Nguyễn Thị Mai", "sex": "female", "born": "05/02/2024", "relation": "child", "ethnicity": "Kinh"}


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def token_on(page) -> str:
    (found,) = re.findall(r'name="once" value="([0-9a-f]{32})"', page.content.decode())
    return found


@pytest.fixture
def home(group):
    return f.household(group)


@pytest.fixture
def office(group) -> Client:
    return client_of(people.person("hoa", "ward_officer", group.parent))


@pytest.mark.django_db
def test_a_birth_sent_again_leads_to_the_first_and_writes_nothing(office, home):
    where = f"{BASE}/{home.pk}/ghi/khai-sinh/"
    typed = CHILD | {"once": token_on(office.get(where))}
    first = office.post(where, typed)
    assert first.status_code == 302, first.context["form"].errors
    before = Operation.objects.count()
    again = office.post(where, typed)
    assert (again.status_code, again.url) == (302, first.url)
    assert Operation.objects.count() == before
    assert Person.objects.filter(full_name="Nguyễn Thị Mai").count() == 1


@pytest.mark.django_db
def test_what_was_wrong_is_corrected_and_sent_with_the_same_number(office, home):
    where = f"{BASE}/{home.pk}/ghi/khai-tu/{f.person(home, 'Khôi').pk}/"
    token = token_on(office.get(where))
    wrong = office.post(where, {"on": "01/01/1990", "once": token})  # before the birth
    assert wrong.status_code == 422
    assert token_on(wrong) == token
    assert not SentForm.objects.exists()
    right = {office.post(where, {"on": "01/02/2024", "once": token}).url for _again in range(2)}
    assert len(right) == 1
    assert f.members(home) == {"Đình": "head", "Hường": "spouse", "Ánh": "child"}


@pytest.mark.django_db
def test_a_part_of_a_proposal_goes_in_once(group, home):
    field = client_of(people.person("vu", "enumerator", group.parent))
    where = f"{BASE}/{home.pk}/ghi/khai-sinh/"
    typed = CHILD | {"why": "Giấy khai sinh", "once": token_on(field.get(where))}
    answers = {field.post(where, typed).url for _again in range(2)}
    assert answers == {f"{BASE}/de-nghi/{ChangeRequest.objects.get().pk}/"}
    page = field.get(answers.pop())
    assert [part.about for part in page.context["parts"]] == ["Thành viên mới: Nguyễn Thị Mai"]


@pytest.mark.django_db(transaction=True)
def test_three_at_the_same_moment():
    people.district()
    group = Unit.objects.get(level="group", parent__code="00016")
    home = f.household(group)
    office = people.person("hoa", "ward_officer", group.parent)
    sending = [client_of(office) for _each in range(3)]
    births = f"{BASE}/{home.pk}/ghi/khai-sinh/"
    events = f"{BASE}/{home.pk}/ghi/bien-co/"
    event = {"kind": "accident", "on": "02/02/2024", "description": "Tai nạn xe"}
    for where, typed in ((births, CHILD), (events, event)):
        once = token_on(sending[0].get(where))
        answers = at_once(*(lambda one=one, w=where, t=typed, o=once: one.post(w, t | {"once": o}) for one in sending))
        connections.close_all()
        assert [answer.status_code for answer in answers] == [302, 302, 302]
        assert len({answer.url for answer in answers}) == 1
    assert Person.objects.filter(full_name="Nguyễn Thị Mai").count() == 1
    assert HardshipEvent.objects.count() == 1
    assert Household.objects.count() == 1


@pytest.mark.django_db
def test_forms_are_remembered_for_thirty_days(office, home):
    user = people.person("lan", "ward_officer", Unit.objects.get(code="00016"))
    for days in (0, 29, 30, 31):
        SentForm.objects.create(by=user, token=f"{days:032}", at=f.AT - datetime.timedelta(days=days), answer="/")
    assert once.forget_sent(at=f.AT) == 1
    kept = SentForm.objects.filter(by=user).values_list("token", flat=True)
    assert sorted(int(token) for token in kept) == [0, 29, 30]
