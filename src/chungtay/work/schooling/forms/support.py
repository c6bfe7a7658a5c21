"""A list drawn up from rights, and one of chosen pupils."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.forms import ungrouped
from chungtay.foundation.core.templatetags.words import words
from chungtay.foundation.core.text import LineInput
from chungtay.work.schooling.forms.schools import day_field
from chungtay.work.schooling.queries.support import CHOSEN

SOURCES = (
    ("ward", _("Ward")),
    ("school", _("School")),
    ("fund", _("Fund “For the Poor”")),
    ("donor", _("Donor")),
    ("district", _("District")),
    ("city", _("City")),
    ("central", _("Central government")),
)


class TermForm(forms.Form):
    term = forms.TypedChoiceField(label=_("Term"), choices=[(1, "1"), (2, "2")], coerce=int)


class HandForm(forms.Form):
    received_by = LineInput(label=_("Received by"), max_length=100)
    on = day_field(_("Handed over on"))
    file = forms.FileField(label=_("Signed receipt or photograph"), required=False)


class ReceiptForm(forms.Form):
    file = forms.FileField(label=_("Signed receipt or photograph"))


class ChosenForm(TermForm):
    gives = forms.ChoiceField(label=_("What is given"))
    source = forms.ChoiceField(label=_("Who gives it"), choices=SOURCES)
    amount = LineInput(label=_("Amount or worth for one pupil, in đồng"), max_length=20, required=False)
    criteria = LineInput(label=_("How the pupils were chosen"), max_length=300)
    persons = forms.TypedMultipleChoiceField(label=_("Pupils"), coerce=int)

    def __init__(self, *args: Any, persons: list[int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gives"].choices = [(code, words(text)) for code, text in CHOSEN.items()]  # type: ignore[attr-defined]
        self.fields["persons"].choices = [(number, number) for number in persons or []]  # type: ignore[attr-defined]

    def clean_amount(self) -> int | None:
        text = ungrouped(self.cleaned_data["amount"].removesuffix("đ"))
        if not text:
            return None
        if not text.isdecimal() or not text.isascii() or len(text) > 12:
            raise ValidationError(gettext("Write whole đồng, like 500.000."))
        return int(text)
