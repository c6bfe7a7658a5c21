"""Who of a household of a file is whom of the household on record."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from chungtay.records.registry.queries.facts import NewMember
from chungtay.records.registry.queries.intake.incoming import Incoming, IncomingMember
from chungtay.records.registry.queries.intake.known import KnownHome, KnownMember

Pairs = list[tuple[IncomingMember, KnownMember]]
Same = Callable[[IncomingMember, KnownMember], bool]


def pair_members(home: Incoming, known: KnownHome) -> Pairs:
    """By a number that name or birth bears out, by agreeing in everything that the row says, by name and birth, by a
    name that only one bears. Of people whom nothing tells apart the first is the first."""
    left, right = list(home.members), list(known.members)
    pairs: Pairs = []
    for same in (_same_number, None, same_person, _same_name):
        found = _only_one(left, right, same) if same else _in_everything(left, right, home.whole)
        pairs += found
        left = [each for each in left if not any(each is one for one, _known in found)]
        right = [one for one in right if not any(one is other for _each, other in found)]
    return pairs


def pair_repeated(home: Incoming, known: KnownHome, pairs: Pairs) -> Pairs:
    """Rows that stand in the file word for word as another one, and the members on record who are as alike."""
    taken = {one.person.pk for _each, one in pairs}
    free = [one for one in known.members if one.person.pk not in taken]
    return _in_everything([each for each, _told in home.again], free, home.whole)


def unclear(each: IncomingMember, known: KnownHome, pairs: Pairs) -> list[KnownMember]:
    """Of a row that is nobody for certain: the members, not found in other rows, who it may be."""
    taken = {one.person.pk for _each, one in pairs}
    free = [one for one in known.members if one.person.pk not in taken]
    return [one for one in free if same_person(each, one) or _same_name(each, one)]


def _only_one(left: Sequence[IncomingMember], right: Sequence[KnownMember], same: Same) -> Pairs:
    pairs: Pairs = []
    rest, free = list(left), list(right)
    for each in left:
        meant = [one for one in free if same(each, one)]
        alike = [one for one in rest if meant and same(one, meant[0])]
        if len(meant) == 1 and len(alike) == 1:
            pairs.append((each, meant[0]))
            rest.remove(each)
            free.remove(meant[0])
    return pairs


def _in_everything(left: Sequence[IncomingMember], right: Sequence[KnownMember], whole: bool) -> Pairs:
    """As many as can be: a row that agrees with two leaves the one to a row that agrees with it alone."""
    may = [[place for place, one in enumerate(right) if agrees(each, one, whole)] for each in left]
    taken: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for one in may[row]:
            if one not in tried:
                tried.add(one)
                if one not in taken or place(taken[one], tried):
                    taken[one] = row
                    return True
        return False

    for row in range(len(left)):
        place(row, set())
    return [(left[row], right[one]) for one, row in sorted(taken.items(), key=lambda pair: pair[1])]


def agrees(each: IncomingMember, known: KnownMember, whole: bool) -> bool:
    """In everything that the row says; a list of heads alone (not `whole`) tells no relationships."""
    entered, person, row = each.entered, known.person, known.membership
    if each.folded != person.name_folded or entered.sex != person.sex:
        return False
    if (entered.birth_date, entered.birth_known) != (person.birth_date, person.birth_known):
        return False
    if whole and (entered.relation != row.relation or entered.relation_words not in ("", row.relation_words)):
        return False
    signs = {(paper.kind, paper.print) for paper in known.papers}
    texts = entered.phone in ("", person.phone) and entered.ethnicity in ("", person.ethnicity)
    return texts and all(sign in signs for sign in each.prints)


def same_person(each: IncomingMember, known: KnownMember) -> bool:
    return each.folded == known.person.name_folded and births_agree(each.entered, known)


def _same_number(each: IncomingMember, known: KnownMember) -> bool:
    signs = {(paper.kind, paper.print) for paper in known.papers}
    if not any(sign in signs for sign in each.prints):
        return False
    return each.folded == known.person.name_folded or births_agree(each.entered, known)


def _same_name(each: IncomingMember, known: KnownMember) -> bool:
    """A name alone is not enough where number and birth both say that it is somebody else."""
    if each.folded != known.person.name_folded:
        return False
    births = each.entered.birth_date is not None and known.person.birth_date is not None
    return not (births and not births_agree(each.entered, known) and numbers_differ(each, known))


def births_agree(entered: NewMember, known: KnownMember) -> bool:
    """As far as both are known; unknown agrees with nothing."""
    person = known.person
    return born_alike(entered, person.birth_date, person.birth_known)


def born_alike(entered: NewMember, day: datetime.date | None, exact: str) -> bool:
    if entered.birth_date is None or day is None or entered.birth_date.year != day.year:
        return False
    precisions = {entered.birth_known, exact}
    if "year" in precisions:
        return True
    if entered.birth_date.month != day.month:
        return False
    return "month" in precisions or entered.birth_date.day == day.day


def numbers_differ(each: IncomingMember, one: KnownMember) -> bool:
    """Both have a number of one kind, and not the same."""
    known = {paper.kind: paper.print for paper in one.papers}
    return any(kind in known and known[kind] != sign for kind, sign in each.prints)
