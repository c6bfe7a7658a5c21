"""What would change the class: every single row of an item, or single indicator, that moves the household over a line.

Each is taken alone, all other points staying as they are.
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
    by_id = {item.id: item for item in rule_set.items}
    for result in items:
        item = by_id[result.id]
        if item.number == "15" or item.hit == "sum":
            continue  # nobody changes region by an answer; sums have no single row
        for option in item.options:
            moved = b1 - result.points.low + option.points[place]
            other = _class(rule_set, choice, moved, b2)
            if option.id != result.option and moved != b1 and other != choice.class_id:
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
    for entry in indicators:
        moved = b2 + (-rule_set.indicator_points if entry.deprived else rule_set.indicator_points)
        other = _class(rule_set, choice, b1, moved)
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


def _class(rule_set: RuleSet, choice: ClassChoice, b1: int, b2: int) -> str:
    try:
        return choose(rule_set, "points", choice.area, {"b1": (b1, b1), "b2": (b2, b2)}).class_id
    except RuleSetIncomplete:
        return choice.class_id  # beyond a line that the sources do not give, nothing can be promised
