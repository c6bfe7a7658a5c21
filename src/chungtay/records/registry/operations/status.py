"""The class of a household by year, the misfortunes it met, and the papers that prove something about it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import (
    EventKind,
    Evidence,
    HardshipEvent,
    Household,
    HouseholdStatus,
    Operation,
    Person,
    Source,
    StatusClass,
    StatusSource,
)
from chungtay.records.registry.operations.act import Act, acting
from chungtay.records.registry.operations.standing import DAY, check_day, stand
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.parts import in_parts


@dataclass(frozen=True, slots=True)
class NewStatus:
    """A class by a decision. `result` is what the rule book returned; empty when another program decided."""

    year: int
    rule_set: str
    class_id: str
    valid_from: datetime.date
    source: str
    b1: int | None = None
    b2: int | None = None
    decision_number: str = ""
    decision_date: datetime.date | None = None
    signed_by: str = ""
    reasons: str = ""
    result: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def record_status(
    household: Household,
    status: NewStatus,
    *,
    why: str = "",
    source: str = Source.SCREEN,
    origin: str = "",
    by: Any,
    at: datetime.datetime,
) -> Operation | None:
    """Enter the class of a household. From the screen it is always marked as another program's (LEGACY): a class of
    ours comes out of a review."""
    here = stand(household, by=by, at=at)
    if by is not None and status.source != StatusSource.LEGACY:
        raise ValidationError(_("A class of our own comes out of a review; it is not typed in."), code="typed_class")
    with acting(
        "status_recorded",
        by=by,
        at=at,
        area=here.area,
        why=why,
        effective_on=status.valid_from,
        source=source,
        origin=origin,
    ) as act:
        add_statuses(act, [(here.household, status)])
    return act.operation


@transaction.atomic
def record_statuses(
    entered: Sequence[tuple[Household, NewStatus]],
    *,
    area: Unit,
    why: str = "",
    source: str,
    by: Any,
    at: datetime.datetime,
) -> Operation | None:
    """Enter the classes of many households of an area as one operation."""
    check(by, Permission.REGISTRY_EDIT, area, at)
    with acting("statuses_recorded", by=by, at=at, area=area, why=why, source=source) as act:
        add_statuses(act, entered)
    return act.operation


@transaction.atomic
def record_decided(
    entered: Sequence[tuple[int, NewStatus]],
    *,
    area: Unit,
    origin: str,
    why: str = "",
    by: Any,
    at: datetime.datetime,
) -> Operation | None:
    """Enter what a signed decision of the ward says of many households (number of the household, class) as one act.
    A class that began on the same day is taken back as entered in error: it stays readable in the history.

    Wants the right to sign, not the right to edit: a decision is the only way by which a class of ours comes in."""
    check(by, Permission.REVIEW_SIGN, area, at)
    if any(status.source != StatusSource.REVIEW for _number, status in entered):
        raise ValidationError(_("A decision enters classes of the review only."), code="typed_class")
    known: dict[int, Household] = {}
    for part in in_parts(sorted({number for number, _status in entered}), 5_000):
        known |= Household.objects.in_bulk(part)
    with acting("statuses_decided", by=by, at=at, area=area, why=why, source=Source.PROGRAM, origin=origin) as act:
        add_statuses(act, [(known[number], status) for number, status in entered], same_day_in_error=True)
    return act.operation


def add_statuses(
    act: Act, entered: Sequence[tuple[Household, NewStatus]], *, same_day_in_error: bool = False
) -> list[HouseholdStatus]:
    """Write classes of many households; of each rule set the class before ends the day before, and a class of an older
    list ends where a later one begins. `same_day_in_error` takes back the class that began on the same day."""
    for _household, status in entered:
        if status.class_id not in StatusClass.values:
            raise ValidationError(_("“%(class)s” is not a class of households."), params={"class": status.class_id})
    first = {(household.pk, status.rule_set): status.valid_from for household, status in entered}
    before, same_day = [], []
    later: dict[tuple[int, str], datetime.date] = {}
    for part in in_parts(sorted({household.pk for household, _status in entered}), 5_000):
        rows = HouseholdStatus.objects.live().filter(household__in=part)
        for row in rows:
            begins = first.get((row.household_id, row.rule_set))
            if begins and row.valid_from < begins and (row.valid_to is None or row.valid_to >= begins):
                before.append((row, {"valid_to": begins - DAY}))
            elif begins and row.valid_from == begins and same_day_in_error:
                same_day.append(row)
            elif begins and row.valid_from > begins:
                key = row.household_id, row.rule_set
                later[key] = min(row.valid_from, later.get(key, row.valid_from))
    act.withdraw(*same_day)
    act.change_all(HouseholdStatus, before)
    statuses = [
        HouseholdStatus(
            household=household,
            year=status.year,
            rule_set=status.rule_set,
            class_id=status.class_id,
            b1=status.b1,
            b2=status.b2,
            result=status.result,
            source=status.source,
            decision_number=status.decision_number,
            decision_date=status.decision_date,
            signed_by=status.signed_by,
            reasons=status.reasons,
            valid_from=status.valid_from,
            valid_to=_day_before(later.get((household.pk, status.rule_set))),
        )
        for household, status in entered
    ]
    act.add(*statuses)
    return statuses


def _day_before(day: datetime.date | None) -> datetime.date | None:
    return day - DAY if day else None


@transaction.atomic
def record_hardship(
    household: Household,
    *,
    kind: str,
    happened_on: datetime.date,
    person: Person | None = None,
    description: str = "",
    why: str = "",
    by: Any,
    at: datetime.datetime,
) -> HardshipEvent:
    """A misfortune that the household, or one person in it, met on a day. The same one is recorded once: another of
    its kind and day needs `why` it is one. Two persons met by one may have one each."""
    if kind not in EventKind.values:
        raise ValidationError(_("Say what happened."), code="kind")
    check_day(happened_on, at)
    here = stand(household, by=by, at=at)
    if not why.strip():
        _check_no_such(here.household, kind, happened_on, person)
    with acting("hardship_recorded", by=by, at=at, area=here.area, why=why, effective_on=happened_on) as act:
        event = HardshipEvent(
            household=here.household,
            person=here.of(person).person if person else None,
            kind=kind,
            happened_on=happened_on,
            description=description,
        )
        act.add(event)
    return event


def _check_no_such(household: Household, kind: str, on: datetime.date, person: Person | None) -> None:
    same = HardshipEvent.objects.live().filter(household=household, kind=kind, happened_on=on)
    if person is not None:
        same = same.filter(Q(person=None) | Q(person=person))
    if same.exists():
        sentence = _(
            "“%(kind)s” on %(day)s stands for this household already: one misfortune is recorded once. If it is truly "
            "another, write why in “Why”."
        )
        raise ValidationError(sentence % {"kind": EventKind(kind).label, "day": f"{on:%d/%m/%Y}"}, code="same")


@transaction.atomic
def attach_evidence(
    household: Household,
    *,
    title: str,
    stored: str,
    media_type: str,
    size: int,
    sha256: str,
    on: datetime.date,
    person: Person | None = None,
    hardship: HardshipEvent | None = None,
    by: Any,
    at: datetime.datetime,
) -> Evidence:
    """A file that was checked and kept (`core.files`) shows something about the household."""
    here = stand(household, by=by, at=at)
    with acting("evidence_attached", by=by, at=at, area=here.area, effective_on=on) as act:
        row = Evidence(
            household=here.household,
            person=person,
            hardship=hardship,
            title=title,
            stored=stored,
            media_type=media_type,
            size=size,
            sha256=sha256,
            valid_from=on,
        )
        act.add(row)
    return row
