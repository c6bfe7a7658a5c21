"""Putting pairs of persons into the queue of those who may have been entered twice."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from chungtay.records.registry.models import DuplicatePair, FoundBy, Person
from chungtay.records.registry.queries.likeness import WORTH_A_LOOK, Likeness
from chungtay.records.registry.queries.matching import MOST, alike_on_record
from chungtay.records.registry.queries.pairing import compared, pairs_of_persons

BATCH = 2_000


def remember_alike(persons: Sequence[Person], *, found_by: str = FoundBy.ENTRY, at: datetime.datetime) -> int:
    """Whoever was entered although somebody like that is on record waits to be looked at. How many pairs are new."""
    found = alike_on_record([person.pk for person in persons], least=WORTH_A_LOOK)
    return add_pairs(
        [
            new_pair((number, each.number), Likeness(each.score, each.signs), found_by, at)
            for number, candidates in found.items()
            for each in candidates
        ]
    )


def remember_alike_of_batch(persons: Sequence[int], *, found_by: str, at: datetime.datetime) -> int:
    """As `remember_alike` for a whole batch, by the prints that the yearly comparison goes by: folded name and birth,
    with the place or without; the statements do not grow with the persons. How many pairs are new."""
    likely = compared(pairs_of_persons(persons), least=WORTH_A_LOOK)
    likely.sort(key=lambda row: (-row.likeness.score, row.pair))
    told: Counter[int] = Counter()
    chosen, new = [], set(persons)
    for row in likely:
        theirs = [number for number in row.pair if number in new]
        if all(told[number] < MOST for number in theirs):  # a list with one name a hundred times fills no queue
            told.update(theirs)
            chosen.append(new_pair(row.pair, row.likeness, found_by, at))
    return add_pairs(chosen)


def new_pair(numbers: tuple[int, int], likeness: Likeness, found_by: str, at: datetime.datetime) -> DuplicatePair:
    first, second = sorted(numbers)
    return DuplicatePair(
        first_id=first,
        second_id=second,
        score=likeness.score,
        evidence=[sign.as_json() for sign in likeness.signs],
        found_by=found_by,
        found_at=at,
    )


def add_pairs(pairs: Sequence[DuplicatePair]) -> int:
    """Put pairs into the queue; those that are there already stay as they are. How many are new."""
    if not pairs:
        return 0
    before = DuplicatePair.objects.count()
    with transaction.atomic():
        DuplicatePair.objects.bulk_create(pairs, ignore_conflicts=True, batch_size=BATCH)
    return DuplicatePair.objects.count() - before
