"""The name of a telephone that gets a password."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the telephone"),
        max_length=80,
        help_text=_("So that it is known when it is lost: “Own phone, blue”."),
    )
