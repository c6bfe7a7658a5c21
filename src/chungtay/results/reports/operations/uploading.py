"""The lists for the ministry's program: the register's own layout with the classes of the two lists of a report."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.records.registry.operations.exporting import export_standing
from chungtay.records.registry.queries.movement_steps import END, START
from chungtay.records.registry.queries.outgoing import Standing
from chungtay.results.reports.permissions import check_may_take_lists
from chungtay.results.reports.queries.facts import Facts


@transaction.atomic
def take_upload(path: Path, facts: Facts, *, by: Any, at: datetime.datetime) -> int:
    """Three sheets: who is on the list, who left poverty, who left near-poverty; how many households stand in them."""
    wanted = facts.wanted
    if by is not None:
        check_may_take_lists(by, wanted.place, timezone.localdate(at))
    before = {step.household: step.class_id for step in facts.steps if step.line == START}
    after = {step.household: step.class_id for step in facts.steps if step.line == END}
    # who is on neither list any more was found not to be poor
    standing = {home: Standing(after.get(home, "not_poor"), before.get(home, "")) for home in before | after}
    reading = wanted.closing
    return export_standing(path, area=wanted.place, year=wanted.year, standing=standing, reading=reading, by=by, at=at)
