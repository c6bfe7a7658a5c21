"""What of the insurance waits for a person, for the page Today."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.core.presenters.waiting import Waiting
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.queries.approving import approves_somewhere
from chungtay.work.insurance import permissions
from chungtay.work.insurance.models import PurchaseBatch, StateList
from chungtay.work.insurance.queries import waiting as queries


def waiting_for(user: Any, place: Unit, _year: int, today: datetime.date) -> Iterator[Waiting]:
    """Twelve statements at most, whatever waits."""
    year = place.nearest_year(today.year)
    if permissions.can_import(user, place, today):
        for made, count in queries.lists_to_check(user, place, today):
            words = ngettext(
                "A list of cards: %(count)s line needs you", "A list of cards: %(count)s lines need you", count
            )
            title = words % {"count": count} if count else _("A list of cards was compared and waits to be taken over")
            address = reverse("insurance:list", args=[place.code, year, made.pk])
            yield Waiting(title, f"{made.name} · {made.ward.name}", _("Look at it"), address)
    if approves_somewhere(user, today):
        for batch in queries.to_approve(user, place, today):
            yield Waiting(_("A purchase of cards waits for your approval"), *_at(batch, place, year, _("Look at it")))
        for of_state in queries.state_to_approve(user, place, today):
            words = _("A list of cards that the state pays waits for your approval")
            yield Waiting(words, *_of_state(of_state, place, year, _("Look at it")))
    if permissions.can_hand_over(user, place, today):
        for of_state, count in queries.state_to_hand_over(user, place, today):
            words = ngettext(
                "%(count)s health-insurance card to hand over", "%(count)s health-insurance cards to hand over", count
            )
            button = _("Hand the card over")
            yield Waiting(words % {"count": count}, *_of_state(of_state, place, year, button, "?o=issued"))
        for batch, count in queries.to_hand_over(user, place, today):
            words = ngettext(
                "%(count)s health-insurance card to hand over", "%(count)s health-insurance cards to hand over", count
            )
            yield Waiting(words % {"count": count}, *_at(batch, place, year, _("Hand the card over"), "?o=approved"))
    if permissions.can_prepare(user, place, today):
        for of_state, count in queries.state_to_send(user, place, today):
            words = ngettext(
                "%(count)s person whose card the state pays is to be sent to the insurer",
                "%(count)s people whose card the state pays are to be sent to the insurer",
                count,
            )
            yield Waiting(words % {"count": count}, *_of_state(of_state, place, year, _("Look at it")))
        for of_state, count in queries.state_late(user, place, today):
            words = ngettext(
                "%(count)s card of the state should have come from the insurer: ask",
                "%(count)s cards of the state should have come from the insurer: ask",
                count,
            )
            yield Waiting(words % {"count": count}, *_of_state(of_state, place, year, _("See who"), "?o=sent"))
        for batch in queries.to_close(user, place, today):
            yield Waiting(_("Every card of a purchase has its outcome: close it"), *_at(batch, place, year, _("Close")))
        count = queries.running_out(user, place, today)
        if count:
            words = ngettext(
                "%(count)s health-insurance card runs out within 30 days, and none follows",
                "%(count)s health-insurance cards run out within 30 days, and none follows",
                count,
            )
            address = reverse("insurance:cards", args=[place.code, year]) + "?het=30"
            yield Waiting(words % {"count": count}, place.name, _("See who"), address)


def _of_state(made: StateList, place: Unit, year: int, button: str, query: str = "") -> tuple[str, str, str]:
    about = _("Cards from %(day)s") % {"day": f"{made.starts_on:%d/%m/%Y}"}
    address = reverse("insurance:state_list", args=[place.code, year, made.pk])
    return f"{about} · {made.ward.name}", button, address + query


def _at(made: PurchaseBatch, place: Unit, year: int, button: str, query: str = "") -> tuple[str, str, str]:
    about = _("Cards from %(day)s") % {"day": f"{made.starts_on:%d/%m/%Y}"}
    address = reverse("insurance:batch", args=[place.code, year, made.pk])
    return f"{about} · {made.ward.name}", button, address + query
