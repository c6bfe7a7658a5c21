"""Small words of the templates: numbers and days as an office writes them, texts in the reader's language."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chungtay.foundation.core.presenters.typed import typed_before
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.units import written

register = template.Library()


@register.filter
def whole(value: int | None) -> str:
    """1234567 -> 1.234.567 (English: 1,234,567); nothing -> a dash."""
    if value is None:
        return "–"
    return f"{value:,}" if get_language() == "en" else f"{value:,}".replace(",", ".")


@register.filter
def day(value: datetime.date | None) -> str:
    """05/11/2026, whatever the language."""
    return f"{value:%d/%m/%Y}" if value else "–"


@register.filter
def words(text: Any) -> str:
    """The reader's side of a text that has both languages: {"vi": ..., "en": ...}, Text, or a pair; m2 of the
    rule book is m²."""
    english = get_language() == "en"
    if isinstance(text, dict):
        found = text.get("en" if english else "vi", "")
    elif isinstance(text, (list, tuple)):
        found = text[1 if english else 0]
    else:
        found = getattr(text, "en" if english else "vi", "")
    return written(found) if isinstance(found, str) else found


@register.filter
def standard(name: str) -> str:
    """The name of a poverty standard in the reader's language. Of a kept version ("vn-2016@1f2e…") with its number; a
    code that the book does not know stays a code."""
    code, _at, version = name.partition("@")
    try:
        label = words(rule_sets.load(code).label)
    except ChungTayError:
        return name
    return f"{label} ({_('version %(number)s') % {'number': version}})" if version else label


@register.simple_tag
def icon(name: str) -> str:
    """One of the drawings in chungtay/icons.svg; decoration only, the word stands beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', _icons(), name
    )


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """The address's question part with some values changed; an empty value takes one away."""
    query = context["request"].GET.dict() | {key: str(value) for key, value in changes.items()}
    return "?" + urlencode({key: value for key, value in query.items() if value})


def _icons() -> str:
    from django.templatetags.static import static

    return static("chungtay/icons.svg")


@register.simple_tag(takes_context=True)
def what_was_typed(context: template.Context) -> dict[str, Any] | None:
    """Of the step that was refused just before, as `typed_before`."""
    request = context.get("request")
    return typed_before(request) if request is not None else None
