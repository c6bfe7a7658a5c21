"""A new member as typed: born into the household, joining it, or entered with it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.records.registry.forms.acts import ActForm
from chungtay.records.registry.forms.fields import BirthField, Born, PeopleField, day_field, line, relation_choices
from chungtay.records.registry.models import Membership, PaperKind, Precision, Sex
from chungtay.records.registry.operations.life import record_arrival, record_birth, record_return
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.presenters.matches import on_record_already
from chungtay.records.registry.queries.checks import member_warnings
from chungtay.records.registry.queries.deeds import Deed
from chungtay.records.registry.queries.facts import NewMember, NewPaper, checked_member
from chungtay.records.registry.queries.homes import away_from
from chungtay.records.registry.queries.matching import candidates
from chungtay.records.registry.queries.proposals import Edit, Newcomer


def sex_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Sex"), choices=[("", _("– choose –")), *Sex.choices])


def as_entered(row: Membership) -> NewMember:
    """A member on record in the form of one that is entered, for the checks."""
    person = row.person
    return NewMember(
        person.full_name, person.sex, person.birth_date, person.birth_known, row.relation, row.relation_words
    )


class MemberFields(forms.Form):
    """Who it is. Needs a `relation` to make a NewMember."""

    full_name = line(_("Full name"), 100)
    sex = sex_field()
    born = BirthField(
        label=_("Date of birth"), required=False, help_text=_("As far as known: 12/05/1970, 05/1970 or 1970.")
    )
    relation = forms.ChoiceField(label=_("Relationship to the head"), choices=relation_choices)
    relation_words = line(_("In words"), 40, required=False, help_text=_("Such as “cháu nội”."))
    number = line(
        _("Identity number"),
        20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("12 digits."),
    )
    ethnicity = PeopleField(label=_("Ethnicity"), max_length=40, required=False, initial="Kinh")
    phone = line(_("Telephone"), 20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))

    def new_member(self) -> NewMember:
        """As typed. The form must be valid."""
        data = self.cleaned_data
        born: Born = data.get("born") or Born()
        return NewMember(
            full_name=data["full_name"],
            sex=data["sex"],
            birth_date=born.date,
            birth_known=born.known,
            relation=data["relation"],
            relation_words=data.get("relation_words", ""),
            ethnicity=data.get("ethnicity", ""),
            phone=data.get("phone", ""),
            papers=(NewPaper(PaperKind.CITIZEN, data["number"]),) if data.get("number") else (),
        )


class _Newcomer(MemberFields, ActForm):
    """Birth and arrival share their checks: the same as the operation's, said beside the form."""

    proposed = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                checked_member(self.new_member(), today=self.setting.today)
            except ValidationError as error:
                self.add_error(None, error)
        return data

    def since(self) -> datetime.date:
        raise NotImplementedError

    def warnings(self) -> list[str]:
        setting, head = self.setting, self.setting.head
        member = checked_member(self.new_member(), today=setting.today)
        found = member_warnings(member, as_entered(head) if head else None, today=setting.today)
        known = candidates(
            member,
            group=setting.home.group,
            paths=scope_of(setting.user, Permission.REGISTRY_READ, setting.today),
            address=setting.home.address,
            mates=[(row.person.full_name, row.person.birth_date) for row in setting.members],
            joins=setting.home,
        )
        return [warning.sentence for warning in found] + on_record_already(member.full_name, known)

    def proposal(self) -> tuple[list[Edit], list[Newcomer], list[Deed]]:
        return [], [Newcomer(self.new_member(), self.since())], []


class BirthForm(_Newcomer):
    slug = "khai-sinh"
    title = _("Birth")
    button = _("Record the birth")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["born"].required = True
        self.fields["born"].help_text = _("The day is needed: day/month/year.")
        for name in ("phone",):
            del self.fields[name]

    def follows(self) -> str:
        return gettext("The child belongs to the household from the day of birth. This can be undone.")

    def clean_born(self) -> Born:
        born: Born = self.cleaned_data["born"]
        if born.known != Precision.DAY:
            raise ValidationError(_("Give the day of birth."))
        return born

    def since(self) -> datetime.date:
        born: datetime.date = self.cleaned_data["born"].date
        return born

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        record_birth(self.setting.home, self.new_member(), why=self.cleaned_data["why"], by=by, at=at)


class JoinForm(_Newcomer):
    slug = "them-nguoi"
    title = _("Somebody joins the household")
    button = _("Add to the household")
    on = day_field(_("Belongs to it since"))

    def follows(self) -> str:
        return gettext(
            "The person is entered anew and belongs to the household from that day. Who is on record in another "
            "household moves from there instead. This can be undone."
        )

    def since(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["on"]
        return day

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        record_arrival(
            self.setting.home, self.new_member(), on=self.since(), why=self.cleaned_data["why"], by=by, at=at
        )


class ReturnForm(ActForm):
    """Somebody who belonged here, belongs to no household now and is alive, comes back."""

    slug = "tro-ve"
    title = _("A former member comes back")
    button = _("Take back into the household")
    who = forms.ChoiceField(label=_("Who"))
    relation = forms.ChoiceField(label=_("Relationship to the head"), choices=relation_choices)
    relation_words = line(_("In words"), 40, required=False)
    on = day_field(_("Belongs to it since"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._away = {str(person.pk): person for person in away_from(self.setting.home)}
        self.choose_among("who", ((number, person.full_name) for number, person in self._away.items()))
        if not self._away:
            self.fields["who"].help_text = _("Nobody who left this household is without one now.")

    def follows(self) -> str:
        return gettext("The person belongs to the household again from that day. This can be undone.")

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        record_return(
            self.setting.home,
            self._away[data["who"]],
            relationship=Relationship(data["relation"], data["relation_words"]),
            on=data["on"],
            why=data["why"],
            by=by,
            at=at,
        )
