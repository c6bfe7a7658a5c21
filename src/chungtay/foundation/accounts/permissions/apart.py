"""Duties that may not meet in one person: on one case, and in one area.

Two tables, for an administrator to read. Other apps ask with the people who already acted on the case:

    check_apart(by, Duty.APPROVE, acted={Duty.PROPOSE: proposal.proposed_by_id})
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.accounts.permissions.roles import ROLES, Permission


class Duty(enum.StrEnum):
    """What a person does on one case: a household's form, a proposal, a payment, a complaint, a nomination."""

    SURVEY = "survey"
    RECHECK = "recheck"
    ENTER = "enter"
    CONFIRM = "confirm"
    PROPOSE = "propose"
    APPROVE = "approve"
    PAY = "pay"
    RECEIVE = "receive"
    DECIDE = "decide"
    NOMINATE = "nominate"
    EXAMINE = "examine"


# What the person did already, in a sentence that begins "On this case you already ...".
DID: dict[Duty, str | Promise] = {
    Duty.SURVEY: _("filled in the form"),
    Duty.RECHECK: _("checked the form again"),
    Duty.ENTER: _("entered it"),
    Duty.CONFIRM: _("confirmed it"),
    Duty.PROPOSE: _("proposed it"),
    Duty.APPROVE: _("approved it"),
    Duty.PAY: _("paid it out"),
    Duty.RECEIVE: _("received the complaint"),
    Duty.DECIDE: _("decided it"),
    Duty.NOMINATE: _("proposed the commendation"),
    Duty.EXAMINE: _("examined it"),
}

APART_ON_A_CASE: tuple[tuple[Duty, Duty], ...] = (
    (Duty.PROPOSE, Duty.APPROVE),  # nobody approves the own proposal
    (Duty.ENTER, Duty.CONFIRM),  # last year's answers taken over are looked at by a second pair of eyes
    (Duty.ENTER, Duty.APPROVE),
    (Duty.ENTER, Duty.PAY),
    (Duty.APPROVE, Duty.PAY),  # whoever approves money does not hand it out
    (Duty.SURVEY, Duty.RECHECK),  # a re-check by the first surveyor proves nothing
    (Duty.SURVEY, Duty.DECIDE),
    (Duty.RECEIVE, Duty.DECIDE),  # a complaint is decided by another than who took it in
    (Duty.NOMINATE, Duty.EXAMINE),
)


def in_the_way(user: Any, duty: str, acted: Mapping[str, int | Iterable[int] | None]) -> Duty | None:
    """The first earlier act of this person on the case that keeps the duty from them; None when nothing does.

    `acted` says who did what so far: duty -> number of an account, or several; None where nobody did it yet. An unknown
    duty is a ValueError: a word that the table does not know would keep nobody apart.
    """
    wanted = Duty(duty)
    for did, people in ((Duty(name), _numbers(people)) for name, people in acted.items()):
        if user.pk in people and ((did, wanted) in APART_ON_A_CASE or (wanted, did) in APART_ON_A_CASE):
            return did
    return None


def check_apart(user: Any, duty: str, *, acted: Mapping[str, int | Iterable[int] | None]) -> None:
    """Raise PermissionDenied, with a sentence, when the person did something on this case that excludes the duty."""
    did = in_the_way(user, duty, acted)
    if did:
        sentence = gettext("On this case you already %(did)s. This step belongs to another person.")
        raise PermissionDenied(sentence % {"did": DID[did]})


def _numbers(people: int | Iterable[int] | None) -> set[int]:
    if people is None:
        return set()
    return {people} if isinstance(people, int) else set(people)


# --- roles that one person never holds in the same area, nor in one that holds the other ------------------------
SEES_HOUSEHOLDS = frozenset(
    {
        *(Permission.REVIEW_READ, Permission.REGISTRY_READ, Permission.REGISTRY_SENSITIVE),
        *(Permission.SCHOOL_READ, Permission.GIFT_READ),  # pupils and receivers by name
    }
)


def _never_together() -> Iterator[frozenset[str]]:
    yield frozenset({Role.FUND_KEEPER, Role.FUND_APPROVER})
    for role, declared in ROLES.items():
        if role != Role.AUDITOR:  # an auditor audits others alone: every other role acts or decides
            yield frozenset({Role.AUDITOR, role})
        if declared.may & SEES_HOUSEHOLDS:
            yield frozenset({Role.ADMINISTRATOR, role})


NEVER_TOGETHER: frozenset[frozenset[str]] = frozenset(_never_together())


def may_meet(one: str, other: str) -> bool:
    """May one person hold both roles in the same area?"""
    return frozenset({str(one), str(other)}) not in NEVER_TOGETHER
