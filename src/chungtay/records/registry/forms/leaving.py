"""Somebody goes: death, leaving the area, marriage or moving into another household. Another head."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.records.registry.forms.acts import ActForm, NewHead, Relations
from chungtay.records.registry.forms.fields import day_field, line, relation_choices
from chungtay.records.registry.models import Household, Leaving
from chungtay.records.registry.operations.life import (
    change_head,
    record_death,
    record_departure,
    record_move_between,
)
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.queries.deeds import DIED, LEFT, Deed
from chungtay.records.registry.queries.deltas import plain
from chungtay.records.registry.queries.homes import away_from
from chungtay.records.registry.queries.naming import homes_named
from chungtay.records.registry.queries.proposals import Edit, Newcomer


class _Going(NewHead, ActForm):
    about_person = True
    deed: ClassVar[str] = ""  # what it is in a proposal

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_new_head()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.clean_new_head_and_relations()
        return data

    def proposal(self) -> tuple[list[Edit], list[Newcomer], list[Deed]]:
        values = {"on": plain(self.cleaned_data["on"]), **self.new_head_plain()}
        return [], [], [Deed(self.deed, self.setting.membership.person_id, values)]

    def parts(self) -> list[tuple[str, list[BoundField]]]:
        later = {field.name for _legend, fields in self.new_head_part() for field in fields}
        first = [field for field in self.visible_fields() if field.name != "why" and field.name not in later]
        return [("", first), *self.new_head_part()]


class DeathForm(_Going):
    slug = "khai-tu"
    title = _("Death")
    button = _("Record the death")
    proposed, deed = True, DIED
    on = day_field(_("Died on"))

    def follows(self) -> str:
        if not self.setting.others:
            return gettext("It was the last member: the household ends on that day. This can be undone.")
        return gettext(
            "The person no longer counts as a member, and stays on record. A death recorded by mistake can be undone."
        )

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data, person = self.cleaned_data, self.setting.membership.person
        record_death(person, on=data["on"], why=data["why"], by=by, at=at, **self.new_head_arguments())


class LaterDeathForm(ActForm):
    """Somebody who left, and belongs to no household since, has died."""

    slug = "khai-tu-sau"
    title = _("Death of somebody who left")
    button = _("Record the death")
    who = forms.ChoiceField(label=_("Who"))
    on = day_field(_("Died on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._away = {str(person.pk): person for person in away_from(self.setting.home)}
        self.choose_among("who", ((number, person.full_name) for number, person in self._away.items()))
        if not self._away:
            self.fields["who"].help_text = _("Nobody who left this household is without one now.")

    def follows(self) -> str:
        return gettext("The person belongs to no household and stays on record. This can be undone.")

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        record_death(self._away[data["who"]], on=data["on"], why=data["why"], by=by, at=at)


class DepartureForm(_Going):
    slug = "chuyen-di"
    title = _("Somebody leaves the area")
    button = _("Record that the person leaves")
    proposed, deed = True, LEFT
    on = day_field(_("Last day here"))

    def follows(self) -> str:
        if not self.setting.others:
            return gettext("It was the last member: the household ends on that day. This can be undone.")
        return gettext("The person belongs to no household here any more, and stays on record. This can be undone.")

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data, person = self.cleaned_data, self.setting.membership.person
        record_departure(person, last_day=data["on"], why=data["why"], by=by, at=at, **self.new_head_arguments())


class HomeField(forms.CharField):
    """Another household of the area, by its code or by the name of its head."""

    def __init__(self, *, user: Any, but: Household, **options: Any) -> None:
        self.user, self.but = user, but
        super().__init__(max_length=100, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found = [each for each in homes_named(self.user, text) if each.household.pk != self.but.pk]
        if not found:
            raise ValidationError(_("No household of your area has this code, or a head of this name."))
        if len(found) > 1:
            several = "; ".join(f"{each.household.code} ({each.head}, {each.household.group.name})" for each in found)
            raise ValidationError(_("Several match. Write the code: %(several)s."), params={"several": several})
        return found[0]


class MarriageForm(_Going):
    slug = "sang-ho-khac"
    title = _("Marriage, or a move into another household")
    button = _("Move into the other household")
    left_by = forms.ChoiceField(
        label=_("Reason"),
        choices=[(Leaving.MARRIED, _("Married into it")), (Leaving.MOVED, _("Moved to it"))],
        widget=forms.RadioSelect,
        initial=Leaving.MARRIED,
    )
    on = day_field(_("Belongs to the other household since"))
    relation = forms.ChoiceField(label=_("Relationship to the head there"), choices=relation_choices)
    relation_words = line(_("In words"), 40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"] = HomeField(
            user=self.setting.user,
            but=self.setting.home,
            label=_("Into which household"),
            help_text=_("Its code, or the name of its head."),
        )
        self.order_fields(["left_by", "into", "on", "relation", "relation_words"])

    def follows(self) -> str:
        sentence = gettext("The person leaves here the day before and belongs to the other household from that day.")
        if not self.setting.others:
            sentence += " " + gettext("Nobody stays: this household ends.")
        return sentence + " " + gettext("This can be undone.")

    def warnings(self) -> list[str]:
        into = self.cleaned_data["into"]
        sentence = gettext("%(name)s goes to household %(code)s of %(head)s, %(group)s.")
        home, name = into.household, self.setting.membership.person.full_name
        return [sentence % {"name": name, "code": home.code, "head": into.head, "group": home.group.name}]

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        record_move_between(
            self.setting.membership.person,
            into=data["into"].household,
            relationship=Relationship(data["relation"], data["relation_words"]),
            on=data["on"],
            left_by=data["left_by"],
            why=data["why"],
            by=by,
            at=at,
            **self.new_head_arguments(),
        )


class HeadForm(Relations, ActForm):
    slug = "doi-chu-ho"
    title = _("Another head of household")
    button = _("Change the head")
    new_head = forms.ChoiceField(label=_("New head of household"))
    on = day_field(_("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [row for row in self.setting.members if row.relation != "head"]
        self.choose_among("new_head", ((row.person_id, row.person.full_name) for row in others))
        self.add_relations(self.setting.members)

    def follows(self) -> str:
        return gettext(
            "From that day the household goes by the new head, and everybody's relationship is to that head. What it "
            "was until then stays on record. This can be undone."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("new_head"):
            data["relations"] = self.relations_of(self.setting.members, int(data["new_head"]))
        return data

    def parts(self) -> list[tuple[str, list[BoundField]]]:
        legend = gettext("How everybody else relates to the new head")
        return [("", [self["new_head"], self["on"]]), (legend, self.relation_fields(self.setting.members))]

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        head = next(row.person for row in self.setting.members if row.person_id == int(data["new_head"]))
        change_head(
            self.setting.home, new_head=head, relations=data["relations"], on=data["on"], why=data["why"], by=by, at=at
        )
