"""What only the file as a whole shows: the same household twice, one person in two households, one number for two
persons, a household on two lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _

from chungtay.foundation.core.words import fold
from chungtay.records.registry.queries.intake.conversion import Source
from chungtay.records.registry.queries.intake.incoming import Message
from chungtay.records.registry.queries.intake.sentences import both
from chungtay.workbooks.contents import ReadHousehold, ReadMember
from chungtay.workbooks.reading.households import REPEATED, join_key

SAME, LISTED = "same", "listed"


@dataclass(slots=True)
class Verdict:
    """Of one household. `repeat`: SAME, word for word an earlier one, or LISTED, told on another list; `of`: where.
    `without`: members (by place) whose number nobody can give to one of two persons."""

    repeat: str = ""
    of: tuple[str, int] = ("", 0)
    messages: list[Message] = field(default_factory=list)
    without: set[int] = field(default_factory=set)


Place = tuple[int, int]  # household, member


def verdicts_of(households: Sequence[ReadHousehold], source: Source) -> dict[int, Verdict]:
    """By place of the household in the file; only those of which there is something to say. Problems that the reader
    found about repeated codes are taken off where the codes turn out to be no contradiction."""
    found: dict[int, Verdict] = defaultdict(Verdict)
    _same_twice(households, found)
    _on_two_lists(households, source, found)
    _repeated_codes(households, found)
    _repeated_numbers(households, source, found)
    _repeated_heads(households, source, found)
    return dict(found)


def _same_twice(households: Sequence[ReadHousehold], found: dict[int, Verdict]) -> None:
    first: dict[int, int] = {}
    for place, read in enumerate(households):
        earlier = first.setdefault(hash(_content(read)), place)
        if earlier != place and _content(read) == _content(households[earlier]):
            found[place].repeat, found[place].of = SAME, (households[earlier].sheet, households[earlier].row)


def _content(read: ReadHousehold) -> tuple[object, ...]:
    members = tuple((tuple(each.facts.items()), tuple(each.answers.items())) for each in read.members)
    return tuple(read.facts.items()), tuple(read.answers.items()), members


def _on_two_lists(households: Sequence[ReadHousehold], source: Source, found: dict[int, Verdict]) -> None:
    """Who was poor and is near-poor now stands on the list of the near-poor and on that of those who escaped."""
    if not source.escaped:
        return
    listed: dict[tuple[str, ...], ReadHousehold] = {}
    for read in households:
        if read.sheet not in source.escaped:
            for key in _keys(read):
                listed.setdefault(key, read)
    for place, read in enumerate(households):
        if read.sheet in source.escaped:
            alike = (listed[key] for key in _keys(read) if key in listed)
            other = next((each for each in alike if not _contradict(read, each)), None)
            if other is not None:
                found[place].repeat, found[place].of = LISTED, (other.sheet, other.row)


def _keys(read: ReadHousehold) -> Iterator[tuple[str, ...]]:
    """What names a household within one file, the surest first. Codes repeat from ward to ward, so with the head."""
    name, born, number, code = _named(read)
    if number:
        yield "number", number
    if name and code:
        yield "code", code, name
    if name and born:
        yield "born", name, born


def _contradict(first: ReadHousehold, second: ReadHousehold) -> bool:
    """Two people may have one name and one birthday: another number or code says that they are two."""
    return any(mine and theirs and mine != theirs for mine, theirs in zip(_named(first), _named(second), strict=True))


def _named(read: ReadHousehold) -> tuple[str, str, str, str]:
    """Name, birth and number of the head, and the household's code."""
    head = head_of(read)
    facts = head.facts if head else {}
    name = fold(read.facts.get("head_name", "") or facts.get("name", ""))
    code = join_key(read.facts.get("household_code", ""))
    return name, facts.get("birth_date", ""), facts.get("id_number", ""), code


def head_of(read: ReadHousehold) -> ReadMember | None:
    return next((each for each in read.members if str(each.answers.get("relationship", "")) == "1"), None)


def _repeated_codes(households: Sequence[ReadHousehold], found: dict[int, Verdict]) -> None:
    """The same code is no contradiction in two wards, nor where the second household is the first one again."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, read in enumerate(households):
        if any(problem.kind == REPEATED for problem in read.problems):
            groups[read.sheet, join_key(read.facts.get("household_code", ""))].append(place)
    for places in groups.values():
        by_ward: dict[str, list[int]] = defaultdict(list)
        for place in places:
            facts = households[place].facts
            by_ward[facts.get("ward_code") or fold(facts.get("ward_name", ""))].append(place)
        for together in by_ward.values():
            if sum(place not in found or not found[place].repeat for place in together) > 1:
                continue
            for place in together:
                read = households[place]
                read.problems[:] = [problem for problem in read.problems if problem.kind != REPEATED]


def _repeated_numbers(households: Sequence[ReadHousehold], source: Source, found: dict[int, Verdict]) -> None:
    first: dict[str, Place] = {}
    again: dict[str, list[Place]] = defaultdict(list)
    for place, read in enumerate(households):
        if place in found and found[place].repeat:
            continue
        for number, member in enumerate(read.members):
            if digits := member.facts.get("id_number"):
                earlier = first.setdefault(digits, (place, number))
                if earlier != (place, number):
                    again[digits].append((place, number))
    for digits, others in again.items():
        _tell_number(households, source, found, [first[digits], *others])


def _tell_number(
    households: Sequence[ReadHousehold], source: Source, found: dict[int, Verdict], places: list[Place]
) -> None:
    """One person in two households, or one number for two persons: in both cases the file must be corrected."""
    who = [households[place].members[number] for place, number in places]
    one_person = len({_who(each) for each in who}) == 1
    one_home = len({place for place, _number in places}) == 1
    if one_person and one_home and all(_row(each) == _row(who[0]) for each in who):
        return  # the same row twice within a household is read once
    for (place, number), member in zip(places, who, strict=True):
        values = {
            "name": member.facts.get("name", ""),
            "rows": ", ".join(f"“{each.sheet}” {each.row}" for each in who if each is not member),
        }
        if not one_person:
            told = both(_("%(name)s has the number of somebody else in row %(rows)s; read without it."), **values)
            found[place].without.add(number)
        elif one_home:
            told = both(_("%(name)s stands twice in this household, also in row %(rows)s. Leave one row."), **values)
        else:
            told = both(_("%(name)s is in two households of this file, also in row %(rows)s. Leave one."), **values)
        column = source.column(member.sheet, "id_number")
        found[place].messages.append(Message(member.sheet, member.row, column, *told, blocks=one_person))


def _repeated_heads(households: Sequence[ReadHousehold], source: Source, found: dict[int, Verdict]) -> None:
    """Two households of one group whose heads have one name and one day of birth, without a number that tells them
    apart: which of them the register has could never be said."""
    by_head: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, read in enumerate(households):
        head = head_of(read)
        if (place in found and found[place].repeat) or head is None or head.facts.get("id_number"):
            continue
        name, born = _who(head)
        if name and born.count("/") == 2:
            where = (fold(read.facts.get(part, "")) for part in ("ward_code", "ward_name", "group", "address"))
            by_head[name, born, *where].append(place)
    for places in by_head.values():
        for place in places if len(places) > 1 else ():
            read = households[place]
            rows = ", ".join(f"“{households[each].sheet}” {households[each].row}" for each in places if each != place)
            told = both(
                _("The household of %(name)s stands also in row %(rows)s, with other facts. Leave one of them."),
                name=read.facts.get("head_name", ""),
                rows=rows,
            )
            column = source.column(read.sheet, "head_name") or source.column(read.sheet, "name")
            found[place].messages.append(Message(read.sheet, read.row, column, *told))


def _row(member: ReadMember) -> tuple[object, object]:
    return member.facts, member.answers


def _who(member: ReadMember) -> tuple[str, str]:
    return fold(member.facts.get("name", "")), member.facts.get("birth_date", "")
