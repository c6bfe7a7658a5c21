"""A household under review: its answers in words, what each standard makes of them, what may be done next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chungtay.foundation.core.templatetags.words import standard
from chungtay.records.registry.presenters import scores
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.units import written
from chungtay.work.review.models import Case, CaseState, Remark, Survey, SurveyResult

_STATE_TAGS = {
    CaseState.TO_SCREEN: "refused",
    CaseState.CONTESTED: "refused",
    CaseState.RETURNED: "refused",
    CaseState.DECIDED: "good",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the question, its value in words, and the remarks made on it. `name` is the question's id."""

    name: str
    label: str
    value: str
    remarks: list[Remark]


@dataclass(frozen=True, slots=True)
class Part:
    """The household (member 0) or a member with its answers."""

    member: int
    title: str
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class Shown:
    """What one standard makes of a form."""

    result: SurveyResult
    label: str
    class_label: str
    bars: list[scores.Bar]
    why: dict[str, Any]


def language() -> str:
    return "en" if get_language() == "en" else "vi"


def class_label(rule_set: str, class_id: str) -> str:
    if not class_id:
        return _("No class yet")
    try:
        return str(getattr(rule_sets.load(rule_set).classes[class_id].label, language()))
    except (ChungTayError, KeyError):
        return class_id


def results_of(survey: Survey) -> list[Shown]:
    """The standards of the campaign, the one that decides first."""
    order = {row.rule_set: (not row.main, row.rule_set) for row in survey.case.campaign.standards.all()}
    rows = sorted(survey.results.all(), key=lambda row: order.get(row.rule_set, (True, row.rule_set)))
    return [
        Shown(
            row,
            standard(row.rule_set),
            class_label(row.rule_set, row.class_id),
            list(scores.bars(cast(dict[str, Any], row.explanation))),
            cast(dict[str, Any], row.explanation),
        )
        for row in rows
    ]


def parts_of(survey: Survey) -> list[Part]:
    """The answers of a form in the order of the printed questions."""
    rules = rule_sets.load(survey.case.campaign.standards.get(main=True).rule_set)
    answers = cast(dict[str, Any], survey.answers)
    remarks: dict[tuple[int, str], list[Remark]] = {}
    for remark in survey.remarks.all():
        remarks.setdefault((remark.member, remark.question), []).append(remark)
    household = list(_income(rules, answers, remarks)) + list(
        _answers(rules, "household", answers.get("household") or {}, remarks, 0)
    )
    found = [Part(0, _("The household"), household)]
    for number, member in enumerate(answers.get("members") or [], 1):
        title = str(member.get("name") or _("Member %(number)s") % {"number": number})
        found.append(Part(number, title, list(_answers(rules, "member", member, remarks, number))))
    return [part for part in found if part.answers or part.member]


def _income(rules: RuleSet, answers: dict[str, Any], remarks: dict[tuple[int, str], list[Remark]]) -> Iterator[Answer]:
    if "income_per_person" in answers:
        value = answers["income_per_person"]
        words = f"{value:,} đ".replace(",", ".") if type(value) is int else str(value)
        yield Answer(
            "income_per_person", _("Income per person and month"), words, remarks.get((0, "income_per_person"), [])
        )
    declared = answers.get("declared") or {}
    for entry in rules.indicators:
        if entry.id in declared:
            words = _("lacking") if declared[entry.id] else _("not lacking")
            name = f"indicator_{entry.id}"
            yield Answer(name, written(getattr(entry.short, language())), words, remarks.get((0, name), []))


def _answers(
    rules: RuleSet, of: str, given: dict[str, Any], remarks: dict[tuple[int, str], list[Remark]], member: int
) -> Iterator[Answer]:
    for entry in rules.inputs_of(of):
        if entry.id not in given:
            continue
        value = given[entry.id]
        words = str(value)
        if entry.type == "code" and type(value) is int:
            words = f"{value} · {written(getattr(entry.code_label(value), language()))}"
        elif entry.unit:
            number = words.replace(".", ",") if entry.decimals and language() == "vi" else words
            words = f"{number} {written(entry.unit)}"
        yield Answer(entry.id, written(getattr(entry.label, language())), words, remarks.get((member, entry.id), []))


def tag_of(case: Case) -> str:
    return _STATE_TAGS.get(CaseState(case.state), "")
