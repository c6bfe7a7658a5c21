"""One household in a thousand is scored twice; a planted difference stops the classification and is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from chungtay.population import checked
from chungtay.population.checked import ScoresDisagree
from chungtay.population.classify import classify
from chungtay.population.plan import plan
from chungtay.population.polars_engine import members_to_facts
from chungtay.rulebook import rule_sets
from chungtay.rulebook.evaluate import evaluate
from chungtay.rulebook.scores import Reference
from tests.population.as_tables import tables
from tests.population.compare import ON
from tests.population.random_households import households

RULES = rule_sets.load("vn-2022")
MANY = households(RULES, 300, seed=23)


@pytest.mark.parametrize("way", ["decimal", "float", "text"])
def test_everybody_can_be_scored_twice(way: str, tmp_path: Path) -> None:
    table, members = tables(RULES, MANY, way)
    for out in (None, tmp_path / "kq.parquet"):
        summary = classify(table.lazy(), RULES, members=members.lazy(), on=ON, out=out, check_one_in=1)
        assert summary.checked == summary.total == 300
    assert summary.as_json()["scored_twice"] == 300
    assert "300 hộ được chấm lại" in str(summary)


def test_ready_made_counts_are_checked_too() -> None:
    table, members = tables(RULES, MANY, "decimal")
    facts = members_to_facts(RULES, members.lazy(), on=ON).collect()
    assert classify(table.join(facts, "household_code", "left").lazy(), RULES, check_one_in=1).checked == 300


def test_a_small_table_gets_its_handful_and_always_the_same() -> None:
    table, members = tables(RULES, MANY, "decimal")
    counts = {classify(table.lazy(), RULES, members=members.lazy(), on=ON).checked for _ in range(2)}
    assert len(counts) == 1
    assert 8 <= counts.pop() <= 40  # one in fifteen of 300
    assert classify(table.lazy(), RULES, members=members.lazy(), on=ON, check_one_in=0).checked == 0
    assert classify(table[:3].lazy(), RULES, members=members.lazy(), on=ON).checked == 3


def test_a_key_on_two_rows_is_refused_and_not_scored_twice() -> None:
    table, members = tables(RULES, MANY[:20], "decimal")
    double = pl.concat([table, table[:1]])
    summary = classify(double.lazy(), RULES, members=members.lazy(), on=ON, check_one_in=1)
    assert (summary.total, summary.checked) == (21, 19)


@pytest.mark.parametrize(("name", "wrong"), [("b1_12_cars", 1), ("b2_4_1", None), ("class", "poor"), ("b1", 5)])
def test_a_planted_difference_is_named_and_nothing_is_written(
    name: str, wrong: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The columns say something else of one household; the reference scores stand against it."""
    table, members = tables(RULES, MANY, "decimal")
    honest = checked.SecondScoring.take
    results = [evaluate(RULES, raw, on=ON) for raw in MANY]
    key = next(place for place, result in enumerate(results) if result.class_id == "not_poor")

    def planted(self: checked.SecondScoring, batch: pl.DataFrame) -> None:
        other = pl.when(pl.col("household_code") == key)
        value = (
            ~pl.col(name)
            if wrong is None
            else pl.lit(wrong).cast(pl.Enum(plan(RULES).classes))
            if name == "class"
            else pl.col(name) + wrong
        )
        honest(self, batch.with_columns(other.then(value).otherwise(pl.col(name)).alias(name)))

    monkeypatch.setattr(checked.SecondScoring, "take", planted)
    with pytest.raises(ScoresDisagree) as error:
        classify(table.lazy(), RULES, members=members.lazy(), on=ON, out=tmp_path / "kq.parquet", check_one_in=1)
    assert f"“{key}”" in error.value.vi
    assert name in error.value.vi
    points = {item.id: item.points.low for item in results[key].items}
    if name == "b1_12_cars":
        assert f"cho {points[name] + 1}, cách chấm đối chứng cho {points[name]}." in error.value.vi
    assert list(tmp_path.iterdir()) == []


def test_the_short_reference_is_the_reference() -> None:
    reference = Reference(RULES)
    for raw in MANY:
        result, short = evaluate(RULES, raw, on=ON), reference.score(raw, ON)
        assert (short is None) == (result.status == "refused")
        if short is not None:
            assert short.items == {item.id: item.points.low for item in result.items}
            assert short.flags == {entry.id: entry.deprived for entry in result.indicators}
            assert (short.b1, short.b2) == (result.scores["b1"].low, result.scores["b2"].low)
            assert short.class_id == result.class_id


def test_a_place_answers_only_what_the_table_has_no_column_for() -> None:
    """An empty cell of a column that the table has is missing for both, whatever the place would answer."""
    table, members = tables(RULES, MANY, "decimal")
    area = {"area_type": 1, "region": 1, "rural_sheet": 1}
    holed = table.with_columns(
        pl.when(pl.int_range(pl.len()) % 3 == 0).then(None).otherwise("area_type").alias("area_type")
    )
    summary = classify(holed.lazy(), RULES, members=members.lazy(), on=ON, area=area, check_one_in=1)
    assert (summary.checked, summary.total) == (300, 300)
    assert summary.refused >= 100
