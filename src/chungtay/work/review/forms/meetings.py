"""What is written down of a residents' meeting: when and where, who came, what was said, the signed copy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.files import LIMIT, is_readable
from chungtay.foundation.core.forms import DayField, NumberField
from chungtay.foundation.core.text import LineInput, LinesInput
from chungtay.work.review.models import Attending, Discussed, Meeting
from chungtay.work.review.operations.meetings import Vote

DAY = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
_COUNT = forms.NumberInput(attrs={"inputmode": "numeric", "min": "0"})
PAPERS = ".pdf,.jpg,.jpeg,.png,.heic,.webp,.docx"


class CallForm(forms.Form):
    held_on = DayField(label=_("Day"), widget=forms.DateInput(attrs=DAY))
    held_at = forms.TimeField(
        label=_("Hour"), required=False, widget=forms.TimeInput(attrs={"placeholder": "19:30", "autocomplete": "off"})
    )
    place = LineInput(label=_("Where they meet"), max_length=200)
    chair = LineInput(label=_("Chair"), max_length=100, help_text=_("The head of the group, as the law has it."))
    secretary = LineInput(label=_("Secretary"), max_length=100, required=False)


class PostponeForm(forms.Form):
    held_on = DayField(label=_("New day"), widget=forms.DateInput(attrs=DAY))
    held_at = forms.TimeField(label=_("Hour"), required=False, widget=forms.TimeInput(attrs={"placeholder": "19:30"}))
    place = LineInput(label=_("Where they meet"), max_length=200, required=False)


class ResultsForm(forms.Form):
    """Who came, and for each household who agreed, who did not, what was objected."""

    secretary = LineInput(label=_("Secretary"), max_length=100, required=False)
    words = LinesInput(label=_("Course of the meeting"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, meeting: Meeting, rows: list[Discussed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.initial = {"secretary": meeting.secretary, "words": meeting.words}
        for kind in Attending:
            self.fields[f"came-{kind}"] = NumberField(
                label=kind.label, required=False, min_value=0, initial=meeting.attended.get(kind), widget=_COUNT
            )
        for row in rows:
            name = row.case.head_name
            self.fields[f"for-{row.case_id}"] = _number(_("Agree: %(name)s"), name, row.for_it)
            self.fields[f"against-{row.case_id}"] = _number(_("Do not agree: %(name)s"), name, row.against)
            self.fields[f"said-{row.case_id}"] = LineInput(
                label=_("Objections: %(name)s") % {"name": name},
                required=False,
                initial=row.objections.replace("\n", " "),
                max_length=1000,
            )

    def kinds(self) -> list[Any]:
        return [self[f"came-{kind}"] for kind in Attending]

    def lines(self) -> list[tuple[Discussed, Any, Any, Any]]:
        return [
            (row, self[f"for-{row.case_id}"], self[f"against-{row.case_id}"], self[f"said-{row.case_id}"])
            for row in self.rows
        ]

    def attended(self) -> dict[str, int]:
        return {str(kind): self.cleaned_data.get(f"came-{kind}") or 0 for kind in Attending}

    def votes(self) -> dict[int, Vote]:
        """Of the households whose votes were written; the others are entered later."""
        found = {}
        for row in self.rows:
            for_it = self.cleaned_data.get(f"for-{row.case_id}")
            if for_it is not None:
                against = self.cleaned_data.get(f"against-{row.case_id}") or 0
                found[row.case_id] = Vote(for_it, against, self.cleaned_data.get(f"said-{row.case_id}") or "")
        return found


def _number(label: Any, name: str, value: int | None) -> NumberField:
    return NumberField(label=label % {"name": name}, required=False, min_value=0, initial=value, widget=_COUNT)


class SignedForm(forms.Form):
    file = forms.FileField(
        label=_("Signed copy of the minutes"),
        help_text=_("A scan (PDF) or a photograph."),
        widget=forms.ClearableFileInput(attrs={"accept": PAPERS}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size <= LIMIT and not is_readable(file):
            raise forms.ValidationError(
                _("This PDF has no page that can be read. Scan the signed minutes again, or take a photograph of them.")
            )
        file.seek(0)
        return file


class ProofForm(forms.Form):
    title = LineInput(label=_("What it shows"), max_length=120)
    file = forms.FileField(label=_("Photograph"), widget=forms.ClearableFileInput(attrs={"accept": PAPERS}))
