"""Steps of referrals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.models import User
from chungtay.foundation.core.text import LineInput

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
# Who gave the service, as the ledger of help names sources.
SOURCES = [
    ("central", _("Central government")), ("city", _("City")), ("district", _("District")), ("ward", _("Ward")),
    ("fund", _("Fund")), ("donor", _("Donor")), ("school", _("School")),
]  # fmt: skip


def proof_field() -> forms.FileField:
    """A photograph or paper of the outcome; what it is, is read from its content (`core.files`)."""
    return forms.FileField(label=_("Photograph or paper"), required=False)


class AssignForm(forms.Form):
    numbers = forms.TypedMultipleChoiceField(coerce=int, label=_("Referrals"))
    service = LineInput(label=_("Service"), max_length=120)
    person = forms.TypedChoiceField(coerce=int, label=_("Who follows it"))
    due_on = forms.DateField(label=_("Until"), input_formats=DAYS)

    def __init__(self, *args: Any, people: list[User], numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(each.pk, each.full_name) for each in people]  # type: ignore[attr-defined]
        self.fields["numbers"].choices = [(number, number) for number in numbers]  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    on = forms.DateField(label=_("Day"), input_formats=DAYS)
    note = LineInput(label=_("What was said or done"), max_length=300)


class ReceiveForm(forms.Form):
    on = forms.DateField(label=_("Received on"), input_formats=DAYS)
    source = forms.ChoiceField(label=_("Given by"), choices=SOURCES)
    outcome = LineInput(label=_("What proves it"), max_length=300)
    file = proof_field()


class WhyForm(forms.Form):
    outcome = LineInput(label=_("Why"), max_length=300)
    file = proof_field()
