"""What a person typed into the search box, as questions about persons and about households.

Words stand in any order and may be beginnings. Without marks they find every spelling; with marks only their own.
Four digits are the end of an identity number or of a telephone number, or a year of birth.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from chungtay.foundation.core.words import fold
from chungtay.records.registry.queries import tokens
from chungtay.records.registry.queries.questions import Has, Question, anything, everything

MOST_WORDS = 8
_GROUP = re.compile(r"(?:^|(?<= ))(?:to dan pho|to|tdp|thon|ban|ap|khom|khu pho|khu) (?P<number>\d{1,3})(?= |$)")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Number:
    """Digits that a person may have in one of several places: `text` as an identity number, or what tokens say."""

    text: str
    tokens: Question


@dataclass(frozen=True, slots=True)
class Asked:
    """`names`: what a person's name must have; None when no person can be meant. `numbers`: one of each must fit too.
    `household`: what a household must have; None when nothing but a person can be meant."""

    names: tuple[Question, ...] | None
    numbers: tuple[Number, ...]
    household: Question | None
    marked: bool


def asked(text: str, *, spelling: bool = True) -> Asked | None:
    """None when there is nothing to look for. Without `spelling` typed marks do not narrow."""
    chunks = _chunks(text)
    if not spelling:
        chunks = [fold(chunk) for chunk in chunks]
    if not chunks:
        return None
    names: list[Question] | None = []
    numbers: list[Number] = []
    for chunk in chunks:
        if not re.search(r"\d", chunk):
            if names is not None:
                names.append(_word(chunk, tokens.NAME, tokens.NAME_SPELLED))
        elif len("".join(tokens.pieces(chunk))) >= 4:
            numbers.append(_number(chunk))
        else:
            names = None
    found = tuple(names) if names is not None and (names or numbers) else None
    return Asked(found, tuple(numbers), _household(chunks), any(_marked(word) for word in chunks))


def group_named(text: str) -> tuple[str, int] | None:
    """Words around the number of a residential group, and the number: "thành tổ 74" -> "thành", 74. None when no group
    is named, or nothing else: then the words stand for themselves."""
    words = unicodedata.normalize("NFC", text).split()
    found = _GROUP.search(" ".join(fold(word) for word in words))
    if not found:
        return None
    first = found.string[: found.start()].count(" ")
    rest = words[:first] + words[first + found[0].strip().count(" ") + 1 :]
    return (" ".join(rest), int(found["number"])) if any(tokens.pieces(word) for word in rest) else None


def has_marks(text: str) -> bool:
    """Whether leaving marks out asks for something else."""
    return any(_marked(chunk) for chunk in _chunks(text))


def _chunks(text: str) -> list[str]:
    words = [word for word in unicodedata.normalize("NFC", text).lower().split() if tokens.pieces(word)]
    digits = "".join(piece for word in words for piece in tokens.pieces(word))
    if len(words) > 1 and digits.isdecimal() and len(digits) >= 9:
        words = [digits]  # a telephone or identity number typed in groups
    found = [re.sub(r"^\+84", "0", word) for word in words]
    return list(dict.fromkeys(found))[:MOST_WORDS]


def _marked(word: str) -> bool:
    return fold(word) != word


def _token(word: str, plain: str, spelled: str) -> str:
    return spelled + tokens.spelled(word) if _marked(word) else plain + word


def _word(chunk: str, plain: str, spelled: str) -> Question:
    """A word by its beginning; one with signs inside whole or by its pieces."""
    pieces = tokens.pieces(chunk)
    parts: list[Question] = [Has(_token(piece, plain, spelled), begins=True) for piece in pieces]
    whole = Has(_token("".join(pieces), plain, spelled), begins=True)
    return anything([whole, everything(parts)])


def _number(chunk: str) -> Number:
    digits = "".join(tokens.pieces(chunk))
    found: list[Question] = [Has(tokens.PHONE + digits[::-1], begins=True)]
    if len(digits) == 4 and digits.isdecimal() and _FIRST_YEAR <= int(digits) <= _LAST_YEAR:
        found.append(Has(tokens.YEAR + digits))
    return Number(re.sub(r"[\s.]", "", chunk), anything(found))


def _household(chunks: list[str]) -> Question | None:
    """Every word in address, code or the head's name, and one at least not in the name alone."""
    places = [_place(chunk) for chunk in chunks]
    anywhere = [
        place if re.search(r"\d", chunk) else anything([place, _word(chunk, tokens.NAME, tokens.NAME_SPELLED)])
        for chunk, place in zip(chunks, places, strict=True)
    ]
    return everything([*anywhere, anything(places)])


def _place(chunk: str) -> Question:
    """A word of the address by its beginning; digits whole, so that house 12 is not house 128; or a household code."""
    pieces = tokens.pieces(chunk)
    if not re.search(r"\d", chunk):
        return _word(chunk, tokens.PLACE, tokens.PLACE_SPELLED)
    parts = everything(
        Has(_token(piece, tokens.PLACE, tokens.PLACE_SPELLED), begins=not re.search(r"\d", piece)) for piece in pieces
    )
    code = "".join(pieces)
    return anything([Has(tokens.CODE + fold(code), begins=len(code) >= 5), parts])
