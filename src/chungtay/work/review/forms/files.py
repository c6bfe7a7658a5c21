"""What comes in: a file with place, date and rules; the columns as an officer confirms them."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.places.models import AreaKind, Unit
from chungtay.foundation.places.queries import why_not_there
from chungtay.rulebook import rule_sets
from chungtay.work.review.models import ReviewFile
from chungtay.workbooks.reading.limits import MAX_FILE_BYTES

KINDS = (".xlsx", ".xls", ".csv", ".parquet", ".zip")


def rule_set_choices() -> list[tuple[str, str]]:
    """Newest first, in the reader's language."""
    names = [*rule_sets.names(), *rule_sets.local_names()]
    language = "en" if get_language() == "en" else "vi"
    return [(name, getattr(rule_sets.load(name).label, language)) for name in reversed(names)]


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class TablesField(forms.FileField):
    """One file, or the two tables of a survey chosen at once; gives a list."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        chosen = data if isinstance(data, list | tuple) else [data]
        return [forms.FileField.clean(self, one, initial) for one in chosen or [None]]


class UploadForm(forms.Form):
    file = TablesField(
        label=_("File of the ward"),
        help_text=_(
            "Excel or CSV as the ward has it: titles, merged headings and totals may stay. From KoboToolbox, ODK or"
            " Parquet: choose the household table and the member table at once, or one .zip that holds both."
        ),
        widget=SeveralFilesInput(attrs={"accept": ",".join(KINDS)}),
    )
    on = forms.DateField(
        label=_("Date of the review"),
        help_text=_("Ages are counted on this day. Write day/month/year."),
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}),
    )
    area_kind = forms.ChoiceField(
        label=_("Area type"), choices=AreaKind.choices, help_text=_("Holds where a row of the file does not say.")
    )
    rule_set = forms.ChoiceField(label=_("Poverty standard"), choices=rule_set_choices)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, area: Unit, replaceable: QuerySet[ReviewFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area = area
        self.fields["replaces"] = forms.ModelChoiceField(
            replaceable,
            label=_("Replaces"),
            required=False,
            empty_label=_("Nothing, it is another file"),
            help_text=_(
                "The older file is withdrawn as soon as this one is classified, so that no household counts twice."
            ),
        )

    def clean_file(self) -> list[Any]:
        files = self.cleaned_data["file"]
        for file in files:
            if not file.name.lower().endswith(KINDS):
                sentence = _("“%(name)s” is no Excel, CSV, Parquet or zip file. Save it as .xlsx and send it again.")
                raise forms.ValidationError(sentence % {"name": file.name})
        if len(files) > 2:
            sentence = _("%(count)s files were chosen. Choose one file, or the two tables of one survey.")
            raise forms.ValidationError(sentence % {"count": len(files)})
        if len(files) == 2 and any(file.name.lower().endswith(".zip") for file in files):
            raise forms.ValidationError(_("A zip is sent by itself: it holds both tables."))
        if sum(file.size for file in files) > MAX_FILE_BYTES:
            raise forms.ValidationError(_("The file is larger than 100 MB. Split it by ward or residential group."))
        return list(files)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("on") and not self.area.exists_on(data["on"]):
            self.add_error("on", f"{why_not_there(self.area, data['on'])} {_('Choose another date or another place.')}")
        if data.get("rule_set") and data.get("on"):
            rules = rule_sets.load(data["rule_set"])
            if data["on"] < rules.valid_from or (rules.valid_to and data["on"] > rules.valid_to):
                sentence = _("This standard holds from %(first)s to %(last)s. Choose another date or standard.")
                last = f"{rules.valid_to:%d/%m/%Y}" if rules.valid_to else "…"
                self.add_error("on", sentence % {"first": f"{rules.valid_from:%d/%m/%Y}", "last": last})
        return data
