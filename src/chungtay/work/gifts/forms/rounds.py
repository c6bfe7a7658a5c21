"""What is written down of a round: its days, its gifts, their sources, and each step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.models import User
from chungtay.foundation.core.forms import NumberField, WholeField
from chungtay.foundation.core.text import LineInput
from chungtay.work.gifts.models import Form, Move, Occasion, Receiver, Round, Source
from chungtay.work.gifts.queries.balance import Row
from chungtay.work.gifts.queries.choosing import PRESETS

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
_DAY = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off", "maxlength": "10"}


def day_field(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs=_DAY, format="%d/%m/%Y")
    return forms.DateField(label=label, input_formats=DAYS, widget=widget, **options)


class RoundForm(forms.Form):
    title = LineInput(label=_("Name of the round"), max_length=200)
    occasion = forms.ChoiceField(label=_("Occasion"), choices=Occasion)
    day = day_field(_("Facts of the day"), help_text=_("Who is poor, near-poor or escaped on this day is on the list."))
    first_day = day_field(_("Handed over from"))
    last_day = day_field(_("Handed over until"))
    place = LineInput(label=_("Place of the hand-over"), max_length=200, required=False)


class KindForm(forms.Form):
    """A kind of gift. Who is given one: a group that wards choose most, or a condition of one's own."""

    name = LineInput(label=_("Gift"), max_length=100, help_text=_("An envelope, a bag of rice of 10 kg"))
    form = forms.ChoiceField(label=_("Money or goods"), choices=Form)
    worth = WholeField(label=_("Worth of one, in đồng"), min_value=1)
    group = forms.ChoiceField(label=_("Who is given one"))
    of = forms.ChoiceField(label=_("One for each"), choices=Receiver, required=False)
    who = forms.CharField(
        label=_("Condition of one's own"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("As in the policies: household_class == poor and children_under_16 >= 1"),
    )
    words = LineInput(label=_("In words"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["group"]
        groups = [(name, each.label) for name, each in PRESETS.items()]
        field.choices = [*groups, ("own", _("A condition of one's own"))]

    def clean(self) -> dict[str, Any]:
        """`of`, `who` and `words` as the operation takes them."""
        data = super().clean() or self.cleaned_data
        preset = PRESETS.get(data.get("group", ""))
        if preset:
            data |= {"of": preset.of, "who": preset.who, "words": data.get("words") or str(preset.label)}
        elif not data.get("who"):
            self.add_error("who", _("Write the condition."))
        elif not data.get("words"):
            self.add_error("words", _("Say in words who is given the gift."))
        data["of"] = data.get("of") or Receiver.HOUSEHOLD
        return data


class SupplyForm(forms.Form):
    source = forms.ChoiceField(label=_("Source"), choices=Source)
    giver = LineInput(label=_("Who gives"), max_length=150)
    planned = WholeField(label=_("How many"), min_value=1)


class DecisionForm(forms.Form):
    decision = LineInput(label=_("Decision number"), max_length=60)


class StockForm(forms.Form):
    what = forms.ChoiceField(
        label=_("In or out of the store"), choices=[(each.value, each.label) for each in Move if each != Move.CARRIED]
    )
    supply = NumberField(label=_("Source"))
    count = WholeField(label=_("How many"), min_value=1)
    on = day_field(_("Day"))
    paper = LineInput(label=_("Receipt or record"), max_length=120)


class RouteForm(forms.Form):
    carrier = forms.ModelChoiceField(label=_("Who brings the gifts"), queryset=User.objects.none())
    starts_on = day_field(_("From"))
    ends_on = day_field(_("Until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["carrier"]
        field.queryset = User.objects.filter(is_active=True)


class HandForm(forms.Form):
    outcome = forms.ChoiceField(choices=[("delivered", ""), ("absent", ""), ("refused", "")])
    received_by = LineInput(label=_("Received by"), max_length=100, required=False)
    note = LineInput(label=_("Why"), max_length=300, required=False)
    file = forms.FileField(label=_("Signed receipt or photograph"), required=False)


class ReceiptForm(forms.Form):
    file = forms.FileField(label=_("Signed receipt or photograph"))


class WhyForm(forms.Form):
    why = LineInput(label=_("Why"), max_length=300)


class ConflictForm(WhyForm):
    how = forms.ChoiceField(choices=[("mistake", ""), ("extra", "")])


class CarryForm(forms.Form):
    into = forms.ModelChoiceField(label=_("Into the round"), queryset=Round.objects.none())

    def __init__(self, made: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        field.queryset = Round.objects.filter(ward=made.ward_id, state="draft").exclude(pk=made.pk)


class SettleForm(forms.Form):
    """One number for each kind: how many are left in the store. One line for each source of which more or fewer came
    than it promised: why."""

    def __init__(self, books: list[Row], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in books:
            self.fields[f"left-{row.kind.pk}"] = WholeField(
                label=_("“%(kind)s” counted in the store") % {"kind": row.kind.name}, min_value=0
            )
        for line in (line for row in books for line in row.lines if line.received != line.planned):
            self.fields[f"why-{line.supply.pk}"] = LineInput(
                label=_("%(giver)s promised %(planned)s, %(received)s came. Why?")
                % {"giver": line.supply.giver, "planned": line.planned, "received": line.received},
                max_length=300,
            )

    def counted(self) -> dict[int, int]:
        return self._of("left-")

    def why(self) -> dict[int, str]:
        return self._of("why-")

    def _of(self, begins: str) -> dict[int, Any]:
        named = self.cleaned_data.items()
        return {int(name.removeprefix(begins)): given for name, given in named if name.startswith(begins)}
