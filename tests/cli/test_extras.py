"""What `./run test --all` installs is locked, and the locks agree with one another."""

from __future__ import annotations

import re

from chungtay.cli.test import EXTRAS, ROOT


def versions(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9_.-]+)==(\S+)", (ROOT / f"requirements-{lock}.lock").read_text("utf-8"), re.M))


def test_every_extra_has_a_lock_and_no_two_locks_contradict():
    assert EXTRAS == ("spark", "splink")
    known = versions("dev")
    for extra in EXTRAS:
        found = versions(extra)
        assert found
        assert {name: number for name, number in found.items() if known.setdefault(name, number) != number} == {}
