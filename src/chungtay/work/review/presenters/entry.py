"""The paper form on the screen: boxes with their codes, the roster as a grid, what is wrong beside each box."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chungtay.rulebook.questionnaire import Question, Questionnaire, Remark, flat
from chungtay.rulebook.result import Text
from chungtay.work.review.queries.entry import AGAIN, ALL, MINE, SECOND, SETTLE, WAITING
from chungtay.work.review.queries.settling import question_at

EMPTY_ROWS = 3
STEPS = (WAITING, AGAIN, SETTLE, MINE, SECOND, ALL)


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the page. `remark` is what is wrong with it; `name` is its path."""

    question: Question
    name: str
    value: str
    remark: Text | None

    @property
    def id(self) -> str:
        return "b-" + self.name.replace(".", "-").replace("_", "-")

    @property
    def codes(self) -> str:
        """1 Bê tông · 2 Gạch: the list beside the box, in the reader's language."""
        language = "en" if get_language() == "en" else "vi"
        return " · ".join(f"{code} {getattr(label, language)}" for code, label in self.question.codes)


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    person: int | None
    boxes: list[Box]

    @property
    def name(self) -> str:
        return self.boxes[0].value


@dataclass(frozen=True, slots=True)
class Totals:
    """How far the form is: members, boxes answered of those asked, wrong ones, missing ones."""

    members: int
    answered: int
    wrong: int
    missing: int


@dataclass(frozen=True, slots=True)
class Page:
    boxes: list[Box]
    columns: tuple[Question, ...]
    rows: list[Row]
    totals: Totals


def page_of(
    form: Questionnaire,
    answers: Mapping[str, Any],
    remarks: Sequence[Remark],
    *,
    show_missing: bool,
) -> Page:
    """The form with what was typed so far. Missing answers are told only when the form is to be finished: while one
    types, everything further down is missing."""
    said = {remark.path: remark.message for remark in remarks if show_missing or not remark.missing}
    values = flat(answers)
    boxes = [
        Box(question, question.path, question.show(values.get(question.path)), said.get(question.path))
        for question in form.household
    ]
    members = list(answers.get("members") or [])
    rows = [
        _row(form, number, members[number - 1] if number <= len(members) else {}, said)
        for number in range(1, len(members) + EMPTY_ROWS + 1)
    ]
    return Page(boxes, form.member, rows, totals_of(answers, remarks))


def _row(form: Questionnaire, number: int, member: Mapping[str, Any], said: Mapping[str, Text]) -> Row:
    paths = [(question, f"members.{number}.{question.id}") for question in form.member]
    boxes = [Box(question, path, question.show(member.get(question.id)), said.get(path)) for question, path in paths]
    return Row(number, member.get("person"), boxes)


def totals_of(answers: Mapping[str, Any], remarks: Sequence[Remark]) -> Totals:
    wrong = sum(not remark.missing for remark in remarks)
    answered = sum(1 for path in flat(answers) if not path.endswith(".person"))
    return Totals(len(answers.get("members") or []), answered, wrong, len(remarks) - wrong)


def program_of(form: Questionnaire, area: Mapping[str, int], on: datetime.date) -> dict[str, Any]:
    """What the page needs to pass over boxes that are not asked and to check ranges while one types."""
    return {
        "area": dict(area),
        "on": on.isoformat(),
        "questions": {
            question.id: {
                "of": question.of,
                "kind": question.kind,
                "codes": [code for code, _label in question.codes],
                "low": question.low,
                "high": question.high,
                "decimals": question.decimals,
                "asked_when": question.asked_when,
            }
            for question in (*form.household, *form.member)
        },
    }


def step_label(step: str) -> str:
    return {
        WAITING: _("To be typed"),
        AGAIN: _("To be typed again"),
        SETTLE: _("Typed differently"),
        MINE: _("Begun by you"),
        SECOND: _("Second visits"),
        ALL: _("All"),
    }[step]


@dataclass(frozen=True, slots=True)
class Difference:
    """One box that two people typed differently, with both in words, and the fields of the choice."""

    path: str
    label: str
    first: str
    second: str
    pick: Any
    other: Any


def label_of(form: Questionnaire, path: str, members: Sequence[Mapping[str, Any]]) -> str:
    """How a box is called on a page: "Nguyễn Văn A: Trình độ văn hóa"."""
    language = "en" if get_language() == "en" else "vi"
    if path == "surveyed_by":
        return _("Visited by")
    if path == "surveyed_on":
        return _("Date of the visit")
    question = question_at(form, path)
    label = getattr(question.label, language) if question else path
    if path.startswith("members."):
        number = int(path.split(".")[1])
        name = members[number - 1].get("name") if number <= len(members) else None
        return f"{name or _('Member %(number)s') % {'number': number}}: {label}"
    return label


def in_words(form: Questionnaire, path: str, value: Any) -> str:
    if value is None:
        return _("(empty)")
    if path == "surveyed_on":
        return f"{value:%d/%m/%Y}"
    question = question_at(form, path)
    if question is None:
        return str(getattr(value, "full_name", value))
    return getattr(question.words(value), "en" if get_language() == "en" else "vi")
