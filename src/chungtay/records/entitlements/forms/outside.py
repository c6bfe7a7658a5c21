"""What came to a household from elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.forms import AmountField, DayField
from chungtay.foundation.core.text import LineInput
from chungtay.records.entitlements.models import HelpKind, HelpSource

_DAY = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off", "class": "short"}


class OutsideForm(forms.Form):
    title = LineInput(label=_("What was received"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=HelpKind.choices)
    value = AmountField(
        label=_("Worth in đồng"), required=False, help_text=_("Leave it empty where nobody knows what it is worth.")
    )
    source = forms.ChoiceField(label=_("Source"), choices=HelpSource.choices, initial=HelpSource.DONOR)
    giver = LineInput(label=_("Who gave it"), max_length=120)
    on: Any = DayField(
        label=_("Received on"), input_formats=["%d/%m/%Y", "%Y-%m-%d"], widget=forms.DateInput(attrs=_DAY)
    )
    proof = LineInput(
        label=_("Proof"), max_length=300, help_text=_("Such as the letter, the receipt, or who saw it and when.")
    )
