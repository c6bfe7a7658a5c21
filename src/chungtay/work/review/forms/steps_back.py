"""What is written for a step back by two people: the reason, the complainant's paper, the second person's answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.text import LinesInput
from chungtay.work.review.forms.meetings import PAPERS


class SecondForm(forms.Form):
    answer = LinesInput(
        label=_("Answer to whoever proposed it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when you return it."),
    )


class WithdrawalForm(forms.Form):
    """After a second visit: how it was taken back, and what the complainant wrote."""

    words = LinesInput(label=_("How and why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(
        label=_("What the complainant wrote and signed"),
        help_text=_("A scan (PDF) or a photograph."),
        widget=forms.ClearableFileInput(attrs={"accept": PAPERS}),
    )
