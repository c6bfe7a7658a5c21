"""People for the tests of rights: two severely disabled members of one household."""

from __future__ import annotations

import datetime

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations import editing
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests.apps.records.registry.factories import household, member, person

D = datetime.date
AT = datetime.datetime(2026, 9, 10, 8, 0, tzinfo=datetime.UTC)
DAY = D(2026, 9, 10)
BY = {"by": None, "at": AT}


def disabled(group: Unit, head: str, mother: str):
    """A man and his mother, both severely disabled."""
    made = household(group, (member(head), member(mother, "parent", "1940-01-01")), since=D(2015, 1, 1), at=AT)
    for name in (head, mother):
        editing.set_circumstance(person(made, name.split()[-1]), kind="disability", code="2", since=D(2020, 1, 1), **BY)
    record_status(made, NewStatus(2026, "vn-2022", "not_poor", D(2026, 1, 1), "legacy"), **BY)
    return made
