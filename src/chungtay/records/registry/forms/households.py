"""Acts on a whole household: correct it, move it, split it, join it to another, let it leave or come back."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.records.registry.forms.acts import ActForm, Relations
from chungtay.records.registry.forms.fields import GroupField, day_field, line
from chungtay.records.registry.forms.leaving import HomeField
from chungtay.records.registry.models import Membership
from chungtay.records.registry.operations.moves import (
    merge_households,
    move_household,
    record_household_departure,
    split_household,
    take_in_again,
)
from chungtay.records.registry.presenters.people import why_not
from chungtay.records.registry.queries.homes import left_with
from chungtay.records.registry.queries.households import groups_kept


def group_field(user: Any, today: datetime.date, **options: Any) -> GroupField:
    return GroupField(groups_kept(user, today), label=_("Residential group"), **options)


class _Settling(ActForm):
    """A group, an address and a first day there."""

    address = line(_("Address"), 200, required=False)
    on = day_field(_("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"] = group_field(self.setting.user, self.setting.today)
        self.order_fields(["group", "address", "on"])

    def place(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("group", "address", "on", "why")}


class MoveForm(_Settling):
    slug = "chuyen-cho-o"
    title = _("The household moves")
    button = _("Record the move")

    def follows(self) -> str:
        return gettext(
            "The household lives at the new address from that day; where it lived before stays on record. An address "
            "that was merely wrong is corrected instead. This can be undone."
        )

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        move_household(self.setting.home, by=by, at=at, **self.place())


class TakeInForm(Relations, _Settling):
    slug = "nhan-lai"
    title = _("The household comes back")
    button = _("Take the household in again")
    who = forms.MultipleChoiceField(label=_("Who comes back"), widget=forms.CheckboxSelectMultiple)
    head = forms.ChoiceField(
        label=_("Head of household"), required=False, help_text=_("Needed when the head of then does not come.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._left = left_with(self.setting.home)
        self._may = [each.row for each in self._left if each.may_come]
        rows = [(str(row.person_id), row.person.full_name) for row in self._may]
        self.fields["who"].choices = rows  # type: ignore[attr-defined]
        self.fields["who"].initial = [number for number, _name in rows]
        self.choose_among("head", rows, _("– as before –"))
        self.add_relations(self._may)

    def follows(self) -> str:
        sentence = gettext("The household lives here again from that day, with those who come back.")
        return " ".join([sentence, *map(why_not, (each for each in self._left if not each.may_come)), self._undone])

    @property
    def _undone(self) -> str:
        return gettext("This can be undone.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        coming = self._coming(data.get("who") or [])
        head = int(data.get("head") or 0)
        if any(row.relation == "head" for row in coming):
            if head:
                self.add_error("head", _("The head of then comes back. To change the head, use “Another head”."))
        elif coming and head not in {row.person_id for row in coming}:
            self.add_error("head", _("The head of then does not come. Say who of those who come is the head."))
        elif coming:
            data["relations"] = self.relations_of(coming, head)
        return data

    def warnings(self) -> list[str]:
        coming = self._coming(self.cleaned_data["who"])
        names = ", ".join(row.person.full_name for row in self._may if row not in coming)
        sentence = gettext("These do not come back, and belong to no household: %(names)s.")
        return [sentence % {"names": names}] if names else []

    def _coming(self, numbers: list[str]) -> list[Membership]:
        return [row for row in self._may if str(row.person_id) in numbers]

    def parts(self) -> list[tuple[str, list[BoundField]]]:
        legend = gettext("Relationship to the head, when it is another one than before")
        first = [self["who"], self["group"], self["address"], self["on"], self["head"]]
        return [("", first), (legend, self.relation_fields(self._may))]

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        persons = {str(row.person_id): row.person for row in self._coming(data["who"])}
        take_in_again(
            self.setting.home,
            persons=list(persons.values()),
            head=persons.get(data.get("head") or ""),
            relations=data.get("relations", {}),
            by=by,
            at=at,
            **self.place(),
        )


class LeaveForm(ActForm):
    slug = "roi-dia-ban"
    title = _("The household leaves the area")
    button = _("Record that the household leaves")
    on = day_field(_("Last day here"))

    def follows(self) -> str:
        return gettext(
            "The household and all its members count here until that day, and stay on record. Should it come back, it "
            "is taken in again. This can be undone."
        )

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        record_household_departure(self.setting.home, last_day=data["on"], why=data["why"], by=by, at=at)


class SplitForm(Relations, _Settling):
    slug = "tach-ho"
    title = _("Split the household")
    button = _("Split the household")
    going = forms.MultipleChoiceField(label=_("Who goes"), widget=forms.CheckboxSelectMultiple)
    head = forms.ChoiceField(label=_("Head of the new household"))
    staying_head = forms.ChoiceField(
        label=_("Head of those who stay"), required=False, help_text=_("Needed when the present head goes.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(row.person_id), row.person.full_name) for row in self.setting.members]
        self.fields["going"].choices = rows  # type: ignore[attr-defined]
        self.choose_among("head", rows)
        self.choose_among("staying_head", rows, _("– as before –"))
        self.add_relations(self.setting.members)

    def follows(self) -> str:
        return gettext(
            "Those who go found a household of their own, with a code of its own, from that day; until the day before "
            "they belong here. Both histories stay. This can be undone."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        going, staying = self._sides(data.get("going") or [])
        head = data.get("head")
        if not going or not head:
            return data
        if not staying:
            raise ValidationError(_("Somebody must stay. A household that moves as a whole is moved."))
        if int(head) not in {row.person_id for row in going}:
            self.add_error("head", _("The head of the new household must be among those who go."))
            return data
        data["relations"] = self.relations_of(going, int(head))
        if any(row.relation == "head" for row in going):
            self._clean_staying(data, staying)
        elif data.get("staying_head"):
            self.add_error("staying_head", _("The present head stays. To change the head, use “Another head”."))
        return data

    def _clean_staying(self, data: dict[str, Any], staying: list[Membership]) -> None:
        chosen = data.get("staying_head")
        if not chosen or int(chosen) not in {row.person_id for row in staying}:
            self.add_error("staying_head", _("The present head goes. Say who of those who stay is head then."))
        else:
            data["staying_relations"] = self.relations_of(staying, int(chosen))

    def _sides(self, numbers: list[str]) -> tuple[list[Membership], list[Membership]]:
        going = [row for row in self.setting.members if str(row.person_id) in numbers]
        return going, [row for row in self.setting.members if row not in going]

    def parts(self) -> list[tuple[str, list[BoundField]]]:
        new = [self["going"], self["head"], self["group"], self["address"], self["on"]]
        legend = gettext("Relationship to the head: of those who go, and of those who stay if theirs changes")
        return [("", [*new, self["staying_head"]]), (legend, self.relation_fields(self.setting.members))]

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        going, staying = self._sides(data["going"])
        persons = {row.person_id: row.person for row in [*going, *staying]}
        stays = data.get("staying_head")
        split_household(
            self.setting.home,
            persons=[row.person for row in going],
            head=persons[int(data["head"])],
            relations=data["relations"],
            staying_head=persons[int(stays)] if stays else None,
            staying_relations=data.get("staying_relations", {}),
            by=by,
            at=at,
            **self.place(),
        )


class MergeForm(Relations, ActForm):
    slug = "nhap-ho"
    title = _("Join the household to another")
    button = _("Join the households")
    on = day_field(_("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"] = HomeField(
            user=self.setting.user,
            but=self.setting.home,
            label=_("Into which household"),
            help_text=_("Its code, or the name of its head."),
        )
        self.add_relations(self.setting.members)

    def follows(self) -> str:
        sentence = gettext("All members belong to the other household from that day, and this one ends.")
        return f"{sentence} {gettext('This can be undone.')}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["relations"] = self.relations_of(self.setting.members, None)
        return data

    def warnings(self) -> list[str]:
        into = self.cleaned_data["into"]
        sentence = gettext("All members go to household %(code)s of %(head)s, %(group)s.")
        home = into.household
        return [sentence % {"code": home.code, "head": into.head, "group": home.group.name}]

    def parts(self) -> list[tuple[str, list[BoundField]]]:
        legend = gettext("How they relate to the head there")
        return [("", [self["into"], self["on"]]), (legend, self.relation_fields(self.setting.members))]

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        merge_households(
            self.setting.home,
            into=data["into"].household,
            relations=data["relations"],
            on=data["on"],
            why=data["why"],
            by=by,
            at=at,
        )
