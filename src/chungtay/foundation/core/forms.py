"""Forms that several apps show: the columns of a file, and a day typed as dd/mm/yyyy, an amount."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chungtay.workbooks.headings import Heading

_LONGEST = 40  # of what is said back
_DIGITS = 19  # one more than every number of this length fits a column of numbers


class DayField(forms.DateField):
    """What is no day is said back to whoever typed it, with how to write one."""

    default_error_messages = {"invalid": _("“%(value)s” is no day of the calendar. Write day/month/year.")}

    def to_python(self, value: Any) -> datetime.date | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            said = {"value": str(value).strip()[:_LONGEST]}
            raise ValidationError(self.error_messages["invalid"], code="invalid", params=said) from error


class NumberField(forms.IntegerField):
    """A whole number that every column of whole numbers holds, the number of a record too."""

    MOST = 2**31 - 1

    def __init__(self, *, max_value: int = MOST, **kwargs: Any) -> None:
        super().__init__(max_value=max_value, **kwargs)


def record_number(text: str) -> int | None:
    """The number of a record as a form or address gives it; None for what no record can have, however long."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else None


def record_numbers(texts: Iterable[str]) -> list[int]:
    """Those that are numbers of records."""
    return [number for number in map(record_number, texts) if number is not None]


class ChosenField(forms.ModelMultipleChoiceField):
    """Several records by their numbers; what no record can have is said back like any other wrong choice."""

    def clean(self, value: Any) -> Any:
        for each in value if isinstance(value, (list, tuple)) else ():
            if record_number(str(each)) is None:
                said = {"value": str(each)[:_LONGEST]}
                raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params=said)
        return super().clean(value)


_GROUPED = re.compile(r"[0-9]{1,3}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)")


def ungrouped(text: str) -> str:
    """A whole number without the dots or spaces between its thousands; anything else as it came, for the field to
    refuse: "500.000,5" is not five million, nor "1.5" fifteen."""
    tidied = " ".join(text.split())
    return re.sub(r"[. ]", "", tidied) if _GROUPED.fullmatch(tidied) else tidied


class WholeField(forms.IntegerField):
    """A whole number as people write it: 1200000, 1.200.000 or 1 200 000."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "15"})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(ungrouped(value) if isinstance(value, str) else value)


class AmountField(WholeField):
    """An amount in đồng."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=10**12, **options)


class ColumnsForm(forms.Form):
    """One select for each different heading of the file, named by its number; `cleaned_mapping()` says what changed."""

    headings: list[Heading]

    def __init__(self, headings: list[Heading], choices: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = [heading for heading in headings if not heading.fixed]
        for heading in self.headings:
            self.fields[heading.field] = forms.ChoiceField(
                choices=choices, required=False, initial=heading.target, label=heading.text
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        taken: dict[tuple[str, str], Heading] = {}
        for heading in self.headings:
            target = data.get(heading.field) or ""
            for sheet in heading.sheets if target else ():
                other = taken.setdefault((sheet, target), heading)
                if other is not heading and (target != other.target or target != heading.target):
                    self.add_error(
                        heading.field,
                        _("“%(other)s” on sheet “%(sheet)s” answers this already. Leave one of the two out.")
                        % {"other": other.text, "sheet": sheet},
                    )
        return data

    def cleaned_mapping(self) -> dict[str, str]:
        """Heading -> question ("" leaves it out), for headings that were guessed, changed now or corrected before."""
        return {
            heading.text: self.cleaned_data[heading.field]
            for heading in self.headings
            if not heading.sure or heading.remembered or self.cleaned_data[heading.field] != heading.target
        }
