"""Reads: units by code, name and day; what they became; urban or rural; plans of reorganisation."""

from chungtay.foundation.places.queries.area_types import area_kind, kinds_of, kinds_within
from chungtay.foundation.places.queries.units import ancestors, below, province_of, unit_by_code

__all__ = ["ancestors", "area_kind", "below", "kinds_of", "kinds_within", "province_of", "unit_by_code"]
