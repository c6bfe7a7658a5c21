"""Urban or rural, from a day on; and what was wrong is corrected without hiding it."""

from __future__ import annotations

import datetime
import itertools

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places import operations, queries
from chungtay.foundation.places.models import AreaType, Unit
from tests.factories import AT, SINCE

CHANGE = datetime.date(2023, 1, 1)
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def group(units) -> Unit:
    return Unit.objects.get(parent=units["00016"])


def said(group: Unit, *days: datetime.date) -> list[str | None]:
    return [queries.area_kind(group, day) for day in days]


def test_a_decision_for_all_groups_of_a_ward_at_once(units, group):
    more = [
        operations.add_group(
            units["00016"], code=f"{n:02}", name=f"Tổ {n}", kind=None, valid_from=SINCE, by=None, at=AT
        )
        for n in range(2, 40)
    ]
    counts = []
    for groups, day in ((more[:3], CHANGE), (more[3:], CHANGE)):
        with CaptureQueriesContext(connection) as found:
            operations.set_area_types(groups, kind="rural", valid_from=day, by=None, at=AT)
        counts.append(len(found))
    assert counts[0] == counts[1]
    operations.set_area_types([group], kind="rural", valid_from=CHANGE, by=None, at=AT)
    assert set(queries.kinds_of([group, *more], CHANGE).values()) == {"rural"}
    assert queries.kinds_of([group, *more], CHANGE - ONE_DAY) == {group.pk: "urban"}
    before = AuditEvent.objects.count()
    assert operations.set_area_types([group, *more], kind="rural", valid_from=CHANGE, by=None, at=AT) == 0
    assert AuditEvent.objects.count() == before


def test_a_later_entry_stands_in_the_way(group):
    operations.set_area_type(group, kind="rural", valid_from=CHANGE, by=None, at=AT)
    with pytest.raises(ValidationError, match="01/01/2023"):
        operations.set_area_type(group, kind="urban", valid_from=CHANGE, by=None, at=AT)
    with pytest.raises(ValidationError, match="01/01/2023"):
        operations.set_area_type(group, kind="rural", valid_from=CHANGE - ONE_DAY, by=None, at=AT)
    assert said(group, CHANGE - ONE_DAY, CHANGE) == ["urban", "rural"]


def test_a_wrong_kind_is_corrected_and_stays_readable(group):
    wrong = operations.set_area_type(group, kind="rural", valid_from=CHANGE, by=None, at=AT)
    operations.correct_area_type(
        wrong, kind="urban", valid_from=CHANGE, reason="Ghi nhầm, theo QĐ 12/2022", by=None, at=AT
    )
    assert said(group, CHANGE - ONE_DAY, CHANGE) == ["urban", "urban"]
    entries = list(queries.entries_of(group))
    assert [(row.kind, row.withdrawn) for row in entries] == [("urban", False), ("rural", True), ("urban", False)]
    assert entries[1].why_withdrawn == "Ghi nhầm, theo QĐ 12/2022"
    assert entries[2].corrects == entries[1]
    event = AuditEvent.objects.latest("number")
    assert event.action == "places.area_type_corrected"
    assert event.detail == {"was": ["rural", "2023-01-01"], "is": ["urban", "2023-01-01"]}


def test_a_wrong_day_is_corrected_and_the_entry_before_fits(group):
    wrong = operations.set_area_type(group, kind="rural", valid_from=CHANGE, by=None, at=AT)
    right = datetime.date(2022, 7, 1)
    operations.correct_area_type(wrong, kind="rural", valid_from=right, reason="Sai ngày", by=None, at=AT)
    assert said(group, right - ONE_DAY, right, CHANGE) == ["urban", "rural", "rural"]
    later = AreaType.objects.standing().get(unit=group, kind="rural")
    operations.correct_area_type(later, kind="rural", valid_from=CHANGE, reason="Ngày cũ đúng", by=None, at=AT)
    assert said(group, right, CHANGE - ONE_DAY, CHANGE) == ["urban", "urban", "rural"]


def test_an_entry_that_should_not_be_there(group):
    wrong = operations.set_area_type(group, kind="rural", valid_from=CHANGE, by=None, at=AT)
    operations.take_back_area_type(wrong, reason="Quyết định của tổ khác", by=None, at=AT)
    assert said(group, SINCE, CHANGE, datetime.date(2026, 1, 1)) == ["urban", "urban", "urban"]
    first = AreaType.objects.standing().get(unit=group)
    operations.take_back_area_type(first, reason="Chưa ai quyết định", by=None, at=AT)
    assert said(group, SINCE) == [None]


@pytest.mark.parametrize(
    ("kind", "day", "reason"),
    [
        ("urban", CHANGE, ""),
        ("urban", CHANGE, "  "),
        ("rural", CHANGE, "không đổi gì"),
        ("rural", SINCE, "trùng mục trước"),
        ("rural", SINCE - ONE_DAY, "trước khi có tổ"),
    ],
)
def test_a_correction_without_reason_or_sense_is_refused(group, kind, day, reason):
    row = operations.set_area_type(group, kind="rural", valid_from=CHANGE, by=None, at=AT)
    with pytest.raises(ValidationError):
        operations.correct_area_type(row, kind=kind, valid_from=day, reason=reason, by=None, at=AT)
    assert said(group, SINCE, CHANGE) == ["urban", "rural"]


def test_two_officers_correct_the_same_entry(group):
    row = operations.set_area_type(group, kind="rural", valid_from=CHANGE, by=None, at=AT)
    operations.correct_area_type(row, kind="urban", valid_from=CHANGE, reason="Nhầm", by=None, at=AT)
    with pytest.raises(ValidationError, match="tải lại"):
        operations.correct_area_type(row, kind="urban", valid_from=CHANGE, reason="Nhầm", by=None, at=AT)


def test_a_ward_is_neither_urban_nor_rural(units):
    with pytest.raises(ValidationError):
        operations.set_area_type(units["00016"], kind="urban", valid_from=CHANGE, by=None, at=AT)


DAYS = [datetime.date(2020, 1, 1) + datetime.timedelta(days=200 * n) for n in range(6)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["set", "correct", "take back"]), st.sampled_from(["urban", "rural"]), st.sampled_from(DAYS)
    ),
    max_size=7,
)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=40)
@given(STEPS)
def test_whatever_is_entered_one_kind_holds_on_each_day_at_most(steps):
    from django.db import transaction

    from tests.factories import district

    with transaction.atomic():
        group = Unit.objects.get(parent=district()["00016"])
        for step, kind, day in steps:
            row = AreaType.objects.standing().filter(unit=group).order_by("valid_from").last()
            try:
                with transaction.atomic():
                    if step == "set":
                        operations.set_area_type(group, kind=kind, valid_from=day, by=None, at=AT)
                    elif row and step == "correct":
                        operations.correct_area_type(row, kind=kind, valid_from=day, reason="x", by=None, at=AT)
                    elif row:
                        operations.take_back_area_type(row, reason="x", by=None, at=AT)
            except ValidationError:
                continue
        rows = list(AreaType.objects.standing().filter(unit=group).order_by("valid_from"))
        for one, two in itertools.pairwise(rows):
            assert one.valid_to == two.valid_from - ONE_DAY
        assert not rows or rows[-1].valid_to is None
        transaction.set_rollback(True)
