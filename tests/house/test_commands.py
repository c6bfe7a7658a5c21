"""`./run`: what it lists exists, what the docs tell people to type exists, and its reference page is fresh."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
from pathlib import Path

import pytest

from chungtay.cli import _reference
from chungtay.cli.main import command_names, load, main, summary
from tests.house.repository import DOCS, ROOT

PAGES = [ROOT / "README.md", ROOT / "README.vi.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def typed(text: str) -> set[str]:
    """The commands that a page tells its reader to type."""
    return set(re.findall(r"\./run ([a-z]+)", text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    assert typed(page.read_text("utf-8")) - set(command_names()) == set()


@pytest.mark.parametrize("name", command_names())
def test_every_command_keeps_the_shape(name: str) -> None:
    vi, en = summary(name)
    assert vi
    assert en
    assert vi != en
    module = load(name)
    module.add_arguments(argparse.ArgumentParser())
    assert callable(module.run)


def test_help_lists_every_command_with_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  ")] == command_names()


def test_the_reference_page_is_fresh() -> None:
    assert _reference.PAGE.read_text("utf-8") == _reference.page(), "write it anew: ./run check --write"


@pytest.fixture
def bare_machine(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing is set but where programs lie."""
    return {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(ROOT / "run"), *words], env=environment, capture_output=True, text=True)


def test_help_needs_nothing_installed(bare_machine: dict[str, str]) -> None:
    done = run(bare_machine, "--help", "--lang", "en")
    assert done.returncode == 0
    assert "classify every household" in done.stdout
    assert os.listdir(bare_machine["HOME"]) == []


def test_an_unknown_command_is_refused_in_both_languages(bare_machine: dict[str, str]) -> None:
    done = run(bare_machine, "chamdiem")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Không có lệnh “chamdiem”" in done.stderr
    assert "There is no command “chamdiem”" in done.stderr


def test_a_wrong_option_is_a_sentence_and_not_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--colour", "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "--colour" in said
    assert "Traceback" not in said
    assert "Lệnh" not in said
