"""Text of cells made comparable, and column letters as Excel shows them."""

from __future__ import annotations

import re
import unicodedata

from chungtay.rulebook.area import fold

__all__ = ["clean", "column_of", "fold", "letters_of", "without_numbering", "words"]

_NUMBERING = re.compile(r"^\s*(?:(?:[IVX]+|\d+|[a-zđ])[.)]\s*)+")
_REMARK = re.compile(r"\s*\([^()]*\)\s*$")


def clean(text: str) -> str:
    """NFC, no invisible characters, single spaces, nothing around."""
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(_visible(letter) for letter in text)
    return " ".join(text.split())


def _visible(letter: str) -> str:
    kind = unicodedata.category(letter)
    return "" if kind == "Cf" else " " if kind in ("Cc", "Zs", "Zl", "Zp") else letter


def words(text: str) -> str:
    """Only letters and digits without tone marks: "Gạch/đá (m²)" -> "gach da m"."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))


def spelling(text: str) -> str:
    """As `words`, but with the marks of each word kept apart from their place: "hoà" and "hòa" are one, "chú" and
    "chủ" are two.
    """
    found = []
    for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text.lower())):
        apart = unicodedata.normalize("NFD", word.replace("đ", "d\u0335"))
        marks = sorted(letter for letter in apart if unicodedata.combining(letter))
        found.append("".join(letter for letter in apart if not unicodedata.combining(letter)) + "".join(marks))
    return " ".join(found)


def without_numbering(text: str) -> str:
    """A heading without its number in front and its remark in brackets behind."""
    return _REMARK.sub("", _NUMBERING.sub("", text)).strip()


def letters_of(index: int) -> str:
    """Column 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_of(letters: str) -> int:
    """A is 0, AA is 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1
