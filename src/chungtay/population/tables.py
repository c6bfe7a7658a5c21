"""The two tables that the population engine reads: which columns they must have, and what is said when one lacks."""

from __future__ import annotations

from collections.abc import Iterable

from chungtay.population.plan import Answer, plan
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.model import RuleSet

KEY = "household_code"
WARD = "ward_code"


def require_columns(
    answers: Iterable[Answer], present: set[str], table: str, others: Iterable[str], *, aged: bool = False
) -> None:
    """Raise AnswersError naming every column that must be there and is not.

    A question that only some are asked may have no column: who is asked is then refused. A tick box must have one
    although an empty box means "no": a forgotten column is not an empty box.
    """
    lacking = [name for name in others if name not in present]
    for answer in answers:
        needed = answer.scored and (answer.asked_when is None or answer.blank is not None)
        if needed and answer.id not in present and not (aged and answer.id == "age_months" and "birth_date" in present):
            lacking.append(answer.id)
    if lacking:
        names = ", ".join(sorted(lacking))
        table_vi = {"household": "hộ", "member": "thành viên"}[table]
        raise AnswersError(
            f"Bảng {table_vi} thiếu các cột: {names}. Thêm cột rồi chạy lại.",
            f"The {table} table lacks the columns: {names}. Add them and run again.",
        )


def ignored_columns(rule_set: RuleSet, columns: Iterable[str], *, has_members: bool) -> tuple[str, ...]:
    """Columns of the household table that nothing reads; facts are columns only where no member table counts them."""
    rules = plan(rule_set)
    known = {KEY, WARD, *(answer.id for answer in rules.questions)}
    if not has_members:
        known |= {fact.id for fact in rules.facts}
    return tuple(name for name in columns if name not in known)
