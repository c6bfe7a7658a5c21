"""The stored numbers are enough to say why."""

from __future__ import annotations

from pathlib import Path

import pytest

from chungtay.population.classify import classify
from chungtay.population.explanations import read_explanations
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.evaluate import evaluate
from tests.population.as_tables import tables
from tests.population.compare import ON
from tests.population.random_households import households
from tests.rulebook.households import rural, urban

RULES = rule_sets.load("vn-2022")


def classified(tmp_path: Path, raws: list[dict[str, object]]) -> Path:
    table, members = tables(RULES, raws, "decimal")
    out = tmp_path / "kq.parquet"
    classify(table.lazy(), RULES, members=members.lazy(), on=ON, out=out)
    return out


def test_words_from_the_stored_numbers(tmp_path: Path) -> None:
    out = classified(tmp_path, [urban(toilet=3), rural(2, motorbikes=2), urban(water=None)])
    first, second, third = read_explanations(out, RULES, [2, 0, 1])
    assert first.summary.vi == "B1 = 175 điểm (ngưỡng 175), B2 = 10 điểm (ngưỡng 30): Hộ cận nghèo."
    assert "Mục 1. Số nhân khẩu trong hộ: Hộ có 1 người: 125 điểm." in [line.vi for line in first.items]
    assert "Chỉ tiêu 5.2. Nhà tiêu hợp vệ sinh: thiếu hụt, 10 điểm." in [line.vi for line in first.indicators]
    assert "Item 12. Motorbikes: 2 motorbikes: 20 points." in [line.en for line in second.items]
    assert (third.class_id, third.items, third.summary.en) == (
        "",
        (),
        "Not classified: an answer is missing or wrong.",
    )


def test_the_summary_and_the_row_are_those_of_the_reference(tmp_path: Path) -> None:
    raws = households(RULES, 60, seed=3, faulty=0)
    for entry in read_explanations(classified(tmp_path, raws), RULES, range(60)):
        result = evaluate(RULES, raws[entry.key], on=ON)
        assert entry.summary == result.summary
        for item, words in zip(result.items, entry.items, strict=True):
            rows = {option.id: option for option in next(i for i in RULES.items if i.id == item.id).options}
            held = [item.option] if item.option in rows else item.option.split("+")  # "8+", or several rows
            assert any(rows[part].label.vi in words.vi for part in held), item.id


def test_numbers_of_other_rules_are_not_explained(tmp_path: Path) -> None:
    out = classified(tmp_path, [urban()])
    other = rule_sets.load("vn-2022", {"poultry": "heads"})
    with pytest.raises(AnswersError, match="were made by the rules"):
        read_explanations(out, other, [0])
