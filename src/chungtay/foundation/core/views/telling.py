"""How a step went, told on the page that the person comes back to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language

from chungtay.rulebook.errors import ChungTayError

REFUSED = (ValidationError, PermissionDenied, ChungTayError)


def told(request: HttpRequest, act: Callable[[], object], success: Any = "") -> bool:
    """Do something and tell how it went: the given sentence, or each reason why it was refused. Whether it was done."""
    try:
        act()
    except REFUSED as error:
        for sentence in sentences(error):
            messages.error(request, sentence)
        return False
    if success:
        messages.success(request, success)
    return True


def sentences(error: Exception) -> list[str]:
    """Why something was refused, in the reader's language."""
    if isinstance(error, ValidationError):
        return error.messages
    if isinstance(error, ChungTayError):
        return [error.en if get_language() == "en" else error.vi]
    return [str(error)]


def tell_wrong(request: HttpRequest, form: forms.Form) -> None:
    """Everything that is wrong with a form that has no page of its own, with the names of its fields."""
    for name, errors in form.errors.items():
        label: Any = form.fields[name].label if name in form.fields else ""
        for error in errors:
            messages.error(request, f"{label}: {error}" if label else str(error))
