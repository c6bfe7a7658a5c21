"""What an auditor looks for in the trail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.presenters import action_words, subjects
from chungtay.foundation.core.text import LineInput
from chungtay.foundation.core.words import order_key
from chungtay.web.trail.queries import Wanted

_DAYS = ["%d/%m/%Y", "%Y-%m-%d"]


class TrailForm(forms.Form):
    ai = LineInput(label=_("Who"), required=False, max_length=100)
    viec = forms.ChoiceField(label=_("What was done"), required=False)
    loai = forms.ChoiceField(label=_("To what"), required=False)
    so = forms.CharField(label=_("Its number"), required=False, max_length=60)
    tu = forms.DateField(label=_("From day"), required=False, input_formats=_DAYS)
    den = forms.DateField(label=_("To day"), required=False, input_formats=_DAYS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actions = sorted(((name, str(words)) for name, words in action_words().items()), key=_by_words)
        kinds = sorted(((name, str(subject.words)) for name, subject in subjects().items()), key=_by_words)
        self.fields["viec"].choices = [("", _("Everything")), *actions]  # type: ignore[attr-defined]
        self.fields["loai"].choices = [("", _("Everything")), *kinds]  # type: ignore[attr-defined]
        for name in ("tu", "den"):
            self.fields[name].widget.attrs |= {"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(data["ai"], data["viec"], data["loai"], data["so"].strip(), data["tu"], data["den"])


def _by_words(choice: tuple[str, str]) -> str:
    return order_key(choice[1])
