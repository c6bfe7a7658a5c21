"""Which rule sets there are, and the one to apply."""

from __future__ import annotations

import datetime
import functools
import os
from collections.abc import Mapping
from pathlib import Path

from chungtay.rulebook.errors import UnknownRuleSet
from chungtay.rulebook.loading import load_folder
from chungtay.rulebook.model import RuleSet

FOLDER = Path(__file__).parent


def local_folder() -> Path:
    """Where tables that an officer entered and signed are kept; their names carry a "+", e.g. vn-2016+20190901."""
    return Path(os.environ.get("CHUNGTAY_DATA_DIR", "var")) / "rules"


def names() -> list[str]:
    """Ids of the rule sets in the book, oldest first."""
    return sorted(path.parent.name for path in FOLDER.glob("*/rule_set.toml"))


def local_names() -> list[str]:
    """Ids of the signed-off local versions on this machine, oldest first."""
    return sorted(path.parent.name for path in local_folder().glob("*+*/rule_set.toml"))


def load(name: str, choices: Mapping[str, str] | None = None) -> RuleSet:
    """Return the rule set `name` with the readings chosen; raises UnknownRuleSet or RuleSetError."""
    return _load(name, tuple(sorted((choices or {}).items())))


@functools.cache
def _load(name: str, choices: tuple[tuple[str, str], ...]) -> RuleSet:
    if name in local_names():
        return load_folder(local_folder() / name, dict(choices))
    if name not in names():
        listing = ", ".join([*names(), *local_names()])
        raise UnknownRuleSet(
            f"Không có bộ quy tắc “{name}”. Có: {listing}.", f'There is no rule set "{name}". There are: {listing}.'
        )
    return load_folder(FOLDER / name, dict(choices))


def in_force(on: datetime.date) -> RuleSet:
    """The national rule set in force on a date; the record's own date decides, never today's."""
    for name in names():
        rule_set = load(name)
        if (
            rule_set.standard == "national"
            and rule_set.valid_from <= on
            and (rule_set.valid_to is None or on <= rule_set.valid_to)
        ):
            return rule_set
    raise UnknownRuleSet(
        f"Không có bộ quy tắc có hiệu lực ngày {on:%d/%m/%Y}.", f"No rule set is in force on {on.isoformat()}."
    )
