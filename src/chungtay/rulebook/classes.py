"""From scores to the class, and classifying by declared income and counted deprivations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chungtay.rulebook import wording
from chungtay.rulebook.errors import AnswersError, RuleSetIncomplete
from chungtay.rulebook.intervals import Span, truth
from chungtay.rulebook.language import names_in
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.result import Bounds, Result, Text


@dataclass(frozen=True, slots=True)
class ClassChoice:
    """`class_id` is "" when the scores leave several classes possible. `lines` are those of the household's area."""

    area: str
    class_id: str
    sub: str
    possible: tuple[str, ...]
    article: str
    lines: dict[str, int]

    def line_text(self, score: str) -> str:
        """The thresholds of a score as shown: "175", or "140/175" where the period has two."""
        return "/".join(str(value) for key, value in self.lines.items() if key.startswith(f"{score}_"))


def choose(rule_set: RuleSet, method: str, area: str, scores: Mapping[str, Span]) -> ClassChoice:
    """Apply the class rules of a method. Raises RuleSetIncomplete where a line needed is not in the sources."""
    lines = {line.id: line.urban if area == "urban" else line.rural for line in rule_set.lines.values()}
    known = {name: value for name, value in lines.items() if value is not None}
    values = {name: (value, value) for name, value in known.items()} | dict(scores)
    held = []
    for rule in rule_set.rules:
        if rule.method != method:
            continue
        lacking = sorted(names_in(rule.when) - set(values))
        if lacking:
            if any(
                truth(entry.when, values)
                for entry in rule_set.rules
                if entry.method == method and names_in(entry.when) <= set(values)
            ):
                continue  # another rule decides without the line that is not known
            line = rule_set.lines[lacking[0]]
            raise RuleSetIncomplete(
                f"“{line.label.vi}” ({area}) chưa có trong nguồn văn bản của {rule_set.id}; không xếp loại được.",
                f'"{line.label.en}" ({area}) is not in the sources of {rule_set.id}: it cannot be classified.',
            )
        verdict = truth(rule.when, values)
        if verdict is not False:
            held.append((rule, verdict))
    certain = [rule for rule, verdict in held if verdict]
    possible = tuple(dict.fromkeys(rule.class_id for rule, _ in held))
    rules = certain if certain else [rule for rule, _ in held]
    decided = len(possible) == 1
    return ClassChoice(
        area=area,
        class_id=possible[0] if decided else "",
        sub=rules[0].sub if decided and len(held) == 1 else "",
        possible=possible,
        article=rules[0].article if decided else "",
        lines=known,
    )


def classify_by_income(
    rule_set: RuleSet, *, area: str, income: int, deprivations: int, article_note: str = ""
) -> Result:
    """Class from declared income (whole đồng per person per month) and the number of deprived indicators.

    `area` is "urban" or "rural". Raises AnswersError on a value that cannot be, RuleSetIncomplete on a missing line.
    """
    from chungtay.rulebook.evaluate import require

    require(rule_set, "income")
    most = len(rule_set.indicators)
    if area not in ("urban", "rural"):
        raise AnswersError("Khu vực phải là urban hoặc rural.", "The area must be urban or rural.")
    if type(income) is not int or income < 0:
        raise AnswersError(
            "Thu nhập phải là số đồng nguyên, không âm.", "Income must be a whole number of đồng, not negative."
        )
    if type(deprivations) is not int or not 0 <= deprivations <= most:
        raise AnswersError(
            f"Số chỉ số thiếu hụt phải từ 0 đến {most}.", f"The number of deprivations must be from 0 to {most}."
        )
    spans = {"income": (income, income), "deprivations": (deprivations, deprivations)}
    choice = choose(rule_set, "income", area, spans)
    label = rule_set.classes[choice.class_id].label
    amount = wording.number(income, 0)
    return Result(
        rule_set=rule_set.id,
        version=rule_set.version,
        standard=rule_set.standard,
        method="income",
        status="classified",
        class_id=choice.class_id,
        class_label=label,
        sub_class=choice.sub,
        possible_classes=choice.possible,
        scores={"income": Bounds(income, income), "deprivations": Bounds(deprivations, deprivations)},
        lines=choice.lines,
        readings=rule_set.local_choices(),
        notes=tuple(
            Text(f"{line.label.vi}: mức tin cậy {line.mark}", f"{line.label.en}: confidence {line.mark}")
            for line in rule_set.lines.values()
            if line.id in choice.lines and line.mark != "V"
        ),
        summary=Text(
            f"Thu nhập {amount.vi} đồng/người/tháng, thiếu hụt {deprivations} chỉ số: {label.vi} ({choice.article}).",
            f"Income {amount.en} đồng a person a month, {deprivations} deprivations: {label.en} ({choice.article}).",
        ),
    )
