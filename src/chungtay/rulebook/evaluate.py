"""The reference evaluator: one household in, its class with every reason out.

    result = evaluate(rule_sets.load("vn-2022"), {"household": {...}, "members": [...]}, on=date(2026, 9, 15))

`missing="refuse"` (the default) gives no class while an answer is missing or wrong; `missing="bound"` scores what is
known and returns each score between its lowest and highest possible value. Other engines are compared with this one.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from chungtay.rulebook import wording
from chungtay.rulebook.answers import Answers, normalise
from chungtay.rulebook.changes import changes
from chungtay.rulebook.classes import ClassChoice, choose
from chungtay.rulebook.errors import AnswersError, RuleSetIncomplete
from chungtay.rulebook.intervals import Span, truth
from chungtay.rulebook.model import Column, Indicator, Item, RuleSet
from chungtay.rulebook.result import AnswerProblem, Bounds, IndicatorResult, ItemResult, Result, Source, Text


def evaluate(
    rule_set: RuleSet,
    raw: Mapping[str, Any],
    *,
    on: datetime.date,
    missing: Literal["refuse", "bound"] = "refuse",
) -> Result:
    """Score one household by points. `on` is the date of the review (ages are counted to it).

    `raw["overrides"]` maps indicator ids to {"deprived": bool, "reason": text}. Raises RuleSetIncomplete where the
    points table is missing in the sources, AnswersError for answers of the wrong shape.
    """
    require(rule_set, "points")
    answers = normalise(rule_set, raw, on)
    declared = _declared(rule_set, raw)
    if lacking := [entry for entry in rule_set.indicators if entry.when is None and entry.id not in declared]:
        answers = replace(answers, problems=answers.problems + tuple(_undeclared(entry) for entry in lacking))
    column = column_of(rule_set, answers)
    nobody = bool(rule_set.inputs_of("member")) and not answers.members
    if column is None or nobody or (answers.problems and missing == "refuse"):
        return _refused(rule_set, answers)
    values = answers.household | count_facts(rule_set, answers)
    place = rule_set.columns.index(column)
    items = tuple(_item(rule_set, item, values, place, column) for item in rule_set.items)
    overrides = _overrides(rule_set, raw)
    indicators = tuple(_indicator(rule_set, entry, values, declared, overrides) for entry in rule_set.indicators)
    b1 = _sum([item.points for item in items])
    b2 = _sum([entry.points for entry in indicators])
    area = "urban" if answers.household["area_type"] == (1, 1) else "rural"
    choice = choose(rule_set, "points", area, {"b1": (b1.low, b1.high), "b2": (b2.low, b2.high)})
    return _result(rule_set, answers, choice, b1, b2, items, indicators, place)


def require(rule_set: RuleSet, method: str) -> None:
    """Refuse a method whose tables the sources lack, saying which and what to do."""
    for gap in rule_set.gaps:
        if method in gap.methods:
            raise RuleSetIncomplete(f"{gap.label.vi} {gap.remedy.vi}", f"{gap.label.en} {gap.remedy.en}")
    if method not in rule_set.methods:
        raise RuleSetIncomplete(
            f"Bộ quy tắc {rule_set.id} không xếp loại theo cách “{method}”.",
            f'The rule set {rule_set.id} does not classify by "{method}".',
        )


def column_of(rule_set: RuleSet, answers: Answers) -> Column | None:
    """The column of points that holds, None while the answers leave it open."""
    held = [column for column in rule_set.columns if truth(column.when, answers.household) is not False]
    return held[0] if len(held) == 1 else None


def count_facts(rule_set: RuleSet, answers: Answers) -> dict[str, Span]:
    """Every fact as a span."""
    facts: dict[str, Span] = {}
    for fact in rule_set.facts.values():
        if fact.kind == "count" and isinstance(fact.of, list):
            truths = [truth(fact.of, member) for member in answers.members]
            sure = truths.count(True)
            facts[fact.id] = (sure, sure + truths.count(None))
        else:
            spans = [member[str(fact.of)] for member in answers.members] or [(0, 0)]
            facts[fact.id] = (max(low for low, _ in spans), max(high for _, high in spans))
    return facts


def _item(rule_set: RuleSet, item: Item, values: Mapping[str, Span], place: int, column: Column) -> ItemResult:
    truths = [truth(option.when, values) for option in item.options]
    points = points_of(item, truths, [option.points[place] for option in item.options])
    sure = [option for option, held in zip(item.options, truths, strict=True) if held]
    answer = answer_text(rule_set, item.reads, values)
    source = Source(
        item.source.instrument, f"{item.source.form}; {column.sheet}", item.source.page, item.source.checked
    )
    words: dict[str, Text | str | int] = {"number": item.number, "label": item.label, "answer": answer}
    if None in truths or not points.exact:
        option = ""
        reason = wording.say("item_open", words | {"low": points.low, "high": points.high})
    else:
        option = "+".join(entry.id for entry in sure)
        row = wording.join([entry.label for entry in sure], Text("; ", "; "))
        reason = wording.say("item", words | {"option": row, "points": points.low})
    return ItemResult(item.id, item.number, item.label, answer, option, points, reason, source, item.reading)


def points_of(item: Item, truths: list[bool | None], points: list[int]) -> Bounds:
    sure = [value for value, held in zip(points, truths, strict=True) if held]
    maybe = [value for value, held in zip(points, truths, strict=True) if held is None]
    if item.hit == "sum":
        return Bounds(sum(sure) + sum(min(0, v) for v in maybe), sum(sure) + sum(max(0, v) for v in maybe))
    if item.hit == "highest" and sure:
        return Bounds(max(sure), max(sure + maybe))
    if item.hit == "first":
        upto = truths.index(True) + 1 if True in truths else len(truths)
        possible = [value for value, held in zip(points[:upto], truths[:upto], strict=True) if held is not False]
        return Bounds(min(possible), max(possible))
    return Bounds(min(sure + maybe), max(sure + maybe))


def answer_text(rule_set: RuleSet, reads: tuple[str, ...], values: Mapping[str, Span]) -> Text:
    """What was answered, as a person would say it."""
    if len(reads) == 1:
        return _value_text(rule_set, reads[0], values[reads[0]])
    parts = []
    for name in reads:
        label = rule_set.inputs[name].label if name in rule_set.inputs else rule_set.facts[name].label
        value = _value_text(rule_set, name, values[name])
        parts.append(Text(f"{label.vi}: {value.vi}", f"{label.en}: {value.en}"))
    return wording.join(parts, Text("; ", "; "))


def _value_text(rule_set: RuleSet, name: str, span: Span) -> Text:
    if span[0] != span[1]:
        return wording.say("unknown", {})
    if name in rule_set.facts:
        fact = rule_set.facts[name]
        if fact.labels_of:
            return rule_set.inputs[fact.labels_of].code_label(span[0]) if span[0] else wording.say("none", {})
        return Text(f"{span[0]} {fact.unit.vi}".strip(), f"{span[0]} {fact.unit.en}".strip())
    entry = rule_set.inputs[name]
    if entry.type == "code":
        return entry.code_label(span[0])
    text = wording.number(span[0], entry.decimals)
    return Text(f"{text.vi} {entry.unit}".strip(), f"{text.en} {entry.unit}".strip())


@dataclass(frozen=True, slots=True)
class _Override:
    deprived: bool
    reason: str


def _overrides(rule_set: RuleSet, raw: Mapping[str, Any]) -> dict[str, _Override]:
    found = {}
    known = {entry.id for entry in rule_set.indicators}
    for key, value in (raw.get("overrides") or {}).items():
        reason = str(value.get("reason", "")).strip() if isinstance(value, Mapping) else ""
        if key not in known or not isinstance(value, Mapping) or type(value.get("deprived")) is not bool or not reason:
            raise AnswersError(
                f"Sửa chỉ tiêu “{key}” cần “deprived” (true/false) và “reason” (lý do).",
                f'Changing indicator "{key}" needs "deprived" (true/false) and "reason".',
            )
        found[key] = _Override(value["deprived"], reason)
    return found


def _declared(rule_set: RuleSet, raw: Mapping[str, Any]) -> dict[str, bool]:
    """Indicators that the period only lets people declare: {"3": true, ...}."""
    known = {entry.id for entry in rule_set.indicators if entry.when is None}
    given = raw.get("declared") or {}
    for key, value in given.items():
        if key not in known or type(value) is not bool:
            raise AnswersError(
                f"Không kê khai được chỉ tiêu “{key}” = {value!r}.", f'Indicator "{key}" cannot be declared {value!r}.'
            )
    return dict(given)


def _undeclared(entry: Indicator) -> AnswerProblem:
    message = Text(
        f"“{entry.short.vi}”: chưa kê khai có thiếu hụt hay không.",
        f'"{entry.short.en}": deprived or not is not declared.',
    )
    return AnswerProblem("missing", f"indicator_{entry.id}", None, entry.short, message)


def _indicator(
    rule_set: RuleSet,
    entry: Indicator,
    values: Mapping[str, Span],
    declared: Mapping[str, bool],
    overrides: Mapping[str, _Override],
) -> IndicatorResult:
    held = truth(entry.when, values) if entry.when is not None else declared.get(entry.id)
    override = overrides.get(entry.id)
    if override is not None:
        held = override.deprived
    worth = rule_set.indicator_points
    points = Bounds(worth if held else 0, 0 if held is False else worth)
    phrase = "deprivation_open" if held is None else "deprived" if held else "not_deprived"
    answer = answer_text(rule_set, entry.shows, values) if entry.shows else wording.say("declared", {})
    reason = wording.say(phrase, {"id": entry.id, "label": entry.short, "answer": answer, "points": points.high})
    if override is not None:
        note = wording.say("overridden", {"reason": override.reason})
        reason = Text(f"{reason.vi} {note.vi}", f"{reason.en} {note.en}")
    return IndicatorResult(
        entry.id, entry.short, held, points, reason, entry.source, override is not None, entry.reading
    )


def _sum(parts: list[Bounds]) -> Bounds:
    return Bounds(sum(part.low for part in parts), sum(part.high for part in parts))


def _refused(rule_set: RuleSet, answers: Answers) -> Result:
    return Result(
        rule_set=rule_set.id,
        version=rule_set.version,
        standard=rule_set.standard,
        method="points",
        status="refused",
        class_id="",
        class_label=wording.say("not_classified", {}),
        sub_class="",
        possible_classes=tuple(dict.fromkeys(rule.class_id for rule in rule_set.rules if rule.method == "points")),
        scores={},
        lines={},
        problems=answers.problems,
        readings=rule_set.local_choices(),
        summary=wording.say("refused", {"count": len(answers.problems)}),
    )


def _result(
    rule_set: RuleSet,
    answers: Answers,
    choice: ClassChoice,
    b1: Bounds,
    b2: Bounds,
    items: tuple[ItemResult, ...],
    indicators: tuple[IndicatorResult, ...],
    place: int,
) -> Result:
    labels = [rule_set.classes[name].label for name in choice.possible]
    label = labels[0] if choice.class_id else wording.say("not_classified", {})
    words: dict[str, Text | str | int] = {
        "b1": wording.bounds(b1),
        "b2": wording.bounds(b2),
        "b1_line": choice.line_text("b1"),
        "b2_line": choice.line_text("b2"),
        "class": wording.join(labels, wording.say("or", {})),
    }
    return Result(
        rule_set=rule_set.id,
        version=rule_set.version,
        standard=rule_set.standard,
        method="points",
        status="bounded" if answers.problems else "classified",
        class_id=choice.class_id,
        class_label=label,
        sub_class=choice.sub,
        possible_classes=choice.possible,
        scores={"b1": b1, "b2": b2},
        lines=choice.lines,
        items=items,
        indicators=indicators,
        problems=answers.problems,
        changes=() if answers.problems else changes(rule_set, choice, b1.low, b2.low, items, indicators, place),
        readings=rule_set.local_choices(),
        summary=wording.say("summary" if choice.class_id else "summary_open", words),
    )
