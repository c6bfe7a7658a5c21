"""Classifying tables: every household comes out once, counted, and the refused ones with their reasons."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from chungtay.population.classify import classify
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import AnswersError
from tests.population.as_tables import stored, tables
from tests.population.compare import ON, expected
from tests.population.random_households import households
from tests.rulebook.households import ADULT, CHILD, WORKER, rural, urban

RULES = rule_sets.load("vn-2022")
MANY = households(RULES, 300, seed=11)


def test_households_and_members_from_parquet(tmp_path: Path) -> None:
    table, members = tables(RULES, MANY, "decimal")
    table = table.with_columns(
        (pl.col("household_code") % 3 + 100).alias("ward_code"), pl.lit("Lê Văn A").alias("head_name")
    )
    table.write_parquet(tmp_path / "ho.parquet")
    members.sample(fraction=1, shuffle=True, seed=5).write_parquet(tmp_path / "thanh-vien.parquet")
    out = tmp_path / "kq" / "ket-qua.parquet"
    summary = classify(tmp_path / "ho.parquet", RULES, members=tmp_path / "thanh-vien.parquet", out=out, on=ON)

    want = [expected(RULES, raw) for raw in MANY]
    classes = Counter(row["class"] for row in want)
    assert summary.total == 300 == summary.classified + summary.refused
    assert summary.refused == classes.pop(None)
    assert summary.classes == dict(classes)
    assert sum(summary.wards[101].values()) == 100
    assert summary.wards[101]["poor"] == sum(row["class"] == "poor" for row in want[1::3])
    assert summary.ignored == ("head_name",)
    assert len(summary.refusals) == summary.refused
    written = pl.read_parquet(out).sort("household_code")
    assert written.drop("household_code", "ward_code").to_dicts() == want
    assert "Lê Văn A" not in str(written)
    assert (written.schema["b1_01"], written.schema["b2_4_1"]) == (pl.Int8, pl.Boolean)
    about = pq.read_schema(out).metadata
    assert (about[b"chungtay.rule_set"], about[b"chungtay.version"]) == (b"vn-2022", RULES.version.encode())
    assert [path.name for path in out.parent.iterdir()] == ["ket-qua.parquet"]


@pytest.mark.parametrize("at_once", [1, 40, 1_000_000])
def test_counting_members_in_passes_changes_nothing(tmp_path: Path, at_once: int) -> None:
    some = MANY[:40]
    table, members = tables(RULES, some, "decimal")
    out = tmp_path / "kq.parquet"
    summary = classify(table.lazy(), RULES, members=members.lazy(), on=ON, out=out, members_at_once=at_once)
    assert summary.total == 40
    rows = pl.read_parquet(out).sort("household_code").drop("household_code").to_dicts()
    assert rows == [expected(RULES, raw) for raw in some]


def test_csv_is_read_like_single_answers(tmp_path: Path) -> None:
    some = MANY[:60]
    table, members = tables(RULES, some, "text")
    table.write_csv(tmp_path / "ho.csv")
    members.write_csv(tmp_path / "tv.csv")
    out = tmp_path / "kq.parquet"
    summary = classify(tmp_path / "ho.csv", RULES, members=tmp_path / "tv.csv", on=ON, out=out)
    want = [expected(RULES, raw) for raw in stored(some, "text")]
    got = pl.read_parquet(out).sort(pl.col("household_code").cast(pl.Int64)).drop("household_code").to_dicts()
    assert got == want
    assert summary.refused == sum(bool(row["refused"]) for row in want)


def test_refused_households_say_why() -> None:
    raws = [
        urban(WORKER),
        urban(water=None, cars=100),
        urban(ADULT, ADULT | {"internet": 7}),
        {"household": urban()["household"], "members": []},
        rural(2, CHILD | {"birth_date": "2023", "weight_kg": 15}),
    ]
    table, members = tables(RULES, raws, "decimal")
    summary = classify(table.lazy(), RULES, members=members.lazy(), on=ON)
    assert (summary.total, summary.refused) == (5, 4)
    reasons = {entry.key: [text.en for text in entry.reasons] for entry in summary.refusals}
    assert reasons == {
        1: ['"Domestic water": is not answered (A.VIII).', '"Cars": "100" must be from 0 to 99, a whole number.'],
        2: ['Member 2: "Uses the internet": "7" is not one of the codes 1, 2.'],
        3: ["The household has no members. Enter at least the head."],
        4: [
            'Member 1: "Age in months (from the date of birth)": the full date of birth is needed '
            '("2023" leaves the result open).'
        ],
    }
    assert "4 chưa xếp loại" in str(summary)
    # 0 has 125 + 10 + 5 + 5 + 5 + 10 + 10 + 25 = 195 points, over the line of 175
    assert "Hộ nghèo 0 · Hộ cận nghèo 0 · Hộ không nghèo 1" in str(summary)
    assert summary.as_json()["in"] == summary.as_json()["classified"] + summary.as_json()["refused"] == 5


def test_only_so_many_refusals_are_explained() -> None:
    table, members = tables(RULES, [urban(water=None)] * 5, "decimal")
    summary = classify(table.lazy(), RULES, members=members.lazy(), on=ON, explain_at_most=2)
    assert (summary.refused, len(summary.refusals), summary.explained_at_most) == (5, 2, 2)
    assert "còn 3 hộ chưa xếp loại nữa" in str(summary)


def test_codes_that_are_empty_double_or_strange_lose_nobody() -> None:
    table, members = tables(RULES, [urban(), urban(), urban(), urban()], "decimal")
    codes = pl.Series("household_code", [7, 7, None, 9])
    summary = classify(
        table.with_columns(codes).lazy(),
        RULES,
        members=members.with_columns(pl.Series("household_code", [7, 9, 88, None])).lazy(),
        on=ON,
    )
    assert (summary.total, summary.classified, summary.refused) == (4, 1, 3)
    assert {entry.key: entry.reasons[0].en for entry in summary.refusals} == {
        7: "The household code stands on more than one row.",
        None: "This row has no household code.",
    }
    assert summary.strangers == 2  # code 88, and the member without a code


def test_facts_may_stand_in_the_household_table() -> None:
    table, members = tables(RULES, [urban(), urban(), urban()], "decimal")
    from chungtay.population.polars_engine import members_to_facts

    facts = members_to_facts(RULES, members.lazy(), on=ON).with_columns(
        pl.when(pl.col("household_code") == 1).then(None).otherwise(pl.col("internet_users")).alias("internet_users")
    )
    joined = table.lazy().join(facts, on="household_code").sort("household_code")
    summary = classify(joined, RULES)
    assert summary.classes == {"poor": 0, "near_poor": 0, "not_poor": 2}
    [refusal] = summary.refusals
    assert (refusal.key, refusal.reasons[0].en) == (1, 'The fact "internet_users" is empty or wrong.')


def test_tables_that_cannot_be_read_are_refused_whole(tmp_path: Path) -> None:
    table, members = tables(RULES, [urban()], "decimal")
    with pytest.raises(AnswersError, match="There is no file"):
        classify(tmp_path / "khong-co.parquet", RULES)
    (tmp_path / "ho.xlsx").write_bytes(b"")
    with pytest.raises(AnswersError, match="from Parquet or CSV only"):
        classify(tmp_path / "ho.xlsx", RULES)
    with pytest.raises(AnswersError, match="lacks the columns: household_code"):
        classify(table.drop("household_code").lazy(), RULES, members=members.lazy(), on=ON)
    with pytest.raises(AnswersError, match="give the review date"):
        classify(table.lazy(), RULES, members=members.drop("age_months").lazy())
    dated = table.with_columns(pl.lit(ON).alias("water"))
    with pytest.raises(AnswersError, match='The column "water" is Date, not a number'):
        classify(dated.lazy(), RULES, members=members.lazy(), on=ON, out=tmp_path / "kq.parquet")
    assert not list(tmp_path.glob("kq*"))
