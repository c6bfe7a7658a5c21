"""The people of a household fit each other: heads, ages, names, schooling, work, benefits, identity numbers."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date, datetime
from typing import Any

import polars as pl

from chungtay.demo.district import District, generate
from chungtay.demo.identity import id_numbers, is_invented
from chungtay.rulebook.evaluate import evaluate
from chungtay.rulebook.model import RuleSet

HEAD, SPOUSE, CHILD, PARENT, OTHER = 1, 2, 3, 4, 5
MALE, FEMALE = 1, 2
Member = dict[str, Any]


def born(member: Member) -> date:
    return datetime.strptime(member["birth_date"], "%d/%m/%Y").date()


def years_between(older: Member, younger: Member) -> float:
    return (born(younger) - born(older)).days / 365.25


def years_old(member: Member, on: date) -> int:
    day = born(member)
    return on.year - day.year - ((on.month, on.day) < (day.month, day.day))


def test_every_household_has_one_head_who_comes_first_and_is_grown_up(sample: District) -> None:
    for home in sample.households:
        members = home["members"]
        assert [member["relationship"] for member in members].count(HEAD) == 1
        assert members[0]["relationship"] == HEAD
        assert members[0]["name"] == home["household"]["head_name"]
        assert years_old(members[0], sample.on) >= 20


def test_the_spouse_is_one_and_of_the_other_sex(sample: District) -> None:
    for home in sample.households:
        head, *others = home["members"]
        spouses = [member for member in others if member["relationship"] == SPOUSE]
        assert len(spouses) <= 1
        assert all(spouse["sex"] != head["sex"] and years_old(spouse, sample.on) >= 18 for spouse in spouses)


def test_children_are_at_least_fifteen_years_younger_than_their_parents(sample: District) -> None:
    for home in sample.households:
        head, *others = home["members"]
        for member in others:
            if member["relationship"] == CHILD:
                parents = [head, *(each for each in others if each["relationship"] == SPOUSE)]
                assert all(years_between(parent, member) >= 15 for parent in parents)
            if member["relationship"] == PARENT:
                assert years_between(member, head) >= 15
            assert born(member) <= sample.on


def test_no_child_lives_without_somebody_old_enough_to_bring_it_up(sample: District) -> None:
    for home in sample.households:
        for member in home["members"]:
            if years_old(member, sample.on) < 16:
                assert any(years_between(other, member) >= 15 for other in home["members"])


def test_a_child_of_a_couple_bears_the_fathers_family_name(sample: District) -> None:
    checked = 0
    for home in sample.households:
        couple = [member for member in home["members"] if member["relationship"] in (HEAD, SPOUSE)]
        fathers = [member for member in couple if member["sex"] == MALE]
        for member in home["members"]:
            if len(couple) == 2 and member["relationship"] == CHILD:
                assert member["name"].split()[0] == fathers[0]["name"].split()[0]
                checked += 1
    assert checked > 1000


def test_names_are_composed_unicode_of_three_words_and_fit_the_sex(sample: District) -> None:
    for home in sample.households:
        for member in home["members"]:
            words = member["name"].split(" ")
            assert unicodedata.is_normalized("NFC", member["name"])
            assert len(words) == 3
            assert all(word.istitle() for word in words)
            assert words[1] != words[2]
            assert not (words[1] == "Thị" and member["sex"] == MALE)
            assert not (words[1] == "Văn" and member["sex"] == FEMALE)


def test_nguyen_is_the_most_common_family_name(sample: District) -> None:
    families = Counter(home["household"]["head_name"].split()[0] for home in sample.households)
    name, count = families.most_common(1)[0]
    assert name == "Nguyễn"
    assert 0.3 <= count / len(sample.households) <= 0.42


def test_identity_numbers_are_invented_unique_and_agree_with_sex_and_year(sample: District) -> None:
    seen = set()
    for home in sample.households:
        for member in home["members"]:
            number, year = member["id_number"], born(member).year
            assert len(number) == 12
            assert number.isdigit()
            assert is_invented(number)
            century = 0 if year < 2000 else 2
            assert int(number[3]) == century + (member["sex"] == FEMALE)
            assert number[4:6] == f"{year % 100:02d}"
            seen.add(number)
    assert len(seen) == sum(len(home["members"]) for home in sample.households)


def test_numbers_of_real_provinces_are_not_invented_ones() -> None:
    assert is_invented("099185030042")
    assert not any(is_invented(f"{province:03d}185030042") for province in range(1, 97))
    assert not is_invented("99185030042")
    assert not is_invented("0991850300421")


def test_work_school_and_benefits_do_not_contradict_each_other(sample: District) -> None:
    for home in sample.households:
        for member in home["members"]:
            if member.get("job_type") == 1:
                assert member["contract"] == 1
            if member.get("employment") == 4:
                assert member["attending"] == 1
            if member.get("pension", 0) > 0:
                assert member["social_benefit"] != 1
                assert years_old(member, sample.on) >= 55
            if member["social_benefit"] == 3:
                assert years_old(member, sample.on) < 16
            if member.get("education", 4) < 4:
                assert member.get("training", 1) <= 2
            if member.get("contract") == 1 and "health_insurance" in member:
                assert member["health_insurance"] == 1


def test_most_children_grow_as_they_should(rule_set: RuleSet) -> None:
    district = generate("medium", households=1500, share_listed=0)
    with_children = [home for home in district.households if any("height_cm" in member for member in home["members"])]
    deprived = [
        indicator.deprived
        for home in with_children
        for indicator in evaluate(rule_set, home, on=district.on).indicators
        if indicator.id == "2.1"
    ]
    assert len(deprived) == len(with_children) > 400
    assert 0.002 <= sum(map(bool, deprived)) / len(deprived) <= 0.1


def test_the_review_date_moves_the_births_not_the_ages() -> None:
    earlier = generate(households=30, on=date(2022, 2, 28))
    later = generate(households=30, on=date(2024, 9, 15))
    for home, same in zip(earlier.households, later.households, strict=True):
        for member, again in zip(home["members"], same["members"], strict=True):
            assert years_old(member, earlier.on) == years_old(again, later.on)


def test_identity_numbers_of_a_ward_stop_at_its_block() -> None:
    """A million serial numbers over 14 wards are 71,428 each; then there is none, never one twice."""
    ward = pl.DataFrame({"sex": [FEMALE] * 71_430, "year": [1985] * 71_430})
    numbers = ward.select(number=id_numbers(13, pl.col("sex"), pl.col("year")))["number"]
    assert numbers[0] == "099185928564"  # thirteen blocks of 71,428 come before
    assert numbers.null_count() == 2
    assert numbers.drop_nulls().n_unique() == 71_428
