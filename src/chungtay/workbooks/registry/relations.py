"""The relationship to the head, written so that the reader takes it for the same code again."""

from __future__ import annotations

import functools

from chungtay.rulebook import rule_sets
from chungtay.workbooks.reading.questions import Question, questions_of
from chungtay.workbooks.registry.entries import RELATIONS, Person


@functools.cache
def _question() -> Question:
    """Form 3.1, part B, column 3."""
    return questions_of(rule_sets.load("vn-2022")).by_id["relationship"]


def label_of(relation: str) -> str:
    """ "1. Chủ hộ"."""
    code = RELATIONS[relation]
    return f"{code}. {dict(_question().codes)[code].vi}"


def relation_in_words(person: Person) -> str:
    """The words as they were said where they mean this code alone; with the code in front where they mean none."""
    question, code = _question(), RELATIONS[person.relation]
    label = dict(question.codes)[code].vi
    if not person.relation_words:
        return label
    meant = question.code_meant(person.relation_words)
    if meant is None:
        return f"{code}. {person.relation_words}"
    return person.relation_words if meant == code else label
