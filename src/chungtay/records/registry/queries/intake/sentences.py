"""Sentences kept with a file are kept in both languages: its marked copy is opened by people who read either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, override

T = TypeVar("T")


def both(sentence: str, **values: Any) -> tuple[str, str]:
    """A sentence marked with gettext_noop, in Vietnamese and English."""
    said = []
    for language in ("vi", "en"):
        with override(language):
            text = gettext(sentence)
            said.append(text % values if values else text)
    return said[0], said[1]


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
