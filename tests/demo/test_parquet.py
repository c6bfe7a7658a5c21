"""The large size on disk: the same people as in memory, exact decimals, empty where nothing was asked."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from chungtay.demo.district import REVIEW_DATE, generate, write_parquet
from chungtay.demo.places import households_per_ward


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("district")
    write_parquet(out, 700, seed=5, share_listed=220)
    return out


def test_counts_are_returned_and_every_ward_is_a_row_group(folder: Path, tmp_path: Path) -> None:
    assert write_parquet(tmp_path, 700, seed=5)[0] == 700
    file = pq.ParquetFile(folder / "households.parquet")
    groups = [file.metadata.row_group(n).num_rows for n in range(file.metadata.num_row_groups)]
    assert groups == [count for _, count in sorted(households_per_ward(700).items())]


def test_the_same_seed_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_parquet(tmp_path, 700, seed=5, share_listed=220)
    for name in ("households.parquet", "members.parquet"):
        first, second = (hashlib.sha256((place / name).read_bytes()).digest() for place in (folder, tmp_path))
        assert first == second


def test_the_tables_hold_the_people_of_generate(folder: Path) -> None:
    district = generate(households=700, seed=5, share_listed=220)
    homes = pl.read_parquet(folder / "households.parquet").rows_by_key("household_code", named=True, unique=True)
    people = pl.read_parquet(folder / "members.parquet").rows_by_key("household_code", named=True)
    assert list(homes) == [home["household"]["household_code"] for home in district.households]
    for home in district.households:
        code = home["household"]["household_code"]
        written = {name: value for name, value in homes[code].items() if value is not None}
        given = {name: value for name, value in home["household"].items() if name != "household_code"}
        assert {name: str(value) for name, value in written.items()}.keys() == given.keys()
        assert all(float(written[name]) == float(given[name]) for name in ("floor_area_m2",) if name in given)
        rows = people[code]
        assert [row["name"] for row in rows] == [member["name"] for member in home["members"]]
        assert [f"{row['birth_date']:%d/%m/%Y}" for row in rows] == [each["birth_date"] for each in home["members"]]
        for row, member in zip(rows, home["members"], strict=True):
            answered = {name for name, value in row.items() if value is not None} - {"member_no", "age_months"}
            assert answered == set(member)


def test_decimals_are_exact_and_codes_are_small(folder: Path) -> None:
    homes = pl.read_parquet_schema(folder / "households.parquet")
    people = pl.read_parquet_schema(folder / "members.parquet")
    assert homes["floor_area_m2"] == pl.Decimal(12, 2)
    assert homes["electricity_kwh"] == pl.Decimal(12, 1)
    assert people["height_cm"] == pl.Decimal(12, 1)
    assert homes["toilet"] == people["employment"] == pl.Int8
    assert people["birth_date"] == pl.Date


def test_age_in_months_agrees_with_the_date_of_birth(folder: Path) -> None:
    def completed_months(born: date) -> int:
        months = (REVIEW_DATE.year - born.year) * 12 + REVIEW_DATE.month - born.month
        return months - (born.day > REVIEW_DATE.day)

    people = pl.read_parquet(folder / "members.parquet", columns=["birth_date", "age_months"])
    assert [completed_months(born) for born in people["birth_date"]] == people["age_months"].to_list()
