"""A school, a pupil typed in, the end of an enrolment, a school's file."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.forms import NumberField
from chungtay.foundation.core.text import LineInput
from chungtay.work.schooling.models import AwayOutcome, EnrolmentState, Level, SchoolKind
from chungtay.workbooks.reading.faults import Fault
from chungtay.workbooks.reading.identity import read_identity

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
KINDS = (".xlsx", ".xls", ".csv")
MOST_BYTES = 10 * 1024 * 1024


def day_field(label: Any, **changes: Any) -> forms.DateField:
    typed = forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"})
    return forms.DateField(label=label, input_formats=DAYS, widget=typed, **changes)


class SchoolForm(forms.Form):
    name = LineInput(label=_("Name of the school"), max_length=150)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, initial=Level.PRIMARY)
    kind = forms.ChoiceField(label=_("Public or private"), choices=SchoolKind.choices)


class PupilForm(forms.Form):
    """A pupil by name and date of birth, or by identity number; `person` once somebody was chosen out of several."""

    name = LineInput(label=_("Full name"), max_length=100)
    born = day_field(_("Date of birth"), required=False)
    number = LineInput(label=_("Identity number"), max_length=20, required=False)
    grade = NumberField(label=_("Grade"), min_value=1, max_value=12, required=False)
    class_name = LineInput(label=_("School class"), max_length=30, required=False)
    on = day_field(_("Enrolled on"))
    person = NumberField(widget=forms.HiddenInput, required=False)

    def clean_number(self) -> str:
        text = self.cleaned_data["number"]
        found = read_identity(text) if text else None
        if isinstance(found, Fault):
            raise ValidationError(gettext("An identity number has 12 digits, an old one 9."))
        return found.digits if found else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("born") and not data.get("number"):
            self.add_error(
                "born", gettext("Write the date of birth or the identity number: nobody is found by the name alone.")
            )
        return data


class OfficerForm(forms.Form):
    """By the number of the account."""

    user = NumberField(label=_("School officer"), min_value=1)


class EndForm(forms.Form):
    state = forms.ChoiceField(choices=[(each.value, each.label) for each in EnrolmentState if each != "studying"])
    on = forms.DateField(label=_("Last day"), input_formats=DAYS)
    why = LineInput(label=_("Why"), max_length=200, required=False)


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File of the school"),
        help_text=_(
            "Excel or CSV as the school has it, with the columns Họ và tên, Ngày sinh, Lớp and, where known, Số định"
            " danh. Titles and signatures may stay."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
    )
    day = day_field(_("Enrolled from"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(KINDS):
            raise ValidationError(gettext("This is no Excel or CSV file. Save it as .xlsx and send it again."))
        if file.size > MOST_BYTES:
            raise ValidationError(gettext("The file is larger than 10 MB. Send the list of pupils alone."))
        return file


class WhyForm(forms.Form):
    why = LineInput(label=_("Why"), max_length=300)


class ChoiceForm(forms.Form):
    """Whom a line means; nothing leaves it out."""

    person = NumberField(required=False)


def opening(year: int, today: datetime.date) -> datetime.date:
    """What the day of an enrolment begins with: schools of Hà Nội open on 5 September; a later day is typed."""
    return min(datetime.date(year, 9, 5), today)


class VisitForm(forms.Form):
    outcome = forms.ChoiceField(label=_("How the visit ended"), choices=AwayOutcome.choices)
    on = forms.DateField(label=_("Visited on"), input_formats=DAYS)
    note = LineInput(label=_("What was said"), max_length=300)
