"""What comes in: a list of households with its day; what the officer ticks, decides and why."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.text import LineInput
from chungtay.records.registry.operations.exporting import Layout
from chungtay.records.registry.operations.intake.choosing import WAYS
from chungtay.records.registry.queries.intake.planning import Choice
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.workbooks.reading.limits import MAX_FILE_BYTES

KINDS = (".xlsx", ".xls", ".csv")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("List of households"),
        help_text=_(
            "The workbook of the ministry's program as it is, a copy from here, or the ward's own list (.xlsx, .xls, "
            ".csv)."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(KINDS)}),
    )
    on = forms.DateField(
        label=_("The list shows how things stood on"),
        help_text=_("New households are known from this day on. Write day/month/year."),
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(KINDS):
            sentence = _("“%(name)s” is no Excel or CSV file. Save it as .xlsx and send it again.")
            raise forms.ValidationError(sentence, params={"name": file.name})
        if file.size > MAX_FILE_BYTES:
            raise forms.ValidationError(_("The file is larger than 100 MB. Split it by ward or residential group."))
        return file

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > self._today:
            raise forms.ValidationError(_("This day is still to come."))
        try:
            self.rule_set = rule_sets.in_force(day).id
        except ChungTayError as error:
            raise forms.ValidationError(_("No poverty standard is known for this day.")) from error
        return day


class OptionsForm(forms.Form):
    """How the file is compared; asked again beside the result."""

    only_gaps = forms.BooleanField(
        label=_("Fill empty fields only; replace nothing that the register knows"), required=False
    )
    found_groups = forms.BooleanField(label=_("Found residential groups that the register lacks"), required=False)


class ChoiceForm(forms.Form):
    """One household: enter it although it may be here already; what became of each member who is not in the file; who
    of the file is somebody else than the person on record who died or left. `left_out`: (place in the file, name)."""

    enter = forms.BooleanField(label=_("It is another household: enter it"), required=False)

    def __init__(
        self,
        missing: list[tuple[int, str]],
        left_out: list[tuple[int, str]],
        *args: Any,
        may_enter: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for place, name in left_out:
            self.fields[f"person_{place}"] = forms.BooleanField(
                label=_("%(name)s is another person: enter") % {"name": name}, required=False
            )
        if not may_enter:
            del self.fields["enter"]
        ways = [("", _("stays in the household")), *((way.value, way.label) for way in WAYS)]
        for number, name in missing:
            self.fields[f"gone_{number}"] = forms.ChoiceField(label=name, choices=ways, required=False)

    def choice(self) -> Choice:
        gone = {
            int(name.removeprefix("gone_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("gone_") and value
        }
        people = {int(name.removeprefix("person_")) for name, value in self.cleaned_data.items()
                  if name.startswith("person_") and value}  # fmt: skip
        return Choice(bool(self.cleaned_data.get("enter")), gone, frozenset(people))

    def of_people(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("person_")]

    def of_gone(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("gone_")]


class UndoForm(forms.Form):
    why = LineInput(label=_("Why"), max_length=300)


class ExportForm(forms.Form):
    layout = forms.ChoiceField(
        label=_("Layout"),
        initial=Layout.LISTS,
        choices=[
            (Layout.LISTS, _("Lists of the ministry's program, every household; can be brought in again")),
            (Layout.UPLOAD, _("Lists of the ministry's program, only who stands on them; for upload")),
            (Layout.FULL, _("Every field of the register; can be brought in again")),
        ],
        widget=forms.RadioSelect,
    )
