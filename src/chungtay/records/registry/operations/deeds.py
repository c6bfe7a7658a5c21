"""Carrying out what a proposal says that happened, as a part of the one act that takes the proposal over."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from chungtay.records.registry.models import Circumstance, Household, IdentityPaper, Person
from chungtay.records.registry.operations.act import Act, acting
from chungtay.records.registry.operations.editing import close_circumstance, put_circumstance, put_paper
from chungtay.records.registry.operations.life import die, go
from chungtay.records.registry.operations.standing import Relationship, check_day, stand
from chungtay.records.registry.queries.deeds import CIRCUMSTANCE, CIRCUMSTANCE_ENDS, DIED, LEFT, PAPER, Deed
from chungtay.records.registry.queries.facts import NewPaper


def carry_out(act: Act, household: Household, deeds: Sequence[Deed], at: datetime.datetime) -> None:
    """In the order in which they were written. Raises ValidationError as the same acts of the office do; whoever calls
    has asked who may."""
    for deed in deeds:
        _CARRY[deed.kind](act, household, Person.objects.get(pk=deed.person), deed, at)


def try_out(household: Household, deeds: Sequence[Deed], *, by: Any, at: datetime.datetime) -> None:
    """Raise what carrying them out would raise; done and taken back at once, without a trace."""
    if not deeds:
        return
    with transaction.atomic():
        with acting("request_applied", by=by, at=at, area=household.group) as act:
            carry_out(act, household, deeds, at)
        transaction.set_rollback(True)


def _goes(act: Act, household: Household, person: Person, deed: Deed, at: datetime.datetime) -> None:
    on = deed.day("on")
    check_day(on, at)
    here = stand(household, by=None, at=at)
    number = deed.values.get("new_head")
    head = next((row.person for row in here.memberships if row.person_id == number), None)
    relations = {int(one): Relationship(*said) for one, said in (deed.values.get("relations") or {}).items()}
    step = die if deed.kind == DIED else go
    step(act, here, person, on=on, new_head=head, relations=relations)


def _circumstance(act: Act, _household: Household, person: Person, deed: Deed, at: datetime.datetime) -> None:
    values = deed.values
    put_circumstance(
        act, person, kind=values["kind"], code=values["code"], words=values["words"], since=deed.day("since"), at=at
    )


def _circumstance_ends(act: Act, _household: Household, person: Person, deed: Deed, at: datetime.datetime) -> None:
    row = Circumstance.objects.live().filter(pk=deed.values["which"], person=person).first()
    if row is not None:
        close_circumstance(act, row, last_day=deed.day("last_day"), at=at)


def _paper(act: Act, _household: Household, person: Person, deed: Deed, at: datetime.datetime) -> None:
    values = deed.values
    issued = datetime.date.fromisoformat(values["issued_on"]) if values["issued_on"] else None
    paper = NewPaper(values["kind"], values["number"], issued, values["issued_by"])
    replaced = IdentityPaper.objects.live().filter(pk=values["replaces"] or 0, person=person)
    put_paper(act, person, paper, in_place_of=list(replaced), at=at)


_CARRY: dict[str, Callable[[Act, Household, Person, Deed, datetime.datetime], None]] = {
    DIED: _goes,
    LEFT: _goes,
    CIRCUMSTANCE: _circumstance,
    CIRCUMSTANCE_ENDS: _circumstance_ends,
    PAPER: _paper,
}
