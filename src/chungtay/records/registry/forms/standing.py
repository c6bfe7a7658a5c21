"""Where a household stands and what it met: the class of a year from a paper list, misfortunes, documents."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.files import StoredFile, keeping
from chungtay.foundation.core.text import LinesInput
from chungtay.records.registry.forms.acts import ActForm
from chungtay.records.registry.forms.fields import day_field, line
from chungtay.records.registry.models import EventKind, HardshipEvent, Person, StatusClass, StatusSource
from chungtay.records.registry.operations.status import NewStatus, attach_evidence, record_hardship, record_status
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp,.heic,.docx,.xlsx"


def _rule_sets() -> list[tuple[str, str]]:
    """Newest first; none is chosen beforehand, because each holds for years of its own."""
    language = "en" if get_language() == "en" else "vi"
    names = [*rule_sets.names(), *rule_sets.local_names()]
    labels = [(name, str(getattr(rule_sets.load(name).label, language))) for name in reversed(names)]
    return [("", gettext("– choose –")), *labels]


def _causes() -> list[tuple[str, str]]:
    language = "en" if get_language() == "en" else "vi"
    lists = {each.id: each.codes for each in rule_sets.load("vn-2022").code_lists}
    return [(str(code), getattr(text, language)) for code, text in lists["causes"]]


class StatusForm(ActForm):
    """A class out of a list of another program. A class of our own comes out of a review and is never typed."""

    slug = "ket-qua"
    title = _("Class of a year")
    button = _("Save the class")
    year = forms.IntegerField(
        label=_("Year of the list"), min_value=2010, max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )  # fmt: skip
    rule_set = forms.ChoiceField(label=_("Poverty standard"), choices=_rule_sets)
    class_id = forms.ChoiceField(label=_("Class"), choices=[("", _("– choose –")), *StatusClass.choices])
    b1 = forms.IntegerField(
        label=_("Score B1"), required=False, min_value=-1000, max_value=2000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )  # fmt: skip
    b2 = forms.IntegerField(
        label=_("Score B2"), required=False, min_value=0, max_value=120,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )  # fmt: skip
    decision_number = line(_("Decision number"), 60, required=False)
    decision_date = day_field(_("Date of the decision"), required=False)
    signed_by = line(_("Signed by"), 100, required=False)
    valid_from = day_field(_("Holds from"))
    reasons = forms.MultipleChoiceField(
        label=_("Why the household is poor"), choices=_causes, required=False, widget=forms.CheckboxSelectMultiple
    )

    def follows(self) -> str:
        return gettext(
            "The class is marked as coming from another program's list: its points are not worked out anew here. The "
            "class before ends the day before. This can be undone."
        )

    def warnings(self) -> list[str]:
        data = self.cleaned_data
        found = []
        if data["class_id"] in (StatusClass.POOR, StatusClass.NEAR_POOR) and not data["decision_number"]:
            found.append(gettext("A poor or near-poor household without the number of the decision."))
        with contextlib.suppress(ChungTayError):
            rules = rule_sets.load(data["rule_set"])
            if data["valid_from"] < rules.valid_from or (rules.valid_to and data["valid_from"] > rules.valid_to):
                found.append(gettext("The standard does not hold on the day from which the class holds."))
        return found

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        names = ("year", "rule_set", "class_id", "b1", "b2", "decision_number", "decision_date", "signed_by")
        new = NewStatus(
            **{name: data[name] for name in names},
            valid_from=data["valid_from"],
            source=StatusSource.LEGACY,
            reasons=",".join(data["reasons"]),
        )
        record_status(self.setting.home, new, why=data["why"], by=by, at=at)


class _WithFile(ActForm):
    uploads = True
    file = forms.FileField(
        label=_("Document"), widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_("A photograph, PDF, Word or Excel file of at most 20 MB. Where a photograph was taken is removed."),
    )  # fmt: skip
    who = forms.ChoiceField(label=_("About whom"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ((str(row.person_id), row.person.full_name) for row in self.setting.members)
        self.choose_among("who", rows, _("the whole household"))

    def person(self) -> Person | None:
        number = self.cleaned_data.get("who")
        return next((row.person for row in self.setting.members if str(row.person_id) == number), None)


@contextlib.contextmanager
def _kept(file: Any) -> Iterator[StoredFile]:
    """The file kept while its row is written; what is wrong with it is said at the form."""
    try:
        with keeping(file) as kept:
            yield kept
    except ChungTayError as error:
        raise ValidationError(error.en if get_language() == "en" else error.vi) from error


def _facts(kept: StoredFile) -> dict[str, Any]:
    return {"stored": kept.stored, "media_type": kept.media_type, "size": kept.size, "sha256": kept.sha256}


class DocumentForm(_WithFile):
    slug = "tai-lieu"
    title = _("Document")
    button = _("Add the document")
    name = line(_("Title"), 120, help_text=_("Such as “Giấy ra viện 05/2024”."))
    on = day_field(_("Date of the document"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "file", "on", "who"])

    def follows(self) -> str:
        return gettext("The document is kept outside the pages and handed out only in the area. This can be undone.")

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        with _kept(data["file"]) as kept:
            attach_evidence(
                self.setting.home, title=data["name"], on=data["on"], person=self.person(), by=by, at=at, **_facts(kept)
            )


class HardshipForm(_WithFile):
    slug = "bien-co"
    title = _("Misfortune")
    button = _("Record the misfortune")
    kind = forms.ChoiceField(label=_("What happened"), choices=[("", _("– choose –")), *EventKind.choices])
    on = day_field(_("Happened on"))
    description = LinesInput(label=_("What it means for the household"), required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        self.fields["file"].label = _("Document that shows it")
        self.fields["description"].widget.attrs["rows"] = 3
        self.order_fields(["kind", "on", "who", "description", "file"])

    def follows(self) -> str:
        return gettext("It stands on the page of the household, with the document. This can be undone.")

    @transaction.atomic
    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        event = record_hardship(
            self.setting.home,
            kind=data["kind"],
            happened_on=data["on"],
            person=self.person(),
            description=data["description"],
            why=data["why"],
            by=by,
            at=at,
        )
        if data["file"]:
            self._attach(event, by=by, at=at)

    def _attach(self, event: HardshipEvent, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        title = f"{EventKind(data['kind']).label} {data['on']:%d/%m/%Y}"
        with _kept(data["file"]) as kept:
            attach_evidence(
                self.setting.home,
                title=title,
                on=data["on"],
                person=self.person(),
                hardship=event,
                by=by,
                at=at,
                **_facts(kept),
            )
