"""Lists that schools send: compared with the register, decided where two may be meant, taken over, undone.

The same file twice is one list. Identity numbers of the file find people and are not kept.
"""

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
from chungtay.records.registry.operations.schooling import undo_schooling
from chungtay.records.registry.queries.pupils import Matched, Sought, match, people, year_in
from chungtay.work.schooling.models import (
    Enrolment,
    EnrolmentState,
    ListState,
    PupilList,
    PupilRow,
    RowOutcome,
    School,
)
from chungtay.work.schooling.models.lists import OPEN, TAKEN
from chungtay.work.schooling.operations.enrolments import (
    NewPupil,
    check_day,
    enrol_all,
    level_of,
    out_of_level,
    studying,
)
from chungtay.work.schooling.permissions import check_may_import
from chungtay.work.schooling.transitions import check_list
from chungtay.workbooks.pupils import PupilLine
from chungtay.workbooks.reading.lines import Passed, kept_of

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was read: its name, the SHA-256 of its bytes, its pupils, the rows passed over."""

    name: str
    sha256: str
    lines: Sequence[PupilLine]
    passed: Sequence[Passed] = ()


@transaction.atomic
def bring_in(
    school: School, sent: Sent, *, year: int, day: datetime.date, by: Any, at: datetime.datetime
) -> tuple[PupilList, bool]:
    """Compare a list with the register; nothing is written there yet. Returns the list and whether it is new: the same
    content again for the same school and year gives the one that is there. Raises ValidationError, PermissionDenied."""
    check_may_import(by, school.ward, timezone.localdate(at))
    check_day(year, day, at)
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    standing = (ListState.STAGED, ListState.APPLIED)
    known = PupilList.objects.filter(school=school, school_year=year, sha256=sent.sha256, state__in=standing).first()
    if known:
        return known, False
    made = PupilList.objects.create(
        school=school,
        school_year=year,
        day=day,
        name=sent.name[-200:],
        sha256=sent.sha256,
        brought_by=by,
        brought_at=at,
        passed=kept_of(sent.passed),
    )
    _stage(made, sent.lines)
    counts = _counts(made)
    record_event("schooling.list_brought_in", made, by=by, at=at, area=school.ward, detail={"year": year, **counts})
    return made, True


def _stage(made: PupilList, lines: Sequence[PupilLine]) -> None:
    sought = [Sought(line.name, line.day, line.number, year_in(line.born)) for line in lines]
    matched = match(sought, [made.school.ward.path])
    certain = [one.certain.number for one in matched if one.certain]
    enrolled = studying(certain, made.school_year)
    twice = {number for number in certain if certain.count(number) > 1}
    rows = []
    for line, found in zip(lines, matched, strict=True):
        row = PupilRow(
            list=made, line=line.line, name=line.name, born=line.born, grade=line.grade, class_name=line.class_name
        )
        _judge(row, line, found, enrolled, twice)
        rows.append(row)
    PupilRow.objects.bulk_create(rows, batch_size=_BATCH)


def _judge(row: PupilRow, line: PupilLine, found: Matched, enrolled: dict[int, Enrolment], twice: set[int]) -> None:
    if line.stops or (line.faults and not found.certain):
        row.outcome, row.why = RowOutcome.WRONG, " ".join(vi for vi, _en in (*line.stops, *line.faults))[:200]
    elif found.certain is None:
        row.outcome = RowOutcome.CHOOSE if found.possible else RowOutcome.UNKNOWN
        row.possible = [each.number for each in found.possible]
    elif found.certain.number in twice:
        row.outcome, row.possible = RowOutcome.CHOOSE, [found.certain.number]
        row.why = _("Two lines of the list mean this person.")
    elif out_of_level(line.grade, row.list.school):
        row.outcome, row.possible = RowOutcome.CHOOSE, [found.certain.number]
    else:
        row.person_id = found.certain.number
        row.outcome = outcome_of(row, enrolled.get(found.certain.number))
    if row.outcome == RowOutcome.CHOOSE and out_of_level(line.grade, row.list.school):
        words = {"class": line.class_name or line.grade, "level": row.list.school.get_level_display()}
        sentence = _("Class %(class)s is not of the school's level (%(level)s). Say who it is only if it is right.")
        row.why = f"{row.why} {sentence % words}".strip()[:200]


def outcome_of(row: PupilRow, standing: Enrolment | None) -> RowOutcome:
    """What taking the line over would do to the enrolment that the person has for the year."""
    if standing is None:
        return RowOutcome.NEW
    if standing.school_id != row.list.school_id:
        return RowOutcome.ELSEWHERE
    same = (standing.grade, standing.class_name) == (row.grade, row.class_name)
    return RowOutcome.SAME if same else RowOutcome.CHANGED


@transaction.atomic
def decide(number: int, line: int, *, person: int | None, by: Any, at: datetime.datetime) -> PupilRow:
    """Say whom a line means, out of those who are possible, or leave it out (None). Raises ValidationError,
    PermissionDenied."""
    made = _held(number)
    check_may_import(by, made.school.ward, timezone.localdate(at))
    check_list(made.state, ListState.APPLIED)
    row = made.rows.select_for_update(no_key=True).filter(line=line).first()
    if row is None or row.outcome not in (*OPEN, RowOutcome.LEFT_OUT, RowOutcome.ELSEWHERE):
        raise ValidationError(_("There is nothing to decide on this line."), code="line")
    row.decided_by = by
    if person is None:
        row.person_id, row.outcome = None, RowOutcome.LEFT_OUT
    else:
        if person not in row.possible or person not in people([person], [made.school.ward.path]):
            raise ValidationError(_("This person is not one of those whom the line may mean."), code="person")
        if made.rows.filter(person=person).exclude(pk=row.pk).exists():
            raise ValidationError(_("Another line of the list means this person already."), code="twice")
        row.person_id = person
        row.outcome = outcome_of(row, studying([person], made.school_year).get(person))
    row.save(update_fields=["person", "outcome", "decided_by"])
    record_event(
        "schooling.line_decided", made, by=by, at=at, area=made.school.ward,
        detail={"line": line, "outcome": str(row.outcome)},
    )  # fmt: skip
    return row


@transaction.atomic
def take_over(number: int, *, by: Any, at: datetime.datetime) -> PupilList:
    """Enrol everybody whom the list means, bring grade and class up to date, and move here who was enrolled elsewhere.
    Lines that nobody decided, unknown and unreadable ones are left. Raises ValidationError, PermissionDenied."""
    made = _held(number)
    check_may_import(by, made.school.ward, timezone.localdate(at))
    check_list(made.state, ListState.APPLIED)
    rows = list(made.rows.filter(person__isnull=False, outcome__in=(*TAKEN, RowOutcome.SAME)))
    standing = studying([row.person_id for row in rows if row.person_id], made.school_year)
    here = people([row.person_id for row in rows if row.person_id], [made.school.ward.path])
    new: list[NewPupil] = []
    changed: list[Enrolment] = []
    for row in rows:
        _settle(row, standing.get(row.person_id or 0), here, new, changed, made)
    Enrolment.objects.bulk_update(
        changed, ["grade", "class_name", "level", "state", "ended_on", "why"], batch_size=_BATCH
    )
    _enrolled, made.operation = enrol_all(
        made.school, year=made.school_year, pupils=new, on=made.day, came_by=made, source="import", by=by, at=at
    )
    PupilRow.objects.bulk_update(rows, ["outcome", "why", "before"], batch_size=_BATCH)
    made.state, made.taken_by, made.taken_at = ListState.APPLIED, by, at
    made.save(update_fields=["state", "operation", "taken_by", "taken_at"])
    record_event(
        "schooling.list_taken_over", made, by=by, at=at, area=made.school.ward,
        detail={"year": made.school_year, **_counts(made)},
    )  # fmt: skip
    return made


def _settle(
    row: PupilRow,
    old: Enrolment | None,
    here: dict[int, Any],
    new: list[NewPupil],
    changed: list[Enrolment],
    made: PupilList,
) -> None:
    """What the line does today: the enrolments may have changed since it was compared."""
    assert row.person_id is not None  # noqa: S101 - filtered by the caller
    person = here.get(row.person_id)
    if person is None or person.died:
        row.outcome, row.why = RowOutcome.UNKNOWN, _("Has died or lives in this ward no more.")
        return
    row.outcome = outcome_of(row, old)
    if old is None:
        new.append(NewPupil(row.person_id, row.grade, row.class_name))
        return
    if row.outcome == RowOutcome.SAME:
        return
    row.before = {
        "enrolment": old.pk, "grade": old.grade, "class_name": old.class_name, "level": old.level, "why": old.why,
    }  # fmt: skip
    if row.outcome == RowOutcome.ELSEWHERE:
        old.state, old.why = EnrolmentState.MOVED, made.school.name
        old.ended_on = max(old.enrolled_on, made.day - datetime.timedelta(days=1))
        new.append(NewPupil(row.person_id, row.grade, row.class_name))
    else:
        old.grade, old.class_name, old.level = row.grade, row.class_name, level_of(row.grade, made.school)
    changed.append(old)


@transaction.atomic
def undo_list(number: int, *, why: str, by: Any, at: datetime.datetime) -> PupilList:
    """Make everything that the list did what it was before. Raises ValidationError when one of its pupils has left or
    changed school since, LaterChange when the register was changed since, PermissionDenied."""
    made = _held(number)
    check_may_import(by, made.school.ward, timezone.localdate(at))
    check_list(made.state, ListState.UNDONE)
    if not why.strip():
        raise ValidationError(_("Say why."), code="why")
    mine = made.made.filter(withdrawn=False)
    later = mine.exclude(state=EnrolmentState.STUDYING).count()
    if later:
        raise ValidationError(
            _("%(count)s pupils of the list have left, moved or finished since; the list stands."),
            params={"count": later},
            code="later",
        )
    mine.update(withdrawn=True)
    _bring_back(made)
    if made.operation is not None:
        undo_schooling(made.operation, why=why, by=by, at=at)
    made.state = ListState.UNDONE
    made.save(update_fields=["state"])
    record_event("schooling.list_undone", made, by=by, at=at, area=made.school.ward, detail={"year": made.school_year})
    return made


def _bring_back(made: PupilList) -> None:
    before = {row.before["enrolment"]: row for row in made.rows.exclude(before={})}
    back = list(Enrolment.objects.select_for_update(no_key=True).filter(pk__in=before))
    for old in back:
        row = before[old.pk]
        if row.outcome == RowOutcome.ELSEWHERE:
            old.state, old.ended_on, old.why = EnrolmentState.STUDYING, None, row.before["why"]
        elif (old.grade, old.class_name) == (row.grade, row.class_name):
            old.grade, old.class_name = row.before["grade"], row.before["class_name"]
            old.level = row.before["level"]
    Enrolment.objects.bulk_update(back, ["grade", "class_name", "level", "state", "ended_on", "why"], batch_size=_BATCH)


@transaction.atomic
def discard(number: int, *, by: Any, at: datetime.datetime) -> PupilList:
    """Put away a list that was not taken over."""
    made = _held(number)
    check_may_import(by, made.school.ward, timezone.localdate(at))
    check_list(made.state, ListState.DISCARDED)
    made.state = ListState.DISCARDED
    made.save(update_fields=["state"])
    record_event("schooling.list_discarded", made, by=by, at=at, area=made.school.ward, detail={})
    return made


def _held(number: int) -> PupilList:
    rows = PupilList.objects.select_for_update(of=("self",), no_key=True).select_related("school__ward")
    found = rows.filter(pk=number).first()
    if found is None:
        raise ValidationError(_("There is no such list."), code="none")
    return found


def _counts(made: PupilList) -> dict[str, int]:
    found = dict.fromkeys(RowOutcome.values, 0)
    for outcome in made.rows.order_by().values_list("outcome", flat=True):
        found[outcome] += 1
    return {name: count for name, count in found.items() if count}
