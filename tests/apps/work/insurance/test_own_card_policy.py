"""An office's own policy that gives a card: it stands in the group of insurance, whatever was written, and adults are
not sent to a school because nobody has to approve it."""

from __future__ import annotations

import pytest

from chungtay.foundation.places.models import Unit
from chungtay.records.catalogue.forms.policies import PolicyForm
from chungtay.records.catalogue.models import OwnPolicy
from chungtay.records.catalogue.operations import policies
from chungtay.records.registry.operations import editing
from tests.apps.records.catalogue.samples import sample
from tests.apps.records.registry.factories import person
from tests.apps.work.insurance.factories import AT, D, nobody_has_a_card
from tests.apps.work.insurance.test_batches import drawn, named, stages


def own(group: Unit, people, who: str) -> OwnPolicy:
    """The ward pays 60,000 đ a month of a card; written before cards had to stand in the group of insurance."""
    content = sample(
        who=who, gives="card", excludes="", approval="none", documents=[],
        rates=[{"when": "", "times": "60000", "words": "60.000 đồng mỗi tháng"}],
    )  # fmt: skip
    made = policies.propose(group.parent, content, by=people["officer"], at=AT)
    return policies.approve(made.pk, decision="15/QĐ-UBND", by=people["leader"], at=AT)


def test_an_adult_is_bought_a_card_and_a_pupil_goes_to_the_school(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    code = own(group, people, "schooling in (not_at_school, university) and household_class == not_listed").code
    editing.set_circumstance(
        person(homes["d"], "Quý"), kind="schooling", code="8", since=D(2025, 9, 1), by=None, at=AT
    )  # the state pays pupils 50 % of 113,850, 56,925: the ward pays more
    assert stages(group, people)["Ngô Văn Quý"] == (code, "school", "missing")


def test_adults_of_a_policy_that_nobody_approves_are_not_pupils(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    code = own(group, people, "age_months >= 216 and household_class == not_listed").code
    assert stages(group, people)["Ngô Văn Quý"] == (code, "buy", "missing")  # Quý, 46, of no list
    line = named(drawn(group, people))["Ngô Văn Quý"]
    assert (line.by_city, line.by_household) == (720_000, 646_200)  # 12 x 60,000; 12 x 53,850


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [({}, {}), ({"excludes": "monthly"}, {"excludes"}), ({"of": "household"}, {"of"})],
)
def test_the_form_puts_a_card_into_the_group_of_insurance(changes, wrong) -> None:
    said = sample()
    typed = {
        "title": said.title, "issuer": "ward", "instrument": said.instrument, "article": said.article,
        "issued_on": "01/07/2026", "valid_from": "01/07/2026", "of": "person", "who_words": said.who_words,
        "who": "household_class == poor", "gives": "card", "period": "month", "excludes": "", "approval": "none",
        "times_1": "50000", "words_1": "50.000 đồng", "day": "10/09/2026",
    }  # fmt: skip
    form = PolicyForm(typed | changes)
    assert (form.is_valid(), set(form.errors)) == (not wrong, set(wrong))
    if not wrong:
        assert form.content().excludes == "insurance"
