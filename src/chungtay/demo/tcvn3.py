"""Text as it was typed with the old TCVN3 (ABC) fonts such as .VnTime: western letters drawn as Vietnamese ones.

Written out from TCVN 5712:1993 and kept apart from the decoder of `workbooks`, so that each checks the other.
"""

from __future__ import annotations

import unicodedata

_LETTERS = {
    "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9, "ă": 0xA8, "ằ": 0xBB, "ẳ": 0xBC, "ẵ": 0xBD, "ắ": 0xBE,
    "ặ": 0xC6, "â": 0xA9, "ầ": 0xC7, "ẩ": 0xC8, "ẫ": 0xC9, "ấ": 0xCA, "ậ": 0xCB, "đ": 0xAE, "è": 0xCC, "ẻ": 0xCE,
    "ẽ": 0xCF, "é": 0xD0, "ẹ": 0xD1, "ê": 0xAA, "ề": 0xD2, "ể": 0xD3, "ễ": 0xD4, "ế": 0xD5, "ệ": 0xD6, "ì": 0xD7,
    "ỉ": 0xD8, "ĩ": 0xDC, "í": 0xDD, "ị": 0xDE, "ò": 0xDF, "ỏ": 0xE1, "õ": 0xE2, "ó": 0xE3, "ọ": 0xE4, "ô": 0xAB,
    "ồ": 0xE5, "ổ": 0xE6, "ỗ": 0xE7, "ố": 0xE8, "ộ": 0xE9, "ơ": 0xAC, "ờ": 0xEA, "ở": 0xEB, "ỡ": 0xEC, "ớ": 0xED,
    "ợ": 0xEE, "ù": 0xEF, "ủ": 0xF1, "ũ": 0xF2, "ú": 0xF3, "ụ": 0xF4, "ư": 0xAD, "ừ": 0xF5, "ử": 0xF6, "ữ": 0xF7,
    "ứ": 0xF8, "ự": 0xF9, "ỳ": 0xFA, "ỷ": 0xFB, "ỹ": 0xFC, "ý": 0xFD, "ỵ": 0xFE,
    "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7,
}  # fmt: skip
_CODES = {ord(letter): chr(code) for letter, code in _LETTERS.items()}


def to_tcvn3(text: str) -> str:
    """The characters that a file typed in .VnTime holds. A capital with a tone mark becomes the small letter: the
    plain font has no code for it. Raises ValueError for a letter that no TCVN3 font has.
    """
    composed = unicodedata.normalize("NFC", text)
    small = "".join(letter if ord(letter) < 128 or ord(letter) in _CODES else letter.lower() for letter in composed)
    for letter in small:
        if ord(letter) > 127 and ord(letter) not in _CODES:
            raise ValueError(f"TCVN3 has no letter {letter!r}")
    return small.translate(_CODES)
