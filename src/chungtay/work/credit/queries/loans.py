"""Loans of a place, in the reader's own area, and what is to be done about them."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.core.privacy import sensitive_of
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.homes import joined_of
from chungtay.records.registry.queries.households import common
from chungtay.records.registry.queries.standing import Followed, followed
from chungtay.work.credit.models import OPEN, Loan, LoanState, Telling

ENTERED, OVERDUE, REPAID = LoanState.ENTERED.value, LoanState.OVERDUE.value, LoanState.REPAID.value
UNDER_WAY, PAST, CONFIRM, SILENT, EVERY = "open", "past", "confirm", "silent", "every"
Seen = Followed[Loan]


def seen(user: Any, place: Unit, today: datetime.date) -> Seen:
    """Two statements and one for each step of the way of households that went over, and the rows."""
    paths = common(scope_of(user, Permission.REGISTRY_READ, today), place)
    return followed(Loan.objects.select_related("borrower", "household__group"), paths)


def conditions(today: datetime.date, by: Any = None) -> dict[str, Q]:
    """UNDER_WAY: not repaid; PAST: the due day is over and no paper told that it is repaid or overdue; SILENT: nobody
    told what is outstanding; CONFIRM: the loan or something told of it waits for a second person, other than `by`."""
    others = {"entered_by": by} if by is not None else {"pk__in": []}
    waiting = Telling.objects.filter(loan=OuterRef("pk"), confirmed_by=None, undone_at=None).exclude(**others)
    loan = Q(state=ENTERED) & ~Q(**others)
    return {
        UNDER_WAY: Q(state__in=OPEN),
        OVERDUE: Q(state=OVERDUE),
        PAST: Q(state=LoanState.RUNNING, due_on__lt=today),
        SILENT: Q(state__in=OPEN, outstanding=None),
        CONFIRM: loan | (Q(state__in=(*OPEN, LoanState.REPAID)) & Q(Exists(waiting))),
        REPAID: Q(state=REPAID),
    }


def chosen(rows: QuerySet[Loan], which: str, today: datetime.date) -> QuerySet[Loan]:
    if which == EVERY:
        return rows.exclude(state=LoanState.MISTAKE)
    return rows.filter(conditions(today)[which])


def counts(rows: QuerySet[Loan], today: datetime.date, *, by: Any = None) -> dict[str, int]:
    """How many of each kind; `owed`: whole đồng outstanding as told, of those of which it was told. One statement."""
    told = {name: Count("pk", filter=condition) for name, condition in conditions(today, by).items()}
    owed = Sum("outstanding", filter=Q(state__in=OPEN), default=0)
    found = rows.order_by().aggregate(owed=owed, **told)
    return {name: int(value) for name, value in found.items()}  # PostgreSQL gives a sum of whole numbers as a Decimal


def of_household(household: Any, *, opened: bool) -> list[Loan]:
    """For the page of a household, whose reader was asked there; those of households that became a part of it too."""
    rows = Loan.objects.filter(household__in=[household.pk, *joined_of(household)]).exclude(state=LoanState.MISTAKE)
    rows = rows.select_related("borrower").order_by("-disbursed_on", "-pk")
    return list(rows if opened else rows.defer(*sensitive_of(Loan)))
