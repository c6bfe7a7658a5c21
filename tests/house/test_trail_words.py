"""Every action that the code records in the audit trail has its words, and no words are left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from chungtay.foundation.core.presenters import action_words, subjects
from tests.house.repository import ROOT, SOURCE, files

MODULES = [path for path in files() if path.suffix == ".py" and SOURCE in path.parents]
RECORDING = {"record_event", "_queue"}
NAME = re.compile(r"[a-z]+\.[a-z_]+")


def recorded(path: Path) -> Iterator[str]:
    """The actions that a module names where it records an event: the first argument, `action=`, or `action = ...`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        said: list[ast.expr] = []
        if isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == ["action"]:
            said = [node.value]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in RECORDING:
            said = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "action")]
        for value in said:
            for part in ast.walk(value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and NAME.fullmatch(part.value):
                    yield part.value


ACTIONS = {action: path for path in MODULES for action in recorded(path)}


def test_actions_are_found() -> None:
    assert len(ACTIONS) >= 40


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_recorded_action_has_words(action: str) -> None:
    where = ACTIONS[action].relative_to(ROOT)
    assert action in action_words(), f"{where}: declare it in audit_actions() of the app's `apps`"


@pytest.mark.parametrize("action", sorted(action_words()))
def test_the_words_are_there_in_both_languages(action: str) -> None:
    words = action_words()[action]
    with translation.override("en"):
        english = str(words)
    with translation.override("vi"):
        vietnamese = str(words)
    assert english
    assert vietnamese
    assert english != vietnamese


def test_no_words_are_left_of_an_action_that_nobody_records() -> None:
    source = "".join(path.read_text("utf-8") for path in MODULES if path.name != "apps.py")
    left = [name for name in action_words() if f'"{name}"' not in source and f'"{name.split(".")[1]}"' not in source]
    assert left == []


def test_subjects_are_models() -> None:
    from django.apps import apps

    for name in subjects():
        apps.get_model(name)
