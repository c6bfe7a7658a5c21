"""Forms that anybody may send: short, once, by people. A hidden field catches machines; no riddle stands in the way."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.text import LineInput, LinesInput
from chungtay.work.review.models import RequestKind

_SALT = "review.public"
_A_DAY = 24 * 60 * 60
_MANY_LINES = forms.Textarea(attrs={"rows": 5, "maxlength": "4000"})
_FEW_LINES = forms.Textarea(attrs={"rows": 3, "maxlength": "1000"})


def new_ticket() -> str:
    """The number of a form that was given out, signed: it comes back within a day, and is kept once."""
    return signing.dumps(str(uuid.uuid4()), salt=_SALT)


class TicketForm(forms.Form):
    """What every public form has: its ticket, and a field that people do not see and machines fill in."""

    ticket = forms.CharField(widget=forms.HiddenInput, initial=new_ticket, max_length=200)
    website = forms.CharField(required=False, label=_("Leave this empty"), widget=forms.TextInput(
        attrs={"tabindex": "-1", "autocomplete": "off"}))  # fmt: skip

    def clean_ticket(self) -> uuid.UUID:
        try:
            return uuid.UUID(signing.loads(self.cleaned_data["ticket"], salt=_SALT, max_age=_A_DAY))
        except (signing.BadSignature, ValueError) as error:
            raise forms.ValidationError(_("The page was open for too long. Load it anew and send again.")) from error

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("The form could not be sent. Please come to the office."))
        return ""


class ComplaintForm(TicketForm):
    row = forms.TypedChoiceField(label=_("About which household"), coerce=int)
    words = LinesInput(label=_("What you do not agree with, and why"), max_length=4000, widget=_MANY_LINES)
    who = LinesInput(
        label=_("Your name, address and telephone"),
        help_text=_("Kept sealed; only those who handle the complaint see it. It may be left out."),
        required=False,
        max_length=1000,
        widget=_FEW_LINES,
    )

    def __init__(self, *args: Any, rows: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].choices = [  # type: ignore[attr-defined]
            *((row["no"], f"{row['no']}. {row['head']} · {row['group']}") for row in rows),
            (0, _("A household that is not on the list")),
        ]


class ComplaintOfAskerForm(ComplaintForm):
    """The same with the receipt of an own request: who asked and was found not poor stands on no list, and complains
    about the result all the same."""

    receipt = LineInput(
        label=_("Number of your receipt, if you asked to be reviewed"),
        help_text=_("With it other people check your household again, also where the list does not show it."),
        required=False, max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    code = LineInput(
        label=_("Code of your receipt"), required=False, max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class RequestForm(TicketForm):
    ward = forms.TypedChoiceField(label=_("Ward or commune"), coerce=int)
    kind = forms.ChoiceField(label=_("What you ask for"), choices=RequestKind.choices)
    who = LinesInput(
        label=_("Your name, address and telephone"),
        help_text=_("Kept sealed; only the officers of the ward see it."),
        max_length=1000,
        widget=_FEW_LINES,
    )
    words = LinesInput(label=_("What changed in your household"), required=False, max_length=4000, widget=_MANY_LINES)

    def __init__(self, *args: Any, wards: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ward"].choices = wards  # type: ignore[attr-defined]


class FollowForm(forms.Form):
    receipt = LineInput(label=_("Receipt number"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    code = LineInput(label=_("Code"), max_length=8, widget=forms.TextInput(attrs={"autocomplete": "off"}))
