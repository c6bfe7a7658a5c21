"""What is to be taken over from other lists, and the answer of the person who decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.text import LinesInput


class TakeoverForm(forms.Form):
    chosen = forms.MultipleChoiceField(label=_("To be taken over"), widget=forms.CheckboxSelectMultiple)
    why = LinesInput(
        label=_("Why the list is right"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: seen the decision on the benefit, asked the school."),
    )

    def __init__(self, *args: Any, offers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = list(offers)  # type: ignore[attr-defined]


class TakeoverAnswerForm(forms.Form):
    answer = LinesInput(
        label=_("Answer to whoever proposed it"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
