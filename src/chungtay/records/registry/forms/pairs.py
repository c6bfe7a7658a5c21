"""Two records of one person: which stays, and whose values. Nothing is chosen beforehand where the two differ."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chungtay.foundation.core.forms import NumberField
from chungtay.foundation.core.text import LineInput
from chungtay.records.registry.forms.fields import relation_choices
from chungtay.records.registry.models import Membership, Person, Relation
from chungtay.records.registry.operations.merging import FIELDS, Choices
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.presenters.changes import field_of, value_told
from chungtay.records.registry.presenters.people import circumstance_words, shown
from chungtay.records.registry.presenters.words import birth_words, relation_words
from chungtay.records.registry.queries.history import Names
from chungtay.records.registry.queries.pairs import Side

Option = tuple[Any, str]
_NOBODY = Names({}, {}, {}, {})


class WhyForm(forms.Form):
    """Why the two are two persons, or why a pair is looked at again."""

    why = LineInput(label=gettext_lazy("Why"), max_length=300)


class JoinForm(forms.Form):
    """`sides`: the two records, the older entry first. Fields are there only where there is something to decide."""

    stays = forms.ChoiceField(
        label=gettext_lazy("Which record stays"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The other one is taken back. What it alone knows comes over to the one that stays."),
    )
    why = LineInput(
        label=gettext_lazy("Why"), max_length=300, help_text=gettext_lazy("Stays in the history beside your name.")
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sides: tuple[Side, Side], **options: Any) -> None:
        self.sides = sides
        self.of_values: list[str] = []
        self.of_homes: list[str] = []
        super().__init__(*args, **({"label_suffix": ""} | options))
        self.fields["stays"].choices = [  # type: ignore[attr-defined]
            (side.person.pk, f"{name}: {side.person.full_name}") for name, side in zip(names(), sides, strict=True)
        ]
        self._versions()
        self._values()
        self._numbers()
        self._circumstances()
        self._homes()
        self.order_fields(["stays", *self.of_values, *self.of_homes, "why"])

    # --- what there is to decide ---

    def _ask(self, part: list[str], name: str, label: Any, options: Iterable[Option], initial: Any = None) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=list(options), widget=forms.RadioSelect, initial=initial
        )
        part.append(name)

    def _versions(self) -> None:
        for side in self.sides:
            self.fields[f"seen_{side.person.pk}"] = NumberField(widget=forms.HiddenInput, initial=side.person.version)

    def _values(self) -> None:
        for name, columns in FIELDS.items():
            values = [tuple(getattr(side.person, column) for column in columns) for side in self.sides]
            if values[0] == values[1] or any(value[0] in (None, "") for value in values):
                continue
            label = capfirst(str(field_of(Person, columns[0]).verbose_name))
            options = [(side.person.pk, value_of(side.person, name)) for side in self.sides]
            self._ask(self.of_values, f"take_{name}", label, options)

    def _numbers(self) -> None:
        for kind in dict.fromkeys(row.kind for side in self.sides for row in side.papers):
            rows = [row for side in self.sides for row in side.papers if row.kind == kind]
            if len(rows) > 1:
                options = [(row.pk, shown(row).shown) for row in rows]
                self._ask(self.of_values, f"paper_{kind}", shown(rows[0]).label, options)
        accounts = {row.print: row for side in self.sides for row in side.accounts}
        if len(accounts) > 1:
            options = [(row.pk, f"{shown(row).label} {shown(row).shown}") for row in accounts.values()]
            self._ask(self.of_values, "account", _("Bank account"), options)

    def _circumstances(self) -> None:
        now = [{row.kind: row for row in side.circumstances if row.valid_to is None} for side in self.sides]
        for kind in sorted(now[0].keys() & now[1].keys()):
            rows = [each[kind] for each in now]
            if (rows[0].code, rows[0].words) != (rows[1].code, rows[1].words):
                options = [(row.person_id, circumstance_words(row)) for row in rows]
                self._ask(self.of_values, f"circumstance_{kind}", rows[0].get_kind_display(), options)

    def _homes(self) -> None:
        rows = [side.present for side in self.sides]
        if rows[0] is None or rows[1] is None:
            return
        options = [(row.pk, place_words(row)) for row in rows if row is not None]
        self._ask(self.of_homes, "membership", _("Where the person belongs now"), options)
        if rows[0].household_id == rows[1].household_id:
            return
        moved = [
            ("no", _("It was an error there: the person never lived in that household")),
            ("yes", _("The person lived there before, and moved")),
        ]
        self._ask(self.of_homes, "moved", _("The other household"), moved)
        for side, row in zip(self.sides, rows, strict=True):
            others = [each for each in side.household_members if each.person_id != side.person.pk]
            if row is not None and row.relation == Relation.HEAD and others:
                self._new_head(row, others)

    def _new_head(self, row: Membership, others: list[Membership]) -> None:
        """Asked of both households, needed of the one that the person leaves."""
        name = f"head_{row.pk}"
        self.fields[name] = forms.ChoiceField(
            label=_("New head of household %(code)s, when the person leaves it") % {"code": row.household.code},
            choices=[("", _("– choose –")), *((each.person_id, each.person.full_name) for each in others)],
            required=False,
        )
        self.of_homes.append(name)
        for each in others:
            field = f"relation_{each.person_id}"
            label = _("%(name)s, to the new head") % {"name": each.person.full_name}
            self.fields[field] = forms.ChoiceField(label=label, choices=relation_choices(), required=False)
            self.of_homes.append(field)

    # --- for the template ---

    def value_fields(self) -> list[BoundField]:
        return [self[name] for name in self.of_values]

    def home_fields(self) -> list[BoundField]:
        return [self[name] for name in self.of_homes]

    # --- for the operation ---

    def staying(self) -> tuple[Side, Side]:
        """The one that stays, and the other."""
        first, second = self.sides
        return (first, second) if self.cleaned_data["stays"] == str(first.person.pk) else (second, first)

    def seen(self) -> tuple[int, int]:
        stays, goes = (side.person.pk for side in self.staying())
        return self.cleaned_data[f"seen_{stays}"], self.cleaned_data[f"seen_{goes}"]

    def choices(self) -> Choices:
        data, goes = self.cleaned_data, str(self.staying()[1].person.pk)
        membership = data.get("membership")
        head, relations = self._head_of(membership)
        return Choices(
            take=frozenset(name for name in FIELDS if data.get(f"take_{name}") == goes),
            papers=self._staying_rows(lambda side: side.papers, "paper_"),
            accounts=frozenset([int(data["account"])]) if data.get("account") else None,
            circumstances=frozenset(
                name.removeprefix("circumstance_")
                for name, value in data.items()
                if name.startswith("circumstance_") and value == goes
            ),
            membership=int(membership) if membership else None,
            moved=data.get("moved") == "yes",
            new_head=head,
            relations=relations,
        )

    def _staying_rows(self, rows_of: Callable[[Side], list[Any]], prefix: str) -> frozenset[int] | None:
        asked = {name for name in self.of_values if name.startswith(prefix)}
        if not asked:
            return None
        alone = {row.pk for side in self.sides for row in rows_of(side) if f"{prefix}{row.kind}" not in asked}
        return frozenset(alone | {int(self.cleaned_data[name]) for name in asked})

    def _head_of(self, membership: str | None) -> tuple[Person | None, dict[int, Relationship]]:
        for side in self.sides:
            row = side.present
            if row is None or str(row.pk) == membership:
                continue
            head = self.cleaned_data.get(f"head_{row.pk}")
            others = {each.person_id: each.person for each in side.household_members}
            relations = {
                number: Relationship(self.cleaned_data[f"relation_{number}"])
                for number in others
                if self.cleaned_data.get(f"relation_{number}")
            }
            return others[int(head)] if head else None, relations
        return None, {}

    def print(self) -> str:
        """Tells whether the preview shows what is chosen now."""
        told = sorted((name, str(value)) for name, value in self.cleaned_data.items() if name != "shown")
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def names() -> tuple[str, str]:
    return _("Record 1"), _("Record 2")


def value_of(person: Person, name: str) -> str:
    if name == "birth":
        return birth_words(person)
    return value_told(Person, name, getattr(person, name), _NOBODY)


def place_words(row: Membership) -> str:
    """Household, relationship, since when."""
    home = row.household
    words = {"code": home.code, "relation": relation_words(row), "day": f"{row.valid_from:%d/%m/%Y}"}
    return _("%(code)s · %(relation)s · since %(day)s") % words
