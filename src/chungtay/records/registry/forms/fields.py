"""Fields that several forms of the register share: days, dates of birth as far as known, relationships, groups."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.forms import DayField
from chungtay.foundation.core.text import LineInput
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Person, Precision, Relation
from chungtay.records.registry.presenters.words import birth_words
from chungtay.records.registry.queries.peoples import people_of
from chungtay.rulebook.birth import birth_range

_PRECISIONS = ((r"\d{4}", Precision.YEAR), (r"\d{1,2}[/.\-]\d{4}", Precision.MONTH))


def day_field(label: Any, **options: Any) -> DayField:
    """A day, typed as dd/mm/yyyy."""
    return DayField(
        label=label,
        widget=forms.DateInput(
            attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off", "class": "short"}
        ),
        **options,
    )


def line(label: Any, longest: int, **options: Any) -> LineInput:
    return LineInput(label=label, max_length=longest, **options)


class PeopleField(LineInput):
    """A people of the official list, in its one spelling. `kept`: what stands on record already, which nobody has to
    change to correct something else."""

    kept = ""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text or text == self.kept:
            return text
        found = people_of(text)
        if found is None:
            raise forms.ValidationError(
                _(
                    "“%(text)s” is none of the 54 peoples. Write for example Kinh, Tày or Thái; “Người nước ngoài” for "
                    "a foreigner; leave it empty when nobody knows."
                ),
                params={"text": text},
                code="people",
            )
        return found


@dataclass(frozen=True, slots=True)
class Born:
    """The first day of what is known, and how much is known; nothing known: (None, "")."""

    date: datetime.date | None = None
    known: str = ""


_HALF_TURN = 180  # degrees


class BirthField(LineInput):
    """A date of birth as people know it: 12/05/1970, 05/1970 or 1970."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(
            attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off", "class": "short"}
        )
        super().__init__(max_length=20, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return Born()
        days = birth_range(text)
        if days is None:
            raise forms.ValidationError(
                _("“%(text)s” is no date of the calendar. Write day/month/year, month/year or the year alone."),
                params={"text": text},
            )
        known = next((each for form, each in _PRECISIONS if re.fullmatch(form, text)), Precision.DAY)
        return Born(days[0], known)


class DegreesField(forms.DecimalField):
    """Degrees of latitude or longitude, with a point or a comma, rounded to a tenth of a metre."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}), **options)

    def to_python(self, value: Any) -> Any:
        degrees = super().to_python(value.replace(",", ".") if isinstance(value, str) else value)
        # NaN compares with nothing, and rounding fails where there are too many digits
        if degrees is not None and not (degrees.is_finite() and abs(degrees) <= _HALF_TURN):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return None if degrees is None else round(degrees, 6)


def born_text(person: Person) -> str:
    """As the field takes it."""
    return birth_words(person) if person.birth_date else ""


def relation_choices() -> list[tuple[str, Any]]:
    """Every relationship but the head's own."""
    return [("", _("– choose –")), *((value, label) for value, label in Relation.choices if value != Relation.HEAD)]


def group_choices(groups: Iterable[Unit]) -> list[tuple[Any, Any]]:
    """Residential groups under their wards; of a single ward without a heading."""
    by_ward: dict[str, list[tuple[int, str]]] = {}
    for group in groups:
        by_ward.setdefault(group.parent.name if group.parent else "", []).append((group.pk, group.name))
    if len(by_ward) == 1:
        return [("", _("– choose –")), *next(iter(by_ward.values()))]
    return [("", _("– choose –")), *by_ward.items()]


class GroupField(forms.ChoiceField):
    """A residential group where the person keeps the register."""

    def __init__(self, groups: Iterable[Unit], **options: Any) -> None:
        self.groups = {group.pk: group for group in groups}
        if not self.groups:
            options["help_text"] = _(
                "There is no residential group today where you keep the register. Either your ward has no groups yet, "
                "or it ended and the plan of the new wards is not applied: the administrator does both under “Places”."
            )
        super().__init__(choices=group_choices(self.groups.values()), **options)

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return self.groups[int(chosen)] if chosen else None
