"""From the answers as given to whole numbers that the rules may read, with every problem named.

The policy for a missing answer is decided here, before any rule runs: an empty box that the official form itself reads
as "no" takes that code; a question that is not asked of this household or member is 0; everything else that is empty
is a problem, and its value is unknown (the whole span of allowed values), never zero.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chungtay.rulebook.birth import age_span
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.intervals import Span, truth
from chungtay.rulebook.model import Input, Lookup, RuleSet
from chungtay.rulebook.result import AnswerProblem, Text

# What may stand beside the answers without being one of them.
HOUSEHOLD_FACTS = frozenset(
    [
        "household_code",
        "head_name",
        "address",
        "group",
        "ward_code",
        "ward_name",
        "district",
        "province",
        "review_date",
        "previous_class",
        "ethnicity",
        "phone",
        "b1",
        "b2",
        "reason",
        "enumerator",
    ]
)
MEMBER_FACTS = frozenset(["name", "birth_date", "id_number", "ethnicity", "household_code", "note"])

_NUMBER = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?", re.ASCII)
_LONGEST = 60  # signs of a number that anybody would type; more is refused
_MOST_DIGITS = 15
_TOO_MANY = 10**_MOST_DIGITS

_NO_MEMBERS = AnswerProblem(
    "missing",
    "persons",
    None,
    Text("Thành viên của hộ", "Members of the household"),
    Text("Hộ chưa có thành viên nào. Ghi ít nhất chủ hộ.", "The household has no members. Enter at least the head."),
)


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers as spans of whole numbers (`low == high` when known), members with their looked-up limits."""

    household: dict[str, Span]
    members: tuple[dict[str, Span], ...]
    problems: tuple[AnswerProblem, ...]

    def exact(self) -> tuple[dict[str, int], list[dict[str, int]]]:
        """The plain numbers, for the fast evaluators; only when there are no problems."""
        if self.problems:
            raise ValueError("answers with problems have no exact values")
        return self.lowest()

    def lowest(self) -> tuple[dict[str, int], list[dict[str, int]]]:
        """The lower end of every span: the value itself wherever it is known."""
        return (
            {key: span[0] for key, span in self.household.items()},
            [{key: span[0] for key, span in member.items()} for member in self.members],
        )


def normalise(rule_set: RuleSet, raw: Mapping[str, Any], on: datetime.date) -> Answers:
    """Check {"household": {...}, "members": [...]} against the questions of the rule set on the review date."""
    household, members = _shape(raw)
    problems: list[AnswerProblem] = []
    values = _table(rule_set, "household", household, None, HOUSEHOLD_FACTS, problems)
    rows = []
    # a period whose questions are all about the household scores without a roster
    asked = members if rule_set.inputs_of("member") else []
    for number, member in enumerate(asked, 1):
        given = dict(member)
        if "age_months" not in given:
            given["age_months"] = _age(rule_set, given, number, on, problems)
        row = _table(rule_set, "member", given, number, MEMBER_FACTS, problems)
        for lookup in rule_set.lookups.values():
            row[lookup.id] = look_up(lookup, row)
        rows.append(row)
    if not rows and rule_set.inputs_of("member"):
        problems.append(_NO_MEMBERS)
    return Answers(values, tuple(rows), tuple(problems))


def _shape(raw: Mapping[str, Any]) -> tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]:
    household, members = raw.get("household"), raw.get("members")
    if not isinstance(household, Mapping) or not isinstance(members, Sequence) or isinstance(members, str):
        raise AnswersError(
            "Câu trả lời phải có “household” (một bảng) và “members” (một danh sách).",
            'The answers must have "household" (a table) and "members" (a list).',
        )
    for number, member in enumerate(members, 1):
        if not isinstance(member, Mapping):
            raise AnswersError(f"Thành viên {number} phải là một bảng.", f"Member {number} must be a table.")
    return household, members


def _table(
    rule_set: RuleSet,
    of: str,
    given: Mapping[str, Any],
    number: int | None,
    facts: frozenset[str],
    problems: list[AnswerProblem],
) -> dict[str, Span]:
    inputs = rule_set.inputs
    for key in given:
        if (key not in inputs or inputs[key].of != of) and key not in facts:
            raise AnswersError(f"Không có câu hỏi “{key}”.", f'There is no question "{key}".')
    values: dict[str, Span] = {}
    for entry in inputs.values():
        if entry.of != of:
            continue
        asked = True if entry.asked_when is None else truth(entry.asked_when, values)
        if asked is False:
            values[entry.id] = (0, 0)
            continue
        value = given.get(entry.id)
        if asked and type(value) is int and entry.decimals == 0 and value in entry.domain:
            values[entry.id] = (value, value)  # most answers: nothing to read
            continue
        span, problem = _value(entry, value, number)
        if asked is None:
            # whether it is asked hangs on another missing answer, which is reported there
            values[entry.id] = (min(0, span[0]), max(0, span[1]))
            continue
        values[entry.id] = span
        if problem is not None and (entry.scored or problem.kind == "invalid"):
            problems.append(problem)
    return values


def _value(entry: Input, value: Any, number: int | None) -> tuple[Span, AnswerProblem | None]:
    unknown = (entry.minimum, entry.maximum)
    if isinstance(value, tuple):  # an age known only between two bounds; already reported
        return value, None
    if value is None or value == "":
        if entry.blank is not None:
            return (entry.blank, entry.blank), None
        return unknown, _problem("missing", entry, number, "", "")
    scaled = scaled_number(value, entry.decimals)
    if scaled is None or not entry.allowed(scaled):
        allowed_vi, allowed_en = _allowed(entry)
        return unknown, _problem("invalid", entry, number, f"“{value}” {allowed_vi}", f'"{value}" {allowed_en}')
    return (scaled, scaled), None


def scaled_number(value: Any, decimals: int) -> int | None:
    """The whole number value * 10**decimals, exactly; None when it is no plain number or has more decimals.

    Worked on the digits themselves: no rounding, no exponent can make it large or slow.
    """
    if type(value) is int:
        scaled: int = value * 10**decimals
        return scaled if -_TOO_MANY < scaled < _TOO_MANY else None
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    text = str(value).strip()
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None or not (found[2] or found[3]) or len(found[4] or "") > 4:
        return None
    part = found[3] or ""
    digits = (found[2] + part).lstrip("0")
    if not digits:
        return 0
    shift = int(found[4] or 0) - len(part) + decimals
    kept, dropped = (digits, "") if shift >= 0 else (digits[:shift], digits[shift:])
    if dropped.strip("0") or len(digits) + shift > _MOST_DIGITS:
        return None
    number = int(kept + "0" * max(shift, 0) or "0")
    return -number if found[1] == "-" else number


def _allowed(entry: Input) -> tuple[str, str]:
    if entry.type == "code":
        codes = ", ".join(str(code) for code, _ in entry.codes)
        return f"không có trong các mã {codes}.", f"is not one of the codes {codes}."
    low, high = (str(Decimal(bound).scaleb(-entry.decimals)) for bound in (entry.minimum, entry.maximum))
    digits_vi = f", nhiều nhất {entry.decimals} chữ số lẻ" if entry.decimals else ", số nguyên"
    digits_en = f", at most {entry.decimals} decimals" if entry.decimals else ", a whole number"
    return f"phải từ {low} đến {high}{digits_vi}.", f"must be from {low} to {high}{digits_en}."


def _problem(kind: str, entry: Input, number: int | None, vi: str, en: str) -> AnswerProblem:
    who_vi = "" if number is None else f"Thành viên {number}: "
    who_en = "" if number is None else f"Member {number}: "
    if kind == "missing":
        vi, en = f"chưa có câu trả lời ({entry.place}).", f"is not answered ({entry.place})."
    message = Text(f"{who_vi}“{entry.label.vi}”: {vi}", f'{who_en}"{entry.label.en}": {en}')
    return AnswerProblem("missing" if kind == "missing" else "invalid", entry.id, number, entry.label, message)


def _age(
    rule_set: RuleSet, member: Mapping[str, Any], number: int, on: datetime.date, problems: list[AnswerProblem]
) -> int | Span | None:
    """Age in months; a year of birth is enough where every rule answers the same all through that year."""
    entry = rule_set.inputs["age_months"]
    text = member.get("birth_date")
    if text is None or text == "":
        return None
    span = age_span(str(text), on)
    if span is None or span[1] > entry.maximum:
        problems.append(
            _problem(
                "invalid",
                entry,
                number,
                f"ngày sinh “{text}” không có trong lịch hoặc sau ngày rà soát {on:%d/%m/%Y}.",
                f'the date of birth "{text}" is not in the calendar or after the review date {on.isoformat()}.',
            )
        )
        return (entry.minimum, entry.maximum)
    low, high = span
    if low == high or not any(low < edge <= high for edge in rule_set.age_edges):
        return low
    problems.append(
        _problem(
            "invalid",
            entry,
            number,
            f"cần ngày, tháng sinh đầy đủ (“{text}” để ngỏ kết quả).",
            f'the full date of birth is needed ("{text}" leaves the result open).',
        )
    )
    return span


def look_up(lookup: Lookup, row: Mapping[str, Span]) -> Span:
    """The limit for one member, or the span of limits that its unknown answers leave; 0 outside the table."""
    low, high = row[lookup.band]
    first, last = row[lookup.by]
    found: list[int] = []
    if high >= lookup.below or low < lookup.rows[0][0]:
        found.append(0)
    for index, (start, values) in enumerate(lookup.rows):
        end = lookup.rows[index + 1][0] if index + 1 < len(lookup.rows) else lookup.below
        if high >= start and low < min(end, lookup.below):
            found.extend(value for column, value in zip(lookup.columns, values, strict=True) if first <= column <= last)
    if not any(first <= column <= last for column in lookup.columns):
        found.append(0)
    return min(found), max(found)
