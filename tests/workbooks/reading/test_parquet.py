"""Parquet tables as the upload takes them: values as a sheet would hold them, hostile files told in a sentence."""

from __future__ import annotations

import datetime
import tracemalloc
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chungtay.population.classify import classify
from chungtay.rulebook import rule_sets
from chungtay.workbooks.classify import classify_file
from chungtay.workbooks.reading.grids import grids_of
from chungtay.workbooks.reading.limits import FileRefused
from chungtay.workbooks.reading.parquet_pages import unpacked_size
from tests import surveys
from tests.factories import REVIEWED

RULES = rule_sets.load("vn-2022")


def refused(path: Path) -> str:
    with pytest.raises(FileRefused) as error:
        grids_of(path)
    return error.value.vi


def test_values_are_what_a_sheet_would_hold(tmp_path: Path) -> None:
    day = datetime.date(1980, 3, 4)
    table = pa.table(
        {
            "text": ["Nguyễn Thị Lụa", "  ", None],
            "whole": pa.array([1, None, 3], pa.int8()),
            "number": [1.5, float("nan"), 2.0],
            "exact": pa.array([Decimal("12.50"), None, Decimal("3.00")], pa.decimal128(9, 2)),
            "yes": [True, False, None],
            "day": pa.array([day, None, day], pa.date32()),
            "moment": pa.array([datetime.datetime(2024, 9, 15, 8, 30)] * 3, pa.timestamp("ns", tz="Asia/Ho_Chi_Minh")),
            "few": pa.array(["a", "b", "a"]).dictionary_encode(),
            "never": pa.nulls(3),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=2)
    ((grid,), notes) = grids_of(tmp_path / "a.parquet")
    rows = dict(grid.rows())
    assert notes == []
    assert rows[1] == table.column_names
    assert rows[2] == ["Nguyễn Thị Lụa", 1, 1.5, 12.5, True, day, datetime.date(2024, 9, 15), "a", None]
    assert rows[3] == [None, None, None, None, False, None, datetime.date(2024, 9, 15), "b", None]
    assert rows[4] == [None, 3, 2.0, 3, None, day, datetime.date(2024, 9, 15), "a", None]
    assert grid.height == 4
    assert dict(grid.rows()) == rows  # read again, the same


def test_the_upload_and_the_engine_for_big_data_agree(tmp_path: Path) -> None:
    houses, people = surveys.parquet(tmp_path)
    outcome = classify_file(
        houses, members=people, rule_set_id="vn-2022", area="Hà Nội, thành thị", on=REVIEWED, out_dir=None
    )
    summary = classify(houses, RULES, members=people, on=REVIEWED, out=tmp_path / "kq.parquet")
    table = pl.read_parquet(tmp_path / "kq.parquet").select("household_code", "class", "b1")
    assert dict(table.select("household_code", "class").fill_null("").iter_rows()) == surveys.CLASSES
    assert (summary.total, summary.refused) == (outcome.count()["in"], outcome.count()["refused"])


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.98])
def test_a_file_cut_off_or_changed_is_damaged(tmp_path: Path, keep: float) -> None:
    houses, _people = surveys.parquet(tmp_path)
    data = houses.read_bytes()
    path = tmp_path / "cut.parquet"
    path.write_bytes(data[: int(len(data) * keep)])
    assert "bị hỏng hoặc bị cắt ngang" in refused(path)
    path.write_bytes(data[: int(len(data) * keep)] + data[-12:])
    assert "“cut”" in refused(path)


@pytest.mark.parametrize("seed", range(60))
def test_no_changed_byte_brings_anything_but_a_sentence(tmp_path: Path, seed: int) -> None:
    import random

    chance = random.Random(seed)
    houses, _people = surveys.parquet(tmp_path)
    data = bytearray(houses.read_bytes())
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(4, len(data) - 4)] = chance.randrange(256)
    path = tmp_path / "odd.parquet"
    path.write_bytes(bytes(data))
    try:
        (grid,), _notes = grids_of(path)
    except FileRefused:
        return
    assert sum(1 for _row in grid.rows()) == grid.height


def test_empty_files_and_other_contents_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"")
    assert "trống" in refused(path)
    path.write_text("household_code;water\n1;2\n", "utf-8")
    assert "nội dung không phải Parquet" in refused(path)
    path.write_bytes(b"PAR1PAR1")
    assert "bị hỏng" in refused(path)


def test_columns_that_hold_no_plain_values_are_named(tmp_path: Path) -> None:
    pq.write_table(pa.table({"household_code": ["1"], "photos": [[b"x"]]}), tmp_path / "a.parquet")
    assert "“photos”" in refused(tmp_path / "a.parquet")
    pq.write_table(pa.table({"household_code": ["1"], "picture": [b"x"]}), tmp_path / "a.parquet")
    assert "“picture”" in refused(tmp_path / "a.parquet")


def test_tables_for_the_big_engine_are_sent_there(tmp_path: Path) -> None:
    pq.write_table(pa.table({"household_code": pa.array(range(200_000))}), tmp_path / "a.parquet")
    assert "./run classify" in refused(tmp_path / "a.parquet")


def test_one_long_text_in_every_row_does_not_fill_the_memory(tmp_path: Path) -> None:
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 199_000, pa.int32()), pa.array(["x" * 1_000_000]))
    pq.write_table(pa.table({"household_code": text}), tmp_path / "a.parquet")
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    assert "1000000 ký tự" in refused(tmp_path / "a.parquet")
    assert tracemalloc.get_traced_memory()[1] < 50 * 2**20
    tracemalloc.stop()
    assert pa.total_allocated_bytes() - before < 50 * 2**20


def test_a_bomb_is_seen_from_its_pages_whatever_its_foot_says(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    zeros = pa.table({"household_code": ["0" * 4_000] * 190_000})
    pq.write_table(zeros, path, compression="zstd", use_dictionary=False)
    assert path.stat().st_size < 2**21
    assert "bom nén" in refused(path)

    class Lying:
        """The foot of the file with every size unpacked set to one byte."""

        def __init__(self, true: object) -> None:
            self.true = true

        def __getattr__(self, name: str) -> object:
            if name == "total_uncompressed_size":
                return 1
            found = getattr(self.true, name)
            return (lambda number: Lying(found(number))) if name in ("row_group", "column") else found

    data = path.read_bytes()
    told = unpacked_size(data, Lying(pq.ParquetFile(path).metadata))
    assert 190_000 * 4_000 <= told < 190_000 * 4_010  # four bytes of length beside each text
