"""Who is enrolled where: one by one, and for a whole list in a fixed number of statements. The register is told in the
same transaction that they attend a school, which is what policies ask."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.records.registry.operations.schooling import Attends, attend_school, leave_school
from chungtay.work.schooling.models import Enrolment, EnrolmentState, Level, PupilList, School
from chungtay.work.schooling.operations.staying_away import report_away
from chungtay.work.schooling.permissions import check_may_keep, check_may_tell
from chungtay.work.schooling.queries import years
from chungtay.work.schooling.transitions import check_enrolment

_BATCH = 500
_LEVELS = ((1, 5, Level.PRIMARY), (6, 9, Level.LOWER_SECONDARY), (10, 12, Level.UPPER_SECONDARY))


def out_of_level(grade: int | None, school: School) -> bool:
    """Whether a grade is none of the school's level: of a school of several levels that may be right, and is asked."""
    levels = {Level.PRESCHOOL, *(level for _first, _last, level in _LEVELS)}
    return grade is not None and school.level in levels and level_of(grade, school) != school.level


@dataclass(frozen=True, slots=True)
class NewPupil:
    """`person` by number; `grade` 1 to 12, None for preschool and for what comes after school."""

    person: int
    grade: int | None
    class_name: str = ""


def level_of(grade: int | None, school: School) -> str:
    """The level that a grade belongs to; without a grade that of the school."""
    for first, last, level in _LEVELS:
        if grade is not None and first <= grade <= last:
            return level
    return school.level


@transaction.atomic
def enrol(
    school: School, *, year: int, pupil: NewPupil, on: datetime.date, by: Any, at: datetime.datetime
) -> Enrolment:
    """Enrol somebody of the ward for a school year. Raises ValidationError for somebody who is enrolled for the year
    already, has died or lives elsewhere, for a day outside the school year or to come; PermissionDenied."""
    [made], _operation = enrol_all(school, year=year, pupils=[pupil], on=on, by=by, at=at)
    record_event("schooling.enrolled", made, by=by, at=at, area=school.ward, detail={"year": year})
    return made


@transaction.atomic
def enrol_all(
    school: School,
    *,
    year: int,
    pupils: Sequence[NewPupil],
    on: datetime.date,
    came_by: PupilList | None = None,
    source: str = "screen",
    by: Any,
    at: datetime.datetime,
) -> tuple[list[Enrolment], int | None]:
    """As `enrol` for many; returns them with the number of the register's act. The caller records the event."""
    check_may_keep(by, school.ward, timezone.localdate(at))
    check_day(year, on, at)
    taken = set(studying([each.person for each in pupils], year))
    if taken or len({each.person for each in pupils}) < len(pupils):
        raise ValidationError(
            _("%(count)s of these pupils are enrolled for the year already."),
            params={"count": len(taken) or 1},
            code="twice",
        )
    rows = [
        Enrolment(
            person_id=each.person,
            school=school,
            school_year=year,
            level=level_of(each.grade, school),
            grade=each.grade,
            class_name=tidy(each.class_name),
            enrolled_on=on,
            came_by=came_by,
            entered_by=by,
            entered_at=at,
        )
        for each in pupils
    ]
    origin = f"school-list:{came_by.pk}" if came_by else f"school:{school.pk}"
    told = [Attends(row.person_id, row.level, school.name, on) for row in rows]
    operation = attend_school(told, ward=school.ward, source=source, origin=origin, by=by, at=at)
    return Enrolment.objects.bulk_create(rows, batch_size=_BATCH), operation


def studying(persons: Sequence[int], year: int) -> dict[int, Enrolment]:
    """Person -> the live enrolment of the year, held until the transaction ends."""
    found: dict[int, Enrolment] = {}
    for start in range(0, len(persons), 2_000):
        rows = (
            Enrolment.objects.select_for_update(of=("self",), no_key=True)
            .select_related("school__ward")
            .filter(
                person__in=persons[start : start + 2_000],
                school_year=year,
                state=EnrolmentState.STUDYING,
                withdrawn=False,
            )
        )
        found.update((row.person_id, row) for row in rows)
    return found


@transaction.atomic
def end_enrolment(
    number: int, *, state: str, on: datetime.date, why: str = "", by: Any, at: datetime.datetime
) -> Enrolment:
    """A pupil finished the year, moved to another school or left. Who leaves needs a reason, and is to be visited from
    that moment on. Raises ValidationError, PermissionDenied."""
    row = held(number)
    today = timezone.localdate(at)
    check_may_tell(by, row.school, today)
    check_enrolment(row.state, state)
    if not row.enrolled_on <= on <= today:
        raise ValidationError(_("The last day lies before the enrolment or in the future."), code="day")
    if state == EnrolmentState.LEFT and not tidy(why):
        raise ValidationError(_("Say why the pupil left."), code="why")
    row.state, row.ended_on, row.why = state, on, tidy(why)
    row.save(update_fields=["state", "ended_on", "why"])
    _leave(row.school, [row.person_id], year=row.school_year, on=on, why=row.why, by=by, at=at)
    detail: dict[str, Any] = {"state": str(state)}
    if state == EnrolmentState.LEFT and (task := report_away(row, today=today)):
        detail["task"] = task.pk
    record_event("schooling.enrolment_ended", row, by=by, at=at, area=row.school.ward, detail=detail)
    return row


@transaction.atomic
def confirm_pupils(school: School, *, year: int, class_name: str | None = None, by: Any, at: datetime.datetime) -> int:
    """The school says of everybody who studies there, or in one class, that they attend; returns how many it had not
    confirmed yet. Raises ValidationError when nobody is left, PermissionDenied."""
    today = timezone.localdate(at)
    check_may_tell(by, school, today)
    rows = Enrolment.objects.filter(
        school=school, school_year=year, state=EnrolmentState.STUDYING, withdrawn=False, confirmed_on=None
    )
    if class_name is not None:
        rows = rows.filter(class_name=class_name)
    count = rows.update(confirmed_on=today, confirmed_by=by)
    if not count:
        raise ValidationError(_("Every pupil here is confirmed already."), code="none")
    detail = {"year": year, "pupils": count} | ({"class": class_name} if class_name is not None else {})
    record_event("schooling.pupils_confirmed", school, by=by, at=at, area=school.ward, detail=detail)
    return count


@transaction.atomic
def finish_year(school: School, *, year: int, on: datetime.date, by: Any, at: datetime.datetime) -> int:
    """Everybody who studies at the school finished the year on a day; returns how many. Raises ValidationError before
    the year's second term ends with May, PermissionDenied."""
    today = timezone.localdate(at)
    check_may_keep(by, school.ward, today)
    if not datetime.date(year + 1, 5, 1) <= on <= min(today, years.latest(year)):
        raise ValidationError(_("A school year is finished from May on, not on a day to come."), code="day")
    rows = Enrolment.objects.filter(school=school, school_year=year, state=EnrolmentState.STUDYING, withdrawn=False)
    persons = list(rows.filter(enrolled_on__lte=on).values_list("person", flat=True))
    count = rows.filter(enrolled_on__lte=on).update(state=EnrolmentState.FINISHED, ended_on=on)
    _leave(school, persons, year=year, on=on, by=by, at=at)
    record_event(
        "schooling.year_finished", school, by=by, at=at, area=school.ward, detail={"year": year, "pupils": count}
    )
    return count


def _leave(
    school: School,
    persons: Sequence[int],
    *,
    year: int,
    on: datetime.date,
    why: str = "",
    by: Any,
    at: datetime.datetime,
) -> None:
    """Tell the register, but of those who study in a later year already: their schooling goes on."""
    going_on: set[int] = set()
    for start in range(0, len(persons), 2_000):
        rows = Enrolment.objects.filter(
            person__in=persons[start : start + 2_000],
            school_year__gt=year,
            state=EnrolmentState.STUDYING,
            withdrawn=False,
        )
        going_on.update(rows.values_list("person", flat=True))
    ended = {person: on for person in persons if person not in going_on}
    leave_school(ended, ward=school.ward, why=why, origin=f"school:{school.pk}", by=by, at=at)


def held(number: int) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True).select_related("school__ward")
    found = rows.filter(pk=number, withdrawn=False).first()
    if found is None:
        raise ValidationError(_("There is no such pupil."), code="none")
    return found


def check_day(year: int, on: datetime.date, at: datetime.datetime) -> None:
    if not years.earliest(year) <= on <= min(years.latest(year), timezone.localdate(at)):
        raise ValidationError(
            _("The day lies outside the school year %(year)s, or in the future."),
            params={"year": years.words(year)},
            code="day",
        )
