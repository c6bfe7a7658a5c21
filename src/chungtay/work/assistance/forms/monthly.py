"""What comes in of monthly allowances: one by its decision, a file, the end of one, the month of a list."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.forms import AmountField, NumberField
from chungtay.foundation.core.text import LineInput
from chungtay.records.entitlements.operations.allowances import Decided
from chungtay.records.registry.queries.listed import Member
from chungtay.work.assistance.forms.cases import day_field, offer
from chungtay.work.assistance.models import PartSource

_MONTHS = ["%m/%Y", "%Y-%m"]
_MONTH = {"inputmode": "numeric", "placeholder": "mm/yyyy", "autocomplete": "off", "class": "short"}


class ChoiceForm(forms.Form):
    """Whom a line means; nothing leaves it out."""

    person = NumberField(required=False)


class LooksForm(forms.Form):
    looked_at = forms.BooleanField(required=False)


def month_field(label: Any, **options: Any) -> forms.DateField:
    """A month, typed as mm/yyyy; its first day."""
    return forms.DateField(
        label=label,
        input_formats=_MONTHS,
        widget=forms.DateInput(attrs=_MONTH, format="%m/%Y"),
        error_messages={"invalid": _("Write month/year, for example 09/2026.")},
        **options,
    )


class AllowanceForm(forms.Form):
    person = forms.ChoiceField(label=_("Who receives it"))
    paid_for = forms.ChoiceField(
        label=_("For whose care"),
        required=False,
        help_text=_(
            "A child whom a single parent raises, or whoever is looked after at home: one allowance for each. Nobody: "
            "the allowance is the person's own."
        ),
    )
    title = LineInput(label=_("Which allowance"), max_length=200)
    amount = AmountField(label=_("Amount a month, đồng"))
    valid_from = day_field(_("From"))
    valid_to = day_field(_("Until"), required=False)
    paid_from = month_field(_("Paid here from month"), help_text=_("Months before it were paid elsewhere."))
    decision_number = LineInput(label=_("Decision number"), max_length=60)
    beside = forms.BooleanField(
        label=_("Paid beside another one (a single parent, 20/2021/NĐ-CP Điều 6)"), required=False
    )
    beside_why = LineInput(
        label=_("Why both are paid"),
        max_length=200,
        required=False,
        help_text=_("Only when the register does not say that the person raises children alone."),
    )

    def __init__(self, *args: Any, members: Sequence[Member], today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(each.person), each.name) for each in members]
        offer(self, "person", offered)
        offer(self, "paid_for", [("", _("Nobody, their own")), *offered])
        self.fields["paid_from"].initial = today.replace(day=1)

    def decided(self) -> Decided:
        data = dict(self.cleaned_data)
        looked_after = int(data["paid_for"]) if data["paid_for"] else None
        return Decided(**(data | {"person": int(data["person"]), "paid_for": looked_after}))


class EndForm(forms.Form):
    last_day = day_field(_("Last day"))
    note = LineInput(label=_("Why"), max_length=300)


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("List of allowances"),
        help_text=_(
            "Excel or CSV with the columns Họ và tên, Ngày sinh, Số định danh, Chế độ, Số tiền, Từ ngày, Đến ngày, "
            "Số quyết định; and Người được chăm sóc where it is paid for the care of a child or somebody else."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )  # fmt: skip
    paid_from = month_field(_("Paid here from month"), help_text=_("Months before it were paid elsewhere."))


class MonthForm(forms.Form):
    month = month_field(_("Month"))
    source = forms.ChoiceField(label=_("From which budget"), choices=PartSource.choices, initial=PartSource.WARD)
