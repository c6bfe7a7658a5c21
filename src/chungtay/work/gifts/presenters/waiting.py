"""What of the rounds of gifts waits for a person, for the page Today: to approve, to bring, to settle."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.core.presenters.waiting import Waiting
from chungtay.foundation.places.models import Unit
from chungtay.work.gifts import permissions
from chungtay.work.gifts.presenters.rounds import NO_RECEIPT
from chungtay.work.gifts.queries import receipts
from chungtay.work.gifts.queries import waiting as queries


def waiting_for(user: Any, place: Unit, _year: int, today: datetime.date) -> Iterator[Waiting]:
    """Four statements at most, whatever waits."""
    if permissions.can_approve(user, place, today):
        for made in queries.to_approve(user, place, today):
            yield Waiting(_("A round of gifts waits for your approval"), *_at(made, place, today, _("Look at it")))
    if permissions.can_carry(user, place, today):
        for made, count in queries.to_bring(user, place):
            words = ngettext(
                "%(count)s gift of your route to hand over", "%(count)s gifts of your route to hand over", count
            )
            yield Waiting(words % {"count": count}, *_at(made, place, today, _("Hand it over")))
    if permissions.can_hand_over(user, place, today):
        for made, count in receipts.missing(user, place, today):
            words = ngettext(
                "The receipt of %(count)s envelope is still missing",
                "The receipts of %(count)s envelopes are still missing",
                count,
            )
            year = place.nearest_year(today.year)
            address = f"{reverse('gifts:people', args=[place.code, year, made.pk])}?o={NO_RECEIPT}"
            yield Waiting(words % {"count": count}, f"{made.title} · {made.ward.name}", _("Add the receipts"), address)
    if permissions.can_prepare(user, place, today):
        for made, count in queries.to_settle(user, place, today):
            words = ngettext("%(count)s hand-over that did not count", "%(count)s hand-overs that did not count", count)
            yield Waiting(words % {"count": count}, *_at(made, place, today, _("Look at it")))


def _at(made: Any, place: Unit, today: datetime.date, button: str) -> tuple[str, str, str]:
    address = reverse("gifts:round", args=[place.code, place.nearest_year(today.year), made.pk])
    return f"{made.title} · {made.ward.name}", button, address
