"""What was typed into a step that is refused waits for the page that says why: once, and never for secrets."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests import gifts
from tests.gifts import Office

pytestmark = pytest.mark.django_db
SUPPLY = {"source": "donor", "giver": "Công ty Sao Mai", "planned": "ba suất"}


@pytest.fixture
def made(db) -> Office:
    return gifts.office()


@pytest.fixture
def addresses(made, client) -> tuple[str, str]:
    """The page of a round, and where a source of its gifts is added."""
    begun = gifts.begun(made)
    envelopes = gifts.kind(made, begun)
    client.force_login(made.people["officer"])
    number = ["00016", 2026, begun.pk]
    return reverse("gifts:round", args=number), reverse("gifts:add_supply", args=[*number, envelopes.pk])


def waiting(client, page: str) -> dict | None:
    found = re.search(r'<script id="typed" type="application/json">(.*?)</script>', client.get(page).content.decode())
    return json.loads(found[1]) if found else None


def test_it_waits_once_for_the_page_that_says_why(client, addresses):
    page, add = addresses
    client.post(add, SUPPLY | {"csrfmiddlewaretoken": "x"})
    expected = {"source": ["donor"], "giver": ["Công ty Sao Mai"], "planned": ["ba suất"]}
    assert waiting(client, page) == {"to": add, "fields": expected, "again": ""}
    assert waiting(client, page) is None
    assert "typed" not in client.session


def test_signs_of_markup_stay_text(client, addresses):
    page, add = addresses
    client.post(add, SUPPLY | {"giver": "</script><b>Sao"})
    assert "</script><b>Sao" not in client.get(page).content.decode()
    client.post(add, SUPPLY | {"giver": "</script><b>Sao"})
    assert waiting(client, page)["fields"]["giver"] == ["</script><b>Sao"]


def test_a_step_that_went_well_keeps_nothing(client, addresses):
    page, add = addresses
    client.post(add, SUPPLY | {"planned": "3"})
    assert waiting(client, page) is None


def test_nothing_longer_than_a_form_is_kept(client, addresses):
    page, add = addresses
    client.post(add, SUPPLY | {"giver": "a" * 20_001})
    assert waiting(client, page) is None


def test_nothing_of_accounts_is_kept(client, made):
    """A code of the telephone, typed wrong."""
    client.force_login(made.people["officer"])
    answer = client.post(reverse("accounts:factor_off"), {"code": "123456"})
    assert answer.status_code == 302
    assert [message.level_tag for message in get_messages(answer.wsgi_request)] == ["warning"]
    assert "typed" not in client.session
