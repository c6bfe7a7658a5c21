"""Decisions on a list and on its lines."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.text import LineInput
from chungtay.records.entitlements.models.flags import FlagState

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]


class DrawForm(forms.Form):
    day = forms.DateField(input_formats=DAYS)


class ApproveForm(forms.Form):
    decision = LineInput(label=_("Decision number"), max_length=60)
    documents = forms.Field(label=_("Documents"), widget=forms.SelectMultiple, required=False)

    def clean_documents(self) -> list[str]:
        """The documents that were ticked; what the policy does not ask for counts for nothing."""
        return list(self.cleaned_data["documents"] or [])


class HandForm(forms.Form):
    received_by = LineInput(label=_("Received by"), max_length=100)
    on = forms.DateField(label=_("Handed over on"), input_formats=DAYS)
    file = forms.FileField(label=_("Signed receipt or photograph"), required=False)


class ReceiptForm(forms.Form):
    file = forms.FileField(label=_("Signed receipt or photograph"))


class NoteForm(forms.Form):
    note = LineInput(label=_("Why"), max_length=300)


class SettleForm(forms.Form):
    verdict = forms.ChoiceField(label=_("In order or not"), choices=FlagState.choices[1:])
    outcome = LineInput(label=_("Finding, in words"), max_length=300)
