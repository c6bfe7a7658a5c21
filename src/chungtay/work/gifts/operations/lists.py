"""The list of a round: everybody whom its conditions choose, once for each kind of gift, drawn in whole statements."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.same import standing_homes, standing_people
from chungtay.work.gifts.models import Gift, GiftKind, GiftState, Round, RoundState
from chungtay.work.gifts.operations.events import event, held
from chungtay.work.gifts.permissions import check_may_prepare
from chungtay.work.gifts.queries.choosing import chosen, living_in
from chungtay.work.gifts.queries.same_occasion import Given, given_already
from chungtay.work.gifts.transitions import check_round_is

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is mistaken for something else when it is typed
_PART = 2_000
Whom = dict[tuple[int, int | None], int]  # (household, person) -> group
LeftOff = list[tuple[int, int | None, Given]]  # household, person, what they have already


def draw_list(number: int, *, by: Any, at: datetime.datetime) -> tuple[int, int]:
    """As `draw_list_telling`: how many came and went."""
    came, went, _left_off = draw_list_telling(number, by=by, at=at)
    return came, went


@transaction.atomic
def draw_list_telling(number: int, *, by: Any, at: datetime.datetime) -> tuple[int, int, LeftOff]:
    """Put everybody on the list whom the conditions choose by the facts of the round's day, and take off whom they
    choose no more; returns how many came and went, and who is left off since they have a gift of the occasion and
    source already. Drawn again, it changes what the facts changed."""
    made = held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_round_is(made.state, RoundState.DRAFT)
    if made.adds_to_id is not None:
        held(made.adds_to_id)  # two that add to one round are drawn up one after the other
    codes = set(made.gifts.values_list("code", flat=True))
    came = went = 0
    left_off: LeftOff = []
    for kind in made.kinds.exclude(who=""):
        added, dropped, twice = _draw(made, kind, codes, at)
        came, went = came + added, went + dropped
        left_off += twice
    event("gifts.list_drawn", made, by=by, at=at, added=came, dropped=went, left_off=len(left_off))
    return came, went, left_off


def _draw(made: Round, kind: GiftKind, codes: set[str], at: datetime.datetime) -> tuple[int, int, LeftOff]:
    found = chosen(made.ward, kind.who, kind.of, made.day).due  # type: ignore[arg-type]
    wanted = {(row[HOUSEHOLD], row[PERSON]): row["group"] for row in found.iter_rows(named=True)}
    if kind.adds_to_id is not None:
        wanted = _still_missing(made, kind, wanted, at)
    already = given_already(made, kind, {receiver(*whose) for whose in wanted})
    left_off = [(*whose, already[receiver(*whose)]) for whose in wanted if receiver(*whose) in already]
    for home, person, _given in left_off:
        del wanted[home, person]
    rows = kind.gifts.filter(state=GiftState.DUE).values_list("household", "person", "pk")
    standing = {(home, person): pk for home, person, pk in rows}
    gone = [pk for whose, pk in standing.items() if whose not in wanted]
    for part in in_parts(gone, _PART):
        Gift.objects.filter(pk__in=part).update(state=GiftState.DROPPED)
    new = [(home, person, group) for (home, person), group in wanted.items() if (home, person) not in standing]
    Gift.objects.bulk_create(new_gifts(made, kind, new, codes), batch_size=500)
    return len(new), len(gone), left_off


def _still_missing(made: Round, kind: GiftKind, wanted: Whom, at: datetime.datetime) -> Whom:
    """Of those whom the conditions choose, who stands on no list yet and lives in the ward on the day of the drawing:
    the dead and those who moved away are not missing."""
    before, here = listed_before(kind), living_in(made.ward, timezone.localdate(at))
    return {
        (home, person): group
        for (home, person), group in wanted.items()
        if receiver(home, person) not in before and (home in here.groups if person is None else person in here.homes)
    }


def receiver(home: int, person: int | None) -> tuple[str, int]:
    """Who is given a gift: a person whichever household they live in by now, else the household."""
    return (HOUSEHOLD, home) if person is None else (PERSON, person)


def listed_before(kind: GiftKind) -> set[tuple[str, int]]:
    """Who stands on the list of the round that this kind adds to, or of another that adds to it; who lapsed there and
    is chosen again lives in the ward after all. A record that was joined to another is that one's."""
    same = Q(kind=kind.adds_to_id) | Q(kind__adds_to=kind.adds_to_id)
    rows = Gift.objects.filter(same).exclude(kind=kind).exclude(state__in=(GiftState.DROPPED, GiftState.LAPSED))
    return standing({receiver(home, person) for home, person in rows.values_list("household", "person")})


def standing(receivers: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """These, with the records that stand by now for those that were joined to others."""
    persons = standing_people({number for what, number in receivers if what == PERSON})
    homes = standing_homes({number for what, number in receivers if what == HOUSEHOLD})
    return (
        receivers | {(PERSON, number) for number in persons.values()} | {(HOUSEHOLD, home) for home in homes.values()}
    )


def new_gifts(
    made: Round, kind: GiftKind, receivers: Iterable[tuple[int, int | None, int]], codes: set[str]
) -> list[Gift]:
    """Gifts for (household, person, group), each with a token of its own and a short code that is new in the round."""
    return [
        Gift(
            round=made, kind=kind, household_id=home, person_id=person, group_id=group,
            token="".join(secrets.choice(ALPHABET) for _place in range(26)), code=_new_code(codes),
        )
        for home, person, group in receivers
    ]  # fmt: skip


def _new_code(taken: set[str]) -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _place in range(8))
        if code not in taken:
            taken.add(code)
            return code
