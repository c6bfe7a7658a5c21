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
    # Persons on record who are shown beside a new member and are somebody else, by number: "12,15".
    others = forms.RegexField(r"^[0-9]{1,18}(,[0-9]{1,18})*$", required=False, max_length=2000)
