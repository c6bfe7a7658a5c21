"""The plan of a review, the decision that opens it, and what the law leaves open."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.forms import DayField, NumberField
from chungtay.foundation.core.text import LineInput, LinesInput
from chungtay.rulebook import rule_sets
from chungtay.rulebook.process import Process, Unknown
from chungtay.work.review.models import CampaignKind, Method
from chungtay.work.review.operations.campaigns import Standard


def day_field(label: Any, **options: Any) -> DayField:
    """A day, typed as dd/mm/yyyy."""
    attributes = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off", "class": "short"}
    return DayField(
        label=label,
        widget=forms.DateInput(attrs=attributes),
        **options,
    )


def in_words(text: Any) -> str:
    return str(text.en if get_language() == "en" else text.vi)


def standard_choices(year: int) -> list[tuple[str, str]]:
    """Every way to classify in a year: rule set and method, those in force first, then those of the year after."""
    found = []
    for name in [*rule_sets.names(), *rule_sets.local_names()]:
        rules = rule_sets.load(name)
        last = rules.valid_to.year if rules.valid_to else 9999
        if not (rules.valid_from.year <= year + 1 and last >= year):
            continue
        gaps = {method for gap in rules.gaps for method in gap.methods}
        for method in rules.methods:
            if method not in gaps:
                found.append((f"{name}:{method}", f"{in_words(rules.label)} · {Method(method).label}"))
    return found


def as_standard(value: str) -> Standard:
    rule_set, _separator, method = value.partition(":")
    return Standard(rule_set, method)


class PlanForm(forms.Form):
    """The plan; one field for each number that no source gives, named step-what."""

    kind = forms.ChoiceField(label=_("Kind of review"), choices=CampaignKind.choices)
    month = forms.TypedChoiceField(
        label=_("Month"),
        choices=[(0, "–"), *[(number, str(number)) for number in range(1, 13)]],
        coerce=int,
        required=False,
        help_text=_("Of a review within the year."),
    )
    first_day = day_field(_("First day"))
    last_day = day_field(_("Last day"))
    baseline_on = day_field(
        _("Day of the list it starts from"), help_text=_("Last year's list as it holds on this day.")
    )
    main = forms.ChoiceField(
        label=_("Standard that decides"), help_text=_("Its class is decided, posted and certified.")
    )
    beside = forms.MultipleChoiceField(
        label=_("Standards kept beside it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A city's own lines, or the standard of next year: every household gets that result too."),
    )
    holidays = LinesInput(
        label=_("Days off"),
        required=False,
        help_text=_(
            "One day/month/year a line. Holidays of a fixed day stand here already (Labour Code); add those "
            "announced each year: the day beside 2 September, days given for a weekend, Tết."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    show_score = forms.BooleanField(
        label=_("Show the score on the telephone during the survey"),
        required=False,
        help_text=_("Off, so that answers are not steered."),
    )

    def __init__(self, *args: Any, process: Process, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = standard_choices(year)
        self.process = process
        self.fields["main"].choices = choices  # type: ignore[attr-defined]
        self.fields["beside"].choices = choices  # type: ignore[attr-defined]
        decide = _("Decide it and sign for it.")
        for step, unknown in process.unknowns():
            yearly = step in process.in_year.skips  # a review within the year has no such step
            self.fields[f"{step}-{unknown.what}"] = NumberField(
                label=f"{in_words(process.step(step).name)}: {_NAMES[unknown.what]}",
                help_text=f"{in_words(unknown.why)}. {_ONLY_YEARLY if yearly else decide}",
                required=not yearly,
                min_value=1,
                widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
            )

    @property
    def open_numbers(self) -> list[Any]:
        return [self[f"{step}-{unknown.what}"] for step, unknown in self.process.unknowns()]

    def clean(self) -> dict[str, Any]:
        """What a review within the year skips is decided for the yearly one alone."""
        data = super().clean() or {}
        if data.get("kind") == CampaignKind.PERIODIC:
            for step, unknown in self.process.unknowns():
                name = f"{step}-{unknown.what}"
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Decide it and sign for it."))
        return data

    def clean_holidays(self) -> list[datetime.date]:
        days = []
        for text in self.cleaned_data["holidays"].splitlines():
            if not text.strip():
                continue
            try:
                days.append(datetime.datetime.strptime(text.strip(), "%d/%m/%Y").date())  # noqa: DTZ007 - a date of law
            except ValueError:
                raise forms.ValidationError(
                    _("“%(value)s” is no day of the calendar. Write day/month/year."), params={"value": text.strip()}
                ) from None
        return days

    def standards(self) -> list[Standard]:
        chosen = [self.cleaned_data["main"], *self.cleaned_data["beside"]]
        return [as_standard(value) for value in dict.fromkeys(chosen)]

    def settled(self) -> dict[str, int]:
        given = {f"{step}.{what.what}": self.cleaned_data[f"{step}-{what.what}"] for step, what in self._unknowns()}
        return {name: value for name, value in given.items() if value is not None}

    def _unknowns(self) -> list[tuple[str, Unknown]]:
        """Of the steps that this kind of review has."""
        skips = self.process.in_year.skips if self.cleaned_data["kind"] == CampaignKind.IN_YEAR else ()
        return [(step, unknown) for step, unknown in self.process.unknowns() if step not in skips]


_ONLY_YEARLY = _("Decide it for the yearly review; a review within the year has no such step.")
_NAMES = {"working_days": _("working days"), "consent_percent": _("percent who must agree")}


class LeavingForm(forms.Form):
    """The leader's words for what nobody looked at when the review is closed."""

    left_open = LinesInput(
        label=_("Why these stay open"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Each of them keeps your words as its outcome."),
    )


class CancellingForm(forms.Form):
    why = LinesInput(
        label=_("Why the review is cancelled"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Enumerators read it on their telephones, and whoever looks this review up later."),
    )


class ReportSentForm(forms.Form):
    sent_on = day_field(_("Sent on"))
    reference = LineInput(label=_("Number of the report"), max_length=120)


class OpeningForm(forms.Form):
    number = LineInput(label=_("Decision number"), max_length=60)
    date = day_field(_("Date of the decision"))
