"""Vietnamese words put in order and written plainly: search without accents, sorting by given name."""

from __future__ import annotations

import functools
import unicodedata

from chungtay.rulebook.area import fold

__all__ = ["fold", "given_name_key", "order_key"]

# Letters in the order of the dictionary, then the six tones: none, grave, hook, tilde, acute, dot.
_LETTERS = {letter: number for number, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


@functools.lru_cache(maxsize=20_000)  # words of names come again and again
def order_key(word: str) -> str:
    """Digits that sort as a Vietnamese dictionary does: letters first, tones only between words of equal letters.

    Digits alone, because databases disagree about the order of everything else.
    """
    letters, tones = "", ""
    for letter in unicodedata.normalize("NFC", word.lower()):
        marks = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
        if base in _LETTERS:
            letters += f"{_LETTERS[base]:02}"
            tones += str(next((_TONES[mark] for mark in marks if mark in _TONES), 0))
        elif base.isdecimal():
            letters += f"5{int(base)}"
            tones += "0"
    return f"{letters}00{tones}"


def given_name_key(full_name: str) -> str:
    """Given name, then surname, then the names between: how a list of people is sorted in Vietnam."""
    names = full_name.split()
    if not names:
        return ""
    ordered = [names[-1], *names[:-1]]
    return "".join(order_key(name) for name in ordered)[:200]
