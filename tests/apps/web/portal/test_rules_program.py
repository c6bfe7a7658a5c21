"""The self-check page names the program of the rules, and the program is the rule book's own."""

import json

import pytest

from chungtay.rulebook import rule_sets
from chungtay.rulebook.program import program

pytestmark = pytest.mark.django_db


def test_the_page_points_to_the_program_and_loads_nothing_from_elsewhere(client):
    page = client.get("/tu-kiem-tra/").content.decode()
    assert 'data-program="/quy-tac/vn-2022.json"' in page
    assert 'type="module" src="/static/portal/self_check.js"' in page
    assert "http://" not in page
    assert "https://" not in page


def test_the_program_is_the_rule_books_own(client):
    answer = client.get("/quy-tac/vn-2022.json")
    assert answer.status_code == 200
    assert json.loads(answer.content) == json.loads(json.dumps(program(rule_sets.load("vn-2022"))))


@pytest.mark.parametrize("name", ["vn-1999", "..", "vn-2016+20190905"])
def test_an_unknown_rule_set_is_not_found(client, name):
    assert client.get(f"/quy-tac/{name}.json").status_code == 404
