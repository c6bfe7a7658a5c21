"""A household that was entered twice becomes one, in one act: its members matched by a person, the second record of
each joined to the first, everything else of the second household gone over to the first. Undone as a whole."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.text import tidy
from chungtay.records.registry.models import Household, Membership, Operation, Person, Relation
from chungtay.records.registry.operations.act import Act, Stale, acting
from chungtay.records.registry.operations.duplicates import joined_by
from chungtay.records.registry.operations.merging import FIELDS, Choices, join_records
from chungtay.records.registry.operations.merging_homes import give_over, past_of
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.history import Entry, of_operation
from chungtay.records.registry.queries.two_homes import Member, TwoHomes, two_homes


@dataclass(frozen=True, slots=True)
class Match:
    """What becomes of a member of the household that goes: the same as `into`, whose record stays, with the values of
    the other one where they differ when `theirs`; or (`into` None) a member of the household that stays, as
    `relationship` to its head."""

    person: int
    into: int | None = None
    relationship: Relationship | None = None
    theirs: bool = False


@transaction.atomic
def join_households(
    stays: Household, goes: Household, matches: Sequence[Match], *, seen: str, why: str, by: Any, at: datetime.datetime
) -> Operation:
    """Make the two one household: `stays`. `seen`: the print of the two as they were looked at. Raises PermissionDenied
    unless the person may join records in both places, Stale when somebody was faster, ValidationError with a sentence
    for what cannot be or still has to be said."""
    both = _held(stays, goes, seen, by, at)
    if not tidy(why):
        raise ValidationError(_("Say why the two are one household."), code="why")
    ours = {each.person.pk: each for each in both.staying}
    theirs = {each.person.pk: each for each in both.going}
    _check(matches, ours, theirs)
    with acting("households_joined", by=by, at=at, area=both.stays.group, why=why) as act:
        act.touch_households((both.stays.pk, both.goes.pk))
        couples = []
        for match in matches:
            goer = theirs[match.person]
            if match.into is None:
                assert match.relationship is not None  # noqa: S101  checked above
                _come_over(act, goer, both.stays, match.relationship)
            else:
                _become_one(act, ours[match.into], goer, theirs=match.theirs)
                couples.append((ours[match.into].person, goer.person))
        _past_members(act, both)
        give_over(act, both.goes, both.stays)
    assert act.operation is not None  # noqa: S101  the second household was taken back at least
    joined_by(act.operation, couples, why=why, by=by, at=at)
    return act.operation


def would_join(
    stays: Household, goes: Household, matches: Sequence[Match], *, seen: str, why: str, by: Any, at: datetime.datetime
) -> Entry:
    """What `join_households` would write, without a trace. Raises what that raises."""
    with transaction.atomic():
        entry = of_operation(join_households(stays, goes, matches, seen=seen, why=why, by=by, at=at))
        transaction.set_rollback(True)
    return entry


def _held(stays: Household, goes: Household, seen: str, by: Any, at: datetime.datetime) -> TwoHomes:
    if stays.pk == goes.pk:
        raise ValidationError(_("Choose two households."), code="same")
    held = Household.objects.select_for_update(of=("self",), no_key=True).select_related("group").order_by("pk")
    rows = {row.pk: row for row in held.filter(pk__in=(stays.pk, goes.pk))}
    stays, goes = rows[stays.pk], rows[goes.pk]
    for home in (stays, goes):
        check(by, Permission.REGISTRY_MERGE, home.group, at)
        if home.withdrawn or home.ended_on:
            raise ValidationError(_("Household %(code)s has ended or was taken back."), "ended", {"code": home.code})
    members = Membership.objects.current().filter(household__in=(stays, goes))
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=members.values("person")).order_by("pk"))
    both = two_homes(stays, goes)
    if both.seen != seen:
        raise Stale(_("Somebody else changed this meanwhile. Look at it again, then repeat your change."))
    return both


def _check(matches: Sequence[Match], ours: dict[int, Member], theirs: dict[int, Member]) -> None:
    """Everybody of the household that goes is spoken for, once."""
    said = [match.person for match in matches]
    missing = [each.person.full_name for number, each in theirs.items() if number not in said]
    if missing or len(said) != len(theirs):
        names = ", ".join(missing)
        raise ValidationError(_("Say who this is in the other household: %(names)s."), "unsaid", {"names": names})
    into = [match.into for match in matches if match.into is not None]
    if not into:
        raise ValidationError(_("Nobody of the two is the same person: this is no household entered twice."), "nobody")
    for number in into:
        if number not in ours or into.count(number) > 1:
            raise ValidationError(_("Two members cannot both be the same person of the other household."), "twice")
    for match in matches:
        to_head = match.relationship.relation if match.relationship else None
        if match.into is None and to_head in (None, Relation.HEAD):
            name = theirs[match.person].person.full_name
            raise ValidationError(_("Say how %(name)s is related to the head."), "relation", {"name": name})


def _become_one(act: Act, ours: Member, goer: Member, *, theirs: bool) -> None:
    first, second = ours.person, goer.person
    rows = list(Membership.objects.live().filter(person__in=(first, second)).order_by("valid_from", "pk"))
    gone = [row for row in rows if row.person_id == second.pk and row.household_id == goer.membership.household_id]
    act.withdraw(*gone)
    present = [row for row in rows if row.pk == ours.membership.pk]
    past_of(act, first, [row for row in rows if row not in gone and row not in present], present)
    join_records(act, first, second, choices_of(ours, goer, theirs=theirs))


def choices_of(ours: Member, goer: Member, *, theirs: bool) -> Choices:
    """Where the two records differ, one of them is right throughout."""
    right, other = (goer, ours) if theirs else (ours, goer)
    kinds = {row.kind for row in right.papers}
    known = (name for name, columns in FIELDS.items() if getattr(goer.person, columns[0]) not in (None, ""))
    return Choices(
        take=frozenset(known) if theirs else frozenset(),
        papers=frozenset(row.pk for row in (*right.papers, *(row for row in other.papers if row.kind not in kinds))),
        accounts=frozenset(row.pk for row in right.accounts or other.accounts),
        circumstances=frozenset(row.kind for row in goer.circumstances) if theirs else frozenset(),
    )


def _come_over(act: Act, goer: Member, home: Household, relationship: Relationship) -> None:
    rows = Membership.objects.live().filter(person=goer.person, household=goer.membership.household_id)
    for row in rows.order_by("pk"):
        values = {"relation": relationship.relation, "relation_words": relationship.words}
        act.change(row, household=home, **(values if row.valid_to is None else {}))


def _past_members(act: Act, both: TwoHomes) -> None:
    """Who belonged to the household that goes before stays readable in the one that stays."""
    rows = Membership.objects.live().filter(household=both.goes).order_by("pk")
    act.change_all(Membership, [(row, {"household": both.stays}) for row in rows])
