"""Tables of places: dated units, what became of them, urban or rural, plans of reorganisation."""

from chungtay.foundation.places.models.area_types import AreaKind, AreaType
from chungtay.foundation.places.models.carried import Carried
from chungtay.foundation.places.models.plans import PlannedGroup, PlanState, Reorganisation
from chungtay.foundation.places.models.succession import Extent, Succession
from chungtay.foundation.places.models.units import Confidence, Level, Unit, UnitQuerySet

__all__ = [
    "AreaKind",
    "AreaType",
    "Carried",
    "Confidence",
    "Extent",
    "Level",
    "PlanState",
    "PlannedGroup",
    "Reorganisation",
    "Succession",
    "Unit",
    "UnitQuerySet",
]
