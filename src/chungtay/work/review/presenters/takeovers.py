"""What a form says, what a list says and which list it is, side by side in words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import gettext as _

from chungtay.foundation.core.templatetags.words import whole
from chungtay.rulebook.questionnaire import Questionnaire
from chungtay.work.review.models import Takeover, TakeoverState
from chungtay.work.review.presenters.entry import in_words, label_of
from chungtay.work.review.presenters.quality import class_word
from chungtay.work.review.queries.takeovers import REGISTER, Moved, Offer


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: what it is called, as it is, as the list has it, which list. `now` is what the form says by now
    where that is something else, `listed` the same of the list."""

    label: str
    was: str
    wanted: str
    origin: str
    now: str = ""
    listed: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be taken over together, under one box to tick."""

    id: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Proposal:
    takeover: Takeover
    rows: list[Row]
    effect: list[tuple[str, str, str]]
    waits: bool
    moved: bool


def choices(form: Questionnaire, answers: Mapping[str, Any], offers: Sequence[Offer]) -> list[Choice]:
    people = answers.get("members") or []
    return [
        Choice(
            offer.id,
            [
                Row(
                    label_of(form, path, people),
                    in_words(form, path, was),
                    in_words(form, path, wanted),
                    origin(offer.as_json()["list"]),
                )
                for path, (was, wanted) in offer.answers.items()
            ],
        )
        for offer in offers
    ]


def proposal(form: Questionnaire, takeover: Takeover, moved: Sequence[Moved], *, replaced: bool) -> Proposal:
    """One proposal as a difference; where the form or the list moved meanwhile, with what they say now."""
    people = cast(dict[str, Any], takeover.survey.answers).get("members") or []
    since = {each.path: each for each in moved}
    rows = []
    for change in takeover.changes:
        for each in change["answers"]:
            path, other = each["path"], since.get(each["path"])
            rows.append(
                Row(
                    label_of(form, path, people),
                    in_words(form, path, each["was"]),
                    in_words(form, path, each["now"]),
                    origin(change["list"]),
                    in_words(form, path, other.form) if other and other.form != each["was"] else "",
                    in_words(form, path, other.listed) if other and other.listed != each["now"] else "",
                )
            )
    waits = takeover.state == TakeoverState.WAITING
    return Proposal(takeover, rows, effect(takeover), waits, waits and (bool(moved) or replaced))


def origin(told: Mapping[str, str]) -> str:
    """Which list: "Danh sách trợ cấp xã hội, từ 01/01/2019 (đọc từ tệp: chi trả tháng 8)"."""
    name = {
        REGISTER: _("Household register"),
        "protection": _("List of monthly social benefits"),
        "schooling": _("List of pupils"),
        "illness": _("List of serious illnesses"),
    }[told["kind"]]
    if not told["since"]:
        return name
    since = datetime.date.fromisoformat(told["since"])
    came = {
        "screen": _("Entered on the screen"),
        "request": _("Proposed by field staff"),
        "import": _("Read from a file"),
        "program": _("By the program"),
    }[told["source"]]
    if told["why"]:
        came = f"{came}: {told['why']}"
    return _("%(list)s, since %(day)s (%(came)s)") % {"list": name, "day": f"{since:%d/%m/%Y}", "came": came}


def effect(takeover: Takeover) -> list[tuple[str, str, str]]:
    """(what, before, after): the class always, figures where they differ."""
    was, now = takeover.effect["was"], takeover.effect["now"]
    rows = [(_("Class"), class_word(was["class"]), class_word(now["class"]))]
    for name, label in (("b1", "B1"), ("b2", "B2"), ("income", _("Income"))):
        if was[name] != now[name]:
            rows.append((label, _figure(was[name]), _figure(now[name])))
    return rows


def _figure(value: int | None) -> str:
    return "–" if value is None else whole(value)
