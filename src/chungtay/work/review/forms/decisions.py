"""What is typed on the pages of opinions, decisions and certificates."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.text import LineInput, LinesInput
from chungtay.work.review.forms.campaigns import day_field


class AskForm(forms.Form):
    letter = LineInput(label=_("Number of the ward's report"), max_length=60, required=False)


class AnswerForm(forms.Form):
    """The district's answer. What is said of single households comes from their rows."""

    reply = LineInput(label=_("Number of the district's letter"), max_length=60)
    words = LinesInput(label=_("Opinion"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class SignForm(forms.Form):
    number = LineInput(label=_("Number of the decision"), max_length=60)
    signed_on = day_field(_("Date of the decision"))
    effective_on = day_field(_("Holds from"))
    signatory = LineInput(label=_("Name of who signs"), max_length=100)
    title = LineInput(label=_("Office of who signs"), max_length=100)


class ReasonForm(forms.Form):
    why = LineInput(label=_("Why"), max_length=300)


class HandOverForm(forms.Form):
    on = day_field(_("Handed over on"))
