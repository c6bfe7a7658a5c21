"""Asking for a wider view."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.forms.own import CODE
from chungtay.foundation.accounts.operations.wider import MINUTES, SHORTEST_REASON
from chungtay.foundation.core.text import LinesInput


class WiderForm(forms.Form):
    """`with_factor`: whether a code of the second factor is asked for."""

    reason = LinesInput(
        label=_("What it is needed for"),
        min_length=SHORTEST_REASON,
        max_length=500,
        help_text=_("One sentence. Whoever audits the area reads it. No names of residents."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minutes = forms.TypedChoiceField(label=_("How long"), coerce=int, choices=[(each, each) for each in MINUTES])

    def __init__(self, *args: Any, with_factor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].choices = [  # type: ignore[attr-defined]
            (each, _("%(minutes)s minutes") % {"minutes": each}) for each in MINUTES
        ]
        if with_factor:
            attributes = CODE | {"inputmode": "numeric"}
            self.fields["code"] = forms.CharField(
                label=_("Code of six digits"), max_length=20, widget=forms.TextInput(attrs=attributes)
            )
