"""What is said of households under review: who is added, who visits whom, why a form goes back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.models import User
from chungtay.foundation.core.forms import ChosenField
from chungtay.foundation.core.text import LineInput, LinesInput
from chungtay.work.review.models import Case, ClosedWhy
from chungtay.work.review.queries.screening import goes_with_its_request


class PeopleForm(forms.Form):
    """Who shares the households of a ward."""

    people = ChosenField(User.objects.none(), label=_("Who visits"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = User.objects.filter(pk__in=[user.pk for user in people]).order_by(  # type: ignore[attr-defined]
            "full_name"
        )
        self.fields["people"].label_from_instance = lambda user: user.full_name  # type: ignore[attr-defined]


class ClosingForm(forms.Form):
    why = forms.ChoiceField(label=_("Why"), choices=ClosedWhy.choices)
    note = LineInput(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not goes_with_its_request(case):  # who never asked takes no request back
            named = [choice for choice in ClosedWhy.choices if choice[0] != ClosedWhy.WITHDRAWN]
            self.fields["why"].choices = named  # type: ignore[attr-defined]


class RemarksForm(forms.Form):
    """One remark a line, for the household as a whole; remarks on single answers come from their rows."""

    words = LinesInput(label=_("What is to be looked at again"), help_text=_("One remark a line."), required=False)


class WhyForm(forms.Form):
    why = LineInput(label=_("Why"), max_length=300)
