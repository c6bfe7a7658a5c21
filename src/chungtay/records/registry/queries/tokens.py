"""How names, addresses and numbers become tokens of the search index, and what a person typed becomes a question to it.

A token begins with a letter for its kind:

    nguyen -> nnguyen     a word of a name without marks, found by its beginning
    Hường  -> s1hương     a word of a name as it is spelled: the tone in front, so that "hoà" and "hòa" are one
    a, b                  the same for words of an address
    c00016000001          a household code without its signs
    r876543210            a telephone number from its end
    y1970                 a year of birth
    u17                   a unit in which the person or household lives
"""

from __future__ import annotations

import functools
import re
import unicodedata

from chungtay.foundation.core.words import fold

NAME, NAME_SPELLED, PLACE, PLACE_SPELLED, CODE, PHONE, YEAR, UNIT = "nsabcryu"
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


@functools.lru_cache(maxsize=50_000)
def spelled(word: str) -> str:
    """Letters with their marks but without the tone, and the tone as a digit in front: hường -> 1hương."""
    tone, letters = "0", []
    for letter in unicodedata.normalize("NFD", word.lower()):
        if letter in _TONES:
            tone = _TONES[letter]
        else:
            letters.append(letter)
    return tone + unicodedata.normalize("NFC", "".join(letters))


def pieces(text: str) -> list[str]:
    """Runs of letters and digits: "H'Bia" -> h, bia."""
    return re.findall(r"[^\W_]+", text)


@functools.lru_cache(maxsize=100_000)
def word_tokens(text: str, plain: str, marked: str) -> tuple[str, ...]:
    """Tokens of a name or an address. A word with signs inside is found whole and by its pieces."""
    found: dict[str, None] = {}
    for chunk in unicodedata.normalize("NFC", text).split():
        parts = pieces(chunk)
        for word in parts if len(parts) < 2 else [*parts, "".join(parts)]:
            folded = fold(word)
            found[plain + folded] = None
            if folded != word.lower():
                found[marked + spelled(word)] = None
    return tuple(found)


def unit_tokens(path: str) -> list[str]:
    return [UNIT + number for number in path.strip("/").split("/")]


def code_tokens(code: str) -> list[str]:
    """The whole code and its last part: 00016-000123 -> 00016000123, 000123."""
    parts = pieces(fold(code))
    return [CODE + part for part in dict.fromkeys(("".join(parts), parts[-1]))] if parts else []


def person_words(full_name: str, *, phone: str, year: int | None, path: str) -> str:
    tokens = [*word_tokens(full_name, NAME, NAME_SPELLED), *unit_tokens(path)]
    if phone:
        tokens.append(PHONE + phone[::-1])
    if year:
        tokens.append(f"{YEAR}{year}")
    return f" {' '.join(tokens)} "


def household_words(head: str, *, code: str, official_code: str, address: str, path: str) -> str:
    tokens = dict.fromkeys(
        [
            *word_tokens(head, NAME, NAME_SPELLED),
            *word_tokens(address, PLACE, PLACE_SPELLED),
            *code_tokens(code),
            *code_tokens(official_code),
            *unit_tokens(path),
        ]
    )
    return f" {' '.join(tokens)} "
