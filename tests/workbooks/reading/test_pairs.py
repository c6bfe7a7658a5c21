"""Two files of one survey: which is which is seen from what they hold; what makes no pair is told in a sentence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chungtay.rulebook import rule_sets
from chungtay.workbooks.classify import classify_file
from chungtay.workbooks.preview import preview_columns
from chungtay.workbooks.reading import read_file
from chungtay.workbooks.reading.limits import FileRefused
from chungtay.workbooks.reading.pairs import Pair, sort_files
from tests import surveys
from tests.factories import REVIEWED

RULES = rule_sets.load("vn-2022")
MAKERS = [surveys.kobo, surveys.parquet]


def refused(*paths: Path) -> FileRefused:
    with pytest.raises(FileRefused) as error:
        sort_files(paths, RULES)
    return error.value


@pytest.mark.parametrize("maker", MAKERS)
def test_the_content_says_which_is_which(tmp_path: Path, maker) -> None:
    houses, people = maker(tmp_path)
    for names in (("a", "b"), ("thanh-vien-2", "ho-2")):  # the names may even lie
        first = shutil.copy(houses, tmp_path / f"{names[0]}{houses.suffix}")
        second = shutil.copy(people, tmp_path / f"{names[1]}{people.suffix}")
        assert sort_files([first, second], RULES) == sort_files([second, first], RULES) == Pair(first, second)


@pytest.mark.parametrize("maker", MAKERS)
def test_a_pair_is_classified_as_worked_out_by_hand(tmp_path: Path, maker) -> None:
    houses, people = maker(tmp_path)
    outcome = classify_file(
        houses, members=people, rule_set_id="vn-2022", area="Hà Nội, thành thị", on=REVIEWED, out_dir=None
    )
    assert outcome.count() == surveys.COUNTS
    codes = [row.household.facts["household_code"] for row in outcome.rows]
    assert {code: row.result.class_id or "" for code, row in zip(codes, outcome.rows, strict=True)} == surveys.CLASSES
    scores = {
        code: row.result.scores["b1"].low if row.classified else None
        for code, row in zip(codes, outcome.rows, strict=True)
    }
    assert scores == surveys.SCORES
    (problem,) = outcome.problems()
    assert (problem.sheet, problem.row, problem.input) == ("ho", 5, "water")


@pytest.mark.parametrize("maker", MAKERS)
def test_the_preview_shows_the_columns_of_both(tmp_path: Path, maker) -> None:
    houses, people = maker(tmp_path)
    found = preview_columns(houses, RULES, members=people)
    assert {column.sheet for column in found} == {"ho", "thanh-vien"}
    targets = {(column.sheet, column.target) for column in found}
    assert targets >= {("ho", "water"), ("ho", "head_name"), ("thanh-vien", "birth_date"), ("thanh-vien", "training")}


@pytest.mark.parametrize("maker", MAKERS)
def test_what_makes_no_pair(tmp_path: Path, maker) -> None:
    houses, people = maker(tmp_path)
    assert "chỉ là bảng thành viên" in refused(people).vi
    assert "is a table of members only" in refused(people).en
    again = shutil.copy(houses, tmp_path / f"ho-2{houses.suffix}")
    assert "đều là bảng hộ" in refused(houses, again).vi
    again = shutil.copy(people, tmp_path / f"tv-2{people.suffix}")
    assert "đều là bảng thành viên" in refused(people, again).vi


def test_columns_of_other_names_are_shown_as_they_are(tmp_path: Path) -> None:
    houses, _people = surveys.kobo(tmp_path)
    other = surveys.write(tmp_path / "tv.csv", [{"cot1": "x", "cot2": "y"}, {"cot1": "z", "cot2": "t"}])
    said = refused(houses, other).vi
    assert "“tv.csv”" in said
    assert "“cot1”, “cot2”" in said


def test_a_table_with_both_is_not_joined_to_another(tmp_path: Path) -> None:
    houses, people = surveys.rows()
    both = surveys.write(tmp_path / "so.csv", [houses[0] | people[0] | {"relationship": 1}])
    assert "đã có cả hộ và thành viên" in refused(both, surveys.kobo(tmp_path)[1]).vi
    assert sort_files([both], RULES) == Pair(both)


def test_without_a_column_in_common_nothing_is_joined(tmp_path: Path) -> None:
    houses, people = surveys.rows()
    first = surveys.write(tmp_path / "ho.csv", houses)
    second = surveys.write(
        tmp_path / "tv.csv",
        [{"cot_a" if name == "household_code" else name: p[name] for name in p} for p in people],
    )
    assert sort_files([second, first], RULES) == Pair(first, second)
    with pytest.raises(FileRefused, match="không có cột chung"):
        read_file(first, RULES, members=second)
    # the officer says which column it is
    assert len(read_file(first, RULES, members=second, mapping={"cot_a": "household_code"}).households) == 4


def test_members_of_no_household_are_named_and_the_others_go_on(tmp_path: Path) -> None:
    houses, people = surveys.rows()
    first = surveys.write(tmp_path / "ho.csv", houses[:1])
    second = surveys.write(tmp_path / "tv.csv", people[:2])
    outcome = classify_file(
        first, members=second, rule_set_id="vn-2022", area="Hà Nội, thành thị", on=REVIEWED, out_dir=tmp_path / "out"
    )
    assert outcome.count() == {"in": 1, "classified": 1, "refused": 0, "not_poor": 1}
    (problem,) = outcome.file_problems
    assert (problem.sheet, problem.row, problem.value) == ("tv", 3, "102")
    assert "không có trong bảng hộ" in problem.message_vi
    assert len(outcome.set_aside) == 3  # two rows of headings, one member


def test_two_tables_of_different_exports_get_a_remark(tmp_path: Path) -> None:
    houses, people = surveys.rows()
    first, second = surveys.write(tmp_path / "ho.csv", houses[:1]), surveys.write(tmp_path / "tv.csv", people[1:])
    read = read_file(first, RULES, members=second)
    assert any("Không thành viên nào khớp" in vi for vi, _en in read.notes)
    assert "chưa có thành viên nào" in read.households[0].problems[0].message_vi


def test_households_alone_get_a_remark_beside_each_refusal(tmp_path: Path) -> None:
    houses, _people = surveys.kobo(tmp_path)
    read = read_file(houses, RULES)
    assert len(read.households) == 4
    assert any("nạp cùng lúc bảng hộ và bảng thành viên" in vi for vi, _en in read.notes)
