"""Records of sponsorship and credit for the visits of every route."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household
from chungtay.work.credit.models import Loan, Telling
from chungtay.work.sponsorship.models import Arrival, Sponsor, Sponsorship
from tests import factories
from tests.apps.route_world import World

_MONTH = datetime.date(2024, 8, 1)


def sponsorship(world: World, area: Unit) -> int:
    """One that waits to be confirmed, entered by the keeper of the area."""
    home = Household.objects.get(pk=world.record("household", area))
    keeper = world.keeper_of(area)
    sponsor = Sponsor.objects.create(
        ward=home.group.parent, kind="business", name=f"Cơ sở thử {area.code}", added_by=keeper, added_at=factories.AT
    )
    made = Sponsorship.objects.create(
        sponsor=sponsor, household=home, begins_on=_MONTH, monthly=500_000, agreed="Biên bản thử", entered_by=keeper,
        entered_at=factories.AT,
    )  # fmt: skip
    return made.pk


def sponsor(world: World, area: Unit) -> int:
    return Sponsorship.objects.get(pk=world.record("commitment of a sponsor", area)).sponsor_id


def arrival(world: World, area: Unit) -> int:
    """What came for a month before (it was taken up by hand: the ledger of help does not know it)."""
    made = Arrival.objects.create(
        sponsorship_id=world.record("commitment of a sponsor", area), month=_MONTH, on=_MONTH, value=500_000,
        proof="Biên nhận thử", recorded_by=world.keeper_of(area), recorded_at=factories.AT,
    )  # fmt: skip
    return made.pk


def loan(world: World, area: Unit) -> int:
    """One that somebody of the area entered and its keeper confirmed."""
    home = Household.objects.get(pk=world.record("household", area))
    other = factories.person(f"loans-{area.code}", None, None)
    made = Loan.objects.create(
        household=home, borrower=home.memberships.first().person, programme="Giải quyết việc làm", amount=50_000_000,
        disbursed_on=_MONTH, source="Danh sách thử", state="running", entered_by=other, entered_at=factories.AT,
        confirmed_by=world.keeper_of(area), confirmed_at=factories.AT,
    )  # fmt: skip
    return made.pk


def told_of_loan(world: World, area: Unit) -> int:
    made = Telling.objects.create(
        loan_id=world.record("loan", area), on=_MONTH, standing="running", outstanding=40_000_000,
        source="Danh sách thử", entered_by=world.keeper_of(area), entered_at=factories.AT,
    )  # fmt: skip
    return made.pk


RECORDS: dict[str, Callable[[World, Unit], Any]] = {
    "commitment of a sponsor": sponsorship,
    "sponsor": sponsor,
    "arrival of that commitment": arrival,
    "loan": loan,
    "what was told of that loan": told_of_loan,
}
