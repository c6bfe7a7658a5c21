"""What of schooling waits for a person, for the page Today: children to visit, lists of schools to take over."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.core.presenters.waiting import Waiting
from chungtay.foundation.places.models import Level, Unit
from chungtay.work.schooling import permissions
from chungtay.work.schooling.models import AwayReason
from chungtay.work.schooling.queries import staying_away as queries
from chungtay.work.schooling.queries import years

SHOWN = 5


def waiting_for(user: Any, place: Unit, _year: int, today: datetime.date) -> Iterator[Waiting]:
    """Of one ward, whose officers and schools do it; of who works at a school, what concerns the own school. Two
    statements, whatever waits."""
    if place.level != Level.WARD:
        return
    if permissions.can_visit(user, place, today):
        year = place.nearest_year(years.running(today))
        counts = queries.counts(queries.tasks_seen(user, place, year, today), today)
        waiting = sum(counts[reason] for reason in AwayReason.values)
        if waiting:
            address = reverse("schooling:away", args=[place.code, year])
            yield _visits(place, waiting, counts["late"], address)
    if permissions.can_import(user, place, today):
        for made in queries.to_take_over(user, place, today)[:SHOWN]:
            about = f"{made.school.name} · {made.school.ward.name} · {made.name}"
            address = reverse(
                "schooling:list", args=[place.code, place.nearest_year(made.school_year), made.school_id, made.pk]
            )
            yield Waiting(_("A list of a school waits to be taken over"), about, _("Look at it"), address)


def _visits(place: Unit, waiting: int, late: int, address: str) -> Waiting:
    words = ngettext(
        "%(count)s child who stays away from school to visit",
        "%(count)s children who stay away from school to visit",
        waiting,
    )
    about = place.name
    if late:
        told = ngettext("%(count)s visit overdue", "%(count)s visits overdue", late) % {"count": late}
        about, address = f"{place.name} · {told}", f"{address}?o=late"
    return Waiting(words % {"count": waiting}, about, _("Look at it"), address)
