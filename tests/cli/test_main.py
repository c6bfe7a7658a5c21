"""How the command line ends: exit codes, sentences in both languages, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from chungtay.cli.main import main

COMMAND = [sys.executable, "-P", "-m", "chungtay.cli"]


def typed(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, env={**os.environ, **environment})


def test_an_error_for_people_is_said_in_both_languages_and_ends_with_2() -> None:
    done = typed("rules", "show", "vn-1999")
    assert done.returncode == 2
    assert "vn-1999" in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert "Traceback" not in done.stderr


def test_a_language_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", "vn-1999", "--lang", "vi"]) == 2
    assert main(["nothing-of-that-name", "--lang=en"]) == 2
    vi, en = capsys.readouterr().err.splitlines()
    assert "Không" in vi
    assert en.startswith("There is no command")


def test_with_the_debug_switch_the_place_in_the_program_is_shown() -> None:
    done = typed("rules", "show", "vn-1999", CHUNGTAY_DEBUG="1")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_a_reader_that_leaves_early_is_no_error() -> None:
    pipe = subprocess.Popen([*COMMAND, "rules", "show", "vn-2022"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert pipe.stdout is not None
    assert pipe.stderr is not None
    pipe.stdout.readline()
    pipe.stdout.close()
    assert pipe.stderr.read().decode() == ""
    assert pipe.wait() == 0
    pipe.stderr.close()


def test_a_command_without_django_or_polars_loads_neither() -> None:
    """`./run score` must start at once."""
    code = (
        "import sys; from chungtay.cli.main import load; load('score'); print({'django', 'polars'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
