"""The residents' meeting of a group: called with a frozen agenda, results entered, closed with its signed minutes.

Source: Điều 4 QĐ 24/2021/QĐ-TTg (at least 50 % of those present agree, or the survey is done again); TT 14/2018 names
the meeting and its two copies of minutes without a share, which the campaign settles.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.files import StoredFile
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.work.review.models import (
    Attending,
    CampaignGroup,
    Case,
    CaseState,
    Discussed,
    GroupState,
    Meeting,
    MeetingState,
)
from chungtay.work.review.operations.meeting_days import check_attended, check_day, check_took_place, check_two_people
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_prepare
from chungtay.work.review.queries.campaigns import number_for, process_of, takes
from chungtay.work.review.queries.meetings import agreed_by, left_to_survey, not_heard
from chungtay.work.review.queries.steps_back import has_votes
from chungtay.work.review.transitions import StepRefused, check_group_step, check_open

_TOO_MANY = 5_000  # more people than any residential group has grown-ups


@dataclass(frozen=True, slots=True)
class Vote:
    """What was said of one household on the agenda."""

    for_it: int
    against: int = 0
    objections: str = ""


@guarded
def call_meeting(
    group: CampaignGroup,
    *,
    held_on: datetime.date,
    held_at: datetime.time | None = None,
    place: str,
    chair: str,
    secretary: str = "",
    by: Any,
    at: datetime.datetime,
) -> Meeting:
    """Call the residents together about every household of the group that was checked. The agenda is frozen: class and
    form of each household as they stand now, with a hash over the list. One that was held on paper is entered with its
    true day."""
    group = _hold_group(group, by, at)
    place, chair, secretary = tidy(place), tidy(chair), tidy(secretary)
    if not place or not chair:
        raise ValidationError(_("Write where the meeting is and who chairs it."), code="who")
    check_two_people(chair, secretary)
    check_group_step(group, GroupState.MEETING)
    if not takes(group.ward.campaign, "meeting") and not group.cases.filter(meets=True).exists():
        step = process_of(group.ward.campaign).in_year
        raise StepRefused(
            _("This review has no residents' meeting (%(law)s): what is checked is posted.") % {"law": step.article},
            subject=group,
            area=group.group,
            stands=group.state,
            wanted=GroupState.MEETING,
        )
    agenda = _agenda(group)
    check_day(group.ward.campaign, [row.case_id for row in agenda], held_on, at)
    last = Meeting.objects.filter(group=group).aggregate(last=Max("number"))["last"]
    meeting = Meeting.objects.create(
        group=group,
        number=(last or 0) + 1,
        held_on=held_on,
        held_at=held_at,
        place=place,
        chair=chair,
        secretary=secretary,
        list_digest=agenda_digest(agenda),
        called_by=by,
    )
    for row in agenda:
        row.meeting = meeting
    Discussed.objects.bulk_create(agenda, batch_size=1_000)
    _move_group(group, GroupState.MEETING)
    detail = {"number": meeting.number, "households": len(agenda), "on": held_on.isoformat()}
    detail |= {"entered_afterwards": True} if held_on < timezone.localdate(at) else {}
    record_event("review.meeting_called", meeting, by=by, at=at, area=group.group, detail=detail)
    return meeting


def _agenda(group: CampaignGroup) -> list[Discussed]:
    """Every checked household of the group. Raises StepRefused while the survey of any other is not over."""
    waiting, conflicts = left_to_survey(group)
    if waiting or conflicts:
        raise StepRefused(
            _("%(group)s: %(count)s households are not surveyed and checked, %(conflicts)s forms contradict others.")
            % {"group": group.group.name, "count": waiting, "conflicts": conflicts},
            subject=group,
            area=group.group,
            stands=group.state,
            wanted=GroupState.MEETING,
        )
    rows = Case.objects.filter(group=group, state=CaseState.CONFIRMED, meets=True).order_by("name_key", "pk")
    agenda = [Discussed(case=case, survey_id=case.survey_id, class_id=case.class_id) for case in rows if case.survey_id]
    if not agenda:
        raise ValidationError(_("There is no household that waits for this meeting."), code="nobody")
    return agenda


def agenda_digest(agenda: Sequence[Discussed]) -> str:
    """SHA-256 over households, forms and classes in the order of the agenda."""
    rows = [[row.case_id, row.survey_id, row.class_id] for row in agenda]
    return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()


@guarded
def postpone_meeting(
    meeting: Meeting,
    *,
    held_on: datetime.date,
    held_at: datetime.time | None = None,
    place: str = "",
    by: Any,
    at: datetime.datetime,
) -> Meeting:
    """Another day, hour or place, while nothing was entered. The agenda stays."""
    meeting = hold_meeting(meeting, by, at, MeetingState.PLANNED)
    check_day(meeting.group.ward.campaign, meeting.discussed.values_list("case", flat=True), held_on, at)
    meeting.held_on, meeting.held_at = held_on, held_at
    meeting.place = tidy(place) or meeting.place
    meeting.save(update_fields=["held_on", "held_at", "place"])
    detail = {"number": meeting.number, "on": held_on.isoformat()}
    record_event("review.meeting_postponed", meeting, by=by, at=at, area=meeting.group.group, detail=detail)
    return meeting


@guarded
def cancel_meeting(meeting: Meeting, *, why: str, by: Any, at: datetime.datetime) -> Meeting:
    """It did not take place: the group goes back to its survey, its households stay checked. Once votes stand, two
    people say so (`operations.steps_back`)."""
    meeting = hold_meeting(meeting, by, at, MeetingState.PLANNED, MeetingState.HELD)
    why = tidy(why)
    if not why:
        raise ValidationError(_("Say why the meeting did not take place."), code="why")
    if has_votes(meeting):
        raise ValidationError(
            _("Votes of this meeting were entered. One person proposes to cancel it, another one decides."),
            code="second",
        )
    return note_cancelled(meeting, why=why, by=by, at=at)


def note_cancelled(meeting: Meeting, *, why: str, by: Any, at: datetime.datetime) -> Meeting:
    """The meeting, held by `hold_meeting`, counts as not held; its votes stay readable."""
    check_group_step(meeting.group, GroupState.SURVEY)
    meeting.state, meeting.words = MeetingState.CANCELLED, why
    meeting.save(update_fields=["state", "words"])
    _move_group(meeting.group, GroupState.SURVEY)
    detail = {"number": meeting.number}
    record_event("review.meeting_cancelled", meeting, by=by, at=at, area=meeting.group.group, detail=detail)
    return meeting


@guarded
def enter_results(
    meeting: Meeting,
    *,
    attended: Mapping[str, int],
    votes: Mapping[int, Vote],
    secretary: str = "",
    words: str = "",
    by: Any,
    at: datetime.datetime,
) -> Meeting:
    """Who came, by kind, and what was said of households: case number -> Vote. Entered in parts or again until closed;
    what is not named stays as it was."""
    meeting = hold_meeting(meeting, by, at, MeetingState.PLANNED, MeetingState.HELD)
    check_took_place(meeting, at)
    meeting.attended = _attended(attended)
    meeting.present = sum(meeting.attended.values()) or None
    meeting.secretary = tidy(secretary) or meeting.secretary
    meeting.words, meeting.state = tidy(words, lines=True), MeetingState.HELD
    rows = {row.case_id: row for row in meeting.discussed.select_related("case")}
    if unknown := sorted(set(votes) - set(rows)):
        raise ValidationError(_("Household %(number)s is not on the agenda.") % {"number": unknown[0]}, code="agenda")
    for number, vote in votes.items():
        row = rows[number]
        row.for_it, row.against = vote.for_it, vote.against
        row.objections = tidy(vote.objections, lines=True)
    for row in rows.values():
        _check_vote(row, meeting.present)
    meeting.save(update_fields=["attended", "present", "secretary", "words", "state"])
    Discussed.objects.bulk_update(
        [rows[number] for number in votes], ["for_it", "against", "objections"], batch_size=1_000
    )
    detail = {"number": meeting.number, "present": meeting.present, "households": len(votes)}
    record_event("review.meeting_entered", meeting, by=by, at=at, area=meeting.group.group, detail=detail)
    return meeting


def _attended(attended: Mapping[str, int]) -> dict[str, int]:
    for kind, number in attended.items():
        if kind not in Attending.values or type(number) is not int or not 0 <= number <= _TOO_MANY:
            raise ValidationError(_("How many came is a whole number for each kind of participant."), code="attended")
    return {kind: attended[kind] for kind in Attending.values if attended.get(kind)}


def _check_vote(row: Discussed, present: int | None) -> None:
    if row.for_it is None and row.against is None:
        return
    for_it, against = row.for_it or 0, row.against or 0
    if for_it < 0 or against < 0:
        raise ValidationError(_("Votes are whole numbers from 0."), code="votes")
    if present is None or for_it + against > present:
        raise ValidationError(
            _("%(name)s: %(votes)s votes, but %(present)s people were present.")
            % {"name": row.case.head_name, "votes": for_it + against, "present": present or 0},
            code="votes",
        )


@guarded
def close_meeting(meeting: Meeting, *, minutes: StoredFile, by: Any, at: datetime.datetime) -> Meeting:
    """Close with the signed copy of the minutes. Households that enough of those present agreed to are met; the others
    go back to the survey, and the group with them, until a further meeting has heard them."""
    meeting = hold_meeting(meeting, by, at, MeetingState.HELD)
    check_took_place(meeting, at)
    present = check_attended(meeting)
    percent = number_for(meeting.group.ward.campaign, "meeting", "consent_percent")
    if percent is None:
        raise ValidationError(_("The share of those present who must agree is not decided."), code="unsettled")
    rows = list(meeting.discussed.select_related("case"))
    if unsaid := [row.case.head_name for row in rows if row.for_it is None]:
        raise ValidationError(
            _("No votes were entered for: %(names)s.") % {"names": ", ".join(unsaid[:5])}, code="unsaid"
        )
    for row in rows:
        row.agreed = agreed_by(row.for_it or 0, present, percent)
    Discussed.objects.bulk_update(rows, ["agreed"], batch_size=1_000)
    meeting.state, meeting.closed_by, meeting.closed_at = MeetingState.CLOSED, by, at
    meeting.minutes, meeting.minutes_type = minutes.stored, minutes.media_type
    meeting.save(update_fields=["state", "closed_by", "closed_at", "minutes", "minutes_type"])
    met, back = _place(meeting, rows)
    waiting, conflicts = left_to_survey(meeting.group)
    unheard = not_heard(meeting.group)  # given back and checked anew since the agenda was frozen
    wanted = GroupState.SURVEY if waiting or conflicts or unheard else GroupState.MET
    check_group_step(meeting.group, wanted)
    _move_group(meeting.group, wanted)
    detail: dict[str, Any] = {
        "number": meeting.number,
        "met": met,
        "back": back,
        "percent": percent,
        "present": meeting.present,
    }
    detail["minutes"] = minutes.sha256
    detail |= {"not_heard": len(unheard)} if unheard else {}
    record_event("review.meeting_closed", meeting, by=by, at=at, area=meeting.group.group, detail=detail)
    return meeting


def _place(meeting: Meeting, rows: Sequence[Discussed]) -> tuple[int, int]:
    """The households where the meeting put them: how many are met, how many go back. One that an officer took off in
    the meantime, or whose form is another now, was not heard and stays where it is."""
    held = {
        case.pk: case
        for case in Case.objects.select_for_update(no_key=True).filter(pk__in=[row.case_id for row in rows])
    }
    heard = [
        row
        for row in rows
        if held[row.case_id].state == CaseState.CONFIRMED and held[row.case_id].survey_id == row.survey_id
    ]
    agreed = [row.case_id for row in heard if row.agreed]
    refused = [row.case_id for row in heard if not row.agreed]
    cases = Case.objects.filter(state=CaseState.CONFIRMED)
    met = cases.filter(pk__in=agreed).update(state=CaseState.MET, meeting=meeting, version=F("version") + 1)
    back = cases.filter(pk__in=refused).update(state=CaseState.RETURNED, confirmed_by=None, version=F("version") + 1)
    return met, back


def _hold_group(group: CampaignGroup, by: Any, at: datetime.datetime) -> CampaignGroup:
    rows = CampaignGroup.objects.select_for_update(of=("self",), no_key=True).select_related(
        "group", "ward__ward", "ward__campaign"
    )
    found = rows.get(pk=group.pk)
    if by is not None:
        check_may_prepare(by, found.group, timezone.localdate(at))
    check_open(found.ward.campaign)
    return found


def hold_meeting(meeting: Meeting, by: Any, at: datetime.datetime, *states: str) -> Meeting:
    """The meeting as it stands, held with its group, for whoever prepares there (`by` None: the caller asked already).
    Raises StepRefused unless it is in one of the states."""
    group = _hold_group(meeting.group, by, at)
    found = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    found.group = group
    if found.state not in states:
        raise StepRefused(
            _("The meeting is at “%(state)s”; this does not follow. Load the page anew.")
            % {"state": MeetingState(found.state).label},
            subject=found,
            area=group.group,
            stands=found.state,
            wanted=states[0],
        )
    return found


def _move_group(group: CampaignGroup, state: str) -> None:
    group.state = state
    group.save(update_fields=["state"])
