"""`./run classify` with the two tables of a survey: in any order, in a zip, as Parquet, and when they are broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chungtay.cli.main import main
from tests import surveys

AREA = ["--area", "Hà Nội, thành thị", "--date", "15/09/2024"]


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUNGTAY_DATA_DIR", str(tmp_path / "data"))


def classify(*words: Path | str) -> int:
    return main(["classify", *map(str, words), *AREA])


@pytest.mark.parametrize("turned", [False, True])
def test_two_tables_in_any_order(tmp_path: Path, capsys: pytest.CaptureFixture[str], turned: bool) -> None:
    first, second = surveys.kobo(tmp_path)[:: -1 if turned else 1]
    assert classify(first, "--members", second, "-o", tmp_path / "out", "--json") == 1
    summary: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (summary["counts"], summary["file"]) == (surveys.COUNTS, "ho.csv + thanh-vien.csv")


def test_a_zip_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed = surveys.packed(tmp_path, *surveys.kobo(tmp_path))
    assert classify(packed, "-o", tmp_path / "out", "--json") == 1
    assert json.loads(capsys.readouterr().out)["counts"] == surveys.COUNTS
    assert classify(packed, "--members", tmp_path / "ho.csv", "-o", tmp_path / "out") == 2
    assert "bỏ --members" in capsys.readouterr().err


def test_broken_parquet_is_no_fault_of_the_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    houses, people = surveys.parquet(tmp_path)
    whole = people.read_bytes()
    middle = bytearray(whole)
    middle[4:400] = bytes(396)
    for broken in (b"", b"a;b\n", whole[:-300], bytes(middle)):
        people.write_bytes(broken)
        assert classify(houses, "--members", people, "-o", tmp_path / "out") == 2
        assert "“thanh-vien.parquet” trống, bị hỏng hoặc bị cắt ngang" in capsys.readouterr().err


def test_a_household_table_alone_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert classify(surveys.parquet(tmp_path)[0], "-o", tmp_path / "out") == 2
    assert "Thêm bảng thành viên (--members)" in capsys.readouterr().err


def test_the_answer_workbook_makes_its_folder_or_says_why_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["template", "-o", str(tmp_path / "moi" / "phieu.xlsx")]) == 0
    assert (tmp_path / "moi" / "phieu.xlsx").stat().st_size > 5_000
    assert main(["template", "-o", str(tmp_path)]) == 2
    assert "Không đọc hoặc ghi được" in capsys.readouterr().err
