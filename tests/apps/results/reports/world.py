"""Two wards with lists of two years: one household in each line of the movement."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household
from chungtay.records.registry.operations import life, moves, status
from chungtay.records.registry.queries.movement import Reading
from chungtay.results.reports.queries.facts import Wanted, wanted
from tests import factories
from tests.apps.records.registry import factories as f

D = datetime.date
AT = datetime.datetime(2025, 3, 1, 8, tzinfo=datetime.UTC)
TODAY = D(2025, 3, 1)
BY: dict[str, Any] = {"by": None, "at": AT}
OPEN, CLOSE = D(2024, 1, 1), D(2025, 1, 1)
INDICATORS = [f"{service}.{number}" for service in range(1, 7) for number in (1, 2)]  # the twelve of 2022


@dataclass
class Ward:
    """Ngọc Hà with its households by the line they stand in."""

    units: dict[str, Unit]
    homes: dict[str, Household] = field(default_factory=dict)

    @property
    def ward(self) -> Unit:
        return self.units["00016"]

    @property
    def group(self) -> Unit:
        return Unit.objects.get(level="group", parent__code="00016")

    @property
    def other_group(self) -> Unit:
        return Unit.objects.get(level="group", parent__code="00001")


def result(deprived: tuple[str, ...] = ("1.1", "1.2", "2.1"), flags: tuple[str, ...] = ()) -> dict[str, Any]:
    """What the rule book keeps of a classification, as far as reports read it."""
    return {"indicators": [{"id": each, "deprived": each in deprived} for each in INDICATORS], "flags": list(flags)}


def classed(home: Household, class_id: str, day: D, **more: Any) -> None:
    values: dict[str, Any] = {"year": day.year, "rule_set": "vn-2022", "valid_from": day, "source": "review"}
    deprived = ("1.1", "1.2", "2.1") if class_id == "poor" else ("1.1",)
    values |= {"class_id": class_id, "result": result(deprived), "reasons": "1,7"}
    status.record_status(home, status.NewStatus(**(values | more)), **BY)


def home(group: Unit, *classes: str, members: int = 2, head: str = "Nguyễn Văn Đình", **more: Any) -> Household:
    """A household with its class of 2023, 2024 and 2025, as far as given; "" for no row of that year."""
    rows = [
        f.member(head, **more),
        *(f.member(f"Lê Văn {word}", "child", "2010-01-01") for word in ("An", "Ba", "Tư")[: members - 1]),
    ]
    found = f.household(group, tuple(rows), at=AT)
    for year, class_id in zip((2023, 2024, 2025), classes, strict=False):
        if class_id:
            classed(found, class_id, D(year, 1, 1))
    return found


def one_in_each_line(units: dict[str, Unit] | None = None) -> Ward:
    """The same year as in the tests of the register's own movement, counted by hand there."""
    made = Ward(units or factories.district())
    group, other = made.group, made.other_group
    homes = made.homes
    homes["stays"] = home(group, "", "poor", "poor")
    homes["to_near"] = home(group, "", "poor", "near_poor", members=3)
    homes["above"] = home(group, "", "poor", "not_poor")
    homes["falls"] = home(group, "", "near_poor", "poor")
    homes["back"] = home(group, "poor", "not_poor", "poor")
    homes["new"] = home(group, "", "", "poor", members=4)
    homes["died"] = home(group, "", "poor", members=1)
    life.record_death(f.person(homes["died"], "Đình"), on=D(2024, 5, 1), **BY)
    homes["left"] = home(group, "", "poor")
    moves.record_household_departure(homes["left"], last_day=D(2024, 6, 30), **BY)
    homes["away"] = home(group, "", "poor", "poor")
    moves.move_household(homes["away"], group=other, address="", on=D(2024, 7, 1), **BY)
    homes["came"] = home(other, "", "poor", "poor")
    moves.move_household(homes["came"], group=group, address="", on=D(2024, 7, 1), **BY)
    child = f.person(homes["stays"], "An")
    homes["half"] = moves.split_household(
        homes["stays"], persons=[child], head=child, relations={}, group=group, address="", on=D(2024, 8, 1), **BY
    )
    classed(homes["half"], "poor", CLOSE)
    return made


def of(place: Unit, **changes: Any) -> Wanted:
    return wanted(place, 2024, TODAY, **changes)


def readings(place: Unit) -> tuple[Reading, Reading]:
    return Reading(OPEN, "vn-2022", (place.path,)), Reading(CLOSE, "vn-2022", (place.path,))
