"""Polars gives what the reference evaluator gives: every item, flag, score, class and refusal."""

from __future__ import annotations

import datetime

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chungtay.population.polars_engine import members_to_facts, score
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import AnswersError, RuleSetIncomplete
from chungtay.rulebook.model import RuleSet
from tests.population.as_tables import WAYS, stored, tables
from tests.population.compare import ON, expected
from tests.population.random_households import Household, households
from tests.rulebook.households import ADULT, CHILD, WORKER, rural, urban

RULES = rule_sets.load("vn-2022")
OTHER_READINGS = {
    key: next(choice.id for choice in reading.choices if choice.id != reading.taken)
    for key, reading in RULES.readings.items()
    if len(reading.choices) > 1
}


def scored(rule_set: RuleSet, raws: list[Household], way: str = "decimal") -> list[dict[str, object]]:
    household_table, member_table = tables(rule_set, raws, way)
    facts = members_to_facts(rule_set, member_table.lazy(), on=ON)
    joined = household_table.lazy().join(facts, on="household_code", how="left", maintain_order="left")
    rows = score(rule_set, joined).sort("household_code").collect(engine="streaming").to_dicts()
    return [{key: value for key, value in row.items() if key != "household_code"} for row in rows]


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(seed=st.integers(0, 2**32), way=st.sampled_from(WAYS), other=st.booleans())
def test_equals_the_reference(seed: int, way: str, other: bool) -> None:
    rule_set = rule_sets.load("vn-2022", OTHER_READINGS) if other else RULES
    raws = households(rule_set, 30, seed)
    want = [expected(rule_set, raw) for raw in stored(raws, way)]
    got = scored(rule_set, raws, way)
    for raw, row, wanted in zip(raws, got, want, strict=True):
        assert row == wanted, raw


def test_the_random_households_reach_every_row_and_every_outcome() -> None:
    raws = households(RULES, 4000, seed=7)
    rows = [expected(RULES, raw) for raw in raws]
    assert {row["class"] for row in rows} == {None, "poor", "near_poor", "not_poor"}
    for item in RULES.items:
        everything = {value for option in item.options for value in option.points}
        assert {row[item.id] for row in rows} >= everything, item.id
    for entry in RULES.indicators:
        assert {row["b2_" + entry.id.replace(".", "_")] for row in rows} == {None, True, False}, entry.id


def test_a_household_worked_by_hand() -> None:
    # Hà Nội, urban, one retired adult: 1 person 125, no worker 0, no dependant 5, wall 5, column 5, 19 m2 0,
    # under 25 kWh 0, tap water 10, septic toilet 10, central city 25 = 185; nothing lacking
    [row] = scored(RULES, [urban()])
    assert (row["b1"], row["b2"], row["class"], row["refused"]) == (185, 0, "not_poor", False)
    assert (row["b1_01"], row["b1_03"], row["b1_10"], row["b1_15"]) == (125, 5, 10, 25)


def test_one_wrong_answer_leaves_no_number_at_all() -> None:
    rows = scored(
        RULES, [urban(cars=100), urban(water=None), urban(ADULT | {"internet": 3}), urban(phones=-1), urban()]
    )
    assert [row["refused"] for row in rows] == [True, True, True, True, False]
    assert all(value is None for row in rows[:4] for key, value in row.items() if key != "refused")


def test_a_table_without_a_column_is_refused_by_name() -> None:
    table, members = tables(RULES, [urban()], "decimal")
    facts = members_to_facts(RULES, members.lazy(), on=ON)
    joined = table.lazy().join(facts, on="household_code")
    with pytest.raises(AnswersError, match=r"The household table lacks the columns: aquaculture, cars\."):
        score(RULES, joined.drop("cars", "aquaculture"))
    with pytest.raises(AnswersError, match=r"The member table lacks the columns: pension\."):
        members_to_facts(RULES, members.lazy().drop("pension"), on=ON)
    with pytest.raises(AnswersError, match=r"The household table lacks the columns: persons\."):
        score(RULES, joined.drop("persons"))


def test_the_area_may_be_given_for_the_whole_table() -> None:
    table, members = tables(RULES, [rural(3), rural(3, WORKER, CHILD)], "decimal")
    facts = members_to_facts(RULES, members.lazy(), on=ON)
    joined = table.lazy().drop("area_type", "region", "rural_sheet").join(facts, on="household_code", how="left")
    area = {"area_type": 2, "region": 3, "rural_sheet": 3}
    rows = score(RULES, joined, area=area).sort("household_code").collect().drop("household_code").to_dicts()
    assert rows == [expected(RULES, rural(3)), expected(RULES, rural(3, WORKER, CHILD))]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("16/09/2010", 191),  # sixteen tomorrow
        ("15/09/2010", 192),  # sixteen today
        ("2010-09-15", 192),
        ("1960", 789),  # no rule changes between the youngest (65 years 8 months) and the oldest
        ("2010", None),  # children's and adults' rules both possible
        ("05/2031", None),
        ("31/02/1990", None),
    ],
)
def test_age_from_the_date_of_birth(text: str, months: int | None) -> None:
    member = ADULT | {"birth_date": text, "sex": 1, "height_cm": 170, "attending": 2, "education": 4}
    columns = {entry.id: [member.get(entry.id)] for entry in RULES.inputs_of("member") if entry.id != "age_months"}
    members = pl.LazyFrame({"household_code": [1], "birth_date": [text], **columns})
    [facts] = members_to_facts(RULES, members, on=ON).collect().to_dicts()
    assert facts["persons"] == (None if months is None else 1)
    assert facts["dependants"] == (None if months is None else int(months < 192))


def test_dates_of_birth_may_be_dates() -> None:
    born = datetime.date(2010, 9, 15)
    columns = {entry.id: [ADULT.get(entry.id)] for entry in RULES.inputs_of("member") if entry.id != "age_months"}
    members = pl.LazyFrame({"household_code": [1], "birth_date": [born], **columns} | {"attending": [1]})
    [facts] = members_to_facts(RULES, members, on=ON).collect().to_dicts()
    assert (facts["persons"], facts["dependants"]) == (1, 0)


def test_a_rule_set_without_its_table_refuses() -> None:
    with pytest.raises(RuleSetIncomplete, match="B1"):
        score(rule_sets.load("vn-2016"), pl.LazyFrame({"household_code": [1]}))
