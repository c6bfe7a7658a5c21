"""What comes next for a household, and whose turn it is."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.accounts.permissions import Permission
from chungtay.records.registry.models import ChangeRequest, PaperKind
from chungtay.records.registry.queries.lives import Life

NEEDED = (Permission.REGISTRY_APPROVE, Permission.REGISTRY_EDIT, Permission.REVIEW_CLASSIFY)


@dataclass(frozen=True, slots=True)
class Step:
    """`what` waits for one of `people`; `request` when it is a proposal."""

    what: str
    people: list[str]
    request: ChangeRequest | None = None


def steps(
    life: Life,
    waiting: list[ChangeRequest],
    people: Mapping[Permission, Mapping[int, str]],
    today: datetime.date,
) -> list[Step]:
    """Proposals first, then a missing class, then missing numbers. Nothing for a household that has ended."""
    found = [
        Step(
            _("A proposal of %(name)s waits for a decision.") % {"name": request.proposed_by.full_name},
            _others(people, Permission.REGISTRY_APPROVE, request.proposed_by_id),
            request,
        )
        for request in waiting
    ]
    if life.household.ended_on is None:
        found += _missing(life, people, today)
    return found


def _missing(life: Life, people: Mapping[Permission, Mapping[int, str]], today: datetime.date) -> list[Step]:
    found = []
    year = today.year - 1
    began = min((row.valid_from for row in life.residences), default=today)
    if began.year <= year and all(status.year < year for status in life.statuses):
        words = _("No class for the year %(year)s is on record.") % {"year": year}
        found.append(Step(words, _others(people, Permission.REVIEW_CLASSIFY)))
    without = [
        row
        for row in life.members
        if all(paper.kind != PaperKind.CITIZEN for paper in life.papers.get(row.person_id, []))
    ]
    if without:
        words = ngettext(
            "%(count)s member has no identity number on record.",
            "%(count)s members have no identity number on record.",
            len(without),
        )
        found.append(Step(words % {"count": len(without)}, _others(people, Permission.REGISTRY_EDIT)))
    return found


def _others(people: Mapping[Permission, Mapping[int, str]], permission: Permission, but: int = 0) -> list[str]:
    """At most three, without the one who may not."""
    return [name for number, name in people.get(permission, {}).items() if number != but][:3]
