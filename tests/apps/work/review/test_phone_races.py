"""Two lines at the same moment: the same form, two forms of one household, the last piece of a file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from chungtay.work.review.models import Attachment, Case, Survey
from tests import phones
from tests.apps.work.review.test_phone_files import picture
from tests.campaigns import declared
from tests.phones import announced, form, phone_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Begin together; what each returned."""
    found: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        try:
            start.wait()
            found[place] = acts[place]()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_the_same_form_by_four_lines_is_kept_once():
    office, _campaign = phones.under_survey(1)
    phone, sheet = phone_of(office), form(Case.objects.get(), files=[announced(b"x" * 9)])
    found = at_once(*[lambda: phone.send(sheet)[0]["outcome"]] * 4)
    assert found == ["kept"] * 4
    assert (Survey.objects.count(), Attachment.objects.count()) == (1, 1)


def test_two_forms_of_one_household_one_stands_and_one_waits_for_a_person():
    office, _campaign = phones.under_survey(1)
    one, two, case = phone_of(office), phone_of(office, "enumerator2"), Case.objects.get()
    forms = [form(case), form(case, declared(7_000_000))]
    found = at_once(lambda: one.send(forms[0])[0]["outcome"], lambda: two.send(forms[1])[0]["outcome"])
    assert sorted(found) == ["conflict", "kept"]
    assert sorted(case.surveys.values_list("state", "number")) == [("conflict", 2), ("sent", 1)]


def test_the_last_piece_by_three_lines_leaves_one_file(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    office, _campaign = phones.under_survey(1)
    phone, content = phone_of(office), picture()
    file = announced(content)
    phone.send(form(Case.objects.get(), files=[file]))
    phone.piece(file["sent_id"], 0, content[:500])
    at_once(*[lambda: phone.piece(file["sent_id"], 500, content[500:]).json()] * 3)
    assert phone.piece(file["sent_id"], len(content), b"").json()["done"]
    row = Attachment.objects.get()
    assert (row.got, row.problem, bool(row.stored)) == (len(content), "", True)
    assert len(list((tmp_path / "files" / "evidence").rglob("*.jpg"))) == 1
