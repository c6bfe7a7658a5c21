"""Texts at the border: one spelling of each letter (NFC), nothing invisible.

`LineField` and `LinesField` are CharField and TextField that keep this promise for every way in: forms, imports, bulk
writing, commands, and for look-ups, so that what was typed on a Mac is found from Windows. Migrations see the plain
fields.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

# What a copy out of Word, Excel or a web page brings along unseen and what nobody misses.
_DROPPED = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f\t"), " ")
_BREAKS = dict.fromkeys(map(ord, "\x0b\x0c\u2028\u2029\x85"), "\n")
_REPLACED = _DROPPED | _SPACES | _BREAKS


def tidy(text: str, *, lines: bool = False) -> str:
    """NFC, no blanks around, no invisible signs; on one line unless `lines`.

    Raises ValidationError (with a sentence) for control characters and for signs that turn the direction of writing:
    they come from broken files or from somebody who wants a text to look like another.
    """
    if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return text.strip()  # nearly every text; nothing that is replaced or refused below is printable
    text = unicodedata.normalize("NFC", text).translate(_REPLACED).replace("\r\n", "\n")
    text = text.replace("\r", "\n").strip()
    if not lines:
        text = " ".join(text.split("\n"))
    for letter in text:
        if letter != "\n" and unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co"):
            raise ValidationError(
                _("The text has an invisible sign (%(sign)s). Type it anew instead of copying it."),
                code="invisible",
                params={"sign": f"U+{ord(letter):04X}"},
            )
    return text


class _Tidied:
    """What LineField and LinesField share."""

    lines = False

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)  # type: ignore[misc]
        return tidy(text, lines=self.lines) if isinstance(text, str) else text

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)  # type: ignore[misc]
        return tidy(text, lines=self.lines) if isinstance(text, str) else text

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": LinesInput if self.lines else LineInput, **kwargs})  # type: ignore[misc]


class LineField(_Tidied, models.CharField):
    """One line of text, tidied on its way in. One that is longer than its column is refused in words on both databases:
    SQLite would keep it whole, PostgreSQL would answer with an error of its own."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        text = super().get_db_prep_save(value, connection)
        if isinstance(text, str) and self.max_length is not None and len(text) > self.max_length:
            raise ValidationError(
                _("“%(field)s” holds at most %(most)s letters, this text has %(count)s. Shorten it."),
                code="long",
                params={"field": self.verbose_name, "most": self.max_length, "count": len(text)},
            )
        return text

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class LinesField(_Tidied, models.TextField):
    """Text of several lines, tidied on its way in."""

    lines = True

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class LineInput(forms.CharField):
    """The form field for one line; says beside the field what is wrong with it."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return tidy(text) if isinstance(text, str) else text


class LinesInput(forms.CharField):
    """The form field for several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return tidy(text, lines=True) if isinstance(text, str) else text
