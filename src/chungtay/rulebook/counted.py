"""What the report templates count of one form: children by what they lack, who can work, causes of hardship.

    counted(rule_sets.load("vn-2022"), {"household": {...}, "members": [...]}, on=day)
    # {"children": 2, "insurance": 1, "nutrition": 0, "schooling": None, ..., "causes": ["1", "7"]}

Definitions: the notes of templates 7.8 and 7.11 (`report_counts.toml`). None where the answers leave a count open: it
is unknown, not zero.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from chungtay.rulebook.answers import normalise
from chungtay.rulebook.intervals import truth
from chungtay.rulebook.model import RuleSet

CAUSES = "causes"
MARKED = 1


def counted(rule_set: RuleSet, raw: Mapping[str, Any], *, on: datetime.date) -> dict[str, Any]:
    """Count -> number or None, and the codes of the causes that were crossed; {} for a rule set without definitions.
    Raises AnswersError for answers of the wrong shape."""
    if not rule_set.report_counts:
        return {}
    household, members = raw.get("household") or {}, raw.get("members") or []
    answers = normalise(rule_set, {"household": household, "members": members}, on)
    found: dict[str, Any] = {}
    for count in rule_set.report_counts.values():
        node = count.of
        truths: list[bool | None] = [None]
        if isinstance(node, list):
            truths = [truth(node, member) for member in answers.members]
        found[count.id] = truths.count(True) if truths and None not in truths else None
    codes = next((entry.codes for entry in rule_set.code_lists if entry.id == CAUSES), ())
    found[CAUSES] = [str(code) for code, _label in codes if str(household.get(f"cause_{code}", "")) == str(MARKED)]
    return found
