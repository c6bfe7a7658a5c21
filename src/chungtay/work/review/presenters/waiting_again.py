"""What of second visits waits for a person: to make them, to compare their papers, to say which holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.accounts.models import User
from chungtay.foundation.core.presenters.waiting import Waiting
from chungtay.foundation.places.models import Level, Unit
from chungtay.work.review import permissions
from chungtay.work.review.models import Campaign, Complaint, ComplaintState
from chungtay.work.review.queries import complaints, rechecks, revisits, second_papers, spot_visits, teams
from chungtay.work.review.queries.entry import SECOND

SHOWN = 3  # of one kind, each by its household


def to_visit(user: Any, place: Unit, year: int, under_way: list[Campaign]) -> Iterator[Waiting]:
    """Households that this person was asked to visit a second time."""
    mine = complaints.complaints_seen(user, place).filter(checker=user, state=ComplaintState.CHECKING)
    for one in mine.filter(ward__campaign__in=[each.pk for each in under_way]).order_by("due_on", "pk"):
        yield _of_complaint(one, place, year, _("A household for you to visit again"), _("Enter the re-check"))
    drawn = second_papers.drawn_for(user, place, under_way)
    for campaign in under_way:
        if count := drawn.get(campaign.pk, 0):
            title = ngettext(
                "%(count)s drawn household to visit again", "%(count)s drawn households to visit again", count
            )
            here = reverse("entry:pile", args=[place.code, year, campaign.pk]) + f"?buoc={SECOND}"
            yield Waiting(title % {"count": count}, place.name, _("See which"), here)


def typed_differently(user: Any, place: Unit, year: int, under_way: list[Campaign]) -> Iterator[Waiting]:
    """Papers of second visits that two people typed differently, for those who did neither and made no visit."""
    for typing in second_papers.to_compare(user, place, under_way)[:SHOWN]:
        here = reverse("entry:settle", args=[place.code, year, typing.case.campaign_id, typing.case_id])
        where = f"{typing.case.head_name} · {typing.case.group.group.name}"
        title = _("The paper of a second visit was typed differently by two people")
        yield Waiting(title, where, _("Compare with the paper"), f"{here}?phieu={typing.purpose}")


def disagreeing(
    user: Any, place: Unit, year: int, today: datetime.date, under_way: list[Campaign]
) -> Iterator[Waiting]:
    """Second visits that found different classes: somebody says which one holds, before the answer."""
    visited = rechecks.visited_again(user, place, under_way)
    settling = rechecks.to_settle(visited, today)
    for one in settling[:SHOWN]:
        title = _("Two second visits found different classes")
        if one.state == ComplaintState.CHECKING:
            title = _("A third visit is asked for, and nobody has it")
        yield _of_complaint(one, place, year, title, _("Say which holds"))
    if permissions.can_prepare(user, place, today) or permissions.can_sign(user, place, today):
        told = {one.pk for one in settling}
        left = [one for one in rechecks.stranded(visited, today) if one.pk not in told]
        for one in left[:SHOWN]:
            checker = cast(User, one.checker)  # `stranded` has those alone who were given to somebody
            title = _("%(name)s can no longer make a second visit") % {"name": checker.full_name}
            yield _of_complaint(one, place, year, title, _("Give it to somebody else"))


def drawn_without_visitor(
    user: Any, place: Unit, year: int, today: datetime.date, under_way: list[Campaign]
) -> Iterator[Waiting]:
    """Drawn second visits that nobody can make any more."""
    lost = spot_visits.stranded(user, place, under_way, today)
    for campaign in under_way:
        if count := lost.get(campaign.pk, 0):
            title = ngettext(
                "%(count)s drawn second visit has nobody who can make it",
                "%(count)s drawn second visits have nobody who can make them",
                count,
            )
            here = reverse("quality:visits", args=[place.code, year, campaign.pk])
            yield Waiting(title % {"count": count}, place.name, _("Give it to somebody else"), here)


def held_by_nobody_left(
    user: Any, place: Unit, year: int, today: datetime.date, under_way: list[Campaign]
) -> Iterator[Waiting]:
    """Households to visit for the first time that stand with people who can no longer survey, ward by ward."""
    for ward, count in teams.held_by_nobody_left(user, place, under_way, today)[:SHOWN]:
        title = ngettext(
            "%(count)s household is with somebody who can no longer visit it",
            "%(count)s households are with people who can no longer visit them",
            count,
        )
        here = reverse("campaign:team", args=[place.code, year, ward.campaign_id, ward.pk])
        yield Waiting(title % {"count": count}, ward.ward.name, _("Take them back"), here)


def untied(user: Any, place: Unit, year: int, under_way: list[Campaign]) -> Iterator[Waiting]:
    """Second visits whose form came and could not be tied to the complaint: it gives no class, and the clock runs."""
    for one in rechecks.untied(user, place, under_way)[:SHOWN]:
        yield _of_complaint(one, place, year, _("A second visit's form is not complete"), _("See what to do"))


def before_corrections(user: Any, place: Unit, year: int) -> Iterator[Waiting]:
    """Second visits before a correction, of reviews of the year whether closed or not: to be made by this person, and
    those that brought a form to decide on."""
    for one in revisits.revisits_for(user, place, year):
        here = reverse("entry:pile", args=[place.code, year, one.case.campaign_id]) + f"?buoc={SECOND}"
        where = f"{one.case.head_name} · {one.case.group.group.name}"
        yield Waiting(_("A decided household for you to visit again"), where, _("See the visit"), here)
    if place.level != Level.WARD:  # a ward corrects its own decisions
        return
    for one in revisits.without_class(user, place, year):
        here = reverse("decisions:decision", args=[place.code, year, one.case.campaign_id, one.decision_id]) + "#di-lai"
        where = f"{one.case.head_name} · {one.case.group.group.name}"
        yield Waiting(
            _("The form of a second visit for a correction is not complete"), where, _("See what to do"), here
        )
    for one in revisits.to_decide(user, place, year):
        here = reverse("decisions:decision", args=[place.code, year, one.case.campaign_id, one.decision_id])
        where = f"{one.case.head_name} · {one.case.group.group.name}"
        yield Waiting(_("A second visit is in: correct the decision or leave it"), where, _("Look at it"), here)


def _of_complaint(one: Complaint, place: Unit, year: int, title: str, action: str) -> Waiting:
    here = reverse("complaints:complaint", args=[place.code, year, one.ward.campaign_id, one.pk])
    where = f"{one.case.head_name} · {one.case.group.group.name} · {one.due_on:%d/%m/%Y}" if one.case else one.receipt
    return Waiting(title, where, action, here)
