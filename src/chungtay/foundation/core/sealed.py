"""Texts that nobody reads who steals the database: identity numbers, bank accounts.

    number = SealedTextField(_("identity number"))
    number_print = models.CharField(max_length=32, unique=True)       # fingerprint(number, "registry.identity")

A sealed text opens only in its own column. It cannot be searched or sorted; equality goes by `fingerprint`.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.core import checks
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core import keyring
from chungtay.foundation.core.keyring import KeyRingError, SealError

__all__ = ["KeyRingError", "SealError", "SealedText", "SealedTextField", "fingerprint"]


def fingerprint(text: str, purpose: str) -> str:
    """The same 32 digits for the same text and purpose, for look-up and unique constraints; tells nothing about the
    text to whoever lacks the key ring. `purpose` as "registry.identity": two purposes are not comparable.

    Raises ValueError for an empty text: nothing is not equal to nothing. Callers bring the text into its one form first
    (digits only, no spaces); NFC is made here.
    """
    if not text:
        raise ValueError("an empty text has no fingerprint")
    return keyring.keyed_hash(unicodedata.normalize("NFC", text), purpose)


class SealedText(str):
    """A text that does not show itself where programs print what they hold: tracebacks, logs, the console."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "‹sealed›"


class _Hidden(DeferredAttribute):
    """Whatever is put into the attribute stays hidden from `repr`."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        hidden = SealedText(value) if isinstance(value, str) and not isinstance(value, SealedText) else value
        instance.__dict__[self.field.attname] = hidden


class SealedTextField(models.TextField):
    """A text kept sealed. Empty text stays empty, None stays None; both say only that there is nothing.

    `bound_to` ("app.model.field") keeps what is sealed readable after the model or the field got another name.
    Model forms leave it out: a form that shows it declares the field itself.
    """

    description = _("Text, sealed at rest")
    descriptor_class = _Hidden

    def __init__(self, *args: Any, bound_to: str = "", **kwargs: Any) -> None:
        self.bound_to = bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.bound_to:
            kwargs["bound_to"] = self.bound_to
        return name, path, args, kwargs

    @property
    def column_name(self) -> str:
        """What a sealed text is bound to."""
        return self.bound_to or f"{self.model._meta.label_lower}.{self.name}"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if self.unique or self.db_index or self.choices:  # type: ignore[attr-defined]
            words = "A sealed text is different each time: put unique, db_index and choices on its fingerprint."
            found.append(checks.Error(words, obj=self, id="core.E001"))
        return found

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        if not text:
            return text
        if text.startswith(keyring.MARK):
            raise ValidationError(_("This text begins like a sealed one and is not taken."))
        return keyring.seal(unicodedata.normalize("NFC", text), self.column_name)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return SealedText(keyring.open_sealed(value, self.column_name)) if value else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if isinstance(text, str) and text.startswith(keyring.MARK):
            raise ValidationError(_("This text begins like a sealed one and is not taken."))
        return text

    def value_to_string(self, obj: models.Model) -> str:
        """What a dump shows: the text sealed. Such a dump is not loaded back; ./run backup is for that."""
        text = self.value_from_object(obj)
        return keyring.seal(str(text), self.column_name) if text else ""

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.column_name} is sealed: look it up by its fingerprint")

    def formfield(self, **kwargs: Any) -> Any:
        return None
