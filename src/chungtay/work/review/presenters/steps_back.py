"""A step back by two people in words: its title, what it is about, the page it belongs to."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from chungtay.work.review.models import Campaign, StepBack
from chungtay.work.review.queries.decisions import GONE
from chungtay.work.review.queries.steps_back import of_the_list


def title(step: StepBack) -> str:
    if step.meeting is not None:
        return _("Cancel meeting %(number)s of %(group)s") % {
            "number": step.meeting.number,
            "group": step.meeting.group.group.name,
        }
    if step.complaint is not None:
        return _("Complaint %(receipt)s is taken back") % {"receipt": step.complaint.receipt}
    if step.campaign is not None:
        return _("Cancel: %(kind)s %(review)s, %(area)s") % {
            "kind": step.campaign.get_kind_display(),
            "review": step.campaign,
            "area": step.campaign.area.name,
        }
    return _("Close the household of %(name)s") % {"name": step.case.head_name if step.case else ""}


def about(step: StepBack) -> str:
    """What stands at stake, in one sentence."""
    if step.meeting is not None:
        return _("Votes were entered. Cancelled, they count no more, and the group is called together again.")
    if step.complaint is not None:
        return _("The household was visited again; the class that was posted was found again.")
    if step.campaign is not None:
        return _(
            "Forms or votes stand in it. Cancelled, nothing goes on in it and it is left out of reports; every form,"
            " photograph and vote stays readable, and another review of the place and year can be opened."
        )
    why = step.get_closed_why_display()
    if step.case is None or not of_the_list(step.case):
        return _("Reason: %(why)s. A form came in; closed, the household is not decided on.") % {"why": why}
    return _("Reason: %(why)s. The household is on the list of poor and near-poor.") % {"why": why} + " " + _kept(step)


def _kept(step: StepBack) -> str:
    """What becomes of the class of a household of the list."""
    if step.closed_why in GONE:
        return _(
            "Its class ends with what the register says of it; no decision is drafted before the register says so."
        )
    return _(
        "Closed, this review finds no class: the household keeps the one it has until a review finds another, the"
        " decision names it, and it gets no new certificate."
    )


def subject_route(step: StepBack, campaign: Campaign) -> tuple[Any, ...]:
    """Route, campaign and number of the page that the step back belongs to."""
    if step.meeting_id:
        return "meetings:meeting", campaign, step.meeting_id
    if step.complaint_id:
        return "complaints:complaint", campaign, step.complaint_id
    if step.campaign_id:
        return "campaign:campaign", campaign
    return "campaign:case", campaign, step.case_id
