"""The table of 2016 that our sources lack: an officer fills the workbook, it is checked, signed, and scores."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.evaluate import evaluate
from chungtay.workbooks import local_table

# an invented table: two questions, enough to score; columns nt1..nt6, urban
ROWS: list[list[Any]] = [
    ["1", "persons", "Số nhân khẩu", "số", "Đến 3 người", None, None, 4, 10, 60, 50, 50, 50, 50, 50, 145],
    ["1", "persons", "Số nhân khẩu", "số", "Từ 4 người trở lên", None, 4, None, 10, 10, 10, 10, 10, 10, 10, 10],
    ["2", "water", "Nước", "mã", "Nước máy", "1", None, None, 10, 5, 5, 5, 5, 5, 5, 30],
    ["2", "water", "Nước", "mã", "Nguồn khác", "2;3", None, None, 10, 0, 0, 0, 0, 0, 0, 0],
]
AT = datetime.datetime(2019, 9, 5, 8, 0, tzinfo=datetime.UTC)


def filled(path: Path, rows: list[list[Any]]) -> Path:
    local_table.write_template(path, rule_sets.load("vn-2016"))
    book = openpyxl.load_workbook(path)
    for row in rows:
        book[local_table.SHEET].append(row)
    book.save(path)
    return path


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUNGTAY_DATA_DIR", str(tmp_path / "data"))


def load(path: Path) -> None:
    local_table.load(path, by="Trần Thị Hoa", document="TT 14/2018/TT-BLĐTBXH, PL 3b", at=AT)


def test_a_filled_table_scores_and_says_who_signed(tmp_path: Path) -> None:
    load(filled(tmp_path / "bang.xlsx", ROWS))
    rules = rule_sets.load("vn-2016+20190905")
    declared = {str(number): number <= 3 for number in range(1, 11)}
    raw = {"household": {"area_type": 1, "persons": 3, "water": 1}, "members": [], "declared": declared}
    result = evaluate(rules, raw, on=datetime.date(2019, 9, 10))
    # 145 + 30 = 175, at the upper urban line; three deprivations declared: 30
    assert (result.scores["b1"].low, result.scores["b2"].low) == (175, 30)
    assert (result.class_id, result.sub_class) == ("poor", "deprivation_poor")
    assert "Trần Thị Hoa" in rules.label.vi
    del raw["declared"]["7"]
    assert evaluate(rules, raw, on=datetime.date(2019, 9, 10)).status == "refused"
    assert rule_sets.load("vn-2016").gaps  # the book itself stays as it was


@pytest.mark.parametrize(
    ("row", "column", "value", "word"),
    [
        (0, 15, None, "Ô P6"),
        (0, 15, 1.5, "Ô P6"),
        (0, 7, 5, "trùng"),
        (1, 6, 5, "không có dòng nào"),
        (2, 3, "chữ", "Ô D8"),
        (2, 1, "Nước uống", "Ô B8"),
        (2, 5, "một", "Ô F8"),
    ],
)
def test_mistakes_name_the_cell_and_nothing_is_kept(
    tmp_path: Path, row: int, column: int, value: object, word: str
) -> None:
    rows = [list(entry) for entry in ROWS]
    rows[row][column] = value
    with pytest.raises(ChungTayError) as error:
        load(filled(tmp_path / "bang.xlsx", rows))
    assert word in error.value.vi
    assert rule_sets.local_names() == []


def test_a_signed_version_is_never_overwritten(tmp_path: Path) -> None:
    path = filled(tmp_path / "bang.xlsx", ROWS)
    load(path)
    with pytest.raises(ChungTayError, match="không sửa"):
        load(path)


def test_any_other_file_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"not a workbook")
    with pytest.raises(ChungTayError, match="rules template"):
        load(path)
