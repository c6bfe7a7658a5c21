"""Every act that can be recorded about a household, in the order in which an officer looks for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from chungtay.records.registry.forms.acts import ActForm
from chungtay.records.registry.forms.corrections import HouseholdForm, PersonForm, RelationForm
from chungtay.records.registry.forms.facts import AccountForm, CircumstanceEndForm, CircumstanceForm, PaperForm
from chungtay.records.registry.forms.households import LeaveForm, MergeForm, MoveForm, SplitForm, TakeInForm
from chungtay.records.registry.forms.leaving import (
    DeathForm,
    DepartureForm,
    HeadForm,
    LaterDeathForm,
    MarriageForm,
)
from chungtay.records.registry.forms.members import BirthForm, JoinForm, ReturnForm
from chungtay.records.registry.forms.standing import DocumentForm, HardshipForm, StatusForm
from chungtay.records.registry.models import Ending, Household

GROUPS: list[tuple[Any, list[type[ActForm]]]] = [
    (
        _("Members"),
        [BirthForm, DeathForm, JoinForm, ReturnForm, DepartureForm, MarriageForm, HeadForm, LaterDeathForm],
    ),
    (_("The household as a whole"), [HouseholdForm, MoveForm, SplitForm, MergeForm, LeaveForm]),
    (_("A person"), [PersonForm, RelationForm, PaperForm, CircumstanceForm, CircumstanceEndForm, AccountForm]),
    (_("Class, misfortunes, documents"), [StatusForm, HardshipForm, DocumentForm]),
]
OF_ENDED: list[type[ActForm]] = [TakeInForm, LaterDeathForm]  # what can be recorded about a household that ended
TOPICS: dict[str, type[ActForm]] = {
    form.slug: form for forms in (*(each for _label, each in GROUPS), OF_ENDED) for form in forms
}
# What stands beside each member on the household page.
BESIDE_A_PERSON: list[type[ActForm]] = [
    PersonForm, RelationForm, PaperForm, CircumstanceForm, CircumstanceEndForm, AccountForm, DeathForm, DepartureForm,
    MarriageForm,
]  # fmt: skip


def offered(topics: Iterable[type[ActForm]], *, may_edit: bool) -> list[type[ActForm]]:
    """All for whoever keeps the register; for field staff what they may propose."""
    return [form for form in topics if may_edit or form.proposed]


def fits(form: type[ActForm], home: Household) -> bool:
    """Whether the household, living or ended, has this topic at all."""
    if home.ended_on is None:
        return form is not TakeInForm
    return form in OF_ENDED and (form is not TakeInForm or home.ended_by == Ending.MOVED_OUT)
