"""From a place in words to the answers that choose the column of points: area type, region, rural sheet.

    parse_area(rule_set, "Hà Nội, thành thị") -> {"area_type": 1, "region": 7}
    parse_area(rule_set, "nông thôn; Lâm Đồng") -> {"area_type": 2, "region": 4, "rural_sheet": 4}

Provinces are those named in the rule set, as they were when it was issued. A province merged in 2025 may lie in two
regions: the old name must be given.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.model import Province, RuleSet

_AREAS = {"thanh thi": 1, "do thi": 1, "phuong": 1, "urban": 1, "nong thon": 2, "xa": 2, "rural": 2}
_TITLES = re.compile(r"^(tinh|thanh pho|tp\.?) +")


@functools.lru_cache(maxsize=20_000)  # the words of names and addresses come again and again
def fold(text: str) -> str:
    """Lower case without tone marks, one space between words: "Đà Nẵng" -> "da nang"."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.lower().split())


def parse_area(rule_set: RuleSet, text: str) -> dict[str, int]:
    """Answers area_type, region and (rural) rural_sheet; raises AnswersError with what to write instead."""
    parts = [fold(part) for part in re.split(r"[,;:/|]", text) if part.strip()]
    areas = {_AREAS[part] for part in parts if part in _AREAS}
    places = [_province(rule_set, part) for part in parts if part not in _AREAS]
    if len(areas) != 1 or len(places) != 1 or places[0] is None:
        raise AnswersError(
            f"Không hiểu địa bàn “{text}”. Viết tên tỉnh (năm 2022) và khu vực, ví dụ “Hà Nội, thành thị”.",
            f'The area "{text}" is not understood. Write province (of 2022) and area type: "Hà Nội, urban".',
        )
    area_type = areas.pop()
    found = {"area_type": area_type, "region": places[0].region}
    if area_type == 2:
        found["rural_sheet"] = places[0].rural_sheet
    return found


def _province(rule_set: RuleSet, part: str) -> Province | None:
    part = _TITLES.sub("", part)
    aliases = {
        "hcm": "ho chi minh",
        "tphcm": "ho chi minh",
        "hue": "thua thien hue",
        "ba ria vung tau": "ba ria - vung tau",
    }
    part = aliases.get(part, part)
    for entry in rule_set.provinces:
        if fold(entry.name) == part:
            return entry
    return None
