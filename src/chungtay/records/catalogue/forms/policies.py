"""The proposal of a policy, and the decisions on it. What the rule book does not know is refused beside its field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.templatetags.words import words as told
from chungtay.foundation.core.text import LineInput, LinesInput
from chungtay.records.catalogue.models import OwnPolicy
from chungtay.records.catalogue.queries.reading import CARDS, CONTENT, LONGEST, Content, wrong_amount, wrong_condition
from chungtay.records.entitlements.presenters.policies import ISSUERS, PERIODS
from chungtay.rulebook import policy_book

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
ROWS = (1, 2, 3)
OF = {"person": _("Each person"), "household": _("Each household")}
GIVES = {
    "cash": _("Money"), "in_kind": _("In kind"), "fee_reduction": _("Fee let off"), "card": _("Health-insurance card"),
    "loan_access": _("Access to a loan"), "service": _("Service"),
}  # fmt: skip
APPROVALS = {
    "ward_leader": _("The leader of the ward"), "district_leader": _("The leader of the district"),
    "city": _("The city"), "donor": _("The donor"), "none": _("Nobody"),
}  # fmt: skip
GROUPS = {
    "": _("None: it is given beside everything else"), "insurance": _("Health insurance"),
    "monthly": _("Monthly social assistance"), "scholarship": _("Scholarships"), "supplies": _("School supplies"),
    "own": _("The office's own policies"),
}  # fmt: skip
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,])")
_COMMA = re.compile(r"(?<=\d),(?=\d)")


_PLAIN = tuple(name for name in CONTENT if name not in ("rates", "documents"))  # a field of the form for each


def plain_amount(text: str) -> str:
    """As Vietnamese write numbers: 1.500.000 is a million and a half, 1,5 is one and a half."""
    return _COMMA.sub(".", _THOUSANDS.sub(lambda found: found[0].replace(".", ""), text))


def _day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(
        format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
    )
    return forms.DateField(label=label, input_formats=DAYS, widget=widget, required=required, help_text=hint)


class PolicyForm(forms.Form):
    title = LineInput(label=_("Name of the policy"), max_length=160)
    issuer = forms.ChoiceField(label=_("Issuer"), choices=list(ISSUERS.items()))
    instrument = LineInput(label=_("Instrument"), max_length=120, help_text=_("Number and sign, like 12/2026/NQ-HĐND"))
    article = LineInput(label=_("Article"), max_length=120)
    issued_on = _day(_("Day of issue"))
    valid_from = _day(
        _("Applies from"),
        hint=_("May lie before the day of issue: months given already at the old amount get the difference."),
    )
    valid_to = _day(_("Applies to"), required=False, hint=_("Empty: until it is ended"))
    of = forms.ChoiceField(label=_("Given to"), choices=list(OF.items()))
    who_words = LineInput(label=_("Who, in words"), max_length=300)
    who = LinesInput(
        label=_("Condition"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("For example: household_class in (poor, near_poor) and age_months >= 720"),
    )
    gives = forms.ChoiceField(label=_("Gives"), choices=list(GIVES.items()))
    period = forms.ChoiceField(label=_("How often"), choices=list(PERIODS.items()))
    excludes = forms.ChoiceField(
        label=_("Of this group only the highest is given"), required=False, choices=list(GROUPS.items()),
        help_text=_(
            "Central and own policies of one group are held against each other; whoever has a higher one keeps it."
        ),
    )  # fmt: skip
    beside = forms.MultipleChoiceField(
        label=_("May stand beside"), required=False, widget=forms.SelectMultiple(attrs={"size": 5})
    )
    approval = forms.ChoiceField(label=_("Each case is approved by"), choices=list(APPROVALS.items()))
    documents = LinesInput(
        label=_("Documents, one on each line"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    months_at_most = forms.IntegerField(label=_("Months at most"), required=False, min_value=1, max_value=240)
    note = LineInput(label=_("Note"), required=False, max_length=300)
    day = _day(_("Look at the register as of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beside"].choices = [  # type: ignore[attr-defined]
            (policy.id, told(policy.label)) for policy in policy_book.load().policies if policy.excludes
        ]
        for row in ROWS:
            first = row == 1
            self.fields[f"times_{row}"] = LineInput(
                label=_("Amount in đồng") if first else _("Another amount in đồng"), required=False, max_length=LONGEST,
                help_text=_("A number, or a formula: 1,5 * assistance_standard") if first else "",
            )  # fmt: skip
            self.fields[f"when_{row}"] = LineInput(
                label=_("Only when"), required=False, max_length=LONGEST,
                help_text=_("Empty: for everybody whom no row above is for") if first else "",
            )  # fmt: skip
            self.fields[f"words_{row}"] = LineInput(label=_("This amount in words"), required=False, max_length=120)

    @property
    def amounts(self) -> list[tuple[Any, Any, Any]]:
        return [(self[f"times_{row}"], self[f"when_{row}"], self[f"words_{row}"]) for row in ROWS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        of = data.get("of", "person")
        if data.get("who") and (wrong := wrong_condition(data["who"], of)):
            self.add_error("who", told(wrong))
        for row in ROWS:
            self._check_row(data, row, of)
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _now("It ends before it begins."))
        if data.get("gives") == "card":  # one card a person: it is held against the other cards
            if data.get("excludes") not in ("", CARDS):
                self.add_error("excludes", _now("A card stands in the group “Health insurance”: nobody has two cards."))
            data["excludes"] = CARDS
            if of == "household":
                self.add_error("of", _now("A card is given to a person: choose “each person”."))
        if data.get("gives") in ("cash", "card") and not data.get("times_1") and "times_1" not in self.errors:
            self.add_error("times_1", _now("Say how much."))
        return data

    def _check_row(self, data: dict[str, Any], row: int, of: str) -> None:
        times, when, words = (data.get(f"{name}_{row}") or "" for name in ("times", "when", "words"))
        if "*" in times and (found := _THOUSANDS.search(times)):
            sentence = _now("Is “%(text)s” a thousand or a part? Write it without the point, or with a comma.")
            self.add_error(f"times_{row}", sentence % {"text": found[0]})
            return
        times = data[f"times_{row}"] = plain_amount(times)
        if times and (wrong := wrong_amount(times, of)):
            self.add_error(f"times_{row}", told(wrong))
        if when and (wrong := wrong_condition(when, of)):
            self.add_error(f"when_{row}", told(wrong))
        if times and not words:
            self.add_error(f"words_{row}", _now("Say the amount in words; it is the reason on every list."))
        if not times and (when or words):
            self.add_error(f"times_{row}", _now("Say how much."))

    def content(self) -> Content:
        """What was filled in, for the operation. Only of a form without errors."""
        data = self.cleaned_data
        rows = [{name: data[f"{name}_{row}"] for name in ("when", "times", "words")} for row in ROWS]
        return Content(
            **{name: data[name] for name in _PLAIN},
            rates=[row for row in rows if row["times"]],
            documents=[line for line in map(str.strip, data["documents"].splitlines()) if line],
        )


def as_filled_in(row: OwnPolicy) -> dict[str, Any]:
    """A version as the values of the form, to begin the next one with."""
    values = {name: getattr(row, name) for name in _PLAIN} | {"documents": "\n".join(row.documents)}
    for place, rate in enumerate(row.rates, 1):
        values |= {f"{name}_{place}": rate[name] for name in ("when", "times", "words")}
    return values


class ApproveForm(forms.Form):
    decision = LineInput(label=_("Decision number"), max_length=60)


class WhyForm(forms.Form):
    why = LineInput(label=_("Why"), max_length=300)


class EndForm(WhyForm):
    last_day = _day(_("Last day"))


def known_facts(of: Iterable[str] = ("person", "household")) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """(name, label, unit, [(word, meaning)]) of everything that a condition may ask."""
    return [
        (fact.id, told(fact.label), fact.unit, [(word, told(text)) for word, _code, text in fact.words])
        for fact in policy_book.load().facts.values()
        if fact.of in of
    ]


def known_numbers() -> list[tuple[str, str]]:
    return [(name, told(entry.label)) for name, entry in policy_book.load().parameters.items()]
