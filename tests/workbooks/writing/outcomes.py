"""A small outcome made by hand: seven fictional households of two residential groups, six classified, one refused."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

from chungtay.rulebook import rule_sets
from chungtay.rulebook.evaluate import evaluate
from chungtay.workbooks.contents import CellProblem, ReadHousehold, ReadMember
from chungtay.workbooks.outcome import Meta, Outcome, Row
from tests.rulebook.households import ADULT, CHILD, REVIEW_DATE, urban

RULES = rule_sets.load("vn-2022")
META = Meta("vn-2022", RULES.version, "Hà Nội, thành thị", datetime.date(2026, 9, 15), "to3.xlsx", "ab12" * 16)

# B1: 185 in the plain house, 165 with three deprivations, 155 for an old person with a child (tests/workbooks)
THREE_LACKS = {"toilet": 3, "water": 4, "floor_area_m2": 7}


def row(
    number: int,
    name: str,
    group: str,
    *,
    previous: str = "",
    sex: int = 2,
    child_first: bool = False,
    with_child: bool = False,
    **answers: Any,
) -> Row:
    """One household scored by the rule book itself, with the facts that the lists print."""
    people = [ADULT | {"relationship": 1, "sex": sex}, CHILD | {"relationship": 5}][: 2 if with_child else 1]
    raw = urban(*people, **answers)
    members = [
        ReadMember(
            "Phiếu",
            number,
            {"name": name if person["relationship"] == 1 else "Cháu Mơ", "birth_date": person["birth_date"]},
            {key: value for key, value in person.items() if key != "birth_date"},
        )
        for person in people
    ]
    facts = {
        "household_code": f"{number:03d}",
        "head_name": name,
        "group": group,
        "address": f"Số {number} phố Trấn Vũ",
        "previous_class": previous,
    }
    if child_first:
        members.reverse()
    household = ReadHousehold("Phiếu", number, facts, dict(raw["household"]), members)
    return Row(household, evaluate(RULES, raw, on=REVIEW_DATE))


@cache
def small() -> Outcome:
    """1 poor, 2 near-poor, 3 not poor, 1 refused. Group "Tổ 1" has four households, "Tổ 2" three."""
    waiting = row(8, "Phạm Thị Yến", "Tổ 2")
    problem = CellProblem("Phiếu", 8, "K", "water", "9", "Nước sinh hoạt: “9” không có trong mã.", "Water: no code 9.")
    return Outcome(
        META,
        [
            row(1, "Đỗ Thị Hường", "Tổ 1", previous="Hộ nghèo", **THREE_LACKS),
            row(
                2, "Nguyễn Văn Đức", "Tổ 1", previous="1. Hộ nghèo", sex=1, with_child=True, child_first=True, toilet=2
            ),
            row(3, "Trần Quốc Tuấn", "Tổ 1", previous="Hộ nghèo", sex=1),
            row(4, "Lê Thị Ổn", "Tổ 1", previous="Hộ cận nghèo"),
            row(5, "Vũ Thị Ngần", "Tổ 2", previous="Hộ không nghèo", with_child=True, toilet=2),
            row(6, "Hoàng Văn Ỷ", "Tổ 2", sex=1),
            Row(waiting.household, None, (problem,)),
        ],
    )
