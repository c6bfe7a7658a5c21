"""What comes in about units: new and renamed groups, urban or rural, where groups go, which duties go on."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.forms.people import day_field
from chungtay.foundation.core.forms import ChosenField
from chungtay.foundation.core.text import LineInput
from chungtay.foundation.places.models import AreaKind, PlannedGroup, Unit


def _offer(form: forms.Form, name: str, units: Any) -> None:
    """The units that a field lets choose."""
    cast(forms.ModelMultipleChoiceField, form.fields[name]).queryset = units


class GroupForm(forms.Form):
    """A new residential group."""

    code = LineInput(label=_("Code"), max_length=10, help_text=_("As the ward numbers its groups, such as 05."))
    name = LineInput(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(
        label=_("Area type"),
        choices=[("", _("Not decided yet")), *AreaKind.choices],
        required=False,
        help_text=_("Decides by which table households are scored. Leave it open where nobody has decided."),
    )
    valid_from = day_field(label=_("From"), help_text=_("Day/month/year."))


class NameForm(forms.Form):
    """Another name or code from a day on; or the one group that several become."""

    code = LineInput(label=_("Code"), max_length=10)
    name = LineInput(label=_("Name"), max_length=100)
    valid_from = day_field(label=_("From"), help_text=_("Until the day before, everything keeps the old name."))
    instrument = LineInput(label=_("By which decision"), max_length=200, required=False)


class LastDayForm(forms.Form):
    last_day = day_field(label=_("Last day"), help_text=_("Day/month/year."))


class _GroupsField(ChosenField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.code})"


class MergeForm(NameForm):
    groups = _GroupsField(Unit.objects.none(), label=_("Groups that become one"), widget=forms.CheckboxSelectMultiple)
    field_order = ("groups",)

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "groups", groups)


class AreaTypesForm(forms.Form):
    """Urban or rural for several groups of a ward at once."""

    groups = _GroupsField(Unit.objects.none(), label=_("Which groups"), widget=forms.CheckboxSelectMultiple)
    kind = forms.ChoiceField(label=_("Count as"), choices=AreaKind.choices, widget=forms.RadioSelect)
    valid_from = day_field(label=_("From"), help_text=_("What they counted as before stays true until the day before."))
    reason = LineInput(label=_("By which decision"), max_length=300, required=False)

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "groups", groups)


class CorrectionForm(forms.Form):
    """An entry that was wrong: what it should have said, or that it should not be there; never without a reason."""

    kind = forms.ChoiceField(
        label=_("It should say"),
        choices=[*AreaKind.choices, ("", _("Nothing: the entry should not be there"))],
        required=False,
    )
    valid_from = day_field(label=_("From"), help_text=_("Day/month/year."))
    reason = LineInput(
        label=_("Why it was wrong"), max_length=300, help_text=_("With the paper that shows it. It stays readable.")
    )


class AssignForm(forms.Form):
    """One select for each group of an old ward, a code and a name of one's own; and one select for many at once."""

    MANY = [
        ("open", _("the groups that have no ward yet")),
        ("marked", _("the groups that are marked below")),
        ("all", _("all groups of this ward")),
    ]

    def __init__(self, rows: list[PlannedGroup], takers: list[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        wards = [(str(unit.pk), unit.name) for unit in takers]
        self.fields["many_to"] = forms.ChoiceField(label=_("Ward"), choices=[("", "–"), *wards], required=False)
        self.fields["many"] = forms.ChoiceField(label=_("Which groups"), choices=self.MANY, required=False)
        for row in rows:
            self.fields[f"mark_{row.pk}"] = forms.BooleanField(required=False, label=row.old.name)
            self.fields[f"ward_{row.pk}"] = forms.ChoiceField(
                label=row.old.name,
                choices=[("", _("Undecided")), *wards],
                required=False,
                initial=str(row.ward_id or ""),
            )
            self.fields[f"code_{row.pk}"] = LineInput(max_length=10, required=False, initial=row.code)
            self.fields[f"name_{row.pk}"] = LineInput(max_length=100, required=False, initial=row.name)

    def lines(self) -> list[tuple[Any, ...]]:
        """Each group with its mark, ward, code and name."""
        return [(row, *(self[f"{part}_{row.pk}"] for part in ("mark", "ward", "code", "name"))) for row in self.rows]

    def wards(self) -> dict[int, int | None]:
        """Group's number -> ward's number: each as its own select says, or many by the one above."""
        data, to = self.cleaned_data, self.cleaned_data["many_to"]
        chosen = {row.pk: int(data[f"ward_{row.pk}"]) if data[f"ward_{row.pk}"] else None for row in self.rows}
        if "together" in self.data and to:
            which = data["many"]
            for row in self.rows:
                if (
                    which == "all"
                    or (which == "marked" and data[f"mark_{row.pk}"])
                    or (which == "open" and chosen[row.pk] is None)
                ):
                    chosen[row.pk] = int(to)
        return chosen

    def names(self) -> dict[int, tuple[str, str]]:
        return {row.pk: (self.cleaned_data[f"code_{row.pk}"], self.cleaned_data[f"name_{row.pk}"]) for row in self.rows}


class DutyForm(forms.Form):
    """Where a duty of a unit that ended goes on."""

    areas = ChosenField(Unit.objects.none(), label=_("Goes on in"), required=False, widget=forms.CheckboxSelectMultiple)
    keep = forms.ChoiceField(
        label=_("The old duty"),
        choices=[("1", _("stays, to look up the years before")), ("0", _("ends today"))],
        widget=forms.RadioSelect,
        initial="1",
    )

    def __init__(self, *args: Any, candidates: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "areas", Unit.objects.filter(pk__in=[unit.pk for unit in candidates]))
