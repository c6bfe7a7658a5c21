"""The register has the days of all allowances of a person together: of a later one, of one beside another, of two in
one file. Policies ask it, as the card of the state does."""

from __future__ import annotations

import pytest

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.operations.allowances import add_allowances, end_allowance, take_back_allowances
from chungtay.records.registry.operations.benefits import gaps
from tests import factories
from tests.apps.records.registry.factories import household, member
from tests.apps.work.assistance.people import AT, ENTERED, D, hands
from tests.apps.work.assistance.test_allowances import decided
from tests.apps.work.assistance.test_allowances import told as told_of

JAN, FEB, MARCH, JUNE, SEP = D(2026, 1, 1), D(2026, 2, 1), D(2026, 3, 1), D(2026, 6, 30), D(2026, 9, 1)


@pytest.fixture
def group(db, settings, tmp_path) -> Unit:
    settings.MEDIA_ROOT = tmp_path / "files"
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def who(group) -> dict[str, object]:
    return hands(group.parent)


@pytest.fixture
def home(group):
    members = (member(), member("Đỗ Thị Kim", "parent", "1940-01-01"))
    return household(group, members, since=D(2015, 1, 1), at=ENTERED)


def entered(home, who, *rows, origin: str = ""):
    return add_allowances(home.group.parent, rows, origin=origin, by=who["officer"], at=AT)


def told(home) -> list[tuple]:
    return [(since, until) for _words, since, until in told_of(home)]


def first(home, **changes):
    return decided(home, **({"valid_to": JUNE} | changes))


def beside(home, **changes):
    return decided(home, **({"title": "Đơn thân nuôi con", "decision_number": "22", "beside": True} | changes))


def test_one_beside_another_that_lasts_longer(home, who) -> None:
    """01/01 to 30/06, and from 01/03 without end beside it: received from 01/01 without end."""
    entered(home, who, first(home))
    [other] = entered(home, who, beside(home, valid_from=MARCH))
    assert told(home) == [(JAN, JUNE), (D(2026, 7, 1), None)]
    end_allowance(other.pk, last_day=D(2026, 5, 15), note="Hết điều kiện", by=who["officer"], at=AT)
    assert told(home) == [(JAN, JUNE)]


def test_two_decisions_of_one_file(home, who) -> None:
    later = decided(home, valid_from=SEP, decision_number="30")
    entered(home, who, first(home), later)
    assert told(home) == [(JAN, JUNE), (SEP, None)]


def test_one_that_begins_before_what_is_known(home, who) -> None:
    entered(home, who, decided(home, valid_from=SEP))
    entered(home, who, first(home, decision_number="9"))
    assert sorted(told(home)) == [(JAN, JUNE), (SEP, None)]


def test_an_earlier_end_leaves_what_comes_after(home, who) -> None:
    """The one without end ends in January; beside it another runs from September: nothing between."""
    [endless] = entered(home, who, decided(home))
    entered(home, who, beside(home, valid_from=SEP))
    assert told(home) == [(JAN, None)]
    end_allowance(endless.pk, last_day=D(2026, 1, 31), note="Hết điều kiện", by=who["officer"], at=AT)
    assert told(home) == [(JAN, D(2026, 1, 31)), (SEP, None)]


def test_a_file_that_is_taken_back_leaves_the_days_of_others(home, who) -> None:
    entered(home, who, first(home), origin="file:1")
    entered(home, who, beside(home, valid_from=MARCH))
    take_back_allowances(home.group.parent, origin="file:1", by=who["officer"], at=AT)
    assert sorted(told(home)) == [(MARCH, JUNE), (D(2026, 7, 1), None)]


@pytest.mark.parametrize(
    ("since", "until", "spans", "expected"),
    [
        (JAN, None, [], [(JAN, None)]),
        (JAN, None, [(FEB, None)], [(JAN, D(2026, 1, 31))]),
        (JAN, JUNE, [(JAN, JUNE)], []),
        (JAN, JUNE, [(FEB, D(2026, 2, 28))], [(JAN, D(2026, 1, 31)), (MARCH, JUNE)]),
        (MARCH, JUNE, [(JAN, FEB), (SEP, None)], [(MARCH, JUNE)]),
        (MARCH, JUNE, [(SEP, None), (JAN, MARCH)], [(D(2026, 3, 2), JUNE)]),
        (JUNE, JUNE, [(JAN, JUNE)], []),
    ],
)
def test_gaps(since, until, spans, expected) -> None:
    assert gaps(since, until, spans) == expected
