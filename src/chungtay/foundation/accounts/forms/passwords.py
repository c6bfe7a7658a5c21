"""Whether a password is good enough: long, and not what everybody takes. No rules of composition, no expiry.

After NIST SP 800-63B: length decides; known and guessable words are refused; nothing forces capitals or signs, which
lead to "Matkhau@123".
"""

from __future__ import annotations

import string
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.foundation.core.words import fold

# What people of this country and this work take first; figures and signs around it and doubling do not help.
_TAKEN_FIRST = frozenset(
    """
    matkhau matkhaucuatoi matkhaumoi anhyeuem emyeuanh yeuem yeuanh iloveyou khongbiet khongcogi hanoi hanoivietnam
    vietnam vietnamvodich saigon badinh hongheo hocanngheo giamngheo xoadoigiamngheo chungtay chungtayvinguoingheo
    vinguoingheo ubnd ubndphuong ubndquan ubndxa phuong quan canbo canbophuong canboquan quantri admin administrator
    password passwords welcome letmein qwerty qwertyuiop abc abcd abcdef abcabc aaa test demo taikhoan dangnhap nhatky
    tonghop thongke laodong laodongthuongbinhxahoi chinhsachxahoi
    """.split()
)


class EnoughLetters:
    """At least 12 characters; 10 where a second factor stands beside the password."""

    def __init__(self, alone: int = 12, with_factor: int = 10) -> None:
        self.alone, self.with_factor = alone, with_factor

    def needed(self, user: Any) -> int:
        from chungtay.foundation.accounts.queries import has_factor

        return self.with_factor if user is not None and user.pk and has_factor(user) else self.alone

    def validate(self, password: str, user: Any = None) -> None:
        needed = self.needed(user)
        if len(password) < needed:
            sentence = _("The password has %(has)s characters; at least %(needs)s are needed. Take a short sentence.")
            raise ValidationError(sentence % {"has": len(password), "needs": needed}, code="password_too_short")

    def get_help_text(self) -> str:
        return _("At least %(needs)s characters.") % {"needs": self.alone}


class NotTakenFirst:
    """Not one of the words that are tried first, with figures and signs around it, said twice or with marks; and not a
    few letters over and over."""

    def validate(self, password: str, user: Any = None) -> None:
        core = fold(password).replace(" ", "").strip(string.digits + string.punctuation)
        half = core[: len(core) // 2]
        if len(set(core)) < 5 or core in _TAKEN_FIRST or (half in _TAKEN_FIRST and core == half * 2):
            raise ValidationError(
                _("This password is among the first that anybody tries. Take a few words that only you put together."),
                code="password_taken_first",
            )

    def get_help_text(self) -> str:
        return ""
