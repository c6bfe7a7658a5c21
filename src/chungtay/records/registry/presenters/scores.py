"""Scores beside their lines, from what the rule book returned or from points that another program's list gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from chungtay.records.registry.models import HouseholdStatus
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError

_INCOME = gettext_lazy("Income per person and month")
_POOR_OR_NEAR = gettext_lazy("At or below the line means poor or near-poor.")
_APART = gettext_lazy("At or above the line separates poor from near-poor.")
# Of each score the lines it is held against: line, what the bar is called, what the line means. Since 2022 one line of
# income; before, two (QĐ 59/2015, Điều 2).
_LINES: dict[str, list[tuple[str, str | Promise, str | Promise]]] = {
    "b1": [("b1_line", gettext_lazy("Score B1 – living standard"), _POOR_OR_NEAR)],
    "b2": [("b2_line", gettext_lazy("Score B2 – lack of basic services"), _APART)],
    "income": [
        ("income_line", _INCOME, _POOR_OR_NEAR),
        ("poor_line", gettext_lazy("Income beside the poverty line"), gettext_lazy("At or below the line means poor.")),
        ("near_poor_line", gettext_lazy("Income beside the near-poverty line"), _POOR_OR_NEAR),
    ],
    "deprivations": [("min_deprivations", gettext_lazy("Lacking basic services"), _APART)],
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A score beside its line. `at`, `upto`, `line_at` are places on a bar from 0 to 100."""

    label: str
    rule: str
    low: int
    high: int
    line: int
    below: int
    at: float
    upto: float
    line_at: float

    @property
    def exact(self) -> bool:
        return self.low == self.high

    @property
    def upto_width(self) -> float:
        return round(self.upto - self.at, 1)

    @property
    def distance(self) -> int:
        return abs(self.low - self.line)


def bars(explanation: dict[str, Any]) -> Iterator[Bar]:
    """Of each score that has a line."""
    for name, score in explanation.get("scores", {}).items():
        for line_id, label, rule in _LINES.get(name, []):
            line = explanation.get("lines", {}).get(line_id)
            if line is not None:
                yield _bar(str(label), str(rule), score["low"], score["high"], line)


def _bar(label: str, rule: str, low: int, high: int, line: int) -> Bar:
    full = max(high, line, 1) * 1.25
    below = (low > line) - (low < line)
    low_at, high_at, line_at = (round(100 * value / full, 1) for value in (low, high, line))
    return Bar(label, rule, low, high, line, below, low_at, high_at, line_at)


def law_of(explanation: dict[str, Any]) -> str:
    """The instrument that most items come from, told once above them."""
    items = [*explanation.get("items", []), *explanation.get("indicators", [])]
    return items[0]["source"]["instrument"] if items else ""


def bars_of(status: HouseholdStatus, area_kind: str | None) -> list[Bar]:
    """From the result as decided; else from the points on the list, with the lines of its rule set for the area type,
    when both are known."""
    if status.result:
        return list(bars(status.result))
    if area_kind is None:
        return []
    try:
        lines = rule_sets.load(status.rule_set).lines
    except ChungTayError:
        return []
    scores = {name: value for name, value in (("b1", status.b1), ("b2", status.b2)) if value is not None}
    known = {name: getattr(lines[name], area_kind) for name in ("b1_line", "b2_line") if name in lines}
    return list(bars({"scores": {name: {"low": v, "high": v} for name, v in scores.items()}, "lines": known}))


def reason_words(status: HouseholdStatus) -> list[str]:
    """Why the household is poor, by the code list of the rule set; an unknown code stays a code."""
    codes = [code.strip() for code in status.reasons.split(",") if code.strip()]
    try:
        lists = {each.id: dict(each.codes) for each in rule_sets.load(status.rule_set).code_lists}
    except ChungTayError:
        lists = {}
    known = {str(code): text for code, text in lists.get("causes", {}).items()}
    language = "en" if get_language() == "en" else "vi"
    return [getattr(known[code], language) if code in known else code for code in codes]
