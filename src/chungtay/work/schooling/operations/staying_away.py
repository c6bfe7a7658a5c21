"""Finding children who stay away from school, and what visits to them brought."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.registry.queries.pupils import people
from chungtay.work.schooling.models import AwayOutcome, AwayReason, AwayTask, AwayVisit, Enrolment
from chungtay.work.schooling.permissions import check_may_keep, check_may_tell
from chungtay.work.schooling.queries import years
from chungtay.work.schooling.queries.staying_away import enrolled_now, staying_away, wards_that_told

WITHIN = datetime.timedelta(days=15)  # of the office itself; no instrument seen sets a time for the visit
_OVER = (AwayOutcome.RETURNED, AwayOutcome.GONE)  # whoever will not go, or is said to have moved, is not asked again
_OPENED = ["ward", "reason", "last", "outcome", "closed_on", "found_on", "due_on"]


@transaction.atomic
def look(ward: Unit, *, year: int, by: Any, at: datetime.datetime) -> tuple[int, int]:
    """Open a task for every child who stays away and has none in the year, and open that of who was back, or gone, and
    stays away again; close those of children who are enrolled by now, have died or moved. Returns how many of each.
    Looking again changes nothing. Raises ValidationError before the school year opens, PermissionDenied."""
    today = timezone.localdate(at)
    if ward.level != Level.WARD:
        raise ValidationError(_("Children are looked for in one ward."), code="ward")
    check_may_keep(by, ward, today)
    if today < years.opens(year):
        raise ValidationError(_("The school year has not begun."), code="early")
    opened, closed = _looked(ward, year, today, at)
    detail = {"year": year, "opened": opened, "closed": closed}
    record_event("schooling.looked_for_children", ward, by=by, at=at, area=ward, detail=detail)
    return opened, closed


def look_everywhere(
    *, at: datetime.datetime, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> tuple[int, int, int]:
    """The program's own look of a night, while school lasts, in the wards that told of their pupils. Each ward by
    itself; the trail has an event where something changed. Returns wards, tasks opened, tasks closed."""
    today = timezone.localdate(at)
    year = years.running(today)
    wards = wards_that_told(year, today) if years.opens(year) <= today <= years.closes(year) else []
    opened = closed = 0
    for done, ward in enumerate(wards, 1):
        with transaction.atomic():
            found, ended = _looked(ward, year, today, at)
            if found or ended:
                detail = {"year": year, "opened": found, "closed": ended}
                record_event("schooling.looked_for_children", ward, by=None, at=at, area=ward, detail=detail)
        opened, closed = opened + found, closed + ended
        progress(done, len(wards))
    return len(wards), opened, closed


def _looked(ward: Unit, year: int, today: datetime.date, at: datetime.datetime) -> tuple[int, int]:
    """How many tasks opened and closed. The ward is held meanwhile."""
    Unit.objects.select_for_update(no_key=True).get(pk=ward.pk)
    closed = _close_settled(ward, year, today, at)
    found = staying_away(ward, year, today)
    waiting = AwayTask.objects.select_for_update(no_key=True).filter(school_year=year)
    rows = waiting.filter(person__in=[each.person for each in found])
    known = {row.person_id: row for row in rows}
    again = [each for each in found if each.person in known and known[each.person].outcome in _OVER]
    for each in again:
        _open_again(known[each.person], ward, each.reason, each.last, today)
    AwayTask.objects.bulk_update([known[each.person] for each in again], _OPENED, batch_size=500)
    made = AwayTask.objects.bulk_create(
        (
            AwayTask(
                person_id=each.person,
                ward=ward,
                school_year=year,
                reason=each.reason,
                last_id=each.last,
                found_on=today,
                due_on=today + WITHIN,
            )
            for each in found
            if each.person not in known
        ),
        batch_size=500,
    )
    return len(made) + len(again), closed


def report_away(row: Enrolment, *, today: datetime.date) -> AwayTask | None:
    """A task at once for a child who left school: nobody waits until somebody looks. One that had ended in the year is
    open again, its visits stay. None where the child has an open one, has died, moved away or is at another school.
    Called where `row` has just ended, in its transaction."""
    ward = row.school.ward
    here = people([row.person_id], [ward.path])
    if row.person_id not in here or here[row.person_id].died or enrolled_now([row.person_id], row.school_year):
        return None
    made, new = AwayTask.objects.get_or_create(
        person_id=row.person_id,
        school_year=row.school_year,
        defaults={
            "ward": ward, "reason": AwayReason.LEFT, "last": row, "found_on": today, "due_on": today + WITHIN,
        },
    )  # fmt: skip
    if new or not made.outcome:
        return made if new else None
    _open_again(made, ward, AwayReason.LEFT, row.pk, today)
    made.save(update_fields=_OPENED)
    return made


def _open_again(task: AwayTask, ward: Unit, reason: str, last: int | None, today: datetime.date) -> None:
    """A child has one task in a year: it stays away anew."""
    task.ward, task.reason, task.last_id, task.outcome, task.closed_on = ward, reason, last, "", None
    task.found_on, task.due_on = today, today + WITHIN


def _close_settled(ward: Unit, year: int, today: datetime.date, at: datetime.datetime) -> int:
    rows = list(AwayTask.objects.select_for_update(no_key=True).filter(ward=ward, school_year=year, outcome=""))
    persons = [row.person_id for row in rows]
    back = enrolled_now(persons, year)
    here = {number for number, each in people(persons, [ward.path]).items() if not each.died}
    settled = []
    for row in rows:
        if row.person_id in here and row.person_id not in back:
            continue
        row.outcome = AwayOutcome.RETURNED if row.person_id in here else AwayOutcome.GONE
        row.closed_on = today
        settled.append(row)
    AwayTask.objects.bulk_update(settled, ["outcome", "closed_on"], batch_size=500)
    AwayVisit.objects.bulk_create(
        (
            AwayVisit(task=row, on=today, outcome=row.outcome, note=_("Seen in the register."), by=None, at=at)
            for row in settled
        ),
        batch_size=500,
    )
    return len(settled)


@transaction.atomic
def record_visit(
    number: int, *, outcome: str, on: datetime.date, note: str, by: Any, at: datetime.datetime
) -> AwayTask:
    """What a visit brought. "Back at school" needs an enrolment of the year: a word alone brings nobody back. Raises
    ValidationError, PermissionDenied."""
    task = (
        AwayTask.objects.select_for_update(of=("self",), no_key=True)
        .select_related("ward", "last__school__ward")
        .filter(pk=number)
        .first()
    )
    if task is None:
        raise ValidationError(_("There is no such task."), code="none")
    today = timezone.localdate(at)
    if task.last is not None and task.last.school.ward_id == task.ward_id:
        check_may_tell(by, task.last.school, today)
    else:
        check_may_keep(by, task.ward, today)
    if task.outcome:
        raise ValidationError(_("This task has ended: %(how)s.") % {"how": task.get_outcome_display()}, code="state")
    if outcome not in AwayOutcome.values or not tidy(note):
        raise ValidationError(_("Say how the visit ended, and what was said."), code="outcome")
    if not task.found_on <= on <= today:
        raise ValidationError(_("The day of the visit lies before the child was found, or in the future."), code="day")
    if outcome == AwayOutcome.RETURNED and not enrolled_now([task.person_id], task.school_year):
        raise ValidationError(_("Enrol the child first; then the task ends as back at school."), code="enrol")
    AwayVisit.objects.create(task=task, on=on, outcome=outcome, note=note, by=by, at=at)
    if outcome == AwayOutcome.VISITED:
        task.due_on = on + WITHIN
    else:
        task.outcome, task.closed_on = outcome, on
    task.save(update_fields=["due_on", "outcome", "closed_on"])
    record_event("schooling.child_visited", task, by=by, at=at, area=task.ward, detail={"outcome": outcome})
    return task
