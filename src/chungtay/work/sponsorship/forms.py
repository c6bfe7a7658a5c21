"""What comes in of sponsorship: a commitment, what came for a month, why something ends or is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.forms import AmountField, DayField
from chungtay.foundation.core.text import LineInput
from chungtay.work.sponsorship.models import Sponsor, SponsorKind
from chungtay.work.sponsorship.operations.keeping import NewSponsor, Promise

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
_DAY = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off", "class": "short"}
_MONTH = {"inputmode": "numeric", "placeholder": "mm/yyyy", "autocomplete": "off", "class": "short"}


def day_field(label: Any, **options: Any) -> DayField:
    return DayField(label=label, input_formats=DAYS, widget=forms.DateInput(attrs=_DAY), **options)


class MonthField(forms.DateField):
    """A month typed as mm/yyyy; its first day."""

    default_error_messages = {"invalid": _("Write the month as month/year, like 10/2026.")}

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs=_MONTH, format="%m/%Y")
        super().__init__(input_formats=["%m/%Y", "%Y-%m"], widget=widget, **options)


class SponsorshipForm(forms.Form):
    sponsor = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label=_("A sponsor of the ward"))
    kind = forms.ChoiceField(choices=[("", "–"), *SponsorKind.choices], required=False, label=_("Or a new one: who"))
    name = LineInput(label=_("Name of the new sponsor"), max_length=120, required=False)
    contact = LineInput(
        label=_("Whom to ask, and how"), max_length=200, required=False,
        help_text=_("Of the new sponsor: telephone, address, who answers for a business."),
    )  # fmt: skip
    monthly = AmountField(label=_("Money a month, đồng"), required=False)
    words = LineInput(
        label=_("What else a month, in words"), max_length=200, required=False,
        help_text=_("Such as 10 kg of rice. An amount, or words, or both."),
    )  # fmt: skip
    begins_on = day_field(_("From"))
    until = day_field(
        _("Until, where an end was agreed"), required=False,
        help_text=_("Leave it empty where no end was agreed."),
    )  # fmt: skip
    agreed = LineInput(
        label=_("How it was agreed"), max_length=200, help_text=_("Such as the paper, or the meeting and its day.")
    )

    def __init__(self, *args: Any, sponsors: Iterable[Sponsor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.pk, f"{one.name} · {one.get_kind_display()}") for one in sponsors]
        self.fields["sponsor"].choices = [("", "–"), *known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        chosen, named = data.get("sponsor") is not None, bool(data.get("kind") or data.get("name"))
        if chosen and named:
            self.add_error("sponsor", gettext("Choose a sponsor of the ward, or write a new one; not both."))
        elif not chosen and not (data.get("kind") and data.get("name")) and "name" not in self.errors:
            self.add_error("sponsor", gettext("Choose a sponsor of the ward, or write who the new one is."))
        if data.get("monthly") is None and not data.get("words") and not {"monthly", "words"} & set(self.errors):
            self.add_error("monthly", gettext("Say what was promised: an amount a month, or what else in words."))
        return data

    def act(self) -> dict[str, Any]:
        data = self.cleaned_data
        new = NewSponsor(kind=data["kind"], name=data["name"], contact=data["contact"])
        promise = Promise(
            begins_on=data["begins_on"], until=data["until"], monthly=data["monthly"], words=data["words"],
            agreed=data["agreed"],
        )  # fmt: skip
        return {"sponsor": data["sponsor"] if data["sponsor"] is not None else new, "promise": promise}


class ArrivalForm(forms.Form):
    month = MonthField(label=_("For the month"))
    on = day_field(_("Received on"))
    value = AmountField(label=_("Amount, or worth of the things, đồng"), required=False)
    words = LineInput(
        label=_("Things, in words"), max_length=200, required=False,
        help_text=_("Where it was not money. Leave the worth empty when nobody knows it."),
    )  # fmt: skip
    proof = LineInput(
        label=_("What proves it"), max_length=300, help_text=_("Such as the number of the receipt, and who signed.")
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("value") is None and not data.get("words") and not {"value", "words"} & set(self.errors):
            raise ValidationError(gettext("Say what came: an amount, or what else in words."))
        return data


class EndForm(forms.Form):
    on = day_field(_("Last day"))
    why = LineInput(label=_("Why"), max_length=300)


class WhyForm(forms.Form):
    why = LineInput(label=_("Why"), max_length=300)


class NothingForm(forms.Form):
    """A step that asks nothing."""


class SponsorForm(forms.ModelForm):
    class Meta:
        model = Sponsor
        fields = ("kind", "name", "contact")
