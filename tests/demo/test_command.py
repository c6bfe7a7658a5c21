from __future__ import annotations

import json
from pathlib import Path

import pytest

from chungtay.cli.main import main


def test_the_command_writes_the_small_district(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--size", "small", "-o", str(tmp_path), "--dirty"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "households.parquet",
        "members.parquet",
        "phieu-tra-loi.xlsx",
        "so-phuong.xlsx",
        "so-phuong.truth.json",
    }
    assert capsys.readouterr().out.startswith("300 hộ, ")
    truth = json.loads((tmp_path / "so-phuong.truth.json").read_text("utf-8"))
    assert len(truth["faults"]) == 16
    assert set(truth["faults"][0]) == {"sheet", "row", "column", "input", "kind", "household_code"}


def test_a_million_households_do_not_go_into_a_ward_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--size", "large", "-o", str(tmp_path), "--dirty"]) == 2
    assert "một triệu hộ" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
