"""The income form of farming, forestry, fishery and salt households (Phụ lục VIII)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chungtay.rulebook import wording
from chungtay.rulebook.errors import AnswersError, RuleSetIncomplete
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.result import Text


@dataclass(frozen=True, slots=True)
class IncomeResult:
    """`total` is đồng for the household over the period; `average` whether it is of average living standard.

    Income per person per month is the fraction total / (persons * months); it is compared without dividing.
    """

    total: int
    persons: int
    months: int
    average: bool
    reason: Text

    @property
    def per_person_floor(self) -> int:
        """Whole đồng per person per month, rounded down, for display only."""
        return self.total // (self.persons * self.months)


def income_of(rule_set: RuleSet, lines: Mapping[str, tuple[int, int]], *, persons: int, area: str) -> IncomeResult:
    """Add up the form. `lines` maps every line id to (revenue, cost) in the form's unit (1,000 đồng), whole numbers.

    Every line must be there; nothing sold is an explicit 0. Raises AnswersError naming the line.
    """
    form = rule_set.income_form
    if form is None:
        raise RuleSetIncomplete(
            f"Bộ quy tắc {rule_set.id} không có phiếu xác định thu nhập.",
            f"The rule set {rule_set.id} has no income form.",
        )
    if persons < 1:
        raise AnswersError("Số nhân khẩu phải từ 1.", "The number of persons must be 1 or more.")
    if area not in ("urban", "rural"):
        raise AnswersError("Khu vực phải là urban hoặc rural.", "The area must be urban or rural.")
    known = {key for key, *_ in form.lines}
    if unknown := sorted(set(lines) - known):
        raise AnswersError(f"Phiếu không có dòng “{unknown[0]}”.", f'The form has no line "{unknown[0]}".')
    total = 0
    for key, _, label, _ in form.lines:
        if key not in lines:
            raise AnswersError(
                f"Thiếu dòng “{label.vi}” (ghi 0 nếu không có).", f'Line "{label.en}" is missing (enter 0).'
            )
        revenue, cost = lines[key]
        if type(revenue) is not int or type(cost) is not int or revenue < 0 or cost < 0:
            raise AnswersError(
                f"“{label.vi}”: tổng thu, tổng chi phải là số nguyên không âm.",
                f'"{label.en}": revenue and cost must be whole numbers, not negative.',
            )
        total += revenue - cost
    total *= form.unit_dong
    low, high = rule_set.lines["income_line"], rule_set.lines["average_income_line"]
    floor, ceiling = (low.urban, high.urban) if area == "urban" else (low.rural, high.rural)
    if floor is None or ceiling is None:
        raise RuleSetIncomplete("Thiếu mức thu nhập trong nguồn.", "An income line is not in the sources.")
    shares = persons * form.months
    average = floor * shares < total <= ceiling * shares
    verdict = (
        Text("có mức sống trung bình", "of average living standard")
        if average
        else Text("không thuộc mức sống trung bình", "not of average living standard")
    )
    amount, least, most = (wording.number(value, 0) for value in (total, floor, ceiling))
    return IncomeResult(
        total,
        persons,
        form.months,
        average,
        Text(
            f"Thu nhập {amount.vi} đồng / {persons} người / {form.months} tháng, "
            f"mức trên {least.vi} đến {most.vi} đồng: {verdict.vi}.",
            f"Income {amount.en} đồng / {persons} persons / {form.months} months, "
            f"band over {least.en} to {most.en} đồng: {verdict.en}.",
        ),
    )
