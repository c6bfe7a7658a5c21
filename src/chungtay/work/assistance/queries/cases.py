"""Cases of the reader's own area, each with what comes next and by when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models import Case as Choice
from django.db.models.functions import Coalesce, TruncDate

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Permission, may, scope_of
from chungtay.foundation.core.privacy import sensitive_of
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.hardships import Event, events_within
from chungtay.records.registry.queries.households import common
from chungtay.work.assistance.models import Case, CaseKind, CaseState, Outcome, Part, PartState, Visit, VisitKind
from chungtay.work.assistance.models.cases import ENDED

# What comes next, in the order in which a page shows it.
STEPS = ("recover", "look_again", "paper", "inspect", "approve", "check", "pay", "visit")
NEWEST = 4  # on the page of a household
MANY = 2  # households for which one name outside of them signed, from which on it is shown
YEAR = datetime.timedelta(days=365)


def cases_seen(user: Any, place: Unit, today: datetime.date) -> QuerySet[Case]:
    """The cases of the wards of a place that lie in the reader's area."""
    inside = Q(pk__in=[])
    for path in scope_of(user, Permission.REGISTRY_READ, today):
        inside |= Q(ward__path__startswith=path)
    found = Case.objects.filter(inside, ward__path__startswith=place.path)
    return found.select_related("ward", "proposed_by", "approved_by", "noted_by")


def unended(cases: QuerySet[Case], user: Any) -> QuerySet[Any]:
    """Cases under way, each with `i_paid`: whether this person paid something out."""
    return cases.exclude(state__in=ENDED).annotate(
        i_paid=Exists(Part.objects.filter(case=OuterRef("pk"), paid_by=user))
    )


def with_steps(cases: QuerySet[Case]) -> QuerySet[Any]:
    """Each with `step` ("" when it ended), `due` (a day, None without one), `total` (đồng), `kilograms`, `paid` (đồng
    paid out and not given back), `first_paid` (a moment)."""
    due = Part.objects.filter(case=OuterRef("pk"), state=PartState.DUE).order_by("number")
    waits = Subquery(due.values("after_check")[:1])
    last = {
        kind: Subquery(Visit.objects.filter(case=OuterRef("pk"), kind=kind).order_by("-pk").values("outcome")[:1])
        for kind in VisitKind
    }
    step = Choice(
        When(Q(state__in=ENDED), then=Value("")),
        When(denied=True, then=Value("recover")),
        When(Q(state=CaseState.PAID) & Q(after__in=(Outcome.DIFFERS, Outcome.NOT_RECEIVED)), then=Value("look_again")),
        When(Q(state=CaseState.PROPOSED, kind=CaseKind.REPAIR) & ~_told("before"), then=Value("inspect")),
        When(state=CaseState.PROPOSED, then=Value("approve")),
        When(Q(state=CaseState.APPROVED, waits=True) & ~_told("work"), then=Value("check")),
        When(state=CaseState.APPROVED, then=Value("pay")),
        default=Value("visit"),
        output_field=CharField(),
    )
    day = Choice(
        When(state__in=(CaseState.PROPOSED, CaseState.APPROVED), then=TruncDate("limit_at")),
        When(state=CaseState.PAID, then=F("follow_up_on")),
        output_field=DateField(),
    )
    return cases.annotate(
        waits=waits,
        before=last[VisitKind.BEFORE],
        work=last[VisitKind.WORK],
        after=last[VisitKind.AFTER],
        total=_sum("amount"),
        kilograms=_sum("kilograms"),
        paid=_sum("amount", state=PartState.PAID),
        first_paid=Subquery(_of_case().values("case").annotate(first=Min("paid_at")).values("first")),
    ).annotate(step=step, due=day)


def _told(kind: str) -> Q:
    return Q(**{kind: Outcome.AS_TOLD}) & Q(**{f"{kind}__isnull": False})


def _of_case() -> QuerySet[Part]:
    return Part.objects.filter(case=OuterRef("pk")).order_by()


def _sum(field: str, **only: Any) -> Coalesce:
    rows = _of_case().filter(**only).values("case").annotate(sum=Sum(field)).values("sum")
    return Coalesce(Subquery(rows, output_field=BigIntegerField()), 0)


def open_first(cases: QuerySet[Any]) -> QuerySet[Any]:
    """Open cases before ended ones, what is due earliest first; what has no day comes after."""
    ended = Choice(When(state__in=ENDED, then=1), default=0, output_field=IntegerField())
    return cases.annotate(ended=ended).order_by("ended", F("due").asc(nulls_last=True), F("limit_at").asc(), "-pk")


def newest_of(household: int, *, opened: bool) -> list[Case]:
    """The latest cases of one household; until it is opened not what they are for. The caller has asked who may look at
    it."""
    rows = Case.objects.filter(household=household)
    return list((rows if opened else rows.defer(*sensitive_of(Case)))[:NEWEST])


def papers_waiting(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Calls that no leader has confirmed yet."""
    return cases.filter(by_call=True, paper_at=None).order_by("paper_due", "pk")


def late(cases: QuerySet[Case], now: datetime.datetime) -> QuerySet[Case]:
    """Relief of which nothing was paid within the hours, and which nobody refused."""
    paid = Exists(Part.objects.filter(case=OuterRef("pk"), paid_by__isnull=False))
    waiting = cases.filter(state__in=(CaseState.PROPOSED, CaseState.APPROVED), limit_at__lt=now)
    return waiting.filter(~paid).order_by("limit_at", "pk")


def counts(cases: QuerySet[Case]) -> dict[str, int]:
    """What comes next -> how many cases; "" for those that ended. One statement."""
    rows = with_steps(cases).order_by().values_list("step").annotate(Count("pk"))
    return dict(rows)


def events_waiting(user: Any, place: Unit, today: datetime.date, *, days: int = 60) -> list[Event]:
    """Misfortunes of the last days, of the reader's own area, after which nobody asked for relief yet."""
    paths = common(scope_of(user, Permission.REGISTRY_READ, today), place)
    events = events_within(paths, _before(today, days))
    asked = set(Case.objects.filter(event__in=[each.number for each in events]).values_list("event", flat=True))
    return [each for each in events if each.number not in asked]


def _before(today: datetime.date, days: int) -> datetime.date:
    return today - datetime.timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Signer:
    """One name from outside that signed for several households within a year."""

    name: str
    households: int
    payers: int
    parts: list[Part]


def many_signers(cases: QuerySet[Case], today: datetime.date) -> list[Signer]:
    """Names that signed for several households without belonging to them, most households first: the pattern of forged
    lists. Two statements."""
    rows = Part.objects.filter(case__in=cases.order_by().values("pk"), paid_on__gte=today - YEAR).exclude(signed_for="")
    homes = Count("case__household", distinct=True)
    found = rows.values_list("received_key").annotate(homes=homes).filter(homes__gte=MANY).order_by("-homes")
    keys: dict[str, int] = dict(found)
    parts: dict[str, list[Part]] = {key: [] for key in keys}
    for part in rows.filter(received_key__in=keys).select_related("case", "paid_by").order_by("paid_on", "pk"):
        parts[part.received_key].append(part)
    return [
        Signer(theirs[-1].received_by, keys[key], len({part.paid_by_id for part in theirs}), theirs)
        for key, theirs in parts.items()
    ]


def leaders_of(ward: Unit, today: datetime.date) -> list[User]:
    """Who may approve in the ward today."""
    ends = Q(assignments__ends_on=None) | Q(assignments__ends_on__gte=today)
    above = [ward.path[: index + 1] for index, letter in enumerate(ward.path) if letter == "/"]
    near = User.objects.filter(ends, assignments__area__path__in=above, assignments__starts_on__lte=today)
    people = near.filter(is_active=True).distinct().order_by("full_name")
    return [user for user in people if may(user, Permission.SUPPORT_APPROVE, ward, today)]
