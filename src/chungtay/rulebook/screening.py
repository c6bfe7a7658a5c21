"""Form A: does the household go on the list of those to review?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chungtay.rulebook.errors import AnswersError, RuleSetIncomplete
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.process import Process
from chungtay.rulebook.result import Text


@dataclass(frozen=True, slots=True)
class ScreeningResult:
    """`listed` is None while missing answers leave it open; `count` is the number of criteria met so far."""

    listed: bool | None
    count: int
    excluded_by: tuple[str, ...]
    missing: tuple[str, ...]
    reason: Text


def demanded(rule_set: RuleSet, process: Process, *, within_year: bool) -> bool:
    """Is a household that asked (form 01) and is on no list screened by Form A before it is surveyed?

    Where the period has the form and the review makes a list: Form A belongs to that step (Điều 1 khoản 2 điểm a of the
    consolidated circular 1315/VBHN-BLĐTBXH, for khoản 1 Điều 4 QĐ 24/2021). The review within the year passes the step
    by (Điều 5 QĐ 24/2021) and begins with the survey."""
    return (
        rule_set.screening is not None
        and process.has("lists")
        and not (within_year and "lists" in process.in_year.skips)
    )


def screen(rule_set: RuleSet, answers: Mapping[str, bool | None]) -> ScreeningResult:
    """Apply Form A. `answers` maps condition_1..5 and criterion_1..9 to true/false; absent or None is missing.

    One condition that holds excludes at once. A missing answer leaves the outcome open unless it cannot change it.
    """
    form = rule_set.screening
    if form is None:
        raise RuleSetIncomplete(
            f"Bộ quy tắc {rule_set.id} không có Phiếu A.", f"The rule set {rule_set.id} has no Form A."
        )
    known = {key for key, _ in (*form.conditions, *form.criteria)}
    for key, value in answers.items():
        if key not in known or not (value is None or type(value) is bool):
            raise AnswersError(f"Phiếu A không có ô “{key}” = {value!r}.", f'Form A has no box "{key}" = {value!r}.')
    excluded = tuple(key for key, _ in form.conditions if answers.get(key) is True)
    open_conditions = tuple(key for key, _ in form.conditions if answers.get(key) is None)
    open_criteria = tuple(key for key, _ in form.criteria if answers.get(key) is None)
    count = sum(answers.get(key) is True for key, _ in form.criteria)
    if excluded:
        labels = dict(form.conditions)
        return ScreeningResult(
            False,
            count,
            excluded,
            (),
            Text(
                f"Không thuộc diện rà soát: {labels[excluded[0]].vi} (Phụ lục II, trang {form.source.page}).",
                f"Not reviewed: {labels[excluded[0]].en} (Annex II, page {form.source.page}).",
            ),
        )
    if count >= form.cut_off:
        return ScreeningResult(
            False,
            count,
            (),
            (),
            Text(
                f"Có {count} chỉ tiêu, từ {form.cut_off:02d} trở lên: không rà soát Phiếu B.",
                f"{count} criteria, {form.cut_off} or more: no Form B review.",
            ),
        )
    if open_conditions or count + len(open_criteria) >= form.cut_off:
        return ScreeningResult(
            None,
            count,
            (),
            open_conditions + open_criteria,
            Text("Chưa kết luận được: còn ô chưa trả lời.", "Open: some boxes are not answered."),
        )
    return ScreeningResult(
        True,
        count,
        (),
        (),
        Text(
            f"Có {count} chỉ tiêu, dưới {form.cut_off:02d}: đưa vào danh sách rà soát Phiếu B.",
            f"{count} criteria, fewer than {form.cut_off}: goes on the list for Form B.",
        ),
    )
