"""A class by its name in the reader's language."""

from django import template

from chungtay.work.review.queries.files import REFUSED

register = template.Library()


@register.filter
def word_of(words: dict[str, str], class_id: str) -> str:
    key = class_id or REFUSED
    return words.get(key, key)
