"""A colleague's account, his duties, and handing them over."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.models import Role, User
from chungtay.foundation.accounts.permissions import ROLES
from chungtay.foundation.accounts.queries import Person
from chungtay.foundation.core.text import LineInput
from chungtay.foundation.places.models import Level, Unit

DAY = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
_DEPTH = {Level.PROVINCE: 0, Level.DISTRICT: 1, Level.WARD: 2}


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs=DAY), **kwargs)


class UnitField(forms.TypedChoiceField):
    """One of the units that the administrator keeps; the value is the unit itself."""

    def __init__(self, units: list[Unit], **kwargs: Any) -> None:
        self._by_number = {str(unit.pk): unit for unit in units}
        top = min((_DEPTH.get(unit.level, 0) for unit in units), default=0)  # type: ignore[call-overload]
        choices = [(str(u.pk), f"{'— ' * (_DEPTH.get(u.level, 0) - top)}{u.name}") for u in units]  # type: ignore[call-overload]
        empty = [] if len(units) == 1 else [("", _("Choose"))]
        super().__init__(choices=[*empty, *choices], coerce=self._by_number.get, empty_value=None, **kwargs)


class DutyForm(forms.Form):
    """A role in an area from a day on. `units` are those that the administrator keeps."""

    def __init__(self, *args: Any, units: list[Unit], today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = {unit.level for unit in units}
        roles = [(role.value, role.label) for role in Role if levels & set(ROLES[role].levels)]
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose")), *roles])
        self.fields["area"] = UnitField(
            units, label=_("Area"), help_text=_("The right holds here and in every unit below, nowhere else.")
        )
        self.fields["starts_on"] = day_field(label=_("From"), initial=f"{today:%d/%m/%Y}")
        self.fields["ends_on"] = day_field(
            label=_("Until"), required=False, help_text=_("Leave empty when no end is known.")
        )


class ColleagueForm(DutyForm):
    """A new account with its first duty."""

    field_order = ["full_name", "username", "role", "area", "starts_on", "ends_on"]

    full_name = LineInput(label=_("Full name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    username = forms.CharField(
        label=_("Account name"),
        max_length=60,
        required=False,
        help_text=_("Leave empty and it is made from the name: Trần Thị Hòa becomes hoatt."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class LastDayForm(forms.Form):
    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"] = day_field(label=_("Last day"), initial=f"{today:%d/%m/%Y}")


class PersonField(forms.TypedChoiceField):
    """One of the people of the area; the value is the account."""

    def __init__(self, people: list[Person], **kwargs: Any) -> None:
        self._by_number = {str(person.account.pk): person.account for person in people}
        choices = [(str(person.account.pk), _named(person)) for person in people]
        super().__init__(choices=[("", _("Choose")), *choices], coerce=self._by_number.get, empty_value=None, **kwargs)


def _named(person: Person) -> str:
    duties = ", ".join(f"{row.get_role_display()} {row.area.name}" for row in person.duties)
    return f"{person.account.full_name} ({person.account.username})" + (f" · {duties}" if duties else "")


class HandOverForm(forms.Form):
    """All duties of one person to another. `by` may hand over his own, and takes over none."""

    def __init__(self, *args: Any, people: list[Person], by: User, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        givers = [each for each in people if each.duties and (each.managed or each.account.pk == by.pk)]
        takers = [each for each in people if each.managed]
        self.fields["giver"] = PersonField(givers, label=_("Who hands over"))
        self.fields["taker"] = PersonField(
            takers, label=_("Who takes over"), help_text=_("Somebody new gets an account first.")
        )
        self.fields["first_day"] = day_field(
            label=_("First day of the new person"),
            initial=f"{today:%d/%m/%Y}",
            help_text=_("The day before is the last one of the other."),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("giver") and data["giver"] == data.get("taker"):
            raise ValidationError(_("Choose two different people."))
        return data
