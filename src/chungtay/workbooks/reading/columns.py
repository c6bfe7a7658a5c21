"""Which question a column answers: by its id, its exact wording, the words of offices, or a likeness marked unsure."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from chungtay.workbooks.reading.questions import Question, Questions
from chungtay.workbooks.reading.text import clean, words

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBERING = re.compile(r"^\s*(?:(?:[IVXivx]{1,5}|\d{1,2}[a-d]?|[a-dđ])(?:\.\d{1,2})?\s*[.):]\s*)+")
_ADVICE = re.compile(r"\b(chi hoi|ghi theo|ghi so luong|ghi ma|danh dau|ma 1 chuyen|chuyen cot|don vi)\b.*$")
_UNIT_WORDS = {"m2", "m", "kw", "kwh", "cm", "kg", "con", "cai", "chiec", "chuc", "thang", "nguoi", "ma"}
_ALIKE = 0.87
_MARGIN = 0.04


@dataclass(frozen=True, slots=True)
class Match:
    """`option` is the code that a mark in this column stands for, where each option has a column of its own."""

    target: str
    option: int | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file. `heading` is the whole heading, levels joined by " | "; `match` None when unknown."""

    index: int
    heading: str
    match: Match | None


def match_heading(levels: Sequence[str], questions: Questions, *, spans: bool = False) -> Match | None:
    """Match the levels of one heading, topmost first. `spans`: the level above covers several columns."""
    levels = [clean(level) for level in levels if level and clean(level)]
    if not levels:
        return None
    leaf = levels[-1]
    if found := _by_id(leaf, questions):
        return Match(found)
    if len(levels) > 1:
        if option := _option(levels[:-1], leaf, questions, spans):
            return option
        # "Năm" and "Nam" fold alike, so here the tone mark decides
        if leaf.lower() == "năm" and any(_by_words(above, questions) == "birth_date" for above in levels[:-1]):
            return Match("birth_year")
        for above in reversed(levels[:-1]):
            if found := _by_words(f"{above} {leaf}", questions):
                return Match(found)
    if found := _by_words(leaf, questions):
        return Match(found)
    if len(levels) > 1 and re.fullmatch(r"\(?\d{0,2}[a-dA-Z]?\)?", leaf):
        for above in reversed(levels[:-1]):
            if found := _by_words(above, questions):
                return Match(found)
    return None


def alike_heading(heading: str, questions: Questions) -> Match | None:
    """The last resort: the one wording that the heading nearly is; never certain."""
    plain = _plain(heading)
    if len(plain) < 6:
        return None
    near = difflib.get_close_matches(plain, questions.by_words, n=4, cutoff=_ALIKE)
    if not near:
        return None
    best = questions.by_words[near[0]]
    top = difflib.SequenceMatcher(None, near[0], plain).ratio()
    for other in near[1:]:
        if questions.by_words[other] != best and top - difflib.SequenceMatcher(None, other, plain).ratio() < _MARGIN:
            return None
    return Match(best, sure=False)


def _by_id(text: str, questions: Questions) -> str | None:
    """The id itself, alone or at the end of a Kobo path such as "household/water"."""
    if " " in text:
        return None
    last = text.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    for part in (text, last, last.rsplit("-", 1)[-1]):  # Kobo writes group/name, ODK Central group-name
        if part in questions.by_id:
            return part
    found = questions.by_words.get(words(last)) if "/" in text or last.startswith("_") or last.isupper() else None
    return found if found in ("index", "parent_index") or "/" in text else None


def _by_words(text: str, questions: Questions) -> str | None:
    for plain in _forms(text):
        if plain and plain in questions.by_words:
            return questions.by_words[plain]
    return None


@functools.lru_cache(maxsize=2_000)
def _forms(text: str) -> tuple[str, str, str]:
    """What a heading may be known by, the most exact first. The search for the heading asks each cell many times."""
    plain = _plain(text)
    return words(text), plain, _without_unit(plain)


def _plain(text: str) -> str:
    """Words of a heading without numbering, brackets and instructions."""
    bare = words(_NUMBERING.sub("", _BRACKETS.sub(" ", text)))
    return _ADVICE.sub("", bare).strip()


def _without_unit(plain: str) -> str:
    parts = plain.split()
    while len(parts) > 1 and parts[-1] in _UNIT_WORDS:
        parts.pop()
    return " ".join(parts)


def _option(above: Sequence[str], leaf: str, questions: Questions, spans: bool) -> Match | None:
    for level in reversed(above):
        target = _by_words(level, questions)
        question = questions.by_id.get(target) if target else None
        if question is None or not question.codes or question.yes_no:
            continue
        code = option_code(leaf, question, spans)
        if code is not None:
            return Match(question.id, code)
    return None


def option_code(leaf: str, question: Question, spans: bool) -> int | None:
    """The code that a heading below a question stands for: its label, or its bare number under a wide heading."""
    bare = _NUMBERING.sub("", leaf)
    plain = words(bare)
    meant = question.code_meant(bare)
    if meant is not None:
        return meant
    short = _plain(leaf)
    if short in question.by_words:
        return question.by_words[short]
    if spans and leaf.strip("(). ").isdecimal() and int(leaf.strip("(). ")) in dict(question.codes):
        return int(leaf.strip("(). "))
    # "Khác, ghi rõ" under materials, toilets, water
    if plain.startswith("khac") and "khac" in question.by_words:
        return question.by_words["khac"]
    return None
