"""What is recorded about a person: papers, circumstances, the bank account."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.records.registry.forms.acts import ActForm
from chungtay.records.registry.forms.fields import day_field, line
from chungtay.records.registry.forms.members import as_entered
from chungtay.records.registry.models import CircumstanceKind, PaperKind
from chungtay.records.registry.operations.editing import (
    correct_paper,
    end_circumstance,
    set_bank_account,
    set_circumstance,
)
from chungtay.records.registry.operations.registering import add_paper
from chungtay.records.registry.presenters.people import circumstance_words
from chungtay.records.registry.presenters.words import masked, paper_words
from chungtay.records.registry.queries import codes
from chungtay.records.registry.queries.checks import paper_warnings
from chungtay.records.registry.queries.deeds import CIRCUMSTANCE, CIRCUMSTANCE_ENDS, PAPER, Deed
from chungtay.records.registry.queries.deltas import plain
from chungtay.records.registry.queries.facts import NewPaper, checked_paper
from chungtay.records.registry.queries.papers import circumstances_of, papers_of
from chungtay.records.registry.queries.proposals import Edit, Newcomer


class PaperForm(ActForm):
    """A new paper, or the right number in place of a wrong one."""

    slug = "giay-to"
    proposed = True
    title = _("Identity paper")
    button = _("Save the paper")
    about_person = True
    kind = forms.ChoiceField(label=_("Kind of paper"), choices=PaperKind.choices)
    number = line(_("Number"), 40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    issued_on = day_field(_("Issued on"), required=False)
    issued_by = line(_("Issued by"), 100, required=False)
    replaces = forms.ChoiceField(label=_("In place of"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.setting.membership.person
        self._papers = {str(paper.pk): paper for paper in papers_of(person)}
        rows = [(key, f"{paper_words(each.kind)} {masked(each.number)}") for key, each in self._papers.items()]
        self.choose_among("replaces", rows, _("nothing; it is one more paper"))
        if not rows:
            del self.fields["replaces"]

    def follows(self) -> str:
        return gettext(
            "The number is kept sealed; pages show its last four digits. A number that takes the place of a wrong one "
            "leaves that one in the history. This can be undone."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            errors: list[ValidationError] = []
            checked_paper(self._paper(), errors)
            for error in errors:
                self.add_error("number", error)
        return data

    def _paper(self) -> NewPaper:
        data = self.cleaned_data
        return NewPaper(data["kind"], data["number"], data["issued_on"], data["issued_by"])

    def proposal(self) -> tuple[list[Edit], list[Newcomer], list[Deed]]:
        paper, replaced = checked_paper(self._paper(), []), self._papers.get(self.cleaned_data.get("replaces") or "")
        values = {
            "kind": paper.kind,
            "number": paper.number,
            "issued_on": plain(paper.issued_on),
            "issued_by": paper.issued_by,
            "replaces": replaced.pk if replaced else None,
        }
        return [], [], [Deed(PAPER, self.setting.membership.person_id, values)]

    def warnings(self) -> list[str]:
        member = as_entered(self.setting.membership)
        return [warning.sentence for warning in paper_warnings(checked_paper(self._paper(), []), member)]

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data, person = self.cleaned_data, self.setting.membership.person
        replaced = self._papers.get(data.get("replaces") or "")
        if replaced is not None:
            correct_paper(replaced, self._paper(), why=data["why"], by=by, at=at)
        else:
            add_paper(person, self._paper(), area=self.setting.home.group, why=data["why"], by=by, at=at)


def _circumstance_choices() -> list[tuple[Any, Any]]:
    """One list of everything that can be said: kinds with codes as headings with their codes, others as they are."""
    found: list[tuple[Any, Any]] = [("", _("– choose –"))]
    for kind, label in CircumstanceKind.choices:
        known = codes.choices(kind)
        if known:
            found.append((str(label), [(f"{kind}:{code}", words) for code, words in known]))
        else:
            found.append((f"{kind}:", label))
    return found


class CircumstanceForm(ActForm):
    slug = "hoan-canh"
    proposed = True
    title = _("Circumstance")
    button = _("Save the circumstance")
    about_person = True
    what = forms.ChoiceField(
        label=_("What"),
        choices=_circumstance_choices,
        help_text=_("What concerns the whole household, such as farming, is recorded at one member and holds for all."),
    )
    words = line(
        _("More in words"),
        200,
        required=False,
        help_text=_("Such as the school, the illness, or the number and day of the paper."),
    )
    since = day_field(_("Since"))

    def follows(self) -> str:
        return gettext(
            "It holds from that day, until the day before another of the same kind begins. What held until then ends "
            "the day before; one entered for the same day is taken back. All stays in the history. This can be undone."
        )

    def proposal(self) -> tuple[list[Edit], list[Newcomer], list[Deed]]:
        data = self.cleaned_data
        kind, _colon, code = data["what"].partition(":")
        values = {"kind": kind, "code": code, "words": data["words"], "since": plain(data["since"])}
        return [], [], [Deed(CIRCUMSTANCE, self.setting.membership.person_id, values)]

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        kind, _colon, code = data["what"].partition(":")
        set_circumstance(
            self.setting.membership.person,
            kind=kind,
            code=code,
            words=data["words"],
            since=data["since"],
            why=data["why"],
            by=by,
            at=at,
        )


class CircumstanceEndForm(ActForm):
    slug = "het-hoan-canh"
    proposed = True
    opens = True
    title = _("A circumstance ends")
    button = _("Record the end")
    about_person = True
    which = forms.ChoiceField(label=_("Which"))
    last_day = day_field(_("Last day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows = {str(row.pk): row for row in circumstances_of(self.setting.membership.person)}
        self.choose_among("which", ((key, circumstance_words(row)) for key, row in self._rows.items()))
        if not self._rows:
            self.fields["which"].help_text = _("Nothing is on record that could end.")

    def follows(self) -> str:
        return gettext("It holds for the last time on that day, and stays in the history. This can be undone.")

    def proposal(self) -> tuple[list[Edit], list[Newcomer], list[Deed]]:
        data = self.cleaned_data
        values = {"which": self._rows[data["which"]].pk, "last_day": plain(data["last_day"])}
        return [], [], [Deed(CIRCUMSTANCE_ENDS, self.setting.membership.person_id, values)]

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data = self.cleaned_data
        end_circumstance(self._rows[data["which"]], last_day=data["last_day"], why=data["why"], by=by, at=at)


class AccountForm(ActForm):
    slug = "tai-khoan"
    title = _("Bank account")
    button = _("Save the account")
    about_person = True
    bank = line(_("Bank"), 60)
    number = line(
        _("Account number"), 40, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    holder = line(_("Account holder"), 100, help_text=_("As the bank writes it."))

    def follows(self) -> str:
        return gettext(
            "Help for this person goes to this account. One entered before is taken back and stays in the history. The "
            "number is kept sealed. This can be undone."
        )

    def perform(self, *, by: Any, at: datetime.datetime) -> None:
        data, person = self.cleaned_data, self.setting.membership.person
        values = {name: data[name] for name in ("bank", "number", "holder", "why")}
        set_bank_account(person, by=by, at=at, **values)
