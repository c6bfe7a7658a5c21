"""Which children of a ward stay away from school, and the tasks about them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.pupils import attending, children_born, people
from chungtay.work.schooling.models import AwayReason, AwayTask, EnrolmentState, Level, ListState, PupilList, School
from chungtay.work.schooling.queries import years
from chungtay.work.schooling.queries.pupils import live, own_schools, schools_seen

# Who turns six in the year enters grade 1; the poverty standard asks for everybody under 16 (rule set vn-2022,
# indicator 3.2). Whoever ended grade 12, or studies beyond school, is no drop-out.
_FROM, _UNDER = 6, 16
_LAST_GRADE = 12
_LOOKED = (AwayReason.NOT_BACK, AwayReason.NEVER)  # found by looking, where LEFT is told by a school
_BEYOND = (Level.INTERMEDIATE, Level.COLLEGE, Level.UNIVERSITY)


@dataclass(frozen=True, slots=True)
class Away:
    person: int
    reason: AwayReason
    last: int | None


def staying_away(ward: Unit, year: int, today: datetime.date) -> list[Away]:
    """Everybody who lives in the ward today and stays away, each for one reason. A fixed number of statements."""
    this = list(live(year).values_list("pk", "person", "state").order_by("enrolled_on", "pk").filter(_of(ward)))
    at_school = {person for _pk, person, state in this if state != EnrolmentState.LEFT}
    found: dict[int, Away] = {
        person: Away(person, AwayReason.LEFT, number)
        for number, person, state in this
        if state == EnrolmentState.LEFT and person not in at_school
    }
    before = live(year - 1).filter(_of(ward)).exclude(grade=_LAST_GRADE).exclude(level__in=_BEYOND)
    for number, person in before.order_by("enrolled_on", "pk").values_list("pk", "person"):
        if person not in at_school and person not in found:
            found[person] = Away(person, AwayReason.NOT_BACK, number)
    first, last = school_age(year)
    children = [each.number for each in children_born([ward.path], first, last)]
    known = attending(children, today)
    for person in children:
        if person not in at_school and person not in found and person not in known:
            found[person] = Away(person, AwayReason.NEVER, None)
    here = {number for number, each in people(found, [ward.path]).items() if not each.died}
    return [away for person, away in found.items() if person in here]


def wards_that_told(year: int, today: datetime.date) -> list[Unit]:
    """Wards in which nobody is missed only because a list has not come yet: each open school has pupils of the year, or
    somebody looked already. Two statements."""
    here = Exists(live(year).filter(school=OuterRef("pk")))
    schools = School.objects.filter(Q(closed_on=None) | Q(closed_on__gt=today)).annotate(told=here)
    told: dict[int, bool] = {}
    for ward, each in schools.order_by().values_list("ward", "told"):
        told[ward] = told.get(ward, True) and each
    looked = Exists(AwayTask.objects.filter(ward=OuterRef("pk"), school_year=year, reason__in=_LOOKED))
    ready = Q(pk__in=[ward for ward, each in told.items() if each])
    return list(Unit.objects.annotate(looked=looked).filter(ready | Q(looked=True)).order_by("code", "pk"))


def to_take_over(user: Any, place: Unit, today: datetime.date) -> QuerySet[PupilList]:
    """Lists of the schools of the reader's area that were compared and wait, the oldest first."""
    rows = PupilList.objects.filter(school__in=schools_seen(user, place, today), state=ListState.STAGED)
    return rows.select_related("school__ward").order_by("brought_at", "pk")


def school_age(year: int) -> tuple[datetime.date, datetime.date]:
    """The first and the last birthday of children of school age when the year opens."""
    opens = years.opens(year)
    return opens.replace(year=year - _UNDER) + datetime.timedelta(days=1), datetime.date(year - _FROM, 12, 31)


def _of(ward: Unit) -> Q:
    return Q(school__ward=ward)


def enrolled_now(persons: Iterable[int], year: int) -> set[int]:
    """Who of these is at school in the year."""
    rows = live(year).filter(person__in=list(persons)).exclude(state=EnrolmentState.LEFT)
    return set(rows.values_list("person", flat=True))


def tasks_seen(user: Any, place: Unit, year: int, today: datetime.date) -> QuerySet[AwayTask]:
    """The tasks of the wards of a place that lie in the reader's area; of who reads no register, those of children who
    were last at the own school."""
    inside = Q(pk__in=[])
    for path in scope_of(user, Permission.REGISTRY_READ, today):
        inside |= Q(ward__path__startswith=path)
    for path in scope_of(user, Permission.SCHOOL_READ, today):
        inside |= Q(ward__path__startswith=path, last__school__in=own_schools(user))
    rows = AwayTask.objects.filter(inside, ward__path__startswith=place.path, school_year=year)
    return rows.select_related("ward", "last__school").prefetch_related("visits__by")


def counts(tasks: QuerySet[AwayTask], today: datetime.date) -> dict[str, int]:
    """Open tasks by reason, those overdue, and closed ones by outcome. One statement."""
    named = {reason.value: Count("pk", filter=Q(outcome="", reason=reason)) for reason in AwayReason}
    named["late"] = Count("pk", filter=Q(outcome="", due_on__lt=today))
    named["closed"] = Count("pk", filter=~Q(outcome=""))
    found: dict[str, int] = tasks.order_by().prefetch_related(None).aggregate(**named)
    return found


def chosen(tasks: QuerySet[AwayTask], kind: str, today: datetime.date) -> QuerySet[AwayTask]:
    """Of one reason, overdue, or closed; "" is everything open. The most overdue first."""
    if kind == "closed":
        return tasks.exclude(outcome="").order_by("-closed_on", "pk")
    rows = tasks.filter(outcome="")
    if kind == "late":
        rows = rows.filter(due_on__lt=today)
    elif kind in AwayReason.values:
        rows = rows.filter(reason=kind)
    return rows.order_by("due_on", "person__name_key", "pk")
