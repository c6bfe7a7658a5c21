"""What comes in of loans: one by its paper, what a paper told of it, why something is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.forms import AmountField, DayField
from chungtay.foundation.core.text import LineInput
from chungtay.work.credit.models import Telling
from chungtay.work.credit.operations.keeping import Told

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
_DAY = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off", "class": "short"}


def day_field(label: Any, **options: Any) -> DayField:
    return DayField(label=label, input_formats=DAYS, widget=forms.DateInput(attrs=_DAY), **options)


class LoanForm(forms.Form):
    borrower = forms.TypedChoiceField(coerce=int, label=_("Borrower"))
    programme = LineInput(
        label=_("Programme"), max_length=120, help_text=_("In the bank's words, such as job creation.")
    )
    purpose = LineInput(label=_("What it is for"), max_length=160, required=False)
    group = LineInput(label=_("Savings-and-credit group"), max_length=120, required=False)
    amount = AmountField(label=_("Amount, đồng"))
    disbursed_on = day_field(_("Disbursed on"))
    due_on = day_field(_("Due on"), required=False, help_text=_("Leave it empty where the paper does not say."))
    source = LineInput(
        label=_("By what paper it is known"), max_length=200,
        help_text=_("Such as the bank's list and its day, or the loan book."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["borrower"].choices = [("", "–"), *people]  # type: ignore[attr-defined]

    def act(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {"borrower": data.pop("borrower"), "told": Told(**data)}


class TellingForm(forms.Form):
    on = day_field(_("As told on"))
    standing = forms.ChoiceField(label=_("How it stands"), choices=Telling.Standing.choices)
    outstanding = AmountField(
        label=_("Outstanding, đồng"), required=False,
        help_text=_("The principal alone, without interest. Leave it empty when the loan is repaid."),
    )  # fmt: skip
    source = LineInput(
        label=_("By what paper it is known"), max_length=200,
        help_text=_("Such as the bank's list and its day, or the loan book."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        repaid = data.get("standing") == Telling.Standing.REPAID
        if repaid and data.get("outstanding") is None and "outstanding" not in self.errors:
            data["outstanding"] = 0
        elif data.get("outstanding") is None and "outstanding" not in self.errors:
            self.add_error("outstanding", gettext("Write what is outstanding, as the paper tells it."))
        return data


class WhyForm(forms.Form):
    why = LineInput(label=_("Why"), max_length=300)


class NothingForm(forms.Form):
    """A step that asks nothing."""
