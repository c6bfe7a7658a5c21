"""A file of the insurer, a card typed in, a purchase and its steps, a session."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.forms import NumberField
from chungtay.foundation.core.text import LineInput
from chungtay.records.entitlements.operations.cards import CardEnd, CardPayer
from chungtay.work.insurance.models import Remainder
from chungtay.work.insurance.operations.sessions import MOST

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
KINDS = (".xlsx", ".xls", ".csv")
MOST_BYTES = 20 * 1024 * 1024


def day_field(label: Any, **changes: Any) -> forms.DateField:
    typed = forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"})
    return forms.DateField(label=label, input_formats=DAYS, widget=typed, **changes)


def looked_at_field() -> forms.BooleanField:
    """Shown once the number was asked about."""
    return forms.BooleanField(label=_("I looked at the card again: the number is right"), required=False)


class LooksForm(forms.Form):
    looked_at = forms.BooleanField(required=False)


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("List of cards"),
        help_text=_(
            "Excel or CSV as the insurer has it, with the columns Họ và tên, Từ ngày and, where known, Ngày sinh, Số"
            " định danh, Mã thẻ, Đến ngày, Nguồn đóng. Titles and signatures may stay."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
    )
    on = day_field(_("The list is true on"))
    payer = forms.ChoiceField(label=_("Who pays, where the list does not say"), choices=CardPayer.choices)
    complete = forms.BooleanField(
        label=_("The list names everybody of the ward who has a card"),
        help_text=_("Then whoever lives in the ward and is not on it has no card on that day."),
        required=False,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(KINDS):
            raise ValidationError(gettext("This is no Excel or CSV file. Save it as .xlsx and send it again."))
        if file.size > MOST_BYTES:
            raise ValidationError(gettext("The file is larger than 20 MB. Send the list of cards alone."))
        return file


class CardForm(forms.Form):
    payer = forms.ChoiceField(label=_("Who pays"), choices=CardPayer.choices)
    number = LineInput(label=_("Card number"), max_length=40, required=False)
    valid_from = day_field(_("From"))
    valid_to = day_field(_("Until"), required=False, help_text=_("Empty: without an end."))
    paid_on = day_field(_("Paid on"), required=False)
    looked_at = looked_at_field()


class NoneForm(forms.Form):
    on = forms.DateField(label=_("On"), input_formats=DAYS)


class EndForm(forms.Form):
    on = forms.DateField(label=_("Last day"), input_formats=DAYS)
    why = forms.ChoiceField(choices=CardEnd.choices)
    note = LineInput(label=_("Note"), max_length=300, required=False)


class BatchForm(forms.Form):
    starts_on = day_field(_("Cards from"))
    months = NumberField(label=_("Months"), min_value=1, max_value=12, initial=12)
    paid_on = day_field(_("Day of payment"))
    remainder = forms.ChoiceField(label=_("Who pays the rest"), choices=Remainder.choices)
    earlier_decision = LineInput(
        label=_("Number of the earlier decision"),
        max_length=60,
        required=False,
        help_text=_("Only when cards that a budget pays begin before today."),
    )


class StateForm(forms.Form):
    starts_on = day_field(_("Cards from"))


class OnForm(forms.Form):
    on = forms.DateField(label=_("Sent on"), input_formats=DAYS)


class IssueForm(forms.Form):
    card = LineInput(label=_("Card number"), max_length=40)
    valid_from = day_field(_("From"))
    valid_to = day_field(_("Until"), required=False, help_text=_("Empty: without an end."))
    looked_at = looked_at_field()


class ReceivedForm(forms.Form):
    received_by = LineInput(label=_("Received by"), max_length=100)
    on = forms.DateField(label=_("On"), input_formats=DAYS)


class DayForm(forms.Form):
    starts_on = forms.DateField(label=_("Cards from"), input_formats=DAYS)
    earlier_decision = LineInput(label=_("Number of the earlier decision"), max_length=60, required=False)


class ApproveForm(forms.Form):
    decision = LineInput(label=_("Decision number"), max_length=60)


class HandForm(forms.Form):
    card = LineInput(label=_("Card number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    looked_at = looked_at_field()
    received_by = LineInput(label=_("Received by"), max_length=100)
    on = day_field(_("Handed over on"))


class NoteForm(forms.Form):
    note = LineInput(label=_("Why"), max_length=300)


class WhyForm(forms.Form):
    why = LineInput(label=_("Why"), max_length=300)


class ChoiceForm(forms.Form):
    """Whom a line means; nothing leaves it out."""

    person = NumberField(required=False)


class SessionForm(forms.Form):
    on = day_field(_("On"))
    group = forms.ChoiceField(label=_("Residential group"), required=False)
    place = LineInput(label=_("Where it was"), max_length=150)
    topic = LineInput(label=_("Topic"), max_length=200)
    materials = LineInput(label=_("Materials handed out"), max_length=200, required=False)
    attended = NumberField(label=_("People who came"), min_value=0, max_value=MOST)
    visited = NumberField(label=_("Households visited at home"), min_value=0, max_value=MOST, initial=0)

    def __init__(self, groups: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", gettext("The whole ward")), *groups]  # type: ignore[attr-defined]
