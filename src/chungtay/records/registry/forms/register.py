"""Entering a household with its members on one page; rows left empty are left out."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.core.text import LineInput, LinesInput
from chungtay.records.registry.forms.acts import print_of
from chungtay.records.registry.forms.fields import GroupField, day_field, line
from chungtay.records.registry.forms.members import MemberFields
from chungtay.records.registry.models import Relation
from chungtay.records.registry.operations.registering import refuse_taken_numbers
from chungtay.records.registry.presenters.matches import on_record_already
from chungtay.records.registry.queries.checks import household_warnings
from chungtay.records.registry.queries.facts import NewHousehold, checked_household
from chungtay.records.registry.queries.households import groups_kept
from chungtay.records.registry.queries.matching import candidates_for

FIRST_ROWS, MOST_ROWS = 3, 40


SINCE = _(
    "Or the first day it is known to live there. Before the group was there, the household stands in the group that "
    "was in its place, where that is certain; else from the first day of the group."
)


class HomeForm(forms.Form):
    """Where the household lives, and since when it is known there."""

    address = line(_("Address"), 200, required=False)
    since = day_field(_("Lives there since"), help_text=SINCE)
    official_code = line(_("Code in the ministry's program"), 60, required=False)
    note = LinesInput(label=_("Note"), required=False, max_length=2000)
    why = LineInput(
        label=_("Why"), max_length=300, required=False, help_text=_("Stays in the history beside your name.")
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        self.fields["group"] = GroupField(groups_kept(user, today), label=_("Residential group"))
        self.fields["note"].widget.attrs["rows"] = 2
        self.order_fields(["group", "address", "since", "official_code", "note", "why"])


class MemberRow(MemberFields):
    """One row. The first is the head, whose relationship is not asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        self.fields["relation"].choices = [("", _("– choose –")), *Relation.choices]  # type: ignore[attr-defined]
        for name in ("born", "number", "relation_words"):
            self.fields[name].help_text = ""

    def has_changed(self) -> bool:
        """A row counts when something was typed; what was filled in beforehand is nothing typed."""
        return bool(set(self.changed_data) - {"ethnicity", "relation"}) or (
            "relation" in self.changed_data and self["relation"].value() != Relation.HEAD
        )


class _Rows(forms.BaseFormSet):
    """As many rows as were filled in beforehand, each of which may stay empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.extra = len(self.initial or ())

    def initial_form_count(self) -> int:
        return 0

    def typed(self) -> list[MemberRow]:
        """The rows in which somebody stands."""
        return [row for row in self.forms if row.has_changed()]


MemberRows = forms.formset_factory(
    MemberRow, formset=_Rows, extra=0, max_num=MOST_ROWS, validate_max=True, absolute_max=MOST_ROWS
)
PREFIX = "nguoi"


def empty_rows() -> list[dict[str, Any]]:
    """The head's row and a few more."""
    return [{"relation": Relation.HEAD}, *({},) * (FIRST_ROWS - 1)]


def typed_rows(data: Any) -> list[dict[str, Any]]:
    """What was typed so far, in rows, unchecked."""
    total = str(data.get(f"{PREFIX}-TOTAL_FORMS", ""))
    count = min(int(total), MOST_ROWS) if total.isascii() and total.isdigit() else FIRST_ROWS
    return [{name: data.get(f"{PREFIX}-{row}-{name}", "") for name in MemberRow.base_fields} for row in range(count)]


def entered(home: HomeForm, rows: Any) -> NewHousehold:
    """As typed. Both must be valid."""
    data = home.cleaned_data
    return NewHousehold(
        group=data["group"],
        since=data["since"],
        members=tuple(row.new_member() for row in rows.typed()),
        address=data["address"],
        official_code=data["official_code"],
        note=data["note"],
    )


def checked(home: HomeForm, rows: Any, user: Any, today: datetime.date) -> NewHousehold | None:
    """The household in its one form; None when something is wrong, which then stands at the forms."""
    if not (home.is_valid() & rows.is_valid()):
        return None
    try:
        household = checked_household(entered(home, rows), today=today)
        papers = [paper for member in household.members for paper in member.papers]
        refuse_taken_numbers(papers, by=user, at=timezone.now())
        return household
    except ValidationError as error:
        home.add_error(None, error)
        return None


def unconfirmed(home: HomeForm, household: NewHousehold, user: Any, today: datetime.date) -> list[str]:
    """What looks wrong, and who may be on record already, that was not confirmed as it stands."""
    found = [warning.sentence for warning in household_warnings(household.members, today=today)]
    paths = scope_of(user, Permission.REGISTRY_READ, today)
    (by_member,) = candidates_for([household], paths=paths)
    for member, candidates in zip(household.members, by_member, strict=True):
        found += on_record_already(member.full_name, candidates)
    return [] if not found or home.cleaned_data["confirmed"] == print_of(found) else found
