"""Of policies that exclude one another a person gets one for a time, whichever list it came by: who is held for it by
another policy of the group, or by a monthly allowance as it was decided elsewhere (notes of the law, 3.6)."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Q

from chungtay.records.entitlements.models import Allowance, SupportLine
from chungtay.records.entitlements.models.lists import HELD
from chungtay.records.entitlements.queries.care_money import CARE, is_care, takes_the_place
from chungtay.records.entitlements.queries.periods import overlapping
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.same import records_of_people
from chungtay.rulebook import policy_book
from chungtay.rulebook.rights import Policy, beside

MONTHLY = "monthly"  # the group of the book whose money decisions on allowances give too
ALLOWANCES = "monthly-allowances"  # what stands as the policy on a list of what such decisions owe
_PART = 2_000


def others_of_group(policy: Policy) -> list[str]:
    """Policies of the book that may not stand beside this one, of whatever time; those of no group exclude nothing."""
    if not policy.excludes:
        return []
    book = policy_book.load().policies
    others = {each.id for each in book if each.excludes == policy.excludes and not beside(each, policy)}
    return sorted(others - {policy.id})


def excluding_allowances() -> list[str]:
    """Policies of the book whose money is the same as that of an allowance by decision: all of its group but those
    that are paid beside another."""
    book = policy_book.load().policies
    return sorted({each.id for each in book if each.excludes == MONTHLY and not each.beside})


def held_in_group(policy: Policy, period: str | None, persons: Collection[int]) -> tuple[set[int], dict[int, str]]:
    """Who is held by the policy for a time that lies over the period (None: ever); and person -> another policy of its
    group by which the person is held for it. Of cash alone: a card may follow another within the year. Records that
    were joined to a person's count as the person's. Three statements for some thousands of people."""
    own: set[int] = set()
    otherwise: dict[int, str] = {}
    apart = policy.gives == "cash" and period is not None
    others = others_of_group(policy) if apart else []
    lines = SupportLine.objects.filter(policy__in=[policy.id, *others], state__in=HELD).order_by("pk")
    if period is not None:
        lines = lines.filter(period__in=overlapping(period))
    month = period if period is not None and len(period) == len("2026-09") else ""
    decided = bool(month) and apart and (policy.excludes == MONTHLY or policy.id in CARE)
    records = records_of_people(persons)
    for part in in_parts(sorted(records), _PART):
        for number, name in lines.filter(person__in=part).values_list("person", "policy"):
            if name == policy.id:
                own.add(records[number])
            else:
                otherwise[records[number]] = name
        if decided:
            first = datetime.date.fromisoformat(f"{month}-01")
            told = decided_in(first, part, by_carer=policy.id in CARE)
            held = (number for number, title, paid_for in told if holds_by_decision(policy, title, paid_for))
            otherwise.update(dict.fromkeys((records[number] for number in held), ALLOWANCES))
    return own, otherwise


def decided_in(first: datetime.date, persons: Any, *, by_carer: bool = False) -> list[tuple[int, str, int | None]]:
    """(person, what it is called, for whose care) of the allowances by decision that these people have in the month
    that begins on a day, whether it was paid yet or not; `by_carer`: that are paid for the care of these people, each
    under the number of whoever is cared for."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    rows = Allowance.objects.filter(withdrawn=False, valid_from__lte=last).order_by()
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=first))
    if by_carer:
        found = rows.filter(paid_for__in=persons).values_list("paid_for", "title")
        return [(number, title, number) for number, title in found if number]
    return list(rows.filter(person__in=persons).values_list("person", "title", "paid_for"))


def holds_by_decision(policy: Policy, title: str, paid_for: int | None) -> bool:
    """Whether an allowance by decision is the same money as that of the policy for its person (of a policy for care:
    for the person cared for), or excludes it."""
    return is_care(title, paid_for) if policy.id in CARE else takes_the_place(policy, title, paid_for)
