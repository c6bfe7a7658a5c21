"""Days without a network: households taken along, forms filled in, the browser killed, everything sent once."""

from __future__ import annotations

import pytest

from chungtay.work.review.models import Survey
from tests import phones
from tests.journeys.enumerator.telephone import Telephone

pytestmark = pytest.mark.journey


@pytest.fixture
def telephone(browser, live_server, tmp_path):
    made = []

    def begin(name: str = "one", **options) -> Telephone:
        made.append(Telephone(browser, live_server.url, tmp_path / name, **options))
        return made[-1]

    yield begin
    for each in made:
        each.close()


def test_one_form(telephone, units):
    phones.under_survey(3, units=units)
    one = telephone()
    one.prepare("enumerator-review")
    one.page.screenshot(path="/tmp/p_homes.png")
    one.context.set_offline(True)
    head = phones.names(1)[0]
    one.open_home(head)
    one.fill_income()
    one.page.screenshot(path="/tmp/p_finish.png", full_page=True)
    one.finish()
    one.context.set_offline(False)
    one.all_safe()
    assert Survey.objects.count() == 1
    assert one.complaints == []
