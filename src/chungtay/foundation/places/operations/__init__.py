"""The only door for writing about places."""

from chungtay.foundation.places.operations.applying import apply_plan, register_mover, undo_plan
from chungtay.foundation.places.operations.area_types import (
    correct_area_type,
    set_area_type,
    set_area_types,
    take_back_area_type,
)
from chungtay.foundation.places.operations.changes import merge_groups, rename_group
from chungtay.foundation.places.operations.loading import (
    Loaded,
    SuccessionRow,
    UnitRow,
    load_successions,
    load_units,
)
from chungtay.foundation.places.operations.plans import assign_groups, draft_plan
from chungtay.foundation.places.operations.units import add_group, close_unit, found_unit
from chungtay.foundation.places.operations.withdrawing import reinstate_groups, withdraw_group
from chungtay.foundation.places.queries.going import Move

__all__ = [
    "Loaded",
    "Move",
    "SuccessionRow",
    "UnitRow",
    "add_group",
    "apply_plan",
    "assign_groups",
    "close_unit",
    "correct_area_type",
    "draft_plan",
    "found_unit",
    "load_successions",
    "load_units",
    "merge_groups",
    "register_mover",
    "reinstate_groups",
    "rename_group",
    "set_area_type",
    "set_area_types",
    "take_back_area_type",
    "undo_plan",
    "withdraw_group",
]
