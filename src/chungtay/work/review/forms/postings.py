"""Where a list hangs, and why it is taken back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.text import LinesInput


class PostForm(forms.Form):
    places = LinesInput(
        label=_("Where it hangs"),
        help_text=_("One place a line: the house of culture of the group, the office of the ward."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
