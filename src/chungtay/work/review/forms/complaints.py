"""What officers, checkers and leaders write of complaints and requests."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.models import User
from chungtay.foundation.core.forms import DayField, NumberField, WholeField
from chungtay.foundation.core.text import LineInput, LinesInput
from chungtay.foundation.core.words import fold
from chungtay.rulebook.model import RuleSet
from chungtay.work.review.forms.meetings import DAY
from chungtay.work.review.models import Case, Channel, Posting, RequestKind, Survey, Upheld
from chungtay.work.review.presenters.cases import language
from chungtay.work.review.queries.rechecks import Found

# What comes by the web comes by its own form.
BY_HAND = [choice for choice in Channel.choices if choice[0] != Channel.WEB]
_LINES = forms.Textarea(attrs={"rows": 4, "maxlength": "4000"})


def _day_it_came() -> DayField:
    return DayField(
        label=_("Day on which it came"), required=False, widget=forms.DateInput(attrs=DAY),
        help_text=_("Today, where nothing is written. The days of the answer count from it."),
    )  # fmt: skip


def _why_so_late(label: Any, help_text: Any = "") -> LinesInput:
    return LinesInput(
        label=label, required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), help_text=help_text
    )


class TakeInForm(forms.Form):
    """A complaint told at the counter, by telephone or on paper."""

    channel = forms.ChoiceField(label=_("How it came"), choices=BY_HAND)
    case = forms.ModelChoiceField(Case.objects.none(), label=_("About which household"))
    words = LinesInput(label=_("What is objected"), max_length=4000, widget=_LINES)
    complainant = LinesInput(
        label=_("Who complains: name, address, telephone"), required=False, max_length=1000, widget=_LINES
    )
    received_on = _day_it_came()
    late_note = _why_so_late(_("Why it is entered after the posting"))
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, posting: Posting, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not late:
            del self.fields["late_note"]
        cases = self.fields["case"]
        cases.queryset = Case.objects.filter(posting=posting).select_related("group__group")  # type: ignore[attr-defined]
        cases.label_from_instance = lambda case: f"{case.head_name} · {case.group.group.name}"  # type: ignore[attr-defined]


class CheckerForm(forms.Form):
    checker = forms.ModelChoiceField(User.objects.none(), label=_("Who checks the household again"))

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = User.objects.filter(pk__in=[user.pk for user in people]).order_by("full_name")
        self.fields["checker"].queryset = found  # type: ignore[attr-defined]
        self.fields["checker"].label_from_instance = lambda user: user.full_name  # type: ignore[attr-defined]


class DeclaredForm(forms.Form):
    """The second visit by the income method: income per person, and each indicator lacking or not."""

    surveyed_on = DayField(label=_("Day of the visit"), widget=forms.DateInput(attrs=DAY))
    income = WholeField(
        label=_("Income per person per month, đồng"),
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    lacking = forms.MultipleChoiceField(
        label=_("What the household lacks"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not ticked is not lacking."),
    )  # fmt: skip
    note = LinesInput(label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, rules: RuleSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = [entry.id for entry in rules.indicators]
        words = [(entry.id, getattr(entry.short, language())) for entry in rules.indicators]
        self.fields["lacking"].choices = words  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        lacking = set(self.cleaned_data["lacking"])
        return {
            "income_per_person": self.cleaned_data["income"],
            "declared": {name: name in lacking for name in self.known},
        }


_FOUND = [(each.value, each.label) for each in (Upheld.YES, Upheld.NO)]


class AnswerForm(forms.Form):
    upheld = forms.ChoiceField(label=_("What was found"), choices=_FOUND, widget=forms.RadioSelect)
    answer = LinesInput(label=_("Answer with its reasons"), max_length=4000, widget=_LINES)


THIRD = "third"


class SettleForm(forms.Form):
    """Which of several second visits holds, or that a third person goes. Nothing is chosen beforehand."""

    holds = forms.ChoiceField(label=_("Which second visit holds"), widget=forms.RadioSelect)
    why = LinesInput(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, found: Sequence[Found], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(each.survey.pk): each.survey for each in found}
        words = [
            (str(each.survey.pk), gettext("%(name)s on %(day)s") % {"name": each.by, "day": f"{each.on:%d/%m/%Y}"})
            for each in found
        ]
        self.fields["holds"].choices = [*words, (THIRD, _("A third person visits"))]  # type: ignore[attr-defined]

    def chosen(self) -> Survey | None:
        return self.found.get(self.cleaned_data["holds"])


class LinesForm(forms.Form):
    """A few words: why something is taken back, or the answer to a request."""

    words = LinesInput(label=_("How and why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AskForm(forms.Form):
    """A request told at the counter, by telephone or on paper (form 01)."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=RequestKind.choices)
    channel = forms.ChoiceField(label=_("How it came"), choices=BY_HAND)
    asker = LinesInput(label=_("Who asks: name, address, telephone"), max_length=1000, widget=_LINES)
    words = LinesInput(label=_("What is asked, and why"), required=False, max_length=4000, widget=_LINES)
    received_on = _day_it_came()
    late_note = _why_so_late(
        _("Why it is entered only now"),
        _("Needed where it came more than three working days ago."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class AskElsewhereForm(AskForm):
    """The same, for a ward other than one's own."""

    ward = forms.TypedChoiceField(label=_("Ward or commune that decides"), coerce=int)
    field_order = ("ward", "kind", "channel", "received_on", "asker", "words", "late_note", "token")

    def __init__(self, *args: Any, wards: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ward"].choices = [("", ""), *wards]  # type: ignore[attr-defined]


class ComplainElsewhereForm(forms.Form):
    """A complaint about a list of another ward. While it hangs the row is chosen as everybody may read it; after that
    nobody here reads it any more, and the name is typed as it stands on the paper that came in time."""

    row = forms.TypedChoiceField(label=_("About which household"), coerce=int)
    head = LineInput(
        label=_("Head of the household, as on the list"), max_length=120,
        help_text=_("The posting is over, so the list is not shown here. Type the name as the paper has it."),
    )  # fmt: skip
    number = NumberField(
        label=_("Number on the list"), required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Needed where two households of the list have a head of that name."),
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("How it came"), choices=BY_HAND)
    words = LinesInput(label=_("What is objected"), max_length=4000, widget=_LINES)
    complainant = LinesInput(
        label=_("Who complains: name, address, telephone"), required=False, max_length=1000, widget=_LINES
    )
    received_on = _day_it_came()
    late_note = _why_so_late(_("Why it is entered after the posting"))
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, rows: list[dict[str, Any]], late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for name in ("row",) if late else ("head", "number", "late_note"):
            del self.fields[name]
        if late:
            return
        named = ((row["no"], f"{row['no']}. {row['head']} · {row['group']}") for row in rows)
        self.fields["row"].choices = [("", ""), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`row` is the number of the one row that is meant."""
        said: dict[str, Any] = super().clean() or {}
        head, number = said.pop("head", None), said.pop("number", None)
        if head is None:
            return said
        meant = [row["no"] for row in self.rows if fold(row["head"]) == fold(head) and number in (None, row["no"])]
        if len(meant) == 1:
            return said | {"row": meant[0]}
        if meant:
            self.add_error("number", _("More than one household of the list has a head of that name."))
        else:
            self.add_error("head", _("No household of that name, or of that number, stood on this list."))
        return said


class LeftForm(forms.Form):
    """The answer about a household that is no longer here; written beforehand from what the register knows."""

    answer = LinesInput(label=_("Answer with its reasons"), max_length=4000, widget=_LINES)


class RequestAnswerForm(forms.Form):
    answer = LinesInput(label=_("Answer with its reasons"), max_length=4000, widget=_LINES)
