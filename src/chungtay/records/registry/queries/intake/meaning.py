"""Which household of the register a household of a file is, and which of its members are whom. Codes are never believed
alone: at least one person must agree, for codes repeat and are mistyped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _

from chungtay.records.registry.models import Relation
from chungtay.records.registry.queries.facts import NewMember
from chungtay.records.registry.queries.intake.incoming import Incoming, IncomingMember
from chungtay.records.registry.queries.intake.known import OUR_CODE, Known, KnownHome, KnownMember
from chungtay.records.registry.queries.intake.sentences import both

Pairs = list[tuple[IncomingMember, KnownMember]]


@dataclass(slots=True)
class Meaning:
    """`home` is None for a household that the register does not have. `refused`: it cannot be told which one it is.
    `elsewhere`: why it may be here already, under another household."""

    home: KnownHome | None = None
    pairs: Pairs = field(default_factory=list)
    refused: tuple[str, str] | None = None
    elsewhere: list[tuple[IncomingMember, tuple[str, str]]] = field(default_factory=list)


def meaning_of(home: Incoming, known: Known) -> Meaning:
    """By our code, else the official code within the ward, else the number of the head or a member, else name and birth
    of the head within the group."""
    by_code = _by_code(home, known)
    if by_code is not None:
        return by_code
    by_number = _by_number(home, known)
    if by_number is not None:
        return by_number
    by_head = _by_head(home, known)
    return by_head or Meaning(elsewhere=_elsewhere(home, known))


def pair_members(home: Incoming, known: KnownHome) -> Pairs:
    """Who of the file is whom of the household: by a number that name or birth bears out, by name and birth, by a name
    that only one bears."""
    left, right = list(home.members), list(known.members)
    pairs: Pairs = []
    for same in (_same_number, same_person, _same_name):
        for each in list(left):
            meant = [one for one in right if same(each, one)]
            alike = [one for one in left if meant and same(one, meant[0])]
            if len(meant) == 1 and len(alike) == 1:
                pairs.append((each, meant[0]))
                left.remove(each)
                right.remove(meant[0])
    return pairs


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
    if entered.birth_date is None or person.birth_date is None:
        return False
    if entered.birth_date.year != person.birth_date.year:
        return False
    precisions = {entered.birth_known, person.birth_known}
    if "year" in precisions:
        return True
    if entered.birth_date.month != person.birth_date.month:
        return False
    return "month" in precisions or entered.birth_date.day == person.birth_date.day


def _heads_agree(pairs: Pairs, home: Incoming, known: KnownHome) -> bool:
    return any(each is home.head and one is known.head for each, one in pairs)


def _by_code(home: Incoming, known: Known) -> Meaning | None:
    """None where no code is given, or none of the register, or one of our form that is another program's numbering."""
    numbers = [known.by_code[code] for code in (home.code,) if code in known.by_code and OUR_CODE.fullmatch(code)]
    officials = [code for code in (home.official_code, home.code) if code]
    numbers += [number for code in officials for number in known.by_official.get((home.ward, code), ())]
    for number in dict.fromkeys(numbers):
        if number in known.ended:
            continue
        found = known.homes[number]
        pairs = pair_members(home, found)
        if pairs:
            return Meaning(found, pairs)
    strange = next((number for number in numbers if number != known.by_code.get(home.code)), None)
    if strange is None:
        return None
    there = known.homes[strange]
    if strange in known.ended:
        words = _("The code is that of household %(code)s, which has ended. Correct the code, or take it in again.")
        return Meaning(refused=both(words, code=there.household.code))
    head = there.head.person.full_name if there.head else ""
    words = _(
        "The code is that of household %(code)s (%(head)s), to which nobody of this row belongs. Correct the code."
    )
    return Meaning(refused=both(words, code=there.household.code, head=head))


def _by_number(home: Incoming, known: Known) -> Meaning | None:
    """The household that the numbers lead to, if the head agrees or most persons do: a daughter who married away
    still stands with her parents, and her new household is not theirs."""
    led: Counter[int] = Counter()
    for each in home.members:
        for sign in each.prints:
            holder = known.holders.get(sign)
            if holder and holder.home is not None:
                led[holder.home] += 1
    fitting: list[tuple[bool, KnownHome, Pairs]] = []
    for number in led:
        found = known.homes[number]
        pairs = pair_members(home, found)
        heads = _heads_agree(pairs, home, found)
        if heads or len(pairs) * 2 > max(len(home.members), len(found.members)):
            fitting.append((heads, found, pairs))
    best = [each for each in fitting if each[0]] or fitting
    if len(best) > 1:
        codes = ", ".join(sorted(found.household.code for _heads, found, _pairs in best))
        words = _("The numbers belong to several households of the register: %(codes)s. Correct them there first.")
        return Meaning(refused=both(words, codes=codes))
    return Meaning(best[0][1], best[0][2]) if best else None


def _by_head(home: Incoming, known: Known) -> Meaning | None:
    head = home.head
    if head is None or head.entered.birth_date is None or home.group is None:
        return None
    for found, there in _born(head, known):
        if there is not found.head or found.household.group_id != home.group:
            continue
        if there.person.birth_known == head.entered.birth_known:
            return Meaning(found, pair_members(home, found))
    return None


def _born(each: IncomingMember, known: Known) -> Iterator[tuple[KnownHome, KnownMember]]:
    """Who on record has this name and birth, unless another number says that it is somebody else."""
    if each.entered.birth_date is None:
        return
    for person, number in known.born.get((each.folded, each.entered.birth_date), ()):
        found = known.homes[number]
        there = next(one for one in found.members if one.person.pk == person)
        if not numbers_differ(each, there):
            yield found, there


def numbers_differ(each: IncomingMember, one: KnownMember) -> bool:
    """Both have a number of one kind, and not the same."""
    known = {paper.kind: paper.print for paper in one.papers}
    return any(kind in known and known[kind] != sign for kind, sign in each.prints)


def _elsewhere(home: Incoming, known: Known) -> list[tuple[IncomingMember, tuple[str, str]]]:
    """Members who are on record under another household: the head by name and birth, anybody by number and name."""
    found = []
    for each in home.members:
        where = numbered(each, known)
        if where is None and each is home.head:
            where = next((there for there, _one in _born(each, known)), None)
        if where is not None:
            found.append((each, told_elsewhere(each, where)))
    return found


def numbered(each: IncomingMember, known: Known) -> KnownHome | None:
    for sign in each.prints:
        holder = known.holders.get(sign)
        if holder and holder.home is not None:
            there = known.homes[holder.home]
            one = next(member for member in there.members if member.person.pk == holder.person.pk)
            if same_person(each, one):
                return there
    return None


def told_elsewhere(each: IncomingMember, where: KnownHome) -> tuple[str, str]:
    head = where.head.person.full_name if where.head else ""
    values = {"name": each.entered.full_name, "code": where.household.code, "head": head}
    if where.head is not None and where.head.membership.relation == Relation.HEAD:
        return both(_("%(name)s is on record in household %(code)s (head: %(head)s)."), **values)
    return both(_("%(name)s is on record in household %(code)s."), name=values["name"], code=values["code"])
