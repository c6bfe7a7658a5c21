"""What two typists of one paper disagree on, and what is wrong with what a person says the paper says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chungtay.rulebook.questionnaire import Question, Questionnaire, Remark, flat, nested
from chungtay.work.review.models import Purpose, Survey, Typing
from chungtay.work.review.queries.entry import (
    HEAD,
    answers_of,
    beginning,
    differing_of,
    form_of,
    revisitors,
    visitors,
)


def settled_answers(half: Survey, typing: Typing, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The answers by their paths: what both typed, and for the boxes that differ what was chosen."""
    boxes = {path: chosen[path] for path in differing_of(half, typing) if path not in HEAD}
    return flat(answers_of(half)) | boxes


def faults_of(half: Survey, typing: Typing, chosen: Mapping[str, Any]) -> dict[str, str]:
    """Path -> what is wrong with a value that neither of the two typed: by the reading that decides the class, as the
    screen of a paper form tells it. What one of the two typed went past those remarks on purpose and may stay."""
    before = (by_path(half), by_path(typing))
    said = {
        path: chosen[path]
        for path in differing_of(half, typing)
        if chosen.get(path) is not None and all(chosen[path] != one.get(path) for one in before)
    }
    if not said:
        return {}
    case, form = half.case, form_of(half.case.campaign)
    day = chosen.get("surveyed_on") or half.surveyed_on
    paths = settled_answers(half, typing, chosen)
    # where the place's own answers are not known, its boxes are missing ones: those of the paper are read all the same
    remarks = _by_box(form.check(nested(paths), area=beginning(case, day).area, on=day), paths)
    found: dict[str, str] = {}
    for path, value in said.items():
        question = question_at(form, path)
        if path == "surveyed_by":
            able = visitors(case) if half.purpose == Purpose.FIRST else revisitors(case)
            if value not in able:
                found[path] = _("%(name)s visits no households of this group.") % {"name": value}
        elif path != "surveyed_on":
            if question is None:
                found[path] = _("There is no box “%(name)s” on this form: choose the first or the second typing.") % {
                    "name": path
                }
            elif not _is_code(question, value) and path in remarks:
                text = remarks[path].message
                found[path] = text.en if get_language() == "en" else text.vi
    return found


def question_at(form: Questionnaire, path: str) -> Question | None:
    """The question of a box; None for what the form does not ask (the visitor, a person's number)."""
    if path.startswith("members."):
        name = path.split(".")[2]
        return next((question for question in form.member if question.id == name), None)
    return next((question for question in form.household if question.path == path), None)


def _is_code(question: Question, value: Any) -> bool:
    """One of the codes of its box: a second head of the household may well be what the paper says."""
    return question.of != "declared" and value in [code for code, _label in question.codes]


def _by_box(remarks: list[Remark], paths: Mapping[str, Any]) -> dict[str, Remark]:
    """What is wrong by its box. Rows that the settling leaves empty fall out, and the rows after them move up."""
    filled = [path for path, value in paths.items() if path.startswith("members.") and value is not None]
    rows = sorted({int(path.split(".")[1]) for path in filled})
    found: dict[str, Remark] = {}
    for remark in remarks:
        path = remark.path
        if path.startswith("members."):
            _members, number, name = path.split(".")
            path = f"members.{rows[int(number) - 1] if int(number) <= len(rows) else number}.{name}"
        if not remark.missing:
            found.setdefault(path, remark)
    return found


def by_path(form: Survey | Typing) -> dict[str, Any]:
    """Every box of a form, the visitor and the day with them."""
    return flat(answers_of(form)) | {"surveyed_by": form.surveyed_by, "surveyed_on": form.surveyed_on}
