"""Schools of a place and their pupils by name, grade and class."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from chungtay.foundation.accounts.models import Role, User
from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.work.schooling.models import Enrolment, EnrolmentState, PupilList, PupilRow, School, SchoolOfficer
from chungtay.work.schooling.models.lists import OPEN


def schools_seen(user: Any, place: Unit, today: datetime.date) -> QuerySet[School]:
    """The schools of the wards of a place that lie in the reader's area; of who reads no register, the own."""
    seen = _in_scope(user, Permission.REGISTRY_READ, today)
    own = _in_scope(user, Permission.SCHOOL_READ, today) & Q(pk__in=own_schools(user))
    return School.objects.filter(seen | own, ward__path__startswith=place.path).select_related("ward")


def own_schools(user: Any) -> QuerySet[SchoolOfficer, int]:
    """The numbers of the schools at which somebody works."""
    return SchoolOfficer.objects.filter(user=user, ended_on=None).order_by().values_list("school", flat=True)


def _in_scope(user: Any, permission: Permission, today: datetime.date) -> Q:
    inside = Q(pk__in=[])
    for path in scope_of(user, permission, today):
        inside |= Q(ward__path__startswith=path)
    return inside


def officers_of(school: School) -> list[SchoolOfficer]:
    """Who works at the school now."""
    rows = SchoolOfficer.objects.filter(school=school, ended_on=None).select_related("user")
    return list(rows.order_by("user__full_name"))


def may_work_at(school: School, today: datetime.date) -> list[User]:
    """Who has the duty of a school officer in the ward today and does not work at the school yet."""
    found = User.objects.filter(
        Q(assignments__ends_on=None) | Q(assignments__ends_on__gte=today),
        is_active=True,
        assignments__role=Role.SCHOOL_OFFICER,
        assignments__area=school.ward_id,
        assignments__starts_on__lte=today,
    )
    taken = SchoolOfficer.objects.filter(school=school, ended_on=None).values("user")
    return list(found.exclude(pk__in=taken).distinct().order_by("full_name"))


def unconfirmed(school: School, year: int, *, class_name: str | None = None) -> int:
    """How many who study there, or in one class, the school has not confirmed."""
    rows = live(year).filter(school=school, state=EnrolmentState.STUDYING, confirmed_on=None)
    return (rows if class_name is None else rows.filter(class_name=class_name)).count()


def live(year: int) -> QuerySet[Enrolment]:
    """Enrolments of a school year that nobody took back."""
    return Enrolment.objects.filter(school_year=year, withdrawn=False)


@dataclass(frozen=True, slots=True)
class Tally:
    """Pupils of a school and year by state."""

    studying: int = 0
    finished: int = 0
    moved: int = 0
    left: int = 0

    @property
    def all(self) -> int:
        return self.studying + self.finished + self.moved + self.left


def counts_of(schools: Iterable[int], year: int) -> dict[int, Tally]:
    """School -> its pupils by state. One statement."""
    found: dict[int, dict[str, int]] = {}
    rows = live(year).filter(school__in=list(schools)).order_by().values_list("school", "state").annotate(Count("pk"))
    for school, state, count in rows:
        found.setdefault(school, {})[state] = count
    return {school: Tally(**states) for school, states in found.items()}


def grades_of(school: School, year: int) -> list[tuple[int | None, str, int]]:
    """(Grade, class, pupils studying), in order."""
    rows = live(year).filter(school=school, state=EnrolmentState.STUDYING).order_by("grade", "class_name")
    return list(rows.values_list("grade", "class_name").annotate(Count("pk")))


def pupils(school: School, year: int, *, state: str = "", class_name: str | None = None) -> QuerySet[Enrolment]:
    """Pupils of a school and year by grade, class and given name."""
    rows = live(year).filter(school=school)
    if state in EnrolmentState.values:
        rows = rows.filter(state=state)
    if class_name is not None:
        rows = rows.filter(class_name=class_name)
    return rows.order_by("grade", "class_name", "person__name_key", "pk")


def enrolments_of(person: int) -> QuerySet[Enrolment]:
    return (
        Enrolment.objects.filter(person=person, withdrawn=False)
        .select_related("school")
        .order_by("-enrolled_on", "-pk")
    )


def lists_of(school: School, year: int) -> QuerySet[PupilList]:
    return school.lists.filter(school_year=year).select_related("brought_by").order_by("-brought_at", "-pk")


def waiting_lists(schools: QuerySet[School], year: int) -> list[tuple[PupilList, int]]:
    """Lists that are not taken over yet, each with how many lines wait for a decision."""
    rows = PupilList.objects.filter(school__in=schools.order_by().values("pk"), school_year=year, state="staged")
    counted = rows.annotate(waiting=Count("rows", filter=Q(rows__outcome__in=OPEN))).select_related("school__ward")
    return [(row, row.waiting) for row in counted.order_by("brought_at")]


def outcomes_of(made: PupilList) -> dict[str, int]:
    return dict(made.rows.order_by().values_list("outcome").annotate(Count("pk")))


def rows_of(made: PupilList, outcome: str) -> QuerySet[PupilRow]:
    rows = made.rows.select_related("decided_by").order_by("line")
    return rows.filter(outcome=outcome) if outcome else rows
