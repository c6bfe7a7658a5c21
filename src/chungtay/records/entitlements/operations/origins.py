"""Lists that an app above draws up, from its own knowledge (a school's pupils): who looks again, at approval and at the
hand-over, whether somebody is still to get what the list gives.

    register_origin("schooling", gone=..., labels=...)     # in the app's ready()
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.rulebook.result import Text

# (list, lines, by, today) -> numbers of the lines whose person is to get nothing any more
Gone = Callable[[Any, Sequence[Any], Any, datetime.date], list[int]]
# (list, by, today) -> may this person hand over what stands on the list, besides whoever may in the ward
Hands = Callable[[Any, Any, datetime.date], bool]
# (list, lines) -> number of a line -> accounts that entered what the line rests on, besides who drew the list up
Entered = Callable[[Any, Sequence[Any]], Mapping[int, Collection[int]]]


def _nobody_else(_made: Any, _by: Any, _today: datetime.date) -> bool:
    return False


def _nothing_entered(_made: Any, _lines: Sequence[Any]) -> Mapping[int, Collection[int]]:
    return {}


@dataclass(frozen=True, slots=True)
class Origin:
    gone: Gone
    labels: Mapping[str, Text]
    hands: Hands = _nobody_else
    entered: Entered = _nothing_entered


_ORIGINS: dict[str, Origin] = {}


def register_origin(
    prefix: str,
    *,
    gone: Gone,
    labels: Mapping[str, Text],
    hands: Hands = _nobody_else,
    entered: Entered = _nothing_entered,
) -> None:
    """`labels`: what is given by lists of the app that follow no policy of the book, by the code that stands as their
    policy. `hands`: who else hands over, as the officer of a school does to its pupils; `entered`: who
    entered what a line rests on, and so neither approves nor pays it."""
    _ORIGINS[prefix] = Origin(gone, labels, hands, entered)


def origin_of(text: str) -> Origin:
    """Of "schooling:school:5". Raises KeyError for an app that nobody registered: nothing is given unchecked."""
    return _ORIGINS[text.partition(":")[0]]


def all_labels() -> dict[str, Text]:
    return {code: label for origin in _ORIGINS.values() for code, label in origin.labels.items()}
