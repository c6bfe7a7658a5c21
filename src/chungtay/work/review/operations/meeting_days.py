"""What a meeting needs to count as one: a day that can be, an hour that is past, two people who led it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.words import fold
from chungtay.work.review.models import Campaign, Meeting
from chungtay.work.review.queries.meeting_days import checked_until, has_begun, last_day_to_meet

_FEWEST = 2  # chair and secretary; the law's own number, where there is one, is the share of those present


def check_day(campaign: Campaign, cases: Iterable[int], day: datetime.date, at: datetime.datetime) -> None:
    """Raise ValidationError for a day outside the review, or before the households of the agenda were checked: nobody
    can have heard what was not known."""
    last = last_day_to_meet(campaign, timezone.localdate(at))
    if not campaign.first_day <= day <= last:
        raise ValidationError(
            _("A meeting of this review is held from %(first)s to %(last)s; %(day)s lies outside. Correct the day.")
            % {"day": _said(day), "first": _said(campaign.first_day), "last": _said(last)},
            code="day",
        )
    checked = checked_until(cases)
    if checked is not None and day < checked:
        raise ValidationError(
            _("The list was checked on %(checked)s; a meeting of %(day)s cannot have heard it. Correct the day.")
            % {"day": _said(day), "checked": _said(checked)},
            code="day",
        )


def check_took_place(meeting: Meeting, at: datetime.datetime) -> None:
    if has_begun(meeting, timezone.localtime(at)):
        return
    day = _said(meeting.held_on)
    if meeting.held_at is None or meeting.held_on > timezone.localdate(at):
        sentence = _("The meeting is on %(day)s. Its results are entered afterwards.") % {"day": day}
    else:
        hour = f"{meeting.held_at:%H:%M}"
        sentence = _("The meeting is at %(hour)s on %(day)s. Its results are entered afterwards.") % {
            "hour": hour,
            "day": day,
        }
    raise ValidationError(sentence, code="day")


def check_two_people(chair: str, secretary: str) -> None:
    """Raise ValidationError where one person is to chair and to write."""
    if secretary and fold(chair) == fold(secretary):
        raise ValidationError(
            _("%(name)s cannot chair the meeting and take its minutes. Write who else took the minutes.")
            % {"name": chair},
            code="secretary",
        )


def check_attended(meeting: Meeting) -> int:
    """How many came. Raises ValidationError unless it is written who came, who led and who wrote, and these are two
    people at least."""
    if not meeting.present:
        raise ValidationError(_("Enter how many people came; the share of those present decides."), code="present")
    if not meeting.secretary:
        raise ValidationError(_("Write who took the minutes."), code="secretary")
    check_two_people(meeting.chair, meeting.secretary)
    if meeting.present < _FEWEST:
        raise ValidationError(
            _("One person alone is no meeting: chair and secretary are present at least. Correct how many came."),
            code="present",
        )
    return meeting.present


def _said(day: datetime.date) -> str:
    return f"{day:%d/%m/%Y}"
