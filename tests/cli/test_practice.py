"""Where `./run practice` keeps its data, and what it never touches."""

from __future__ import annotations

from pathlib import Path

import pytest

from chungtay.cli.practice import data_folder, environment, prepare_folder
from chungtay.rulebook.errors import ChungTayError


def test_the_folder_lies_beside_the_real_one(tmp_path: Path) -> None:
    assert data_folder(str(tmp_path / "office")) == tmp_path / "office-practice"
    assert data_folder(None).name == "var-practice"


def test_it_is_begun_anew_only_where_this_command_made_it(tmp_path: Path) -> None:
    folder = tmp_path / "office-practice"
    prepare_folder(folder, anew=False)
    (folder / "chungtay.sqlite3").write_text("old")
    prepare_folder(folder, anew=False)
    assert (folder / "chungtay.sqlite3").exists()
    prepare_folder(folder, anew=True)
    assert [path.name for path in folder.iterdir()] == ["practice"]


@pytest.mark.parametrize("anew", [True, False])
def test_a_folder_with_other_data_is_left_alone(tmp_path: Path, anew: bool) -> None:
    (tmp_path / "chungtay.sqlite3").write_text("real")
    with pytest.raises(ChungTayError, match="practising"):
        prepare_folder(tmp_path, anew=anew)
    assert [path.name for path in tmp_path.iterdir()] == ["chungtay.sqlite3"]


def test_its_environment_names_its_own_folder(tmp_path: Path) -> None:
    assert environment(tmp_path)["CHUNGTAY_DATA_DIR"] == str(tmp_path)
    assert "CHUNGTAY_DATABASE_URL" not in environment(tmp_path)
