"""Form A of a household on the screen: one yes or no for every condition and criterion of the period."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chungtay.rulebook.model import Screening

YES, NO = "1", "2"


class ScreeningForm(forms.Form):
    """Boxes left open are missing answers; the rule book says whether they matter."""

    def __init__(self, *args: Any, screening: Screening, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = "en" if get_language() == "en" else "vi"
        for key, label in (*screening.conditions, *screening.criteria):
            self.fields[key] = forms.ChoiceField(
                label=getattr(label, language),
                choices=[(YES, _("Yes")), (NO, _("No"))],
                required=False,
                widget=forms.RadioSelect,
            )

    def answers(self) -> dict[str, bool | None]:
        return {key: {YES: True, NO: False}.get(value) for key, value in self.cleaned_data.items()}
