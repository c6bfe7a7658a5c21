"""The district can be repeated, answers every question validly, and has households on both sides of the line."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from statistics import mean

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from chungtay.demo.district import District, generate
from chungtay.demo.draws import draw, happens, pick, row_keys
from chungtay.demo.places import WARDS, households_per_ward
from chungtay.rulebook.answers import HOUSEHOLD_FACTS, MEMBER_FACTS, normalise, scaled_number
from chungtay.rulebook.evaluate import evaluate
from chungtay.rulebook.model import RuleSet

# Codes of the General Statistics Office for the wards of district 001 before 2025.
OFFICIAL = {
    "00001": "Phúc Xá", "00004": "Trúc Bạch", "00006": "Vĩnh Phúc", "00007": "Cống Vị", "00008": "Liễu Giai",
    "00010": "Nguyễn Trung Trực", "00013": "Quán Thánh", "00016": "Ngọc Hà", "00019": "Điện Biên", "00022": "Đội Cấn",
    "00025": "Ngọc Khánh", "00028": "Kim Mã", "00031": "Giảng Võ", "00034": "Thành Công",
}  # fmt: skip

# The content of the small district with the default seed. It changes only when the generator is changed on purpose;
# a new version of Polars or Python must not change it.
SMALL_SHA256 = "ae14ed7fd5b7b64faea63f6c5155050be34b07e163b32547f82152fe3165545b"


def digest(district: District) -> str:
    return hashlib.sha256(json.dumps(district.households, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def test_the_draws_are_splitmix64() -> None:
    # the first three numbers of splitmix64 started at 0, as published with the algorithm
    published = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    found = pl.DataFrame({"n": [1, 2, 3]}).select(key=row_keys(0, pl.col("n")))
    assert found["key"].to_list() == published


def test_chances_of_none_and_all_are_never_and_always() -> None:
    keys = pl.DataFrame({"n": range(1, 2001)}).with_columns(key=row_keys(7, pl.col("n")))
    counts = keys.select(
        never=happens(pl.col("key"), "a", 0).sum(),
        always=happens(pl.col("key"), "a", 1000).sum(),
        third=(pick(pl.col("key"), "b", [(1, 2), (2, 1)]) == 2).sum(),
        least=draw(pl.col("key"), "c").min(),
    ).row(0, named=True)
    assert (counts["never"], counts["always"]) == (0, 2000)
    assert 580 <= counts["third"] <= 750  # a third of 2000, four standard deviations either way
    assert counts["least"] >= 0


def test_the_same_seed_gives_the_same_district(small: District) -> None:
    assert digest(generate("small")) == digest(small) == SMALL_SHA256


def test_another_seed_gives_other_people(small: District) -> None:
    other = generate("small", seed=2020)
    names = [home["household"]["head_name"] for home in small.households]
    assert sum(a == b["household"]["head_name"] for a, b in zip(names, other.households, strict=True)) < 15


def test_the_wards_are_those_of_ba_dinh() -> None:
    assert {ward.code: ward.name for ward in WARDS} == OFFICIAL


@given(st.integers(min_value=0, max_value=2_000_000))
def test_households_of_the_wards_add_up(total: int) -> None:
    counts = households_per_ward(total)
    assert sum(counts.values()) == total
    assert set(counts) == set(OFFICIAL)
    assert all(abs(counts[ward.code] - total * ward.households / 1000) < 1 for ward in WARDS)


def test_every_household_stands_in_its_ward_and_group(small: District) -> None:
    found = Counter(home["household"]["ward_code"] for home in small.households)
    assert found == Counter(households_per_ward(300))
    groups = {ward.code: ward.groups for ward in WARDS}
    codes = set()
    for home in small.households:
        facts = home["household"]
        assert facts["household_code"].startswith(facts["ward_code"] + "-")
        assert facts["ward_name"] == "Phường " + OFFICIAL[facts["ward_code"]]
        assert 1 <= int(facts["group"].removeprefix("Tổ dân phố ")) <= groups[facts["ward_code"]]
        codes.add(facts["household_code"])
    assert len(codes) == 300


def test_every_answer_is_valid_and_was_asked(sample: District, rule_set: RuleSet) -> None:
    """Each answer given is the value that the rule book reads: an answer not asked for would be read as 0."""
    for home in sample.households:
        answers = normalise(rule_set, home, sample.on)
        assert [problem for problem in answers.problems if problem.kind == "invalid"] == []
        tables = [(home["household"], answers.household, HOUSEHOLD_FACTS)]
        tables += [(given, read, MEMBER_FACTS) for given, read in zip(home["members"], answers.members, strict=True)]
        for given_answers, read, facts in tables:
            for name, value in given_answers.items():
                if name in facts or name == "sex":  # the form records the sex of everybody, asked or not
                    continue
                scaled = scaled_number(value, rule_set.inputs[name].decimals)
                assert read[name] == (scaled, scaled), (home["household"]["household_code"], name)


def test_only_listed_households_lack_an_answer_and_only_one(sample: District, rule_set: RuleSet) -> None:
    lacking = {"listed": 0, "plain": 0}
    for home in sample.households:
        missing = len(normalise(rule_set, home, sample.on).problems)
        assert missing <= 1
        lacking["listed" if "reason" in home["household"] else "plain"] += missing
    assert lacking["plain"] == 0
    assert 30 <= lacking["listed"] <= 90  # twelve in a hundred of about 500


def test_without_missing_answers_every_household_is_classified(rule_set: RuleSet) -> None:
    district = generate(households=200, share_listed=1000, missing=0)
    assert len(district.listed()) == 200
    assert {evaluate(rule_set, home, on=district.on).status for home in district.households} == {"classified"}


def test_all_classes_and_refusals_occur_in_the_small_district(small: District, rule_set: RuleSet) -> None:
    listed = small.listed()
    assert 50 <= len(listed) <= 75
    results = [evaluate(rule_set, home, on=small.on) for home in listed]
    found = Counter(result.class_id or result.status for result in results)
    assert found["poor"] >= 5
    assert found["near_poor"] >= 10
    assert found["not_poor"] >= 10
    assert found["refused"] >= 3
    assert {home["household"]["previous_class"] for home in listed} == {"poor", "near_poor", "not_poor"}


def test_a_plain_district_has_few_poor(rule_set: RuleSet) -> None:
    district = generate("medium", households=4000)
    found = Counter(evaluate(rule_set, home, on=district.on).class_id for home in district.households)
    assert 4 <= found["poor"] <= 60  # 0.1 to 1.5 in a hundred
    assert 20 <= found["near_poor"] <= 120  # 0.5 to 3 in a hundred


def test_listed_households_own_and_use_less(sample: District) -> None:
    def average(name: str, listed: bool) -> float:
        homes = [home["household"] for home in sample.households if ("reason" in home["household"]) == listed]
        return mean(float(home[name]) for home in homes if name in home)

    for name in ("electricity_kwh", "floor_area_m2", "air_conditioners", "computers", "motorbikes"):
        assert average(name, True) < 0.75 * average(name, False), name
