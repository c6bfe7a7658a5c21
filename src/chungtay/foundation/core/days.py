"""A day in a form, typed as dd/mm/yyyy."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_LONGEST = 40  # of what is said back


class DayField(forms.DateField):
    """What is no day is said back to whoever typed it, with how to write one."""

    default_error_messages = {"invalid": _("“%(value)s” is no day of the calendar. Write day/month/year.")}

    def to_python(self, value: Any) -> datetime.date | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            said = {"value": str(value).strip()[:_LONGEST]}
            raise ValidationError(self.error_messages["invalid"], code="invalid", params=said) from error
