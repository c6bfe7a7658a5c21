"""The households of two records that become one: one present membership stays, the rest becomes a history without
overlaps, and a household that existed through the second entry alone goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.records.registry.models import (
    ChangeRequest,
    Ending,
    Evidence,
    HardshipEvent,
    Household,
    HouseholdStatus,
    Leaving,
    Membership,
    Person,
    Relation,
    RequestState,
    Residence,
)
from chungtay.records.registry.operations.act import Act
from chungtay.records.registry.operations.standing import DAY, end_household, give_head

if TYPE_CHECKING:
    from chungtay.records.registry.operations.merging import Choices


def join_homes(act: Act, first: Person, second: Person, choices: Choices) -> None:
    rows = list(
        Membership.objects.live()
        .filter(person__in=(first, second))
        .select_related("household", "person")
        .order_by("valid_from", "pk")
    )
    present = [row for row in rows if row.valid_to is None]
    stays, goes = _chosen(present, choices.membership)
    if goes is not None and stays is not None:
        _lock([stays.household_id, goes.household_id])
        _leave(act, goes, stays, rows, choices)
    standing = [row for row in (stays, goes) if row is not None and not row.withdrawn]
    for row in standing:
        act.change(row, person=first)
    past_of(act, first, [row for row in rows if row not in present and not row.withdrawn], standing)


def _lock(households: Sequence[int]) -> None:
    list(Household.objects.select_for_update(no_key=True).filter(pk__in=households).order_by("pk"))


def _chosen(present: Sequence[Membership], number: int | None) -> tuple[Membership | None, Membership | None]:
    """The present membership that stays, and the one that goes."""
    if len(present) < 2:
        return (present[0] if present else None), None
    stays = next((row for row in present if row.pk == number), None)
    if stays is None:
        raise ValidationError(_("Choose the household that the person belongs to."), code="choose_household")
    goes = next(row for row in present if row is not stays)
    if goes.household_id == stays.household_id and goes.relation == Relation.HEAD:
        raise ValidationError(
            _("One of the two records is the head of this household. Keep the one as head."), code="keep_head"
        )
    return stays, goes


def _leave(act: Act, goes: Membership, stays: Membership, rows: Sequence[Membership], choices: Choices) -> None:
    """The membership that goes was an error, as was all that the same record says of that household; or it ended when
    the one that stays began."""
    others = list(
        Membership.objects.current()
        .filter(household=goes.household_id)
        .exclude(pk=goes.pk)
        .select_related("person")
        .order_by("pk")
    )
    if not choices.moved or goes.household_id == stays.household_id:
        since = goes.valid_from
        act.withdraw(*(row for row in rows if _same_place(row, goes)))
        if not others:
            _take_back(act, goes, stays)
    elif goes.valid_from < stays.valid_from:
        since = stays.valid_from
        act.change(goes, valid_to=since - DAY, left_by=Leaving.MOVED)
        if not others:
            end_household(act, goes.household, last_day=since - DAY, how=Ending.MERGED, into=stays.household)
    else:
        raise ValidationError(
            _("The person came to household %(code)s before. It cannot have been left for the other one."),
            params={"code": stays.household.code},
            code="not_moved",
        )
    if others and goes.relation == Relation.HEAD:
        give_head(act, others, choices.new_head, choices.relations, since=since)


def _same_place(row: Membership, goes: Membership) -> bool:
    return (row.person_id, row.household_id) == (goes.person_id, goes.household_id)


def _take_back(act: Act, goes: Membership, stays: Membership) -> None:
    """Nobody is left in a household that was entered in error: it is taken back, and what is known of it goes over to
    the household that stays."""
    household = goes.household
    if Membership.objects.live().filter(household=household).exclude(person=goes.person_id).exists():
        raise ValidationError(
            _("Others belonged to household %(code)s before. Say that the person moved; the household then ends."),
            params={"code": household.code},
            code="others_before",
        )
    give_over(act, household, stays.household)


def give_over(act: Act, household: Household, into: Household) -> None:
    """A household without members is taken back; what is known of it goes over to another one."""
    # A draft is its writer's alone and may lie for ever; handed in later it finds nobody here and is returned.
    if ChangeRequest.objects.filter(household=household, state=RequestState.SUBMITTED).exists():
        raise ValidationError(
            _("A proposal for household %(code)s waits for a decision. Decide it first."),
            params={"code": household.code},
            code="request_waits",
        )
    years = set(HouseholdStatus.objects.live().filter(household=into).values_list("year", flat=True))
    statuses = list(HouseholdStatus.objects.live().filter(household=household).order_by("pk"))
    act.withdraw(*(row for row in statuses if row.year in years))
    act.change_all(HouseholdStatus, [(row, {"household": into}) for row in statuses if row.year not in years])
    for model in (HardshipEvent, Evidence):
        rows = model.objects.live().filter(household=household).order_by("pk")
        act.change_all(model, [(row, {"household": into}) for row in rows])
    act.withdraw(*Residence.objects.live().filter(household=household).order_by("pk"))
    act.change(household, withdrawn=True, merged_into=into)


def past_of(act: Act, first: Person, past: Sequence[Membership], present: Sequence[Membership]) -> None:
    """Memberships of the past, the first record's before the second's: those that overlap what stands already are taken
    back."""
    stand = [(row.valid_from, row.valid_to) for row in present if not row.withdrawn]
    for row in sorted(past, key=lambda each: (each.person_id != first.pk, each.valid_from, each.pk)):
        free = all(
            (end is not None and end < row.valid_from) or (row.valid_to is not None and row.valid_to < begin)
            for begin, end in stand
        )
        if free:
            stand.append((row.valid_from, row.valid_to))
            act.change(row, person=first)
        else:
            act.withdraw(row)
