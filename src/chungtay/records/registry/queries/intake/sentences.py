"""Sentences kept with a file are kept in both languages: its marked copy is opened by people who read either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_noop, override

from chungtay.foundation.places.models import Unit

T = TypeVar("T")


def both(sentence: str, **values: Any) -> tuple[str, str]:
    """A sentence marked with gettext_noop, in Vietnamese and English."""
    said = []
    for language in ("vi", "en"):
        with override(language):
            text = gettext(sentence)
            said.append(text % values if values else text)
    return said[0], said[1]


def why_it_stays(group: Unit, uses: dict[str, int]) -> tuple[str, str]:
    """`uses` as `places.queries.uses` tells them: why a residential group is not taken back with the file."""
    households = uses.get("registry.household", 0)
    if households:
        sentence = gettext_noop("%(group)s stays: households that did not come with this file live there (%(count)s).")
        return both(sentence, group=group.name, count=households)
    if any(label.startswith("review.") for label in uses):
        return both(gettext_noop("%(group)s stays: a review has records of it."), group=group.name)
    return both(gettext_noop("%(group)s stays: other records of the program name it."), group=group.name)


def errors_of(check: Callable[[], T]) -> list[tuple[str, str, str]]:
    """What a check refuses, as (code, Vietnamese, English); empty when it passes."""
    found: dict[str, list[tuple[str, str]]] = {}
    for language in ("vi", "en"):
        with override(language):
            try:
                check()
            except ValidationError as error:
                found[language] = [(each.code or "", each.messages[0]) for each in error.error_list]
            else:
                return []
    return [(code, vi, en) for (code, vi), (_code, en) in zip(found["vi"], found["en"], strict=True)]
