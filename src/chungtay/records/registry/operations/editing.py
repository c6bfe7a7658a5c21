"""Correcting what is on record: fields of a person or household, papers, circumstances, bank accounts."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.sealed import fingerprint
from chungtay.foundation.core.text import tidy
from chungtay.foundation.core.words import fold
from chungtay.records.registry.models import (
    BankAccount,
    Circumstance,
    CircumstanceKind,
    Household,
    IdentityPaper,
    Membership,
    Operation,
    Person,
    Record,
    Relation,
    Source,
)
from chungtay.records.registry.operations.act import Act, Stale, acting
from chungtay.records.registry.operations.registering import paper_row, refuse_second_number, refuse_taken_numbers
from chungtay.records.registry.operations.remembering import remember_alike
from chungtay.records.registry.operations.single_parents import check_single_parent
from chungtay.records.registry.operations.standing import DAY, check_day
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.codes import is_known
from chungtay.records.registry.queries.facts import NewMember, NewPaper, checked_member, checked_paper, name_fields
from chungtay.records.registry.queries.homes import home_of

PERSON_FIELDS = ("full_name", "sex", "birth_date", "birth_known", "ethnicity", "phone")
TELLING = ("full_name", "sex", "birth_date", "birth_known", "phone")  # what two persons are held against each other by
HOUSEHOLD_FIELDS = ("address", "official_code", "latitude", "longitude", "note")


@transaction.atomic
def edit_person(
    person: Person,
    values: dict[str, Any],
    *,
    seen: int,
    why: str = "",
    source: str = Source.SCREEN,
    origin: str = "",
    by: Any,
    at: datetime.datetime,
) -> Operation | None:
    """Correct fields out of PERSON_FIELDS. `seen` is the version that the person at the screen looked at. Returns None
    when nothing differs. Whoever now looks like somebody else on record is queued. Raises Stale when somebody was
    faster, ValidationError for what cannot be."""
    home = _home(person, by, at)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    _refuse_stale(person, seen)
    new = person_values(person, values, today=timezone.localdate(at))
    telling = any(new[name] != getattr(person, name) for name in TELLING if name in new)
    with acting("person_edited", by=by, at=at, area=home.group, why=why, source=source, origin=origin) as act:
        act.touch_households([home.pk])
        act.change(person, **new)
    if telling:
        remember_alike([person], at=at)
    return act.operation


def person_values(person: Person, values: dict[str, Any], *, today: datetime.date) -> dict[str, Any]:
    """The values in their one form, with the fields kept beside a name. Raises ValidationError for what cannot be."""
    _refuse_unknown(values, PERSON_FIELDS)
    wanted = {name: values.get(name, getattr(person, name)) for name in PERSON_FIELDS}
    checked = checked_member(NewMember(relation="head", **wanted), today=today)
    found = {name: getattr(checked, name) for name in values}
    if person.death_date and checked.birth_date and checked.birth_date > person.death_date:
        raise ValidationError(_("The day of death lies before the birth."), code="before_birth")
    return found | (name_fields(checked.full_name) if "full_name" in values else {})


@transaction.atomic
def edit_household(
    household: Household,
    values: dict[str, Any],
    *,
    seen: int,
    why: str = "",
    source: str = Source.SCREEN,
    origin: str = "",
    by: Any,
    at: datetime.datetime,
) -> Operation | None:
    """Correct fields out of HOUSEHOLD_FIELDS. An address that was wrong is corrected; a household that moved is moved
    (`moves.move_household`)."""
    held = Household.objects.select_for_update(of=("self",), no_key=True).select_related("group")
    household = held.get(pk=household.pk)
    check(by, Permission.REGISTRY_EDIT, household.group, at)
    _refuse_stale(household, seen)
    with acting("household_edited", by=by, at=at, area=household.group, why=why, source=source, origin=origin) as act:
        new = household_values(values)
        residence = household.residences.filter(withdrawn=False, valid_to=None).first()
        if residence and "address" in new:
            act.change(residence, address=new["address"])
        act.change(household, **new)
    return act.operation


def household_values(values: dict[str, Any]) -> dict[str, Any]:
    """The values in their one form."""
    _refuse_unknown(values, HOUSEHOLD_FIELDS)
    found: dict[str, Any] = {
        name: tidy(value, lines=name == "note") if isinstance(value, str) else value for name, value in values.items()
    }
    if (found.get("latitude") is None) != (found.get("longitude") is None):
        raise ValidationError(_("A point on the map needs latitude and longitude."), code="point")
    if found.get("latitude") is not None and not (8 <= found["latitude"] <= 24 and 102 <= found["longitude"] <= 118):
        raise ValidationError(
            _("The point on the map lies outside Vietnam. Check latitude and longitude."), code="point"
        )
    return found | ({"address_folded": fold(found["address"])} if "address" in found else {})


@transaction.atomic
def correct_paper(
    paper: IdentityPaper, corrected: NewPaper | None, *, why: str = "", by: Any, at: datetime.datetime
) -> Operation | None:
    """Take an identity paper back and enter the right one in its place, or none."""
    home = _home(paper.person, by, at)
    with acting("paper_corrected", by=by, at=at, area=home.group, why=why) as act:
        act.withdraw(paper)
        if corrected is not None:
            errors: list[ValidationError] = []
            checked = checked_paper(corrected, errors)
            if errors:
                raise ValidationError(errors)
            refuse_taken_numbers([checked], by=by, at=at)
            refuse_second_number(paper.person, checked.kind)
            act.add(paper_row(paper.person, checked))
    if corrected is not None:
        remember_alike([paper.person], at=at)
    return act.operation


@transaction.atomic
def correct_relationship(
    membership: Membership, *, relation: str, words: str = "", why: str = "", by: Any, at: datetime.datetime
) -> Operation | None:
    """A relationship to the head was entered wrongly. Another head is a matter of `life.change_head`."""
    home = _home(membership.person, by, at)
    row = Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    if relation not in Relation.values or Relation.HEAD in (relation, row.relation):
        raise ValidationError(_("Another head is recorded as a change of the head."), code="head")
    with acting("relationship_corrected", by=by, at=at, area=home.group, why=why) as act:
        act.change(row, relation=relation, relation_words=tidy(words))
    return act.operation


@transaction.atomic
def set_circumstance(
    person: Person,
    *,
    kind: str,
    code: str = "",
    words: str = "",
    since: datetime.date,
    why: str = "",
    by: Any,
    at: datetime.datetime,
) -> Operation | None:
    """The circumstance holds from a day on until the day before another of its kind begins; what held until then ends
    the day before. One that was entered for the same day was wrong and is taken back."""
    home = _home(person, by, at)
    with acting("circumstance_set", by=by, at=at, area=home.group, why=why, effective_on=since) as act:
        put_circumstance(act, person, kind=kind, code=code, words=words, since=since, at=at)
    return act.operation


def put_circumstance(
    act: Act, person: Person, *, kind: str, code: str, words: str, since: datetime.date, at: datetime.datetime
) -> None:
    """The same as a part of an act. Nothing is written when it is on record already."""
    if kind not in CircumstanceKind.values or not is_known(kind, code):
        raise ValidationError(_("“%(kind)s” is not a known circumstance."), params={"kind": kind})
    check_day(since, at)
    check_single_parent(person, kind, code, since)
    rows = _periods(person, kind)
    then = next((row for row in rows if row.valid_from <= since <= (row.valid_to or since)), None)
    later = next((row for row in rows if row.valid_from > since), None)
    if then and (then.code, then.words) == (code, tidy(words)):
        return
    if then and then.valid_from == since:
        act.withdraw(then)
    elif then:
        act.change(then, valid_to=since - DAY)
    ends = later.valid_from - DAY if later else None
    act.add(Circumstance(person=person, kind=kind, code=code, words=tidy(words), valid_from=since, valid_to=ends))


def _periods(person: Person, kind: str) -> list[Circumstance]:
    """Everything of the kind that stands of a person, the earliest first; the person is held."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    return list(Circumstance.objects.live().filter(person=person, kind=kind).order_by("valid_from", "pk"))


@transaction.atomic
def end_circumstance(
    row: Circumstance, *, last_day: datetime.date, why: str = "", by: Any, at: datetime.datetime
) -> Operation | None:
    """The circumstance holds for the last time on a day."""
    home = _home(row.person, by, at)
    with acting("circumstance_ended", by=by, at=at, area=home.group, why=why, effective_on=last_day) as act:
        close_circumstance(act, row, last_day=last_day, at=at)
    return act.operation


def close_circumstance(act: Act, row: Circumstance, *, last_day: datetime.date, at: datetime.datetime) -> None:
    """The same as a part of an act."""
    check_day(last_day, at)
    if last_day < row.valid_from:
        raise ValidationError(_("The last day lies before the first."), code="too_early")
    later = [each for each in _periods(row.person, row.kind) if row.valid_from < each.valid_from <= last_day]
    if later:
        raise ValidationError(
            _("Another one of this kind begins on %(day)s. Choose a day before it."),
            params={"day": later[0].valid_from.strftime("%d/%m/%Y")},
            code="overlaps",
        )
    act.change(row, valid_to=last_day)


def put_paper(
    act: Act, person: Person, paper: NewPaper, *, in_place_of: Sequence[IdentityPaper], at: datetime.datetime
) -> None:
    """One more paper, or the right one in the place of others, as a part of an act."""
    act.withdraw(*in_place_of)
    errors: list[ValidationError] = []
    checked = checked_paper(paper, errors)
    if errors:
        raise ValidationError(errors)
    refuse_taken_numbers([checked], by=act.by, at=at)
    refuse_second_number(person, checked.kind)
    act.add(paper_row(person, checked))


@transaction.atomic
def set_bank_account(
    person: Person, *, bank: str, number: str, holder: str, why: str = "", by: Any, at: datetime.datetime
) -> Operation | None:
    """Where help for the person is paid to; an account entered before is taken back."""
    home = _home(person, by, at)
    digits = "".join(tidy(number).split())
    if not digits.isalnum() or not 4 <= len(digits) <= 30 or not tidy(bank) or not tidy(holder):
        raise ValidationError(_("Give the bank, the account number and the name of its holder."), code="account")
    with acting("bank_account_set", by=by, at=at, area=home.group, why=why) as act:
        act.withdraw(*BankAccount.objects.live().filter(person=person))
        act.add(
            BankAccount(
                person=person, bank=bank, number=digits, print=fingerprint(digits, "registry.account"), holder=holder
            )
        )
    return act.operation


def _home(person: Person, by: Any, at: datetime.datetime) -> Household:
    home = home_of(person)
    if home is None or person.withdrawn:
        raise ValidationError(_("%(name)s does not belong to a household."), params={"name": person.full_name})
    check(by, Permission.REGISTRY_EDIT, home.group, at)
    return home


def _refuse_stale(record: Record, seen: int) -> None:
    if record.version != seen:
        raise Stale(_("Somebody else changed this meanwhile. Look at it again, then repeat your change."))


def _refuse_unknown(values: dict[str, Any], known: tuple[str, ...]) -> None:
    for name in values:
        if name not in known:
            raise ValueError(f"{name} cannot be edited; one of {', '.join(known)}")
