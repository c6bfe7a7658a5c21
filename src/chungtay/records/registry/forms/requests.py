"""The answer to a proposal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.text import LineInput


class AnswerForm(forms.Form):
    answer = LineInput(
        label=_("Answer to the proposer"),
        max_length=300,
        required=False,
        help_text=_("Needed when it is given back: what is to be looked at again."),
    )
