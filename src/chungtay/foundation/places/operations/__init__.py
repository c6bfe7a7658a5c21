"""The only door for writing about places."""

from chungtay.foundation.places.operations.area_types import set_area_type
from chungtay.foundation.places.operations.units import close_unit, found_unit

__all__ = ["close_unit", "found_unit", "set_area_type"]
