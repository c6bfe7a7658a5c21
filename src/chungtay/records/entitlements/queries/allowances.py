"""Monthly allowances that are on record. Unscoped where a list of persons or a ward is given: the caller has asked."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q, QuerySet, Sum

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import Allowance, SupportLine, SupportList
from chungtay.records.entitlements.models.lists import HELD
from chungtay.records.registry.queries.parts import in_parts

_PART = 5_000


def live_of(persons: Collection[int]) -> list[Allowance]:
    """The allowances of these people that nobody took back."""
    found: list[Allowance] = []
    for part in in_parts(sorted(set(persons)), _PART):
        found += Allowance.objects.filter(person__in=part, withdrawn=False).order_by("pk")
    return found


def paid_for_these(persons: Collection[int]) -> list[Allowance]:
    """The allowances paid for the care of these people, or of records that were joined to theirs; nobody took them
    back."""
    found: list[Allowance] = []
    for part in in_parts(sorted(set(persons)), _PART):
        whose = Q(paid_for__in=part) | Q(paid_for__merged_into__in=part)
        found += Allowance.objects.filter(whose, withdrawn=False).select_related("person", "paid_for").order_by("pk")
    return found


def allowances_seen(user: Any, place: Unit, today: datetime.date) -> QuerySet[Allowance]:
    """Those of the wards of a place that lie in the reader's area, taken back ones left out."""
    inside = Q(pk__in=[])
    for path in scope_of(user, Permission.REGISTRY_READ, today):
        inside |= Q(ward__path__startswith=path)
    found = Allowance.objects.filter(inside, ward__path__startswith=place.path, withdrawn=False)
    return found.select_related("ward", "entered_by")


def payable(ward: Unit, last: datetime.date, persons: Collection[int] | None = None) -> list[Allowance]:
    """The allowances of a ward, of these people where they are given, of which some month up to `last` is paid here:
    those that ended too, for what was not paid of them may still be owed. By the day on which they began."""
    rows = Allowance.objects.filter(ward=ward, withdrawn=False, paid_from__lte=last, valid_from__lte=last)
    if persons is None:
        return list(rows.order_by("valid_from", "pk"))
    found: list[Allowance] = []
    for part in in_parts(sorted(set(persons)), _PART):
        found += rows.filter(person__in=part)
    return sorted(found, key=lambda row: (row.valid_from, row.pk))


def receiving(persons: Sequence[int] | QuerySet[Any, Any], day: datetime.date) -> set[int]:
    """Who of these people has an allowance on a day."""
    rows = Allowance.objects.filter(withdrawn=False, valid_from__lte=day).filter(
        Q(valid_to=None) | Q(valid_to__gte=day)
    )
    found: set[int] = set()
    for part in in_parts(list(persons), _PART):
        found.update(rows.filter(person__in=part).values_list("person", flat=True))
    return found


def why_beside(ward: Unit, persons: Collection[int]) -> dict[int, str]:
    """Person -> why an allowance of theirs is paid beside another, where somebody had to write it."""
    found: dict[int, str] = {}
    for part in in_parts(sorted(set(persons)), _PART):
        rows = Allowance.objects.filter(ward=ward, withdrawn=False, person__in=part).exclude(beside_why="")
        found.update(rows.order_by("pk").values_list("person", "beside_why"))
    return found


def who_entered(made: SupportList, lines: Sequence[SupportLine]) -> dict[int, set[int]]:
    """Line of a list of allowances -> accounts that entered allowances of its person."""
    accounts: dict[int, set[int]] = {}
    for part in in_parts(sorted({line.person_id for line in lines if line.person_id is not None}), _PART):
        rows = Allowance.objects.filter(ward=made.ward, person__in=part, withdrawn=False).order_by()
        for person, account in rows.values_list("person", "entered_by").distinct():
            accounts.setdefault(person, set()).add(account)
    return {line.pk: accounts.get(line.person_id or 0, set()) for line in lines}


def held_amounts(
    policies: Sequence[str], persons: Collection[int], *, but: int | None = None, until: str = ""
) -> list[tuple[int, int, str, int]]:
    """(person, ward of the list, period, đồng) that stand on lists of these policies and are paid or wait to
    be; without one list, and without periods after one, where that is asked."""
    found: list[tuple[int, int, str, int]] = []
    asked = SupportLine.objects.filter(policy__in=policies, state__in=HELD).order_by()
    if but:
        asked = asked.exclude(list=but)
    if until:
        asked = asked.filter(period__lte=until)
    for part in in_parts(sorted(set(persons)), _PART):
        rows = asked.filter(person__in=part).values_list("person", "list__ward", "period").annotate(Sum("amount"))
        found += [(person, ward, period, amount or 0) for person, ward, period, amount in rows if person is not None]
    return found
