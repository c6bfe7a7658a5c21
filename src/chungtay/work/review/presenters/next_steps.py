"""The next step of groups and wards of reviews under way, told to whoever takes it: nobody has to look for it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import Campaign, CampaignWard, WardState
from chungtay.work.review.permissions import can_open, can_prepare, can_sign
from chungtay.work.review.queries import ahead
from chungtay.work.review.queries.campaigns import takes
from chungtay.work.review.queries.decisions import has_opinion

Said = tuple[str, str, str, str]  # what waits, where, the verb, the address
# A place with more groups than this sees how many there are instead of each by its name.
EACH = 3


def next_steps(user: Any, place: Unit, year: int, today: datetime.date, opened: list[Campaign]) -> Iterator[Said]:
    """Meetings to call, lists to post, opinions to ask, decisions to draft, certificates to issue, reviews to close."""
    prepares, signs = can_prepare(user, place, today), can_sign(user, place, today)
    if not (prepares or signs):
        return
    if prepares:
        yield from _meetings(user, place, year, opened)
    wards = list(ahead.wards_ahead(user, place, opened))
    for ward in wards:
        if step := _of_ward(ward, prepares=prepares, signs=signs):
            title, verb, name, *about = step
            yield title, ward.ward.name, verb, reverse(name, args=[place.code, year, ward.campaign_id, *about])
    for campaign in opened:
        states = {ward.state for ward in wards if ward.campaign_id == campaign.pk}
        if states == {WardState.CERTIFIED} and can_open(user, campaign.area, today):
            here = reverse("campaign:campaign", args=[place.code, year, campaign.pk])
            where = f"{campaign.get_kind_display()} {campaign} · {campaign.area.name}"
            yield _("Every ward has its certificates: the review can be closed"), where, _("Close the review"), here


def _meetings(user: Any, place: Unit, year: int, opened: list[Campaign]) -> Iterator[Said]:
    groups = list(ahead.groups_to_meet(user, place, opened))
    if len(groups) <= EACH:
        for group in groups:
            here = reverse("meetings:call", args=[place.code, year, group.ward.campaign_id, group.pk])
            yield _("Every form is checked: the meeting can be called"), group.group.name, _("Call the meeting"), here
        return
    for number in dict.fromkeys(group.ward.campaign_id for group in groups):
        count = sum(group.ward.campaign_id == number for group in groups)
        title = ngettext("%(count)s group can call its meeting", "%(count)s groups can call their meetings", count)
        here = reverse("meetings:meetings", args=[place.code, year, number])
        yield title % {"count": count}, place.name, _("See which"), here


def _of_ward(ward: CampaignWard, *, prepares: bool, signs: bool) -> tuple[Any, ...] | None:
    """What waits, the verb, the route, and what its address names."""
    if prepares and ahead.to_post(ward):
        title = _("The meetings are over: the list can be posted")
        if not takes(ward.campaign, "meeting"):
            title = _("Every form is checked: the list can be posted")
        return title, _("Prepare the list"), "postings:post", ward.pk
    if prepares and ahead.posting_behind(ward):
        if has_opinion(ward.campaign):
            return _("The posting is over: the district is asked"), _("Ask the district"), "decisions:decisions"
        return _("The posting is over: the decision may follow"), _("Go on to the decision"), "decisions:decisions"
    counts: Any = ward
    if prepares and ward.state == WardState.AGREED and not counts.drafted:
        return _("The decision can be drafted"), _("Draft the decision"), "decisions:decisions"
    if signs and ward.state == WardState.DECIDED:
        return _("Decided: certificates are to be issued"), _("Issue the certificates"), "certificates:certificates"
    return None
