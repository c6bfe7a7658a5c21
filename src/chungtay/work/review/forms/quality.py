"""A draw of second visits, and the outcome of a flag."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.text import LineInput, LinesInput
from chungtay.work.review.models import CampaignWard, FlagState


class DrawForm(forms.Form):
    ward = forms.ModelChoiceField(CampaignWard.objects.none(), label=_("Ward"), empty_label=None)
    percent = forms.IntegerField(
        label=_("Share of the forms (percent)"), min_value=1, max_value=100, initial=5,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    seed = LineInput(
        label=_("Text that the draw starts from"),
        max_length=64,
        help_text=_("For example the date and a number that somebody else names. The same text draws the same again."),
    )

    def __init__(self, *args: Any, wards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ward"].queryset = wards  # type: ignore[attr-defined]
        self.fields["ward"].label_from_instance = lambda ward: ward.ward.name  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=[(FlagState.FINE, FlagState.FINE.label)], widget=forms.RadioSelect
    )
    words = LinesInput(label=_("What you found"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, forms_to_return: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if forms_to_return:
            field = self.fields["outcome"]
            field.choices = [  # type: ignore[attr-defined]
                (FlagState.FINE, FlagState.FINE.label),
                (FlagState.MENDED, FlagState.MENDED.label),
            ]
