"""What would change the class: every single row of an item, or single indicator, that moves the household over a line.

Each is taken alone, all other points staying as they are. What the rule set marks with `can_change = false` (the size
of the family, ages, the region) is left out: nobody can act on it.
"""

from __future__ import annotations

from chungtay.rulebook import wording
from chungtay.rulebook.classes import ClassChoice, choose
from chungtay.rulebook.errors import RuleSetIncomplete
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.result import Change, IndicatorResult, ItemResult, Text


def changes(
    rule_set: RuleSet,
    choice: ClassChoice,
    b1: int,
    b2: int,
    items: tuple[ItemResult, ...],
    indicators: tuple[IndicatorResult, ...],
    place: int,
) -> tuple[Change, ...]:
    """All of them, items in the order of the form, then indicators. `place` is the column of points."""
    found = []
    class_of = _Classes(rule_set, choice)
    by_id = {item.id: item for item in rule_set.items}
    for result in items:
        item = by_id[result.id]
        if not item.can_change or item.hit == "sum":
            continue  # sums have no single row
        for option in item.options:
            moved = b1 - result.points.low + option.points[place]
            if option.id == result.option or moved == b1:
                continue
            other = class_of(moved, b2)
            if other != choice.class_id:
                sentence = wording.say(
                    "change",
                    {
                        "number": item.number,
                        "label": item.label,
                        "option": option.label,
                        "points": option.points[place],
                        "b1": moved,
                        "line": choice.line_text("b1"),
                        "class": rule_set.classes[other].label,
                    },
                )
                found.append(Change(item.id, item.label, option.id, other, sentence))
    fixed = {entry.id for entry in rule_set.indicators if not entry.can_change}
    for entry in indicators:
        if entry.id in fixed:
            continue
        moved = b2 + (-rule_set.indicator_points if entry.deprived else rule_set.indicator_points)
        other = class_of(b1, moved)
        if other != choice.class_id:
            phrase = "change_b2_less" if entry.deprived else "change_b2_more"
            words: dict[str, Text | str | int] = {
                "id": entry.id,
                "label": entry.label,
                "b2": moved,
                "line": choice.line_text("b2"),
                "class": rule_set.classes[other].label,
            }
            to = "not_deprived" if entry.deprived else "deprived"
            found.append(Change(entry.id, entry.label, to, other, wording.say(phrase, words)))
    return tuple(found)


class _Classes:
    """The class of two scores in the household's area; hardly a dozen pairs are asked for, each many times."""

    def __init__(self, rule_set: RuleSet, choice: ClassChoice) -> None:
        self.rule_set, self.choice = rule_set, choice
        self.known: dict[tuple[int, int], str] = {}

    def __call__(self, b1: int, b2: int) -> str:
        if (b1, b2) not in self.known:
            self.known[b1, b2] = self._choose(b1, b2)
        return self.known[b1, b2]

    def _choose(self, b1: int, b2: int) -> str:
        scores = {"b1": (b1, b1), "b2": (b2, b2)}
        try:
            return choose(self.rule_set, "points", self.choice.area, scores).class_id
        except RuleSetIncomplete:
            return self.choice.class_id  # beyond a line that the sources do not give, nothing can be promised
