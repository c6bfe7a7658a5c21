"""What scoring one household returns: the class, and every reason for it.

Points and scores are whole numbers. Where answers are missing and the caller asked for bounds, `low` and `high`
differ; otherwise they are equal. Texts come in Vietnamese and English. Nothing here knows how scoring is done.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["classified", "bounded", "refused"]
Method = Literal["points", "income"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number of law stands: instrument, form, page of the official gazette, and how far it is checked."""

    instrument: str
    form: str
    page: int | None
    checked: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """A whole number that is known exactly (`low == high`) or only between two values, both possible ends included."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One scored item: what was answered, which printed row applies, the points, and why in a sentence.

    `option` is the id of the row ("" when several are possible); `answer` is the value as a person would say it.
    """

    id: str
    number: str
    label: Text
    answer: Text
    option: str
    points: Bounds
    reason: Text
    source: Source
    reading: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One deprivation indicator. `deprived` is None when missing answers leave it open."""

    id: str
    label: Text
    deprived: bool | None
    points: Bounds
    reason: Text
    source: Source
    overridden: bool = False
    reading: str = ""


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """An answer that is missing or cannot be right. `member` is the row number of the member from 1, else None."""

    kind: Literal["missing", "invalid"]
    input: str
    member: int | None
    label: Text
    message: Text


@dataclass(frozen=True, slots=True)
class Change:
    """One single answer that would put the household in another class."""

    item: str
    label: Text
    to_option: str
    to_class: str
    sentence: Text


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one household under one standard.

    `class_id` is "poor", "near_poor", "not_poor" (or another id that the rule set declares) and "" when refused or
    when the bounds leave more than one class possible (`possible_classes` then lists them).
    """

    rule_set: str
    version: str
    standard: str
    method: Method
    status: Status
    class_id: str
    class_label: Text
    sub_class: str
    possible_classes: tuple[str, ...]
    scores: dict[str, Bounds]
    lines: dict[str, int]
    items: tuple[ItemResult, ...] = ()
    indicators: tuple[IndicatorResult, ...] = ()
    problems: tuple[AnswerProblem, ...] = ()
    changes: tuple[Change, ...] = ()
    readings: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    summary: Text = field(default_factory=lambda: Text("", ""))

    def as_json(self) -> dict[str, Any]:
        """Plain dicts and lists, in a stable order; the documented schema of `./run score --json`."""
        return dataclasses.asdict(self)
