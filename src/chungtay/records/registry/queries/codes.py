"""What the codes of a circumstance mean. Those of schooling, training, work and benefits are the code lists of form 3.1
(rule set vn-2022, `rulebook/vn-2022/inputs.toml`), who cares for somebody and what is asked are the facts of policies
of assistance (`rulebook/assistance/facts.toml`); a circumstance without a list says everything by its kind."""

from __future__ import annotations

import functools

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from chungtay.records.registry.models import ASKED, CircumstanceKind
from chungtay.rulebook import policy_book, rule_sets
from chungtay.rulebook.result import Text
from chungtay.workbooks.reading.text import words as plain_words

_QUESTION_OF: dict[str, str] = {
    CircumstanceKind.SCHOOLING: "school_level",
    CircumstanceKind.EDUCATION: "education",
    CircumstanceKind.TRAINING: "training",
    CircumstanceKind.WORK: "employment",
    CircumstanceKind.PROTECTION: "social_benefit",
}
# Degrees by Luật Người khuyết tật 51/2010/QH12; who decides the degree is the ward's council, not this program.
_DEGREES: dict[str, str | Promise] = {
    "1": gettext_lazy("Extremely severe"),
    "2": gettext_lazy("Severe"),
    "3": gettext_lazy("Mild"),
}


@functools.cache
def _list_of(kind: str) -> tuple[tuple[str, Text], ...]:
    if kind == CircumstanceKind.CARE:
        return tuple((str(code), text) for _word, code, text in policy_book.load().facts["care"].words if code)
    if kind in ASKED:  # "none" is an answer here: who was never asked stays unknown
        return tuple((str(code), text) for _word, code, text in policy_book.load().facts[kind].words)
    question = _QUESTION_OF.get(kind)
    if question is None:
        return ()
    codes = rule_sets.load("vn-2022").inputs[question].codes
    return tuple((str(code), text) for code, text in codes if str(code) != "0")


def choices(kind: str) -> list[tuple[str, str]]:
    """Codes of a kind with their words in the reader's language; empty when the kind has no list."""
    if kind == CircumstanceKind.DISABILITY:
        return [(code, str(words)) for code, words in _DEGREES.items()]
    vietnamese = (get_language() or "vi").startswith("vi")
    return [(code, text.vi if vietnamese else text.en) for code, text in _list_of(kind)]


def words(kind: str, code: str) -> str:
    """What a code means; a code that no list has is shown as it is."""
    return dict(choices(kind)).get(code, code)


def code_from_words(kind: str, text: str) -> str | None:
    """The code that a cell of a list means: its words in either language, and "có", "x", "yes" or "không", "no" where
    the answer is one of two. None where it is none of these."""
    told = plain_words(text)
    known = _list_of(kind)
    for code, said in known:
        if told in (plain_words(said.vi), plain_words(said.en)):
            return code
    if kind in ASKED and len(known) == 2:
        return {"co": "1", "x": "1", "yes": "1", "khong": "0", "no": "0"}.get(told)
    return None


def is_known(kind: str, code: str) -> bool:
    """May a circumstance of this kind have this code? One with a list needs a code of it, or none and words."""
    known = choices(kind)
    return not code or not known or code in dict(known)
