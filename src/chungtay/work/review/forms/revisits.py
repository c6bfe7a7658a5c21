"""Which household of a decision is visited again, by whom and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.models import User
from chungtay.foundation.core.text import LineInput
from chungtay.work.review.models import Case, Decision


class _Household(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.head_name} · {obj.group.group.name}"


class _Person(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class RevisitForm(forms.Form):
    case = _Household(Case.objects.none(), label=_("Household of the decision"))
    to = _Person(User.objects.none(), label=_("Who visits"))
    why = LineInput(label=_("Why it is visited again"), max_length=300)

    def __init__(
        self, *args: Any, decision: Decision, people: Sequence[User], home: Case | None = None, **kwargs: Any
    ) -> None:
        """`people` may visit the household `home`; without one the household is chosen first."""
        super().__init__(*args, **({"auto_id": "id_again_%s"} | kwargs))
        self.home, self.nobody = home, home is not None and not people
        numbers = [row["case"] for row in decision.annex.get("rows", [])]
        cases: Any = self.fields["case"]
        cases.queryset = Case.objects.filter(pk__in=numbers).select_related("group__group").order_by("name_key", "pk")
        persons: Any = self.fields["to"]
        persons.queryset = User.objects.filter(pk__in=[person.pk for person in people]).order_by("full_name")
