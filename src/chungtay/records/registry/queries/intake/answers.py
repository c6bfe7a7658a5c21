"""What answers of form 3.1 say of a person."""

from __future__ import annotations

from collections.abc import Mapping

from chungtay.records.registry.queries.facts import NewCircumstance


def number_of(value: object) -> int:
    """The whole number of an answer; 0 where there is none."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() else 0


def circumstances_in(answers: Mapping[str, object]) -> dict[str, NewCircumstance]:
    """By kind. A "no" and an empty cell say nothing that the register keeps."""
    found: dict[str, NewCircumstance] = {}

    def add(kind: str, code: object = "") -> None:
        found[kind] = NewCircumstance(kind, str(code or ""))

    if number_of(answers.get("attending")) == 1:
        add("schooling", answers.get("school_level"))
    for question, kind in (("education", "education"), ("training", "training"), ("employment", "work")):
        if answers.get(question):
            add(kind, answers[question])
    if number_of(answers.get("social_benefit")):
        add("protection", answers["social_benefit"])
    if number_of(answers.get("pension")) == 3:
        add("merit")
    if number_of(answers.get("serious_illness")) == 1:
        add("illness")
    return found
