"""Which household of the register a household of a file is, and which of its members are whom. Codes are never believed
alone: at least one person must agree, for codes repeat and are mistyped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _

from chungtay.records.registry.models import Relation
from chungtay.records.registry.queries.intake.incoming import Incoming, IncomingMember
from chungtay.records.registry.queries.intake.known import OUR_CODE, Known, KnownHome, KnownMember
from chungtay.records.registry.queries.intake.pairing import Pairs, numbers_differ, pair_members, same_person
from chungtay.records.registry.queries.intake.parted import parted, told_over, told_parted
from chungtay.records.registry.queries.intake.sentences import both


@dataclass(slots=True)
class Meaning:
    """`home` is None for a household that the register does not have. `refused`: it cannot be told which one it is, or
    it is one that ended. `elsewhere`: why it may be here already, under another household; `parted`: who of it belonged
    to a household once and does not now."""

    home: KnownHome | None = None
    pairs: Pairs = field(default_factory=list)
    refused: tuple[str, str] | None = None
    elsewhere: list[tuple[IncomingMember, tuple[str, str]]] = field(default_factory=list)
    parted: list[tuple[IncomingMember, tuple[str, str]]] = field(default_factory=list)


def meaning_of(home: Incoming, known: Known) -> Meaning:
    """By our code, else the official code within the ward, else the number of the head or a member, else name and birth
    of the head within the group."""
    by_code = _by_code(home, known)
    if by_code is not None:
        return by_code
    over = _over_by_code(home, known)
    if over is not None and known.homes[over].household.merged_into_id:
        return _refused_over(known, over)
    by_number = _by_number(home, known)
    if by_number is not None:
        return by_number
    if over is None:
        over = _over_by_number(home, known)
    by_head = _by_head(home, known)
    if by_head is not None:
        return by_head
    if over is not None:
        return _refused_over(known, over)
    return Meaning(elsewhere=_elsewhere(home, known), parted=_parted(home, known))


def _heads_agree(pairs: Pairs, home: Incoming, known: KnownHome) -> bool:
    return any(each is home.head and one is known.head for each, one in pairs)


def _coded(home: Incoming, known: Known) -> list[int]:
    """By our code, then by the official one within the ward."""
    found = [known.by_code[code] for code in (home.code,) if code in known.by_code and OUR_CODE.fullmatch(code)]
    officials = [code for code in (home.official_code, home.code) if code]
    return found + [number for code in officials for number in known.by_official.get((home.ward, code), ())]


def _by_code(home: Incoming, known: Known) -> Meaning | None:
    """None where no code is given, or none of the register, or one of our form that is another program's numbering."""
    numbers = _coded(home, known)
    for number in dict.fromkeys(numbers):
        if number in known.over:
            continue
        found = known.homes[number]
        pairs = pair_members(home, found)
        if pairs:
            return Meaning(found, pairs)
    strange = next((number for number in numbers if number != known.by_code.get(home.code)), None)
    if strange is None or _over_by_code(home, known) is not None:
        return None
    there = known.homes[strange]
    if strange in known.over:
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
            if holder and holder.home is not None and holder.home not in known.over:
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


def _over_by_code(home: Incoming, known: Known) -> int | None:
    """The household that ended, or was joined to another one, whose code the row has and to whom somebody of it once
    belonged."""
    numbers = _coded(home, known)
    over = (number for number in dict.fromkeys(numbers) if number in known.over)
    return next((number for number in over if any(parted(each, number, known) for each in home.members)), None)


def _over_by_number(home: Incoming, known: Known) -> int | None:
    """The household that ended to which its head, or most of its people, belonged last, by their numbers."""
    last: Counter[int] = Counter()
    heads: set[int] = set()
    for each in home.members:
        for number in _last_homes(each, known) & known.over:
            if parted(each, number, known):
                last[number] += 1
                heads |= {number} if each is home.head else set()
    for number, count in last.most_common():
        if number in heads or count * 2 > len(home.members):
            return number
    return None


def _refused_over(known: Known, number: int) -> Meaning:
    found = known.homes[number]
    return Meaning(None if found.household.withdrawn else found, refused=told_over(found))


def _parted(home: Incoming, known: Known) -> list[tuple[IncomingMember, tuple[str, str]]]:
    """Who of a new household was somebody of another one and is not now: the head by name and birth, anybody by number
    and name."""
    found = []
    for each in home.members:
        where = _last_homes(each, known)
        if each is home.head and each.entered.birth_date is not None and not any(True for _one in _born(each, known)):
            where |= {number for _person, number in known.gone.get((each.folded, each.entered.birth_date), ())}
        past = [one for number in sorted(where) if (one := parted(each, number, known))]
        if past:
            found.append((each, told_parted(each, past[0])))
    return found


def _last_homes(each: IncomingMember, known: Known) -> set[int]:
    """Of whoever bears its numbers and belongs to no household now: the last one."""
    holders = [known.holders[sign] for sign in each.prints if sign in known.holders]
    return {one.last for one in holders if one.home is None and one.last is not None}


def _born(each: IncomingMember, known: Known) -> Iterator[tuple[KnownHome, KnownMember]]:
    """Who on record has this name and birth, unless another number says that it is somebody else."""
    if each.entered.birth_date is None:
        return
    for person, number in known.born.get((each.folded, each.entered.birth_date), ()):
        found = known.homes[number]
        there = next(one for one in found.members if one.person.pk == person)
        if not numbers_differ(each, there):
            yield found, there


def _elsewhere(home: Incoming, known: Known) -> list[tuple[IncomingMember, tuple[str, str]]]:
    """Members who are on record under another household: the head by name and birth, anybody by number and name."""
    found = []
    for each in home.members:
        where = numbered(each, known)
        if where is None and each is home.head:
            where = next((there for there, _one in _born(each, known)), None)
        if where is not None:
            found.append((each, told_elsewhere(each, where, away=where.household.pk in known.away)))
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


def told_elsewhere(each: IncomingMember, where: KnownHome, *, away: bool) -> tuple[str, str]:
    """Of a household that another unit keeps (`away`) the unit alone."""
    head = where.head.person.full_name if where.head else ""
    values = {"name": each.entered.full_name, "code": where.household.code, "head": head}
    if away:
        unit = where.household.group.parent
        return both(_("%(name)s is on record in %(unit)s."), name=values["name"], unit=unit.name if unit else "")
    if where.head is not None and where.head.membership.relation == Relation.HEAD:
        return both(_("%(name)s is on record in household %(code)s (head: %(head)s)."), **values)
    return both(_("%(name)s is on record in household %(code)s."), name=values["name"], code=values["code"])
