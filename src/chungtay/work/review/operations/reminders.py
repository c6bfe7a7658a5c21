"""Deadlines are told by themselves: three days ahead and when they have passed, once to each person who must act."""

from __future__ import annotations

import datetime

from django.db import transaction

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.operations import record_event
from chungtay.work.review.models import Campaign, CampaignState, CampaignWard, Reminder
from chungtay.work.review.queries.calendar import calendar
from chungtay.work.review.queries.teams import people_with

AHEAD = datetime.timedelta(days=3)
# Who acts in a step, by the permission that lets them.
ACTS = {
    "lists": Permission.REVIEW_PREPARE,
    "survey": Permission.REVIEW_SURVEY,
    "meeting": Permission.REVIEW_PREPARE,
    "posting": Permission.REVIEW_PREPARE,
    "complaints": Permission.REVIEW_SIGN,
    "opinion": Permission.REVIEW_OPINION,
    "decision": Permission.REVIEW_SIGN,
    "certificates": Permission.REVIEW_SIGN,
}


def remind_all(*, at: datetime.datetime, today: datetime.date) -> int:
    """Every review under way, once a day; run twice, told once. Returns how many were told."""
    running = Campaign.objects.filter(state=CampaignState.OPEN).select_related("area")
    return sum(remind(campaign, at=at, today=today) for campaign in running)


@transaction.atomic
def remind(campaign: Campaign, *, at: datetime.datetime, today: datetime.date) -> int:
    """Write down who is told of which deadline of a campaign; one event when anybody is."""
    rows: list[Reminder] = []
    for ward in CampaignWard.objects.filter(campaign=campaign).select_related("ward"):
        rows += _of_ward(campaign, ward, at, today)
    known = set(Reminder.objects.filter(campaign=campaign).values_list("ward", "about", "on", "to"))
    new = [row for row in rows if (row.ward_id, row.about, row.on, row.to_id) not in known]
    Reminder.objects.bulk_create(new, batch_size=1_000)
    if new:
        record_event("review.reminded", campaign, by=None, at=at, area=campaign.area, detail={"people": len(new)})
    return len(new)


def _of_ward(campaign: Campaign, ward: CampaignWard, at: datetime.datetime, today: datetime.date) -> list[Reminder]:
    people: dict[Permission, list[User]] = {}
    found = []
    for line in calendar(campaign, [ward], today):
        if line.due is None or not line.open or today < line.due - AHEAD:
            continue
        permission = ACTS[line.step]
        if permission not in people:
            people[permission] = people_with(permission, ward.ward, today)
        found += [
            Reminder(campaign=campaign, ward=ward, about=line.step, on=line.due, to=user, told_at=at)
            for user in people[permission]
        ]
    return found
