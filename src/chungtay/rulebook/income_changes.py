"""What would change a class by declared income: each line of income and the number of services lacking, taken alone,
and only where the class really becomes another one by the lines that the result was held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chungtay.rulebook.intervals import truth
from chungtay.rulebook.language import names_in
from chungtay.rulebook.model import RuleSet

ABOVE, DOWN_TO, FEWER, MORE = "above", "down_to", "fewer", "more"
_NEEDED = "min_deprivations"


@dataclass(frozen=True, slots=True)
class IncomeChange:
    """`kind` ABOVE or DOWN_TO a line of so many đồng (`line` its id), FEWER or MORE than a number of deprivations."""

    kind: str
    amount: int
    line: str
    to_class: str


def income_changes(
    rule_set: RuleSet, lines: Mapping[str, int], *, income: int, deprivations: int, class_id: str
) -> list[IncomeChange]:
    """Up to the nearest line that counts, down to the nearest one, and the services lacking. A line that is not known
    promises nothing. `lines`: id -> đồng per person per month, and the number of deprivations that is asked."""

    def of(earned: int, lacking: int) -> str:
        values = {name: (value, value) for name, value in lines.items()}
        values |= {"income": (earned, earned), "deprivations": (lacking, lacking)}
        for rule in rule_set.rules:
            if rule.method != "income" or not names_in(rule.when) <= set(values):
                continue
            if truth(rule.when, values):
                return rule.class_id
        return class_id

    amounts = sorted((value, name) for name, value in lines.items() if name != _NEEDED)
    over, under = [row for row in amounts if row[0] >= income], [row for row in amounts[::-1] if row[0] < income]
    tried = [
        [IncomeChange(ABOVE, value, name, of(value + 1, deprivations)) for value, name in over],
        [IncomeChange(DOWN_TO, value, name, of(value, deprivations)) for value, name in under],
    ]
    if needed := lines.get(_NEEDED):
        few = deprivations >= needed
        tried.append([IncomeChange(FEWER if few else MORE, needed, "", of(income, needed - 1 if few else needed))])
    return [real[0] for real in ([each for each in one if each.to_class != class_id] for one in tried) if real]
