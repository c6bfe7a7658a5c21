"""A household entered twice: who is whom, who comes over, and whose values hold where two records differ."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chungtay.foundation.core.text import LineInput
from chungtay.records.registry.forms.fields import relation_choices
from chungtay.records.registry.operations.joining import Match
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.presenters.two_homes import differences, member_words
from chungtay.records.registry.queries.two_homes import Member, TwoHomes

OVER, OURS, THEIRS = "over", "ours", "theirs"


class JoinHomesForm(forms.Form):
    """For each member of the household that goes: the same as a member of the one that stays, or one who comes over.
    Likely ones are chosen beforehand; whose values hold is not."""

    seen = forms.CharField(widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    why = LineInput(
        label=gettext_lazy("Why"), max_length=300, help_text=gettext_lazy("Stays in the history beside your name.")
    )

    def __init__(self, *args: Any, homes: TwoHomes, **options: Any) -> None:
        self.homes = homes
        super().__init__(*args, **({"label_suffix": ""} | options))
        self.fields["seen"].initial = homes.seen
        self._ours = {str(each.person.pk): each for each in homes.staying}
        for goer in homes.going:
            self._ask(goer)
        self.order_fields(["seen", "shown", *(name for name in self.fields if "_" in name), "why"])

    def _ask(self, goer: Member) -> None:
        number, likely = goer.person.pk, self.homes.likely.get(goer.person.pk)
        words = {"code": self.homes.stays.code}
        same = [(each.person.pk, member_words(each)) for each in self.homes.staying]
        over = (OVER, _("Nobody there: comes over into household %(code)s") % words)
        self.fields[f"as_{number}"] = forms.ChoiceField(
            label=_("In household %(code)s this is") % words,
            choices=[("", _("– choose –")), *same, over],
            initial=likely,
        )
        sides = [
            (OURS, _("Household %(code)s is right") % words),
            (THEIRS, _("Household %(code)s is right") % {"code": self.homes.goes.code}),
        ]
        self.fields[f"right_{number}"] = forms.ChoiceField(
            label=_("Where the two records differ"), choices=sides, widget=forms.RadioSelect, required=False
        )
        self.fields[f"relation_{number}"] = forms.ChoiceField(
            label=_("Only for who comes over: relationship to the head"), choices=relation_choices(), required=False
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for goer in self.homes.going:
            number, chosen = goer.person.pk, data.get(f"as_{goer.person.pk}")
            if chosen == OVER and not data.get(f"relation_{number}"):
                self.add_error(f"relation_{number}", _("Choose the relationship."))
            elif chosen in self._ours and not data.get(f"right_{number}"):
                differ = differences(self._ours[chosen], goer)
                if differ:
                    names = ", ".join(each.label.lower() for each in differ)
                    self.add_error(
                        f"right_{number}", _("The two differ (%(names)s). Say which is right.") % {"names": names}
                    )
        return data

    def rows(self) -> list[tuple[Member, list[Any], list[BoundField]]]:
        """For the template: the member, how the two records differ as far as is chosen or likely, and the fields that
        matter then. Who is matched otherwise is asked for the rest when the form comes back."""
        found = []
        for goer in self.homes.going:
            number = goer.person.pk
            other = self._ours.get(str(self[f"as_{number}"].value() or ""))
            differ = differences(other, goer) if other else []
            asked = ["as", *(["right"] if differ else []), *([] if other else ["relation"])]
            found.append((goer, differ, [self[f"{name}_{number}"] for name in asked]))
        return found

    def matches(self) -> list[Match]:
        found = []
        for goer in self.homes.going:
            number = goer.person.pk
            chosen = self.cleaned_data[f"as_{number}"]
            if chosen == OVER:
                relation = Relationship(self.cleaned_data[f"relation_{number}"])
                found.append(Match(number, relationship=relation))
            else:
                found.append(Match(number, into=int(chosen), theirs=self.cleaned_data[f"right_{number}"] == THEIRS))
        return found

    def print(self) -> str:
        """Tells whether the preview shows what is chosen now."""
        told = sorted((name, str(value)) for name, value in self.cleaned_data.items() if name != "shown")
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]
