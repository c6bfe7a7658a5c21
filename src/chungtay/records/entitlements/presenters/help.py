"""How help received is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from chungtay.records.entitlements.models import HelpReceived, HelpSource
from chungtay.records.entitlements.queries.help import Total


@dataclass(frozen=True, slots=True)
class Row:
    """`joined`: the code of the household it was recorded for, which became a part of this one. `elsewhere`: received
    while the person lived in another household. `returned`: it was given back since."""

    help: HelpReceived
    name: str
    joined: str
    elsewhere: bool
    returned: bool


def rows(found: Sequence[HelpReceived], household: int, joined: Collection[int], names: dict[int, str]) -> list[Row]:
    return [
        Row(
            each,
            names.get(each.person_id, "") if each.person_id is not None else "",
            each.household.code if each.household_id in joined else "",
            each.household_id != household and each.household_id not in joined,
            hasattr(each, "taken_back"),
        )
        for each in found
    ]


@dataclass(frozen=True, slots=True)
class Sum:
    source: str
    total: Total


def totals(found: Sequence[Total]) -> list[Sum]:
    return [Sum(str(HelpSource(total.source).label), total) for total in found]
