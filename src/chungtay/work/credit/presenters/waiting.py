"""Loans that wait for somebody, for the page Today."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.core.presenters.waiting import Waiting
from chungtay.work.credit import permissions
from chungtay.work.credit.queries.loans import CONFIRM, OVERDUE, PAST, counts, seen


def waiting_for(user: Any, place: Any, year: int, today: datetime.date) -> Iterator[Waiting]:
    """For who keeps loans: those overdue as told, and those whose due day is over; for who confirms: what somebody else
    entered."""
    keeps, confirms = permissions.can_keep(user, place, today), permissions.can_confirm(user, place, today)
    if not keeps and not confirms:
        return
    told = counts(seen(user, place, today).rows, today, by=user)
    address = reverse("credit:list", args=[place.code, year])
    if confirms and (count := told[CONFIRM]):
        title = ngettext("%(count)s loan is to be confirmed", "%(count)s loans are to be confirmed", count)
        yield Waiting(title % {"count": count}, place.name, _("Look and confirm"), f"{address}?o={CONFIRM}")
    if keeps and (count := told[OVERDUE]):
        title = ngettext("%(count)s loan is overdue, as told", "%(count)s loans are overdue, as told", count)
        yield Waiting(title % {"count": count}, place.name, _("Visit the households"), f"{address}?o={OVERDUE}")
    if keeps and (count := told[PAST]):
        title = ngettext(
            "The due day of %(count)s loan is over, and nothing was told",
            "The due day of %(count)s loans is over, and nothing was told",
            count,
        )
        yield Waiting(title % {"count": count}, place.name, _("Ask the bank"), f"{address}?o={PAST}")
