"""A commune right below its province (two levels of government since 1 July 2025) and households whose points are known
by hand from `tests/rulebook/test_worked_households.py`."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.places import operations as places
from tests import factories
from tests.rulebook.households import ADULT, CHILD, WORKER, rural

YOUNG = CHILD | {"weight_kg": 33}  # nine and a half on the day of the visit: weighed too
FAMILY = (WORKER, WORKER | {"birth_date": "01/01/1982", "contract": 1, "job_type": 2, "nonfarm": 1}, YOUNG, YOUNG)
THINGS: dict[str, Any] = {
    "floor_area_m2": 80, "electricity_kwh": 120, "motorbikes": 2, "televisions": 2, "refrigerators": 1,
    "air_conditioners": 1, "computers": 1, "land_annual_m2": 5000, "cattle": 3, "pigs": 10, "poultry_tens": 10,
}  # fmt: skip
HOMES = (("Đỗ Văn Lúa", "poor"), ("Mai Thị Đay", "near_poor"), ("Ngô Văn Sậy", ""))
# B1 at most 140 is near-poor, with 30 points of B2 poor (rural). Lúa has 235; Đay 120 and 0; Sậy 30 points of B2.
ANSWERS = {
    "Đỗ Văn Lúa": rural(1, *FAMILY, **THINGS),
    "Mai Thị Đay": rural(1),
    "Ngô Văn Sậy": rural(
        1, ADULT | {"health_insurance": 2, "state_paid_insurance": 2, "internet": 2}, phones=0, radio=2
    ),
}


def commune() -> dict[str, Any]:
    """A commune right below its province, with one rural group: the levels since 1 July 2025."""
    since = {"valid_from": datetime.date(2025, 7, 1), "by": None, "at": factories.AT}
    province = places.found_unit(level="province", code="33", name="Tỉnh Hưng Yên", parent=None, **since)
    ward = places.found_unit(level="ward", code="00016", name="Xã Bãi Sậy", parent=province, **since)
    places.add_group(ward, code="01", name="Thôn Đông", kind="rural", **since)
    return {"00016": ward, "001": province}


def given(head: str) -> dict[str, Any]:
    """The answers of a household as a form keeps them."""
    raw = ANSWERS[head]
    return {"household": raw["household"], "members": raw["members"]}
