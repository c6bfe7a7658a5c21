"""What of the reviews waits for a person at a place: to open, to visit, to check, to decide; and what is late."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.places.models import Unit
from chungtay.work.review import permissions
from chungtay.work.review.models import Campaign, CampaignState, CaseState, Survey, SurveyState
from chungtay.work.review.presenters.campaigns import said
from chungtay.work.review.queries import calendar, decisions
from chungtay.work.review.queries import campaigns as queries


@dataclass(frozen=True, slots=True)
class Waiting:
    """`title` says what waits, `about` where, `button` is a verb, `address` leads to it."""

    title: str
    about: str
    button: str
    address: str


def waiting_for(
    user: Any, place: Unit, year: int, today: datetime.date, running: list[Campaign] | None = None
) -> Iterator[Waiting]:
    """Of every review of the place and year that is being prepared or under way (`running`, where they are known)."""
    found = queries.running(user, place) if running is None else running
    of_year = [campaign for campaign in found if campaign.year == year]
    if of_year:
        yield from _decisions(user, place, year)
    for campaign in of_year:
        where = f"{campaign.get_kind_display()} {campaign} · {campaign.area.name}"
        here = reverse("campaign:campaign", args=[place.code, year, campaign.pk])
        if campaign.state == CampaignState.PREPARING:
            if permissions.can_open(user, campaign.area, today):
                yield Waiting(_("A planned review waits for its decision"), where, _("Look at the plan"), here)
            continue
        yield from _households(user, campaign, place, year, where, today)
        yield from _late(user, campaign, place, where, here, today)


def _decisions(user: Any, place: Unit, year: int) -> Iterator[Waiting]:
    """Opinions that the district owes, and drafts that wait for the chair's signature."""
    asked = decisions.opinions_waiting(user, place).filter(ward__campaign__year=year)
    for opinion in asked.select_related("ward__ward"):
        due = f" · {opinion.due_on:%d/%m/%Y}" if opinion.due_on else ""
        here = reverse("decisions:opinion", args=[place.code, year, opinion.ward.campaign_id, opinion.pk])
        title = _("A ward waits for the district's opinion")
        yield Waiting(title, f"{opinion.ward.ward.name}{due}", _("Give the opinion"), here)
    drafts = decisions.drafts_to_sign(user, place).filter(ward__campaign__year=year)
    for draft in drafts.select_related("ward__ward"):
        here = reverse("decisions:decision", args=[place.code, year, draft.ward.campaign_id, draft.pk])
        yield Waiting(_("A decision waits for a signature"), draft.ward.ward.name, _("Look at it"), here)


def _households(
    user: Any, campaign: Campaign, place: Unit, year: int, where: str, today: datetime.date
) -> Iterator[Waiting]:
    cases = queries.cases_seen(user, place).filter(campaign=campaign)
    address = reverse("campaign:cases", args=[place.code, year, campaign.pk])
    mine = cases.filter(assigned_to=user, state__in=[CaseState.LISTED, CaseState.RETURNED]).count()
    if mine:
        title = ngettext("%(count)s household for you to visit", "%(count)s households for you to visit", mine)
        yield Waiting(title % {"count": mine}, where, _("See which"), f"{address}?toi=1")
    if not permissions.can_confirm(user, place, today):
        return
    rivals = Survey.objects.filter(case=OuterRef("pk"), state=SurveyState.CONFLICT)
    if count := cases.filter(Exists(rivals)).count():
        title = ngettext(
            "%(count)s household has forms that contradict each other",
            "%(count)s households have forms that contradict each other",
            count,
        )
        yield Waiting(title % {"count": count}, where, _("Decide which holds"), f"{address}?mau-thuan=1")
    if count := cases.filter(state=CaseState.SURVEYED).count():
        title = ngettext("%(count)s form waits to be checked", "%(count)s forms wait to be checked", count)
        yield Waiting(title % {"count": count}, where, _("Check the forms"), f"{address}?buoc={CaseState.SURVEYED}")


def _late(user: Any, campaign: Campaign, place: Unit, where: str, here: str, today: datetime.date) -> Iterator[Waiting]:
    """Steps past their last day, for those who prepare or decide."""
    if not (permissions.can_prepare(user, place, today) or permissions.can_open(user, place, today)):
        return
    wards = list(queries.wards_seen(user, campaign, place))
    late = [line for line in calendar.calendar(campaign, wards, today) if line.state == calendar.LATE]
    if late and late[0].due:
        title = _("%(step)s is late since %(day)s") % {"step": said(late[0].name), "day": f"{late[0].due:%d/%m/%Y}"}
        yield Waiting(title, where, _("See who must act"), here)
