"""The short page of a household that was taken back: by whom, when, why, and where what it was can still be read."""

from __future__ import annotations

from typing import Any

from chungtay.records.registry.models import Household
from chungtay.records.registry.queries.history import taken_back_by
from chungtay.records.registry.queries.households import seen
from chungtay.records.registry.queries.lives import title_of


def gone(user: Any, home: Household, year: int) -> dict[str, Any]:
    """`into`: the household that stands for it now, where both were one and the reader may see that one."""
    act = taken_back_by(home)
    into = seen(user).filter(pk=home.merged_into_id).first() if home.merged_into_id else None
    return {
        "home": home,
        "title": title_of(home),
        "year": year,
        "act": act,
        "with_file": act is not None and act.origin.startswith("import:"),
        "into": into,
        "joined": home.merged_into_id is not None,
    }
