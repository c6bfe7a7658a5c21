"""What waits in a review for whoever prepares or signs: postings whose days are over, complaints, requests."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.places.models import Unit
from chungtay.work.review.permissions import can_prepare, can_sign
from chungtay.work.review.queries import complaints, postings, requests

Said = tuple[str, str, str, str]  # what waits, where, the verb, the address


def review_tasks(user: Any, place: Unit, year: int, today: datetime.date, *, under_way: bool) -> list[Said]:
    """Overdue matters first. `under_way`: is any review open at the place?"""
    if not can_prepare(user, place, today) and not can_sign(user, place, today):
        return []
    asked = _requests(user, place, year, today)
    if not under_way:  # nothing hangs, and nobody can complain
        return asked
    return [*_complaints(user, place, year, today), *asked, *_postings(user, place, year, today)]


def _complaints(user: Any, place: Unit, year: int, today: datetime.date) -> list[Said]:
    rows = complaints.open_now(complaints.complaints_seen(user, place))
    counts: Counter[tuple[int, bool]] = Counter()
    for campaign, due in rows.order_by().values_list("ward__campaign", "due_on"):
        counts[campaign, due < today] += 1
    found = []
    for (campaign, late), count in sorted(counts.items(), key=lambda each: (not each[0][1], each[0][0])):
        if late:
            title = ngettext("%(count)s complaint is overdue", "%(count)s complaints are overdue", count)
        else:
            title = ngettext("%(count)s complaint is open", "%(count)s complaints are open", count)
        address = reverse("complaints:complaints", args=[place.code, year, campaign])
        found.append((title % {"count": count}, place.name, _("Look at them"), address))
    return found


def _requests(user: Any, place: Unit, year: int, today: datetime.date) -> list[Said]:
    seen = requests.requests_seen(user, place)
    address = reverse("requests:requests", args=[place.code, year])
    late, waiting = requests.late_and_waiting(seen, today)
    found = []
    if late:
        title = ngettext("%(count)s request is overdue", "%(count)s requests are overdue", late)
        found.append((title % {"count": late}, place.name, _("Look at them"), address))
    if waiting:
        title = ngettext("%(count)s request waits", "%(count)s requests wait", waiting)
        found.append((title % {"count": waiting}, place.name, _("Look at them"), f"{address}?o=received"))
    return found


def _postings(user: Any, place: Unit, year: int, today: datetime.date) -> list[Said]:
    return [
        (
            _("The days of posting are over"),
            one.ward.ward.name,
            _("End the posting"),
            reverse("postings:posting", args=[place.code, year, one.ward.campaign_id, one.pk]),
        )
        for one in postings.over(user, place, today)
        if can_prepare(user, one.ward.ward, today)
    ]
