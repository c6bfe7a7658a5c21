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
from chungtay.work.review.queries.entry import HEAD

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
        self.fields["surveyed_by"] = visitor_field(visitors, self.fields["surveyed_by"].label)


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
        options = [(self.FIRST, _("First")), (self.SECOND, _("Second")), (self.OTHER, _("The paper says otherwise"))]
        for number, path in enumerate(self.paths):
            self.fields[f"pick{number}"] = forms.ChoiceField(choices=options, widget=forms.RadioSelect)
            self.fields[f"other{number}"] = _other(path, visitors)

    def clean(self) -> dict[str, Any]:
        """Of the visitor and the day an empty box says nothing: every form has both."""
        data: dict[str, Any] = super().clean() or {}
        for number, path in enumerate(self.paths):
            other = f"other{number}"
            if data.get(f"pick{number}") != self.OTHER:
                self.errors.pop(other, None)  # what stands in a box that was not chosen is not said
            elif path in HEAD and other not in self.errors and not data.get(other):
                self.add_error(other, _("Write what the paper says."))
        return data

    def picked(self, first: Mapping[str, Any], second: Mapping[str, Any], read: Any) -> dict[str, Any]:
        """The value for every path; `read(path, text)` turns what was typed into an answer."""
        found: dict[str, Any] = {}
        for number, path in enumerate(self.paths):
            pick = self.cleaned_data[f"pick{number}"]
            if pick == self.OTHER:
                said = self.cleaned_data[f"other{number}"]
                found[path] = said if path in HEAD else read(path, said)
            else:
                found[path] = (first if pick == self.FIRST else second).get(path)
        return found

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Each sentence at its box; one of a box that is not there, above all of them."""
        for path, sentence in faults.items():
            self.add_error(f"other{self.paths.index(path)}" if path in self.paths else None, sentence)


def _other(path: str, visitors: Sequence[User]) -> forms.Field:
    """The box for what the paper says where both typings are wrong."""
    if path == "surveyed_on":
        hint = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
        return DayField(required=False, widget=forms.DateInput(attrs=hint))
    if path == "surveyed_by":
        return visitor_field(visitors, "")
    return forms.CharField(required=False, max_length=200)


def visitor_field(visitors: Sequence[User], label: Any) -> forms.ModelChoiceField:
    found = User.objects.filter(pk__in=[user.pk for user in visitors]).order_by("full_name")
    field = forms.ModelChoiceField(found, label=label, required=False, empty_label="–")
    field.label_from_instance = lambda obj: obj.full_name  # type: ignore[method-assign]
    return field
