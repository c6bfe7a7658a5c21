"""A class by its name in the reader's language."""

from django import template

from chungtay.records.registry.presenters.scores import rule_set_words
from chungtay.work.review.queries.files import REFUSED

register = template.Library()


@register.filter
def word_of(words: dict[str, str], class_id: str) -> str:
    key = class_id or REFUSED
    return words.get(key, key)


@register.filter
def standard_name(rule_set: str) -> str:
    """The name of a poverty standard in the reader's language."""
    return rule_set_words(rule_set)
