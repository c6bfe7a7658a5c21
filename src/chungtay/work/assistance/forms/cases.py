"""What comes in of a case: the proposal, the decision, the payment, the visit."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.forms import AmountField
from chungtay.foundation.core.templatetags.words import words
from chungtay.foundation.core.text import LineInput
from chungtay.records.registry.queries.hardships import Event
from chungtay.records.registry.queries.listed import Member
from chungtay.rulebook.norms import NormOn
from chungtay.work.assistance.models import CaseKind, Outcome, PartKind, PartSource
from chungtay.work.assistance.operations.once import STATE
from chungtay.work.assistance.operations.proposing import MOST_WORDS, Given, Need

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
MOMENTS = ["%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y", "%Y-%m-%dT%H:%M"]
PHOTO = "image/*,application/pdf"
_DAY = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off", "class": "short"}
_EXTRA = (PartSource.FUND, PartSource.DONOR, *STATE)
REPAIR_PARTS = 4


def day_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, input_formats=DAYS, widget=forms.DateInput(attrs=_DAY), **options)


def offer(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    """What a field lets choose from."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]


class _Told(forms.Form):
    told_at = forms.DateTimeField(
        label=_("The office learned of it"),
        input_formats=MOMENTS,
        help_text=_("Day and hour, such as 15/09/2026 07:30."),
        widget=forms.DateTimeInput(attrs={"autocomplete": "off"}, format="%d/%m/%Y %H:%M"),
    )

    def __init__(self, *args: Any, now: datetime.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told_at"].initial = timezone.localtime(now).replace(second=0, microsecond=0)


class ReliefForm(_Told):
    """Relief after one misfortune: the norm says how much; more comes from another source."""

    norm = forms.ChoiceField(label=_("Which relief"))
    person = forms.ChoiceField(label=_("For whom"), required=False)
    persons = forms.IntegerField(label=_("Persons who get rice"), min_value=1, max_value=50, required=False)
    months = forms.IntegerField(label=_("Months of rice"), min_value=1, max_value=3, required=False)
    hardship = LineInput(
        label=_("Why the household is needy"),
        max_length=MOST_WORDS,
        required=False,
        help_text=_("Only when the register has it neither as poor nor as near-poor."),
    )
    missing = LineInput(
        label=_("Missing: by which report"),
        max_length=200,
        required=False,
        help_text=_("Only for the funeral help of somebody missing. Of the dead the register has the day."),
    )
    source = forms.ChoiceField(label=_("From which budget"))
    extra = AmountField(label=_("More from another source, đồng"), required=False)
    extra_source = forms.ChoiceField(label=_("Which source"), required=False)
    extra_basis = LineInput(label=_("By which decision or letter"), max_length=200, required=False)

    def __init__(
        self, *args: Any, event: Event, norms: Sequence[NormOn], members: Sequence[Member], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        people = [(str(each.person), each.name) for each in members]
        if event.person and str(event.person) not in dict(people):
            people.insert(0, (str(event.person), event.person_name))
        offer(
            self,
            "norm",
            [
                ("", gettext("– choose –")),
                *((each.norm.id, words(each.norm.label)) for each in norms),
            ],
        )
        offer(self, "person", [("", gettext("the whole household")), *people])
        self.fields["person"].initial = str(event.person or "")
        self.fields["persons"].initial, self.fields["months"].initial = len(members) or None, 1
        offer(self, "source", [(each.value, each.label) for each in STATE])
        self.fields["source"].initial = PartSource.WARD
        offer(self, "extra_source", [("", "–"), *((each.value, each.label) for each in _EXTRA)])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("extra") and not (data.get("extra_source") and data.get("extra_basis")):
            self.add_error("extra_source", gettext("Say which source gives more than the norm, and by what decision."))
        return data

    def need(self) -> Need:
        data = self.cleaned_data
        extra = data["extra"] and Given(
            source=data["extra_source"],
            basis=data["extra_basis"],
            amount=data["extra"],
            label=gettext("Beyond the norm"),
        )
        return Need(
            event=self.event.number,
            norm=data["norm"],
            source=data["source"],
            person=int(data["person"]) if data["person"] else None,
            persons=data["persons"] or 1,
            months=data["months"] or 1,
            hardship=data["hardship"],
            missing=data["missing"],
            extra=(extra,) if extra else (),
        )


class _After(_Told):
    """After which misfortune of the register it is given, if any; why beside another, once that is asked."""

    event = forms.ChoiceField(label=_("After which misfortune"), required=False)
    again = LineInput(
        label=_("Why it is given beside another"),
        max_length=300,
        required=False,
        help_text=_("Only when like help stands already; the leader who approves reads it."),
    )

    def __init__(self, *args: Any, events: Sequence[Event], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(each.number), f"{each.label}, {each.happened_on:%d/%m/%Y}") for each in events]
        offer(self, "event", [("", gettext("after none of them")), *rows])

    def after(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"event": int(data["event"]) if data["event"] else None, "again": data["again"]}


class HelpForm(_After):
    """Help given once: one source, money or things."""

    title = LineInput(label=_("What for"), max_length=200)
    person = forms.ChoiceField(label=_("For whom"), required=False)
    kind = forms.ChoiceField(label=_("Money or things"), choices=PartKind.choices)
    amount = AmountField(
        label=_("Amount, or worth of the things, đồng"),
        required=False,
        help_text=_("Leave it empty for things whose worth nobody knows."),
    )
    source = forms.ChoiceField(label=_("Source"), choices=PartSource.choices, initial=PartSource.FUND)
    basis = LineInput(label=_("By which decision or letter"), max_length=200)

    def __init__(self, *args: Any, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(each.person), each.name) for each in members]
        offer(self, "person", [("", gettext("the whole household")), *people])
        self.order_fields(["told_at", "title", "person", "kind", "amount", "source", "basis", "event", "again"])

    def gives(self) -> list[Given]:
        data = self.cleaned_data
        return [Given(source=data["source"], basis=data["basis"], kind=data["kind"], amount=data["amount"])]

    def act(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "kind": CaseKind.ONE_OFF, "title": data["title"], "gives": self.gives(), "told_at": data["told_at"],
            "person": int(data["person"]) if data["person"] else None, **self.after(),
        }  # fmt: skip


class RepairForm(_After):
    """A house to be repaired: up to four parts, each with its source; the last waits for the finished work."""

    title = LineInput(label=_("What is to be repaired"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, REPAIR_PARTS + 1):
            self.fields[f"label{number}"] = LineInput(label=_("Stage"), max_length=120, required=False)
            self.fields[f"amount{number}"] = AmountField(label=_("Amount, đồng"), required=number == 1)
            self.fields[f"source{number}"] = forms.ChoiceField(
                label=_("Source"), choices=PartSource.choices, initial=PartSource.FUND, required=False
            )
            self.fields[f"basis{number}"] = LineInput(
                label=_("By which decision or letter"), max_length=200, required=number == 1
            )

    def stages(self) -> list[tuple[int, list[Any]]]:
        """The fields of each stage, for the page."""
        names = ("label", "amount", "source", "basis")
        return [(number, [self[f"{name}{number}"] for name in names]) for number in range(1, REPAIR_PARTS + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(2, REPAIR_PARTS + 1):
            if bool(data.get(f"amount{number}")) != bool(data.get(f"basis{number}")):
                self.add_error(f"basis{number}", gettext("A stage needs its amount and by what decision it is given."))
        return data

    def gives(self) -> list[Given]:
        data = self.cleaned_data
        wanted = [number for number in range(1, REPAIR_PARTS + 1) if data.get(f"amount{number}")]
        return [
            Given(
                source=data[f"source{number}"] or PartSource.FUND,
                basis=data[f"basis{number}"],
                amount=data[f"amount{number}"],
                label=data[f"label{number}"],
                after_check=number == wanted[-1],
            )
            for number in wanted
        ]

    def act(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "kind": CaseKind.REPAIR, "title": data["title"], "gives": self.gives(), "told_at": data["told_at"],
            **self.after(),
        }  # fmt: skip


class ApproveForm(forms.Form):
    decision = LineInput(label=_("Decision number"), max_length=60)


class CallForm(forms.Form):
    leader = forms.ChoiceField(label=_("Who allowed it by telephone"))

    def __init__(self, *args: Any, leaders: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaders = {str(each.pk): each for each in leaders}
        offer(self, "leader", [(key, each.full_name) for key, each in self.leaders.items()])


class NoteForm(forms.Form):
    note = LineInput(label=_("Why"), max_length=300)


class PayForm(forms.Form):
    received_by = LineInput(label=_("Received by"), max_length=100)
    signed_for = LineInput(
        label=_("Why another signed"),
        max_length=200,
        required=False,
        help_text=_("Only when who signed does not belong to the household: marked “signed in place”."),
    )
    on = day_field(_("Paid out on"))
    file = forms.FileField(
        label=_("Signed receipt or photograph"), widget=forms.ClearableFileInput(attrs={"accept": PHOTO})
    )


class VisitForm(forms.Form):
    on = day_field(_("Day of the visit"))
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    found = LineInput(label=_("What was seen"), max_length=400)
    file = forms.FileField(label=_("Photograph"), widget=forms.ClearableFileInput(attrs={"accept": PHOTO}))
