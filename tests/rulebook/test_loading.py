# ruff: noqa: E501, PT017
"""A rule file with an error names the file and the line, and no rule set comes out of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chungtay.rulebook.errors import RuleSetError
from chungtay.rulebook.loading import load_folder
from chungtay.rulebook.rule_sets import FOLDER


def spoil(tmp_path: Path, file: str, old: str, new: str) -> tuple[Path, int]:
    """A copy of vn-2022 with one change; returns the folder and the line of the change."""
    folder = tmp_path / "vn-2022"
    shutil.copytree(FOLDER / "vn-2022", folder)
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), "utf-8")
    return folder, line


@pytest.mark.parametrize(
    ("file", "old", "new", "word"),
    [
        ("b1.toml", '{ id = "2", is = [2], vi = "Hộ có 2 người"', '{ id = "2", is = [1], vi = "Hộ có 2 người"', "trùng"),
        ("b1.toml", "points = [95, 80, 75, 75, 80, 90, 110]", "points = [95, 80, 75, 75, 80, 90]", "7 số điểm"),
        ("b1.toml", "points = [95, 80, 75, 75, 80, 90, 110]", 'points = [95, 80, 75, 75, 80, 90, "110"]', "7 số điểm"),
        ("b1.toml", '{ id = "30-40", from = "30"', '{ id = "30-40", from = "25"', "trùng"),
        ("b1.toml", '{ id = "30-40", from = "30", below', '{ id = "30-40", fromm = "30", below', "khóa lạ"),
        ("b1.toml", 'on = "water"\n', 'on = "watter"\n', "watter"),
        ("b2.toml", 'when = "water == 4"', 'when = "watter == 4"', "watter"),
        ("b2.toml", 'when = "water == 4"', "when = \"__import__('os')\"", "ngôn ngữ"),
        ("b2.toml", 'when = "water == 4"', 'when = "water = 4"', "viết sai"),
        ("b2.toml", 'id = "5.2"', 'id = "5.1"', "hai lần"),
        ("b1.toml", "can_change = false\n", "can_change = 0\n", "true/false"),
        ("b1.toml", "can_change = false\n", "", "lý do"),
        ("b1.toml", "can_change = false\n", "can_chang = false\n", "lý do"),
        ("b1.toml", 'on = "cars"\n', 'on = "cars"\ncan_change = false\n', "lý do"),
        ("b1.toml", 'on = "cars"\n', 'on = "cars"\ncan_change = false\nwhy_not_vi = " "\nwhy_not_en = "x"\n', "lý do"),
        ("b2.toml", "can_change = false\n", "can_change = true\n", "lý do"),
        ("inputs.toml", 'id = "toilet"\nof = "household"\ntype = "code"', 'id = "toilet"\nof = "household"\ntype = "cod"', "một trong"),
        ("inputs.toml", 'id = "cars"\nof = "household"\ntype = "integer"\nmin = "0"', 'id = "cars"\nof = "household"\ntype = "integer"\nmin = 0', "text"),
        ("classes.toml", 'mark = "V"', 'mark = "M"', "một trong"),
        ("nutrition.toml", '[1, "3.4", "3.2"]', '[1, "3.44", "3.2"]', "chữ số lẻ"),
        ("nutrition.toml", '[1, "3.4", "3.2"]', '[0, "3.4", "3.2"]', "tăng dần"),
        ("readings.toml", 'taken = "tens"', 'taken = "dozens"', "lựa chọn"),
    ],
)  # fmt: skip
def test_errors_name_file_and_line(tmp_path: Path, file: str, old: str, new: str, word: str) -> None:
    folder, line = spoil(tmp_path, file, old, new)
    with pytest.raises(RuleSetError) as error:
        load_folder(folder)
    assert error.value.file == f"vn-2022/{file}"
    assert abs(error.value.line - line) <= 4  # the key stands within its own small table
    assert word in error.value.vi


def test_a_gap_between_bands_is_refused(tmp_path: Path) -> None:
    folder, _ = spoil(tmp_path, "b1.toml", '{ id = "100-150", from = "100"', '{ id = "100-150", from = "101"')
    with pytest.raises(RuleSetError, match="1000"):  # 100 kWh, kept with one decimal
        load_folder(folder)


def test_class_rules_that_overlap_are_refused(tmp_path: Path) -> None:
    folder, _ = spoil(tmp_path, "classes.toml", "b1 > b1_line", "b1 >= b1_line")
    with pytest.raises(RuleSetError, match="2 loại hộ"):
        load_folder(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder, _ = spoil(tmp_path, "b1.toml", "columns", "columns")
    (folder / "b2.toml").unlink()
    with pytest.raises(RuleSetError) as error:
        load_folder(folder)
    assert error.value.file == "vn-2022/b2.toml"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_broken_bytes_give_a_sentence_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("rules") / "vn-2022"
    shutil.copytree(FOLDER / "vn-2022", folder)
    name = data.draw(st.sampled_from(sorted(path.name for path in folder.glob("*.toml"))))
    content = bytearray((folder / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (folder / name).write_bytes(bytes(content))
    try:
        loaded = load_folder(folder)
    except RuleSetError as error:
        assert error.line >= 1
    else:
        assert loaded.version.startswith("vn-2022@")
