"""Corrections: of a household, of a person, of a relationship. Two people at one record see each other's change."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.forms import NumberField
from chungtay.foundation.core.text import LinesInput
from chungtay.records.registry.forms.acts import ActForm
from chungtay.records.registry.forms.fields import (
    BirthField,
    Born,
    DegreesField,
    PeopleField,
    born_text,
    line,
    relation_choices,
)
from chungtay.records.registry.forms.members import as_entered, sex_field
from chungtay.records.registry.models import Household, Person
from chungtay.records.registry.operations.editing import (
    correct_relationship,
    edit_household,
    edit_person,
    household_values,
    person_values,
)
from chungtay.records.registry.queries.checks import member_warnings
from chungtay.records.registry.queries.deeds import Deed
from chungtay.records.registry.queries.facts import NewMember, NewPaper
from chungtay.records.registry.queries.history import Meanwhile, meanwhile
from chungtay.records.registry.queries.papers import papers_of
from chungtay.records.registry.queries.proposals import Edit, Newcomer


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that somebody else changed while this form was open: what stands now, what was typed here."""

    field: Any
    now: Any
    typed: Any


class CorrectionForm(ActForm):
    """Values of one record, with the version that the person at the screen looked at."""

    proposed = True
    seen = NumberField(widget=forms.HiddenInput)
    NAMES: ClassVar[tuple[str, ...]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        setting = kwargs["setting"]
        record = self.record_of(setting)
        kwargs["initial"] = {**self.shown(record), "seen": record.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.other: Meanwhile | None = None
        self.clashes: list[Clash] = []

    @property
    def record(self) -> Any:
        return self.record_of(self.setting)

    @staticmethod
    def record_of(setting: Any) -> Any:
        raise NotImplementedError

    @staticmethod
    def shown(record: Any) -> dict[str, Any]:
        """The record's values as the fields show them."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """As typed, by the names that the operation takes."""
        raise NotImplementedError

    def check_values(self) -> None:
        """Raise ValidationError for what cannot be."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.check_values()
            except ValidationError as error:
                self.add_error(None, error)
        return data

    def follows(self) -> str:
        return gettext("What stood there before stays in the history. This can be undone.")

    def proposal(self) -> tuple[list[Edit], list[Newcomer], list[Deed]]:
        return [Edit(self.record, self.values())], [], []

    def merged(self) -> CorrectionForm:
        """The same form after somebody else was faster: what this person did not touch shows their values, what both
        changed keeps what was typed here, with theirs beside it. Nothing typed is lost."""
        live = self.record
        live.refresh_from_db()
        found = meanwhile(live, int(self.data.get("seen") or 0))
        before, now = self.shown(found.as_seen), self.shown(live)
        data = dict(self.data.items())
        clashes = []
        for name in self.NAMES:
            typed, old, new = (_plain(each) for each in (self.data.get(name), before[name], now[name]))
            if old == new or typed == new:
                continue
            if typed == old:
                data[name] = new
            else:
                clashes.append((name, new, typed))
        data["seen"], data["confirmed"] = live.version, ""
        again = type(self)(data, setting=self.setting)
        again.other = found
        again.clashes = [Clash(again[name], new or "–", typed or "–") for name, new, typed in clashes]
        return again


class HouseholdForm(CorrectionForm):
    slug = "sua"
    opens = True
    title = _("Correct the household")
    NAMES = ("address", "official_code", "latitude", "longitude", "note")
    address = line(_("Address"), 200, required=False)
    official_code = line(_("Code in the ministry's program"), 60, required=False)
    latitude = DegreesField(label=_("Latitude"), required=False, help_text=_("North, such as 21.036237."))
    longitude = DegreesField(label=_("Longitude"), required=False, help_text=_("East, such as 105.834160."))
    note = LinesInput(label=_("Note"), required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].widget.attrs["rows"] = 3

    @staticmethod
    def record_of(setting: Any) -> Household:
        home: Household = setting.home
        return home

    @staticmethod
    def shown(record: Household) -> dict[str, Any]:
        return {name: getattr(record, name) for name in HouseholdForm.NAMES}

    def follows(self) -> str:
        sentence = gettext("A household that lives elsewhere now is moved, not corrected: then the old address stays.")
        return f"{super().follows()} {sentence}"

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.NAMES}

    def check_values(self) -> None:
        household_values(self.values())

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        edit_household(self.setting.home, self.values(), seen=data["seen"], why=data["why"], by=by, at=at)


class PersonForm(CorrectionForm):
    slug = "sua-nguoi"
    opens = True
    title = _("Correct a person")
    about_person = True
    NAMES = ("full_name", "sex", "born", "ethnicity", "phone")
    full_name = line(_("Full name"), 100)
    sex = sex_field()
    born = BirthField(
        label=_("Date of birth"), required=False, help_text=_("As far as known: 12/05/1970, 05/1970 or 1970.")
    )
    ethnicity = PeopleField(label=_("Ethnicity"), max_length=40, required=False)
    phone = line(_("Telephone"), 20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PeopleField, self.fields["ethnicity"]).kept = self.record.ethnicity

    @staticmethod
    def record_of(setting: Any) -> Person:
        person: Person = setting.person
        return person

    @staticmethod
    def shown(record: Person) -> dict[str, Any]:
        found = {name: getattr(record, name) for name in ("full_name", "sex", "ethnicity", "phone")}
        return found | {"born": born_text(record)}

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        born: Born = data["born"] or Born()
        found = {name: data[name] for name in ("full_name", "sex", "ethnicity", "phone")}
        return found | {"birth_date": born.date, "birth_known": born.known}

    def check_values(self) -> None:
        person_values(self.record, self.values(), today=self.setting.today)

    def warnings(self) -> list[str]:
        row, head = self.setting.membership, self.setting.head
        papers = tuple(NewPaper(paper.kind, paper.number) for paper in papers_of(self.record))
        member = NewMember(relation=row.relation, relation_words=row.relation_words, papers=papers, **self.values())
        other = as_entered(head) if head and head.pk != row.pk else None
        return [warning.sentence for warning in member_warnings(member, other, today=self.setting.today)]

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        edit_person(self.record, self.values(), seen=data["seen"], why=data["why"], by=by, at=at)


class RelationForm(ActForm):
    slug = "quan-he"
    title = _("Correct the relationship to the head")
    about_person = True
    relation = forms.ChoiceField(label=_("Relationship to the head"), choices=relation_choices)
    relation_words = line(_("In words"), 40, required=False, help_text=_("Such as “cháu nội”."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        row = kwargs["setting"].membership
        kwargs.setdefault("initial", {"relation": row.relation, "relation_words": row.relation_words})
        super().__init__(*args, **kwargs)

    def follows(self) -> str:
        sentence = gettext("For a relationship entered wrongly. A new head is recorded as “Another head”.")
        return f"{sentence} {gettext('This can be undone.')}"

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        correct_relationship(
            self.setting.membership,
            relation=data["relation"],
            words=data["relation_words"],
            why=data["why"],
            by=by,
            at=at,
        )


def _plain(value: Any) -> str:
    return "" if value is None else str(value).strip()
