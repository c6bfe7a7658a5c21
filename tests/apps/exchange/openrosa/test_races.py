"""The same delivery by several lines at once, and two telephones at one household."""

from __future__ import annotations

import pytest

from chungtay.exchange.openrosa.models import Delivery
from chungtay.work.review.models import Attachment, Case, Survey
from tests import collect, phones
from tests.apps.exchange.openrosa.test_collect import ROWS, answers
from tests.apps.work.review.test_phone_races import at_once
from tests.collect import filled, picture, telephone

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_form_with_its_photograph_by_four_lines_is_kept_once(tmp_path):
    office, campaign = phones.under_survey(1)
    form, case, image = collect.opened(office, campaign), Case.objects.get(), picture()
    lines = [telephone(office) for _line in range(4)]
    xml = filled(form, answers(version=case.version), ROWS, photo="1.jpg")
    found = at_once(*[lambda phone=phone: phone.send(xml, ("1.jpg", image)).status_code for phone in lines])
    assert set(found) <= {201, 202}
    assert (Survey.objects.count(), Delivery.objects.count(), Attachment.objects.count()) == (1, 1, 1)
    assert len(list((tmp_path / "files" / "evidence").rglob("*.jpg"))) == 1


def test_two_telephones_at_one_household_one_stands_and_one_waits_for_a_person():
    office, campaign = phones.under_survey(1)
    form, case = collect.opened(office, campaign), Case.objects.get()
    one, two = telephone(office), telephone(office, "enumerator2")
    forms = [filled(form, answers(version=case.version, income=income), ROWS) for income in (900_000, 7_000_000)]
    found = at_once(lambda: one.send(forms[0]).status_code, lambda: two.send(forms[1]).status_code)
    assert found == [201, 201]
    assert sorted(case.surveys.values_list("state", "number")) == [("conflict", 2), ("sent", 1)]
    assert Delivery.objects.count() == 2
