"""What the forms for acts on a household have in common: what will follow, why, warnings that are confirmed.

A form names its topic (`slug` in the address), says before the button what saving does (`follows`), and hands a checked
act to one operation (`perform`). What looks wrong and may be right is a warning: shown once, saved when confirmed.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.text import LineInput
from chungtay.records.registry.forms.fields import relation_choices
from chungtay.records.registry.models import Household, Membership, Person
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.queries.deeds import Deed
from chungtay.records.registry.queries.proposals import Edit, Newcomer


@dataclass(frozen=True, slots=True)
class Setting:
    """What a form is about, and who sits before it. `members` belong to the household now, the head first."""

    home: Household
    members: list[Membership]
    person: Person | None
    user: Any
    today: datetime.date

    @property
    def membership(self) -> Membership:
        return next(row for row in self.members if self.person is not None and row.person_id == self.person.pk)

    @property
    def others(self) -> list[Membership]:
        """The members without the person."""
        return [row for row in self.members if self.person is None or row.person_id != self.person.pk]

    @property
    def head(self) -> Membership | None:
        return next((row for row in self.members if row.relation == "head"), None)

    @property
    def head_goes(self) -> bool:
        """The person is the head, and somebody stays."""
        return self.person is not None and self.membership.relation == "head" and bool(self.others)


class ActForm(forms.Form):
    slug: ClassVar[str]
    title: ClassVar[Any]
    about_person: ClassVar[bool] = False
    button: ClassVar[Any] = _("Save")
    proposed: ClassVar[bool] = False  # field staff may propose it
    uploads: ClassVar[bool] = False
    opens: ClassVar[bool] = False  # it shows what is sensitive on record: whoever gets it has opened the household
    do_not_call_in_templates = True  # a list of topics is a list of classes

    why = LineInput(
        label=_("Why"), max_length=300, required=False, help_text=_("Stays in the history beside your name.")
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, setting: Setting, **kwargs: Any) -> None:
        self.setting = setting
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        self.order_fields([name for name in self.fields if name not in ("why", "confirmed")])

    def choose_among(self, name: str, choices: Iterable[tuple[Any, Any]], empty: Any = "") -> None:
        """The choices of a field that depend on the household."""
        cast(forms.ChoiceField, self.fields[name]).choices = [("", empty or _("– choose –")), *choices]

    def follows(self) -> str:
        """What saving does, said before the button."""
        return ""

    def warnings(self) -> list[str]:
        """What looks wrong and may be right."""
        return []

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        raise NotImplementedError

    def proposal(self) -> tuple[list[Edit], list[Newcomer], list[Deed]]:
        """The same, as a proposal for somebody else to decide."""
        raise NotImplementedError

    def parts(self) -> list[tuple[str, list[BoundField]]]:
        """The fields under headings; one part without a heading unless a form says otherwise."""
        return [("", [field for field in self.visible_fields() if field.name != "why"])]

    def unconfirmed(self) -> list[str]:
        """Warnings that the person has not seen and confirmed as they stand now. Call it on a valid form."""
        found = self.warnings()
        return [] if not found or self.cleaned_data.get("confirmed") == print_of(found) else found


def print_of(warnings: Iterable[str]) -> str:
    """Tells whether the warnings are still those that were confirmed."""
    return hashlib.sha256("\n".join(warnings).encode()).hexdigest()[:32]


class Relations:
    """Fields `relation_<person>` and `words_<person>`: how members relate to a head. Nothing is filled in beforehand:
    nobody's relationship is guessed."""

    setting: Setting
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def add_relations(self, rows: Iterable[Membership]) -> None:
        for row in rows:
            self.fields[f"relation_{row.person_id}"] = forms.ChoiceField(
                label=row.person.full_name, choices=relation_choices(), required=False
            )
            self.fields[f"words_{row.person_id}"] = LineInput(
                label=_("in words"), max_length=40, required=False, widget=forms.TextInput(attrs={"class": "short"})
            )

    def relations_of(self, rows: Iterable[Membership], head: int | None) -> dict[int, Relationship]:
        """As typed, for everybody but the head. Complains beside the field of whoever is left out."""
        found = {}
        for row in rows:
            if row.person_id == head:
                continue
            relation = self.cleaned_data.get(f"relation_{row.person_id}") or ""
            if relation:
                words = self.cleaned_data.get(f"words_{row.person_id}") or ""
                found[row.person_id] = Relationship(relation, words)
            else:
                self.add_error(  # type: ignore[attr-defined]
                    f"relation_{row.person_id}", _("Say how this member relates to the head.")
                )
        return found

    def relation_fields(self, rows: Iterable[Membership]) -> list[BoundField]:
        names = [name for row in rows for name in (f"relation_{row.person_id}", f"words_{row.person_id}")]
        return [self[name] for name in names if name in self.fields]  # type: ignore[index]


class NewHead(Relations):
    """When the head goes: who is head then, and how the others relate to that head."""

    def add_new_head(self) -> None:
        if self.setting.head_goes:
            rows = self.setting.others
            self.fields["new_head"] = forms.ChoiceField(
                label=_("New head of household"),
                choices=[("", _("– choose –")), *((row.person_id, row.person.full_name) for row in rows)],
            )
            self.add_relations(rows)

    def clean_new_head_and_relations(self) -> None:
        if "new_head" in self.fields:
            chosen = self.cleaned_data.get("new_head")
            if chosen:
                self.cleaned_data["relations"] = self.relations_of(self.setting.others, int(chosen))

    def new_head_arguments(self) -> dict[str, Any]:
        """`new_head` and `relations` as the operations take them."""
        if "new_head" not in self.fields:
            return {}
        number = int(self.cleaned_data["new_head"])
        head = next(row.person for row in self.setting.others if row.person_id == number)
        return {"new_head": head, "relations": self.cleaned_data["relations"]}

    def new_head_plain(self) -> dict[str, Any]:
        """The same in plain values, for a proposal."""
        said = self.new_head_arguments()
        relations = {str(one): [to.relation, to.words] for one, to in said.get("relations", {}).items()}
        return {"new_head": said["new_head"].pk if said else None, "relations": relations}

    def new_head_part(self) -> list[tuple[str, list[BoundField]]]:
        if "new_head" not in self.fields:
            return []
        fields = [self["new_head"], *self.relation_fields(self.setting.others)]  # type: ignore[index]
        return [(str(_("The head goes: who is head then, and how the others relate to the new head")), fields)]
