"""The form of a household, from the rule set alone: screen, paper and file ask the same questions from here.

    form = questionnaire(rule_sets.load("vn-2022"), "points")
    form.check({"household": {...}, "members": [...]}, area={...}, on=day)   # [Remark("household.toilet", ...)]

What the place itself answers (area type, region, sheet) is not asked; age is asked as a date of birth. Sources: forms
B1 and B2 of the rule set's own period; by the income method, the monthly income and the declared indicators.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from chungtay.rulebook.answers import normalise, scaled_number
from chungtay.rulebook.birth import age_span
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.language import Node
from chungtay.rulebook.model import Input, RuleSet
from chungtay.rulebook.result import Text
from chungtay.rulebook.units import written

FROM_THE_PLACE = frozenset({"area_type", "region", "rural_sheet"})
HIGHEST_INCOME = 999_999_999  # đồng per person per month; more is a slip of the hand
LACKING, NOT_LACKING = 1, 2  # the two codes of a declared indicator on the paper
DECLARED_CODES = ((LACKING, Text("Thiếu hụt", "Lacking")), (NOT_LACKING, Text("Không thiếu hụt", "Not lacking")))
_ORDER = re.compile(r"\d+|\D+")


@dataclass(frozen=True, slots=True)
class Question:
    """One box of the form. `low` and `high` are as a person writes them; `asked_when` compares whole (scaled) numbers;
    `blank` is what an empty box means, None when an empty box is a missing answer."""

    id: str
    of: Literal["household", "member", "declared", "income"]
    kind: Literal["code", "number", "date", "text"]
    label: Text
    place: str = ""
    codes: tuple[tuple[int, Text], ...] = ()
    low: str = ""
    high: str = ""
    decimals: int = 0
    unit: str = ""
    asked_when: Node | None = None
    blank: int | None = None
    required: bool = True
    note: str = ""

    @property
    def path(self) -> str:
        """Where the answer of a question about the household stands, as forms and remarks name it."""
        return {"income": self.id, "declared": f"declared.{self.id}"}.get(self.of, f"{self.of}.{self.id}")

    def read(self, text: str) -> Any:
        """The answer as it is kept, from what was typed: 12,50 -> "12.5", 3 -> 3, "" -> None. What cannot be read stays
        as it was typed, so that it is shown again with what is wrong."""
        text = text.strip()
        if not text:
            return None
        if self.kind in ("date", "text"):
            return text
        plain = _plain_number(text, self)
        scaled = scaled_number(plain, self.decimals)
        if scaled is None:
            return text
        if self.of == "declared":
            return {LACKING: True, NOT_LACKING: False}.get(scaled, text)
        whole, rest = divmod(scaled, 10**self.decimals)
        return whole if not rest else format(Decimal(scaled).scaleb(-self.decimals).normalize(), "f")

    def show(self, value: Any) -> str:
        """The answer as a person types it: decimals with a comma, thousands without a mark."""
        if value is None:
            return ""
        if self.of == "declared":
            return {True: str(LACKING), False: str(NOT_LACKING)}.get(value, str(value))
        return str(value).replace(".", ",") if self.kind == "number" and self.decimals else str(value)

    def words(self, value: Any) -> Text:
        """The answer in words, for a paper or a comparison; "–" when there is none."""
        shown = self.show(value)
        if not shown:
            return Text("–", "–")
        for code, label in self.codes:
            if shown == str(code):
                return Text(f"{code} – {label.vi}", f"{code} – {label.en}")
        return Text(f"{shown} {self.unit}".strip(), f"{shown} {self.unit}".strip())


def _plain_number(text: str, question: Question) -> str:
    """A number without the marks of the hand: 1.250.000 by thousands where no decimals are asked, 12,5 elsewhere."""
    if question.decimals:
        return text.replace(",", ".")
    if re.fullmatch(r"\d{1,3}([. ]\d{3})+", text):
        return re.sub(r"[. ]", "", text)
    return text


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at. `path` is "household.toilet", "members.2.education", "declared.3", "income_per_person";
    `missing` when nothing was answered, else the answer is wrong."""

    path: str
    message: Text
    missing: bool


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The form of one rule set by one method. `household` in the order of the paper, `member` as columns."""

    rule_set: RuleSet
    method: str
    household: tuple[Question, ...]
    member: tuple[Question, ...]

    def check(self, answers: Mapping[str, Any], *, area: Mapping[str, int], on: datetime.date) -> list[Remark]:
        """What is missing or wrong, each at its box, by the same reading of answers that decides the class."""
        found = list(self._income(answers) if self.method == "income" else self._points(answers, area, on))
        return sorted([*found, *_roster(answers)], key=lambda remark: remark.missing)

    def asked(self, question: Question, answers: Mapping[str, Any], row: Mapping[str, Any], on: datetime.date) -> bool:
        """Is the question asked, as far as the answers tell; open answers count as asked."""
        if question.asked_when is None:
            return True
        return _holds(question.asked_when, _numbers(self, row, on)) is not False

    def _points(self, answers: Mapping[str, Any], area: Mapping[str, int], on: datetime.date) -> Iterator[Remark]:
        members = [
            {key: value for key, value in member.items() if key != "person" and value is not None}
            for member in answers.get("members") or []
        ]
        household = {key: value for key, value in (answers.get("household") or {}).items() if value is not None}
        found = normalise(self.rule_set, {"household": household | dict(area), "members": members}, on)
        for problem in found.problems:
            name = "birth_date" if problem.input == "age_months" else problem.input
            path = f"members.{problem.member}.{name}" if problem.member else f"household.{name}"
            yield Remark(path, problem.message, problem.kind == "missing")

    def _income(self, answers: Mapping[str, Any]) -> Iterator[Remark]:
        income = answers.get("income_per_person")
        if type(income) is not int or not 0 <= income <= HIGHEST_INCOME:
            yield Remark(
                "income_per_person",
                Text(
                    "Thu nhập bình quân một người một tháng: chưa ghi."
                    if income is None
                    else f"Thu nhập “{income}” phải là số nguyên, nhiều nhất {HIGHEST_INCOME:,}.".replace(",", "."),
                    "Income per person per month is missing."
                    if income is None
                    else f'Income "{income}" must be a whole number of đồng, at most {HIGHEST_INCOME}.',
                ),
                income is None,
            )
        declared = answers.get("declared") or {}
        for entry in self.rule_set.indicators:
            value = declared.get(entry.id)
            if type(value) is not bool:
                said = "chưa kê khai" if value is None else f"“{value}” không có trong các mã 1, 2"
                told = "is not declared" if value is None else f'"{value}" is not one of the codes 1, 2'
                message = Text(f"“{entry.short.vi}”: {said}.", f'"{entry.short.en}" {told}.')
                yield Remark(f"declared.{entry.id}", message, value is None)


def declared_name(indicator: str) -> str:
    """The column or question of a file that declares an indicator: "3.1" -> "declared_3_1"."""
    return "declared_" + indicator.replace(".", "_")


def questionnaire(rule_set: RuleSet, method: str) -> Questionnaire:
    """The form of a rule set by "points" or "income". Raises AnswersError for a rule set that asks nothing that way."""
    if method == "income":
        income = Question(
            "income_per_person", "income", "number",
            Text("Thu nhập bình quân một người một tháng", "Income per person per month"),
            low="0", high=str(HIGHEST_INCOME), unit="đồng",
        )  # fmt: skip
        declared = tuple(
            Question(entry.id, "declared", "code", entry.short, place=entry.id, codes=DECLARED_CODES)
            for entry in rule_set.indicators
        )
        return Questionnaire(rule_set, method, (income, *declared), _WHO)
    if not rule_set.inputs:
        raise AnswersError(
            f"Bộ quy tắc {rule_set.id} không có câu hỏi của phiếu B1 trong nguồn.",
            f"The questions of form B1 of rule set {rule_set.id} are not in the sources.",
        )
    household = tuple(_question(entry) for entry in rule_set.inputs_of("household") if entry.id not in FROM_THE_PLACE)
    members = tuple(_question(entry) for entry in rule_set.inputs_of("member") if entry.id != "age_months")
    return Questionnaire(rule_set, method, household, (*_WHO, *members))


_WHO = (
    Question("name", "member", "text", Text("Họ và tên", "Name"), place="B.2"),
    Question("birth_date", "member", "date", Text("Ngày, tháng, năm sinh", "Date of birth"), place="B.4"),
)


def _question(entry: Input) -> Question:
    low, high = (
        format(Decimal(bound).scaleb(-entry.decimals).normalize(), "f") for bound in (entry.minimum, entry.maximum)
    )
    return Question(
        entry.id,
        entry.of,
        "code" if entry.codes else "number",
        entry.label,
        entry.place,
        entry.codes,
        low,
        high,
        entry.decimals,
        written(entry.unit),
        # the paper asks everybody's sex, relationship and age; the rules read them of some
        None if entry.id == "sex" else entry.asked_when,
        entry.blank,
        entry.scored and entry.blank is None,
        entry.note,
    )


def _roster(answers: Mapping[str, Any]) -> Iterator[Remark]:
    """What no rule reads and a person sees at once: a member without a name, no head, two heads."""
    members = answers.get("members") or []
    for number, member in enumerate(members, 1):
        if not member.get("name"):
            yield Remark(f"members.{number}.name", Text(f"Thành viên {number}: chưa ghi họ tên.",
                         f"Member {number} has no name."), True)  # fmt: skip
    heads = [number for number, member in enumerate(members, 1) if member.get("relationship") == 1]
    if any("relationship" in member for member in members) and len(heads) != 1:
        where = f"members.{heads[1] if heads else 1}.relationship"
        yield Remark(where, Text(f"Hộ có {len(heads)} chủ hộ; phải có đúng một.",
                     f"The household has {len(heads)} heads; it must have one."), False)  # fmt: skip


def _numbers(form: Questionnaire, row: Mapping[str, Any], on: datetime.date) -> dict[str, int]:
    """The whole numbers that skip rules compare, of one member or of the household."""
    numbers: dict[str, int] = {}
    span = age_span(str(row["birth_date"]), on) if row.get("birth_date") else None
    if span is not None and span[0] == span[1]:
        numbers["age_months"] = span[0]
    for name, value in row.items():
        entry = form.rule_set.inputs.get(name)
        scaled = scaled_number(value, entry.decimals) if entry is not None and value is not None else None
        if scaled is not None:
            numbers[name] = scaled
    return numbers


def _holds(node: Node, numbers: Mapping[str, int]) -> bool | None:
    """A skip rule over plain numbers; None while a number that decides is not there."""
    kind = node[0]
    if kind in ("and", "or"):
        parts = [_holds(part, numbers) for part in node[1:]]
        decided = kind == "or"
        return decided if decided in parts else None if None in parts else not decided
    if kind == "not":
        inner = _holds(node[1], numbers)
        return None if inner is None else not inner
    left = _number(node[1], numbers)
    if kind == "in":
        return None if left is None else left in node[2]
    right = _number(node[2], numbers)
    if left is None or right is None:
        return None
    return {"==": left == right, "!=": left != right, "<": left < right, "<=": left <= right, ">": left > right,
            ">=": left >= right}[kind]  # fmt: skip


def _number(node: Node, numbers: Mapping[str, int]) -> int | None:
    return numbers.get(node[1]) if node[0] == "get" else int(node[1])


def flat(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Every answer by its path, for comparing two forms box by box. "members" counts the rows; empty boxes are left
    out."""
    found: dict[str, Any] = {}
    if answers.get("income_per_person") is not None:
        found["income_per_person"] = answers["income_per_person"]
    for part in ("household", "declared"):
        found |= {f"{part}.{key}": value for key, value in (answers.get(part) or {}).items() if value is not None}
    for number, member in enumerate(answers.get("members") or [], 1):
        for key, value in member.items():
            if value is not None:
                found[f"members.{number}.{key}"] = value
    return found


def nested(paths: Mapping[str, Any]) -> dict[str, Any]:
    """The answers again from their paths; rows of members in their order."""
    answers: dict[str, Any] = {}
    rows: dict[int, dict[str, Any]] = {}
    for path, value in paths.items():
        if value is None:
            continue
        part, *rest = path.split(".")
        if part == "members":
            rows.setdefault(int(rest[0]), {})[rest[1]] = value
        elif rest:
            answers.setdefault(part, {})[rest[0]] = value
        else:
            answers[part] = value
    if rows or any(path.startswith("household.") for path in paths):
        answers["members"] = [rows[number] for number in sorted(rows)]
    if "members" in answers and "household" not in answers and "declared" not in answers:
        answers["household"] = {}
    return answers


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    """The paths at which two forms do not say the same, in the order of the paper as far as both have it."""
    one, other = flat(first), flat(second)
    return [path for path in dict.fromkeys([*one, *other]) if one.get(path) != other.get(path)]
