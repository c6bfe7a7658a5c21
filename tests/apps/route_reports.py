"""Records of the reports for the visits of every route: a set that was made and a report that was finalised."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.results.reports.operations.finalising import finalise_report
from chungtay.results.reports.operations.taking_out import ask_for_all, make_all
from chungtay.results.reports.queries.facts import Wanted, wanted
from chungtay.results.reports.queries.tables import levels_of
from tests.apps.route_world import YEAR, World

AT = datetime.datetime(2025, 3, 1, 8, 0, tzinfo=datetime.UTC)


def _wanted(area: Unit) -> Wanted:
    return wanted(area, YEAR, AT.date())


def set_of_reports(world: World, area: Unit) -> int:
    made = ask_for_all(_wanted(area), levels_of(area)[0], by=None, at=AT)
    return make_all(made.pk, clock=lambda: AT).pk


def finalised_report(world: World, area: Unit) -> int:
    return finalise_report(_wanted(area), levels_of(area)[0], by=None, at=AT).pk


RECORDS: dict[str, Callable[[World, Unit], Any]] = {
    "set of reports": set_of_reports,
    "finalised report": finalised_report,
}
