"""The fourteen wards of Ba Đình as they stood in 2019, with their official codes.

Codes and names are official. `households` is a rounded proportion and `groups` (tổ dân phố) an invented number: both
give the fictional district a believable shape and are no statistics.
"""

from __future__ import annotations

from dataclasses import dataclass

PROVINCE_CODE = "01"
PROVINCE_NAME = "Thành phố Hà Nội"
DISTRICT_CODE = "001"
DISTRICT_NAME = "Quận Ba Đình"


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward: official code (five digits) and name, its share of the households, its number of residential groups."""

    code: str
    name: str
    households: int
    groups: int


WARDS = (
    Ward("00001", "Phúc Xá", 90, 18),
    Ward("00004", "Trúc Bạch", 35, 8),
    Ward("00006", "Vĩnh Phúc", 105, 20),
    Ward("00007", "Cống Vị", 75, 15),
    Ward("00008", "Liễu Giai", 90, 17),
    Ward("00010", "Nguyễn Trung Trực", 30, 7),
    Ward("00013", "Quán Thánh", 35, 8),
    Ward("00016", "Ngọc Hà", 90, 18),
    Ward("00019", "Điện Biên", 40, 9),
    Ward("00022", "Đội Cấn", 65, 13),
    Ward("00025", "Ngọc Khánh", 95, 19),
    Ward("00028", "Kim Mã", 70, 14),
    Ward("00031", "Giảng Võ", 80, 16),
    Ward("00034", "Thành Công", 100, 20),
)


def households_per_ward(total: int) -> dict[str, int]:
    """Deal `total` households out by the wards' shares (largest remainders; the counts add up to `total`)."""
    whole = sum(ward.households for ward in WARDS)
    counts = {ward.code: total * ward.households // whole for ward in WARDS}
    by_remainder = sorted(WARDS, key=lambda ward: (-(total * ward.households % whole), ward.code))
    for ward in by_remainder[: total - sum(counts.values())]:
        counts[ward.code] += 1
    return counts
