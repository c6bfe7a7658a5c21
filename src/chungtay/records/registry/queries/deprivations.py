"""What poor and near-poor households lack by the decision that holds, as decided. Unscoped: the caller has asked."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from chungtay.records.registry.models import HouseholdStatus, StatusClass
from chungtay.records.registry.queries.dwelling import homes_on

_LISTED = (StatusClass.POOR, StatusClass.NEAR_POOR)
_PART = 5_000


@dataclass(frozen=True, slots=True)
class Lacking:
    """One household by one standard. `indicators`: ids of what it lacks; empty too where another program decided and
    told no reasons (`told` is False)."""

    household: int
    rule_set: str
    year: int
    listed: bool
    told: bool
    indicators: tuple[str, ...]


def lacking_in(paths: Sequence[str], day: datetime.date) -> list[Lacking]:
    """Every household of the places with a class on the day, by each standard. One statement."""
    homes = homes_on(day, paths).values("household")
    rows = HouseholdStatus.objects.on(day).filter(household__in=homes).order_by("household", "rule_set")
    # by points the rule book worked the indicators out; by income they were declared on the form
    fields = ("household", "rule_set", "year", "class_id", "result__indicators", "result__declared")
    found = []
    for household, rule_set, year, class_id, worked_out, declared in rows.values_list(*fields).iterator(_PART):
        told = worked_out or declared or []
        lacks = tuple(each["id"] for each in told if each.get("deprived") is True)
        standard = rule_set.partition("@")[0]
        found.append(Lacking(household, standard, year, class_id in _LISTED, bool(told), lacks))
    return found
