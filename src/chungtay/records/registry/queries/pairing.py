"""Every pair of persons of an area worth comparing, in few statements over blocks of persons, and their likeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Person, PersonEntry
from chungtay.records.registry.queries.comparing import Known, known_of, namesakes_of
from chungtay.records.registry.queries.likeness import Likeness, likeness, may_reach
from chungtay.records.registry.queries.parts import in_parts

BLOCK = 20_000  # persons whose partners are looked for in one go
_PART = 5_000
_PRINTS = ("name_year", "ends_ward", "day_given", "day_ward")
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Likely:
    pair: Pair
    likeness: Likeness


def likely_pairs(area: Unit, *, least: int, block: int = BLOCK) -> Iterator[list[Likely]]:
    """Pairs of which one person at least belongs to the area, block by block, each pair once."""
    for pairs in possible_pairs(area, block=block):
        yield compared(pairs, least=least)


def compared(pairs: Sequence[Pair], *, least: int = 0) -> list[Likely]:
    """The likeness of pairs of persons on record, of those that reach `least`; a pair with somebody taken back is left
    out."""
    known = known_of({number for pair in pairs for number in pair})
    living = [(known[one], known[other]) for one, other in pairs if one in known and other in known]
    worth = [(one, other) for one, other in living if not least or may_reach(one.facts, other.facts, least)]
    namesakes = namesakes_of({each.person: each for pair in worth for each in pair}.values())
    found = (Likely((one.person, other.person), compare(one, other, namesakes)) for one, other in worth)
    return [each for each in found if each.likeness.score >= least]


def compare(one: Known, other: Known, namesakes: Counter[int]) -> Likeness:
    others = namesakes[one.name_year] - 2 if one.name_year == other.name_year else None
    return likeness(one.facts, other.facts, others)


def possible_pairs(area: Unit, *, block: int = BLOCK) -> Iterator[list[Pair]]:
    """Pairs that share a print or a telephone, the smaller number first."""
    last = 0
    while numbers := next_block(area, after=last, block=block):
        yield pairs_of_block(area, after=last, last=numbers[-1])
        last = numbers[-1]


def next_block(area: Unit, *, after: int, block: int = BLOCK) -> list[int]:
    """The next persons of the area, by number."""
    rows = PersonEntry.objects.filter(pk__gt=after, words__contains=f" u{area.pk} ").order_by("pk")
    return list(rows.values_list("pk", flat=True)[:block])


def pairs_of_block(area: Unit, *, after: int, last: int) -> list[Pair]:
    """The possible pairs of the persons behind one number up to another."""
    here = f"% u{area.pk} %"
    pairs: set[Pair] = set()
    for statement in _statements():
        with connection.cursor() as cursor:
            cursor.execute(statement, [after, last, here, here])
            pairs.update((min(one, other), max(one, other)) for one, other in cursor.fetchall())
    return sorted(pairs)


def pairs_of_persons(persons: Sequence[int]) -> list[Pair]:
    """The possible pairs of these persons, among themselves and with everybody on record: the same statements for two
    and for two thousand of them."""
    pairs: set[Pair] = set()
    for part in in_parts(sorted(set(persons)), _PART):
        these = f"one.id IN ({', '.join(['%s'] * len(part))}) AND other.id <> one.id"
        for statement in _joins(these):
            with connection.cursor() as cursor:
                cursor.execute(statement, part)
                pairs.update((min(one, other), max(one, other)) for one, other in cursor.fetchall())
    return sorted(pairs)


def _statements() -> list[str]:
    """A pair within the area is found from its smaller number, one across the border from the number inside."""
    block = "one.id > %s AND one.id <= %s AND one.words LIKE %s AND other.id <> one.id"
    return _joins(f"{block} AND (other.id > one.id OR other.words NOT LIKE %s)")


def _joins(wanted: str) -> list[str]:
    """Who shares a print, and who shares a telephone. `wanted` says which pairs of `one` and `other`."""
    entry, person = PersonEntry._meta.db_table, Person._meta.db_table
    by_print = [
        f"SELECT one.id, other.id FROM {entry} AS one JOIN {entry} AS other ON other.{name} = one.{name} WHERE {wanted}"
        for name in _PRINTS
    ]
    by_call = (
        f"SELECT one.id, other.id FROM {entry} AS one JOIN {person} AS a ON a.id = one.id "
        f"JOIN {person} AS b ON b.phone = a.phone JOIN {entry} AS other ON other.id = b.id "
        f"WHERE {wanted} AND a.phone <> ''"
    )
    return [*by_print, by_call]
