"""Reads: units by code, name and day; what they became; urban or rural; plans of reorganisation."""

from chungtay.foundation.places.queries.area_types import area_kind, entries_of, kinds_of, kinds_within
from chungtay.foundation.places.queries.finding import Finder, NoUnit, find_unit, why_no_place, why_not_there
from chungtay.foundation.places.queries.people import People, counts_people, people_in, register_counter
from chungtay.foundation.places.queries.plans import (
    candidates,
    planned,
    plans_of,
    preview,
    waiting,
    waiting_days,
)
from chungtay.foundation.places.queries.succession import (
    Part,
    as_of,
    became,
    came_from,
    certain_way,
    predecessors,
    successors,
)
from chungtay.foundation.places.queries.units import (
    ancestors,
    below,
    children_of,
    ever_with_code,
    groups_of,
    holders_of_code,
    last_day,
    province_of,
    unit_by_code,
    units_of_year,
)

__all__ = [
    "Finder",
    "NoUnit",
    "Part",
    "People",
    "ancestors",
    "area_kind",
    "as_of",
    "became",
    "below",
    "came_from",
    "candidates",
    "certain_way",
    "children_of",
    "counts_people",
    "entries_of",
    "ever_with_code",
    "find_unit",
    "groups_of",
    "holders_of_code",
    "kinds_of",
    "kinds_within",
    "last_day",
    "people_in",
    "planned",
    "plans_of",
    "predecessors",
    "preview",
    "province_of",
    "register_counter",
    "successors",
    "unit_by_code",
    "units_of_year",
    "waiting",
    "waiting_days",
    "why_no_place",
    "why_not_there",
]
