"""Sponsorships that wait for somebody, for the page Today."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.core.presenters.waiting import Waiting
from chungtay.work.sponsorship import permissions
from chungtay.work.sponsorship.queries.months import month_before
from chungtay.work.sponsorship.queries.sponsorships import ENTERED, LAST, TO_END, counts, seen


def waiting_for(user: Any, place: Any, year: int, today: datetime.date) -> Iterator[Waiting]:
    """For who keeps sponsors: those of last month that brought nothing, and those to be ended; for who confirms: what
    somebody else entered."""
    keeps, confirms = permissions.can_keep(user, place, today), permissions.can_confirm(user, place, today)
    if not keeps and not confirms:
        return
    told = counts(seen(user, place, today).rows, today, by=user)
    address = reverse("sponsorship:list", args=[place.code, year])
    if confirms and (count := told["others"]):
        title = ngettext(
            "%(count)s commitment of a sponsor is to be confirmed",
            "%(count)s commitments of sponsors are to be confirmed",
            count,
        )
        yield Waiting(title % {"count": count}, place.name, _("Look and confirm"), f"{address}?o={ENTERED}")
    if keeps and (count := told[LAST]):
        title = ngettext(
            "Nothing came of %(count)s commitment of a sponsor for %(month)s",
            "Nothing came of %(count)s commitments of sponsors for %(month)s",
            count,
        )
        month = f"{month_before(today):%m/%Y}"
        words = title % {"count": count, "month": month}
        yield Waiting(words, place.name, _("Ask the sponsor"), f"{address}?o={LAST}")
    if keeps and (count := told[TO_END]):
        title = ngettext(
            "%(count)s commitment of a sponsor is to be ended",
            "%(count)s commitments of sponsors are to be ended",
            count,
        )
        yield Waiting(title % {"count": count}, place.name, _("End them"), f"{address}?o={TO_END}")
