"""A typed paper form: boxes by their paths, members row by row, and whose paper it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.models import User
from chungtay.foundation.core.forms import DayField
from chungtay.foundation.core.text import LinesInput
from chungtay.rulebook.questionnaire import Questionnaire

MOST_MEMBERS = 40


class PaperForm(forms.Form):
    """The head of a paper form: who visited, when, whether a second person types it."""

    surveyed_by = forms.ModelChoiceField(User.objects.none(), label=_("Visited by"), required=False, empty_label="–")
    surveyed_on = DayField(
        label=_("Date of the visit"),
        required=False,
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}),
    )
    twice = forms.BooleanField(label=_("A second person types this form too"), required=False, initial=True)
    note = LinesInput(label=_("Note on the form"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, visitors: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["surveyed_by"]
        field.queryset = User.objects.filter(pk__in=[user.pk for user in visitors]).order_by("full_name")  # type: ignore[attr-defined]
        field.label_from_instance = lambda user: user.full_name  # type: ignore[attr-defined]


def typed_answers(form: Questionnaire, post: Mapping[str, str]) -> dict[str, Any]:
    """The answers from the boxes of the page. A row of the roster without name and answers is no member; what a person
    of the register is called by number comes along (`person`)."""
    answers: dict[str, Any] = {}
    for question in form.household:
        value = question.read(post.get(question.path, ""))
        if value is None:
            continue
        if question.of == "income":
            answers[question.id] = value
        else:
            answers.setdefault(question.of, {})[question.id] = value
    answers.setdefault("household" if form.method == "points" else "declared", {})
    answers["members"] = [row for number in range(1, MOST_MEMBERS + 1) if (row := _member(form, post, number))]
    return answers


def _member(form: Questionnaire, post: Mapping[str, str], number: int) -> dict[str, Any]:
    row = {
        question.id: value
        for question in form.member
        if (value := question.read(post.get(f"members.{number}.{question.id}", ""))) is not None
    }
    person = post.get(f"members.{number}.person", "")
    if row and person.isascii() and person.isdigit() and len(person) < 19:
        row["person"] = int(person)
    return row


class SettleForm(forms.Form):
    """One choice for each box that two people typed differently: the first, the second, or what the paper says."""

    FIRST, SECOND, OTHER = "1", "2", "3"

    def __init__(self, *args: Any, paths: Sequence[str], visitors: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paths = list(paths)
        for number, path in enumerate(self.paths):
            options = [(self.FIRST, _("First")), (self.SECOND, _("Second"))]
            if path not in ("surveyed_by", "surveyed_on"):
                options.append((self.OTHER, _("The paper says otherwise")))
            self.fields[f"pick{number}"] = forms.ChoiceField(choices=options, widget=forms.RadioSelect)
            self.fields[f"other{number}"] = forms.CharField(required=False, max_length=200)

    def picked(self, first: Mapping[str, Any], second: Mapping[str, Any], read: Any) -> dict[str, Any]:
        """The value for every path; `read(path, text)` turns what was typed into an answer."""
        found: dict[str, Any] = {}
        for number, path in enumerate(self.paths):
            pick = self.cleaned_data[f"pick{number}"]
            if pick == self.OTHER:
                found[path] = read(path, self.cleaned_data[f"other{number}"])
            else:
                found[path] = (first if pick == self.FIRST else second).get(path)
        return found
