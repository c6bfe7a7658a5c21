"""`./run import`: the same as on the screen, from the command line."""

from __future__ import annotations

import openpyxl
import pytest

from chungtay.cli.main import main
from chungtay.records.registry.models import Household, ImportFile, ImportState, Operation
from tests import factories as people
from tests.apps.records.registry.intake import files as f


@pytest.fixture
def path(db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    people.district()
    return f.write(tmp_path / "so.xlsx", f.home(1), f.home(2))


def run(path, *more: str) -> int:
    return main(["import", str(path), "--area", "00016", "--on", "15/09/2024", *more])


def test_a_dry_run_changes_nothing(path, capsys):
    assert run(path, "--dry-run") == 0
    said = capsys.readouterr().out
    assert "2  hộ mới" in said
    assert not Household.objects.exists()
    assert ImportFile.objects.get().state == ImportState.DISCARDED
    assert run(path) == 0  # the same file may still be taken over
    assert Household.objects.count() == 2


def test_taken_over_by_an_account_and_the_second_time_refused_in_a_sentence(path, capsys):
    officer = people.person("hoa", "ward_officer", people.Unit.objects.get(code="00016"))
    assert run(path, "--by", "hoa") == 0
    assert Operation.objects.get().by == officer
    assert run(path, "--lang", "vi") == 2
    assert "đã được nạp" in capsys.readouterr().err


def test_refused_households_are_told_and_the_marked_copy_written(path, tmp_path, capsys):
    book = openpyxl.load_workbook(path)
    book["Hộ nghèo, cận nghèo"]["G9"] = "31/02/1950"
    book.save(path)
    marked = tmp_path / "sua.xlsx"
    assert run(path, "--marked", str(marked)) == 1
    assert "G9: Ngày sinh “31/02/1950” không có trong lịch." in capsys.readouterr().out
    assert openpyxl.load_workbook(marked)["Hộ nghèo, cận nghèo"]["G9"].comment
    assert Household.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--area", "99999"], "không có đơn vị mang mã “99999”"),
        (["--on", "31/02/2024"], "không có trong lịch"),
        (["--by", "ai-do"], "Không có tài khoản “ai-do”"),
    ],
)
def test_what_is_wrong_is_said(path, capsys, more, sentence):
    assert run(path, *more, "--lang", "vi") == 2
    assert sentence in capsys.readouterr().err


def test_an_account_of_another_ward_is_refused(path, capsys):
    people.person("minh", "ward_officer", people.Unit.objects.get(code="00001"))
    assert run(path, "--by", "minh", "--lang", "vi") == 2
    assert capsys.readouterr().err
    assert not ImportFile.objects.exists()
