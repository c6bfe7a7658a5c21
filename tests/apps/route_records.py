"""What the addresses in routes.toml name besides a place: one maker for each kind of record, called once for an area.

A maker takes the world and the area, and returns what stands in the address (a number, as a rule). An app that adds a
route with a record in its address adds its maker here. A maker may ask for a record of a kind above it in the table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chungtay.foundation.accounts.models import Assignment, SignIn
from chungtay.foundation.core.models import Job
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import HouseholdResult
from tests import factories
from tests.apps.route_world import World


def review_file(world: World, area: Unit) -> int:
    """A classified file for the whole area."""
    path, _district = factories.workbook(world.folder)
    return factories.classified(path, area, world.keeper_of(area)).pk


def household_of_a_review_file(world: World, area: Unit) -> int:
    return HouseholdResult.objects.filter(file=world.record("review file", area), area=area).first().pk


def colleague(world: World, area: Unit) -> int:
    """Somebody whose one duty lies in the area."""
    role = "emulation_council"
    return factories.person(f"colleague-{area.code}", role, area).pk


def session_of_somebody_else(world: World, area: Unit) -> int:
    return SignIn.objects.create(
        user_id=world.record("colleague", area), began_at=factories.AT, last_used_at=factories.AT
    ).pk


def duty_of_a_colleague(world: World, area: Unit) -> int:
    return Assignment.objects.get(user=world.record("colleague", area)).pk


def job_of_the_keeper(world: World, area: Unit) -> int:
    """Background work that the officer of the area began."""
    keeper = world.keeper_of(area)
    return Job.objects.create(kind="test", by=keeper, area_path=area.path, made_at=factories.AT, state="failed").pk


RECORDS: dict[str, Callable[[World, Unit], Any]] = {
    "colleague": colleague,
    "duty of that colleague": duty_of_a_colleague,
    "session of somebody else": session_of_somebody_else,
    "job of the keeper": job_of_the_keeper,
    "review file": review_file,
    "household of that file": household_of_a_review_file,
}
