"""What `./run test --all` installs is locked, the locks agree, and no path of its runs is a dead one."""

from __future__ import annotations

import re

from chungtay.cli.check import checks
from chungtay.cli.test import CHECKED, EXTRAS, JOURNEYS_ON_BOTH, ROOT


def versions(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9_.-]+)==(\S+)", (ROOT / f"requirements-{lock}.lock").read_text("utf-8"), re.M))


def test_every_extra_has_a_lock_and_no_two_locks_contradict():
    assert EXTRAS == ("spark", "splink")
    known = versions("dev")
    for extra in EXTRAS:
        found = versions(extra)
        assert found
        assert {name: number for name, number in found.items() if known.setdefault(name, number) != number} == {}


def test_the_journeys_that_run_on_both_databases_are_there():
    """A path that is gone would be left out in silence."""
    assert [path for path in JOURNEYS_ON_BOTH if not (ROOT / path).exists()] == []
    assert all(path.startswith("tests/journeys/") for path in JOURNEYS_ON_BOTH)


def test_what_a_plain_run_leaves_to_the_checks_is_run_there():
    assert any(CHECKED in command for command in checks("").values())
    assert (ROOT / CHECKED).is_dir()
