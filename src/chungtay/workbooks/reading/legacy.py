"""Old Vietnamese fonts: text typed in TCVN3 (.VnTime ...) or VNI-Windows, decoded to Unicode.

In both, an ordinary western letter was drawn as a Vietnamese one, so the file holds "NguyÔn" or "Nguyeãn". A font
name settles it; without one the evidence is whether the words are possible Vietnamese syllables before and after.
Tables: TCVN 5712:1993 (VN3 set) and the VNI-Windows key chart, written out here by letter.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

Encoding = Literal["unicode", "tcvn3", "vni"]

_TCVN3_BYTES = (
    "A1:ĂÂÊÔƠƯĐăâêôơưđ B5:àảãáạ BB:ằẳẵắ C6:ặầẩẫấậè CE:ẻẽéẹềểễếệìỉ DC:ĩíịò E1:ỏõóọồổỗốộ EA:ờởỡớợù F1:ủũúụừửữứựỳỷỹýỵ"
)
_VOWEL_MARKS = {
    "Ù": "\u0301",
    "Ø": "\u0300",
    "Û": "\u0309",
    "Õ": "\u0303",
    "Ï": "\u0323",
}  # tone over a plain letter
_ROOF_MARKS = {
    "Â": "",
    "Á": "\u0301",
    "À": "\u0300",
    "Å": "\u0309",
    "Ã": "\u0303",
    "Ä": "\u0323",
}  # â ê ô
_BREVE_MARKS = {
    "Ê": "",
    "É": "\u0301",
    "È": "\u0300",
    "Ú": "\u0309",
    "Ü": "\u0303",
    "Ë": "\u0323",
}  # ă
_VNI_SINGLE = {
    "Í": "Í",
    "Ì": "Ì",
    "Æ": "Ỉ",
    "Ó": "Ĩ",
    "Ò": "Ị",
    "Ô": "Ơ",
    "Ö": "Ư",
    "Î": "Ỵ",
    "Ñ": "Đ",
}


def _tcvn3_table() -> dict[str, str]:
    table = {}
    for part in _TCVN3_BYTES.split():
        start, letters = part.split(":")
        for offset, letter in enumerate(letters):
            table[chr(int(start, 16) + offset)] = letter
    return table


def _vni_table() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for base in "AEOUY":
        for mark, tone in _VOWEL_MARKS.items():
            pairs[base + mark] = unicodedata.normalize("NFC", base + tone)
    for base, written in (("Ô", "Ơ"), ("Ö", "Ư")):
        for mark, tone in _VOWEL_MARKS.items():
            pairs[base + mark] = unicodedata.normalize("NFC", written + tone)
    for base, roof in (("A", "Â"), ("E", "Ê"), ("O", "Ô")):
        for mark, tone in _ROOF_MARKS.items():
            pairs[base + mark] = unicodedata.normalize("NFC", roof + tone)
    for mark, tone in _BREVE_MARKS.items():
        pairs["A" + mark] = unicodedata.normalize("NFC", "Ă" + tone)
    table = {}
    for pair, letter in pairs.items():
        for mark in (pair[1], pair[1].lower()):
            table[pair[0] + mark] = letter
            table[pair[0].lower() + mark] = letter.lower()
    for western, letter in _VNI_SINGLE.items():
        table[western] = letter
        table[western.lower()] = letter.lower()
    return table


TCVN3 = _tcvn3_table()
VNI = _vni_table()
_TCVN3_CODES = {ord(western): letter for western, letter in TCVN3.items()}
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))

_BASE_ONSETS = "b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x|"
_NUCLEI = (
    "a|ai|ao|au|ay|ă|â|âu|ây|e|eo|ê|êu|i|ia|iê|iêu|iu|y|yê|yêu|o|oa|oai|oay|oao|oă|oe|oeo|oi|oo|ô|ôi|ơ|ơi|"
    "u|ua|uâ|uây|uê|ui|uô|uôi|uơ|uy|uya|uyê|uyu|ư|ưa|ưi|ươ|ươi|ươu|ưu"
)
_CODAS = "c|ch|m|n|ng|nh|p|t|"
_SYLLABLE = re.compile(f"(?:{_BASE_ONSETS})(?:{_NUCLEI})(?:{_CODAS})")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
# TCVN3 and VNI write letters with these signs too, so they belong to a word here
RUN = re.compile(r"[A-Za-z\u00a1-\u00ff\u0100-\u024f\u0300-\u0323\u1ea0-\u1ef9\u00ad]+")
_ONLY_UNICODE = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u0300-\u0323]"
)


def font_encoding(font: str) -> Encoding | None:
    """What a font name says: ".VnTime" -> "tcvn3", "VNI-Times" -> "vni", any other -> None (it says nothing)."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return "tcvn3"
    if name.startswith("vni"):
        return "vni"
    return None


def is_capital_font(font: str) -> bool:
    """.VnTimeH and its like draw every small letter as a capital."""
    return font.strip().lower().startswith(".vn") and font.strip().endswith("H")


def decode(text: str, encoding: Encoding, *, capitals: bool = False) -> str:
    """Turn old-font text into Unicode. Text that already holds a letter that only Unicode has is returned as it is."""
    if encoding == "unicode" or text.isascii() or _ONLY_UNICODE.search(text):
        return text.upper() if capitals and encoding == "tcvn3" and text.isascii() else text
    if encoding == "tcvn3":
        found = text.translate(_TCVN3_CODES)
        return found.upper() if capitals else found
    return _VNI_PATTERN.sub(lambda match: VNI[match[0]], text)


@functools.lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Whether a word could be one Vietnamese syllable: onset, vowels, final, at most one tone, sane capitals."""
    if not (word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())):
        return False
    apart = unicodedata.normalize("NFD", word.lower())
    tones = _TONES.findall(apart)
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", _TONES.sub("", apart))
    return _SYLLABLE.fullmatch(plain) is not None


def evidence(text: str) -> tuple[int, int, int]:
    """Words of the text that speak for Unicode, TCVN3, VNI."""
    found = [0, 0, 0]
    for word in RUN.findall(unicodedata.normalize("NFC", text)):
        if word.isascii():
            continue
        if _ONLY_UNICODE.search(word):
            found[0] += 1
            continue
        old = _could_be(word, "tcvn3"), _could_be(word, "vni")
        if is_syllable(word):
            # "Hé" is a word in Unicode and in TCVN3: it says nothing
            found[0] += not any(old)
        elif old[0] != old[1]:
            found[1] += old[0]
            found[2] += old[1]
    return found[0], found[1], found[2]


def _could_be(word: str, encoding: Literal["tcvn3", "vni"]) -> bool:
    """Whether every odd letter of the word is one of the encoding's, and what comes out is a syllable."""
    rest = (
        "".join(letter for letter in word if letter not in TCVN3) if encoding == "tcvn3" else _VNI_PATTERN.sub("", word)
    )
    return rest.isascii() and is_syllable(decode(word, encoding))


def decide(texts: Iterable[str]) -> Encoding | None:
    """Encoding of a column or a file from its texts; None when they say nothing or contradict each other."""
    unicode_, tcvn3, vni = 0, 0, 0
    for text in texts:
        one = evidence(text)
        unicode_, tcvn3, vni = unicode_ + one[0], tcvn3 + one[1], vni + one[2]
    total = unicode_ + tcvn3 + vni
    if not total:
        return None
    for name, votes in (("unicode", unicode_), ("tcvn3", tcvn3), ("vni", vni)):
        if votes * 10 >= total * 8:
            return name  # type: ignore[return-value]
    return None


def only_unicode(text: str) -> bool:
    """Whether the text holds a Vietnamese letter that no old font has, so that it is Unicode already."""
    return _ONLY_UNICODE.search(text) is not None
