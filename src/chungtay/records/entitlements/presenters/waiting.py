"""What of the lists waits for a person, for the page Today."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.core.presenters.waiting import Waiting
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.presenters.lists import NO_RECEIPT
from chungtay.records.entitlements.queries import receipts
from chungtay.records.entitlements.queries import waiting as queries
from chungtay.records.entitlements.queries.outside import to_confirm
from chungtay.records.entitlements.queries.periods import period_words


def waiting_for(user: Any, place: Unit, year: int, today: datetime.date) -> Iterator[Waiting]:
    """A few statements, whatever waits."""
    for made in queries.to_approve(user, place, today):
        about = f"{made.title}, {period_words(made.period)} · {made.ward.name}"
        yield Waiting(_("A list waits for your approval"), about, _("Look at it"), _list(place, year, made.pk))
    for number, title, ward, count in queries.to_hand_over(user, place, today):
        words = ngettext("%(count)s person waits for the hand-over", "%(count)s people wait for the hand-over", count)
        yield Waiting(words % {"count": count}, f"{title} · {ward}", _("Hand it over"), _list(place, year, number))
    for lacking in receipts.missing(user, place, today):
        words = ngettext(
            "The receipt of %(count)s hand-over of money is still missing",
            "The receipts of %(count)s hand-overs of money are still missing",
            lacking.count,
        )
        about = f"{lacking.title}, {period_words(lacking.period)} · {lacking.ward}"
        address = f"{_list(place, year, lacking.number)}?o={NO_RECEIPT}"
        yield Waiting(words % {"count": lacking.count}, about, _("Add the receipts"), address)
    for told in to_confirm(user, place, today):
        about = f"{told.household.code} · {told.on:%d/%m/%Y}"
        address = _outside(place, place.nearest_year(today.year), told.household_id)
        yield Waiting(_("Help from elsewhere waits to be confirmed"), about, _("Look at it"), address)


def _outside(place: Unit, year: int, household: int) -> str:
    return reverse("entitlements:help", args=[place.code, year, household])


def _list(place: Unit, year: int, number: int) -> str:
    return reverse("entitlements:list", args=[place.code, year, number])
