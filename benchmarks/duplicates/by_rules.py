"""The program's rules over a list in memory: the same prints, the same likeness as in the register."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from itertools import combinations

from lists import Entry, Pair

from chungtay.records.registry.queries.blocks import Prints, prints
from chungtay.records.registry.queries.likeness import likeness

Block = tuple[str, Hashable]


def possible_pairs(entries: Sequence[Entry]) -> set[Pair]:
    """Pairs that share a print, a number or a telephone."""
    blocks: dict[Block, list[int]] = defaultdict(list)
    for number, facts in entries:
        found = _prints(facts)
        for name in Prints.__slots__:
            if (value := getattr(found, name)) is not None:
                blocks[name, value].append(number)
        for paper in facts.papers:
            blocks["paper", paper].append(number)
        if facts.phone:
            blocks["phone", facts.phone].append(number)
    return {pair for each in blocks.values() for pair in combinations(sorted(each), 2)}


def scored(entries: Sequence[Entry]) -> tuple[dict[Pair, int], int]:
    """The likeness of every possible pair, and how many pairs were compared."""
    known = dict(entries)
    years = {number: _prints(facts).name_year for number, facts in entries}
    namesakes = Counter(years.values())
    pairs = possible_pairs(entries)
    found = {}
    for one, other in pairs:
        others = namesakes[years[one]] - 2 if years[one] == years[other] else None
        found[one, other] = likeness(known[one], known[other], others).score
    return found, len(pairs)


def _prints(facts):  # type: ignore[no-untyped-def]
    return prints(list(facts.words), facts.born, facts.known, facts.ward or 0)
