"""A household of a file against the register: new, changed, unchanged, perhaps here already, or refused."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from chungtay.foundation.core.words import fold
from chungtay.records.registry.models import Outcome, Relation
from chungtay.records.registry.queries.intake.comparing_classes import compare_class
from chungtay.records.registry.queries.intake.comparing_persons import (
    compare_member,
    gaps_alone,
    same_text,
    without_taken,
)
from chungtay.records.registry.queries.intake.incoming import Incoming, IncomingMember
from chungtay.records.registry.queries.intake.known import OUR_CODE, Known, KnownHome
from chungtay.records.registry.queries.intake.meaning import Meaning, meaning_of, numbered, told_elsewhere
from chungtay.records.registry.queries.intake.pairing import pair_repeated, unclear
from chungtay.records.registry.queries.intake.parted import parted, told_parted
from chungtay.records.registry.queries.intake.planning import Choice, Difference, Plan, Rules
from chungtay.records.registry.queries.intake.sentences import both

_AS_IT_IS = Choice()


def compare(home: Incoming, known: Known, rules: Rules, choice: Choice = _AS_IT_IS) -> Plan:
    """The plan for one household; its messages join those of the household."""
    plan = Plan(home)
    if any(message.blocks for message in home.messages):
        return plan
    meaning = meaning_of(home, known)
    if meaning.refused:
        home.tell(*meaning.refused, column=home.code_column)
        plan.home = meaning.home
    elif meaning.home is not None and meaning.home.household.pk in known.away:
        home.tell(*_told_away(meaning.home), column=home.code_column)
    elif meaning.home is None:
        _new(plan, meaning, known, choice)
    else:
        plan.home = meaning.home
        _changed(plan, meaning, known, rules, choice)
    if any(message.blocks for message in home.messages):
        plan.outcome = Outcome.REFUSED
    return plan


# --- households that the register does not have ---------------------------------------------------------------------


def _new(plan: Plan, meaning: Meaning, known: Known, choice: Choice) -> None:
    home = plan.incoming
    for each, _told in meaning.parted:
        place = _place_in(home, each)
        plan.leave_out(each, place, entered=place in choice.people)
    left_out = [(each, told) for each, told in meaning.parted if _place_in(home, each) not in choice.people]
    here = {id(each) for each, _told in meaning.elsewhere + left_out}
    for each, told in meaning.elsewhere + left_out:
        entered = choice.enter and each is not home.head
        home.tell(*told, row=each.row, sheet=each.sheet, column=each.column, blocks=choice.enter and not entered)
    if not home.found_group and home.place:  # no group is given, or one that is no more
        home.messages.append(home.place)
    home.messages.extend(told for _each, told in home.again)
    plan.added = [without_taken(plan, each, known) for each in home.members if id(each) not in here]
    plan.outcome = Outcome.DUPLICATE if here and not choice.enter else Outcome.NEW
    plan.standing = home.standing


def _place_in(home: Incoming, each: IncomingMember) -> int:
    return next(place for place, one in enumerate(home.members) if one is each)


def _told_away(there: KnownHome) -> tuple[str, str]:
    unit = there.household.group.parent
    words = _("Household %(code)s belongs to %(unit)s now. Bring the list of that place in there.")
    return both(words, code=there.household.code, unit=unit.name if unit else "")


# --- households that it has -----------------------------------------------------------------------------------------


def _changed(plan: Plan, meaning: Meaning, known: Known, rules: Rules, choice: Choice) -> None:
    home, there = plan.incoming, meaning.home
    if there is None:
        return
    _household(plan, there, rules)
    _place(plan, there, rules)
    paired = {id(each): one for each, one in meaning.pairs}
    present = {one.person.pk for one in paired.values()} | _repeated(home, there, meaning)
    added = _unpaired(plan, there, meaning, known, choice, present)
    head = home.head
    plan.head_left_out = head is not None and id(head) not in paired and not any(each is head for each in added)
    for each in home.members:
        if one := paired.get(id(each)):
            compare_member(plan, each, one, known, rules)
    for each in added:
        plan.added.append(without_taken(plan, each, known))
        plan.differences.append(Difference(each.entered.full_name, "member", row=each.row))
    _absent(plan, there, present, choice)
    _heads(plan, there, meaning, rules)
    if home.standing:
        compare_class(plan, there, home.standing, rules)
    plan.outcome = Outcome.CHANGED if plan.changes else Outcome.UNCHANGED


def _repeated(home: Incoming, there: KnownHome, meaning: Meaning) -> set[int]:
    """Rows alike word for word are as many people as the register has of them, and read once beyond that."""
    if not home.again:
        return set()
    pairs = pair_repeated(home, there, meaning.pairs)
    found = {id(each) for each, _one in pairs}
    home.messages.extend(told for each, told in home.again if id(each) not in found)
    return {one.person.pk for _each, one in pairs}


def _unpaired(
    plan: Plan, there: KnownHome, meaning: Meaning, known: Known, choice: Choice, present: set[int]
) -> list[IncomingMember]:
    """Who of the file is new. Nobody is added who lives in another household, may be one of several members (they count
    as `present`), or is on record as having died, left, or been joined with another record."""
    home, added = plan.incoming, []
    paired = {id(each) for each, _one in meaning.pairs}
    for place, each in enumerate(home.members):
        if id(each) in paired:
            continue
        where = numbered(each, known)
        told = None
        if where is not None:
            told = told_elsewhere(each, where, away=where.household.pk in known.away)
        elif maybe := [one for one in unclear(each, there, meaning.pairs) if one.person.pk not in present]:
            words = _("It is not clear which member of the household %(name)s is; nobody is added or changed.")
            told = both(words, name=each.entered.full_name)
            present |= {one.person.pk for one in maybe}
        elif past := parted(each, there.household.pk, known):
            chosen = place in choice.people
            plan.leave_out(each, place, entered=chosen)
            told = None if chosen else told_parted(each, past)
        if told is None:
            added.append(each)
        else:
            home.tell(*told, row=each.row, sheet=each.sheet, column=each.column, blocks=False)
    return added


def _household(plan: Plan, there: KnownHome, rules: Rules) -> None:
    home, household = plan.incoming, there.household
    official = home.official_code
    if not official and home.code != household.code and not OUR_CODE.fullmatch(home.code):
        official = home.code
    values: dict[str, Any] = {}
    if official and official != household.official_code:
        values["official_code"] = official
    if home.note and not same_text(home.note, household.note):
        values["note"] = home.note
    if home.latitude is not None and (home.latitude, home.longitude) != (household.latitude, household.longitude):
        values |= {"latitude": home.latitude, "longitude": home.longitude}
    for name, after in gaps_alone(values, household, rules).items():
        plan.values[name] = after
        plan.differ(name, getattr(household, name), after)


def _place(plan: Plan, there: KnownHome, rules: Rules) -> None:
    """Another address of the same group is a correction; another group is a move on the day of the file."""
    home, household = plan.incoming, there.household
    moved = (home.group is not None and home.group != household.group_id) or home.found_group
    if moved:
        residence = there.residence
        if home.place:  # a group that is no more: the register knows better where the household lives today
            return
        if residence is None or residence.valid_from >= rules.on or rules.only_gaps:
            told = both(_("The file has another residential group; the register knows a later one, which stays."))
            home.tell(*told, blocks=False)
            return
        plan.move = True
        plan.differ("group", household.group.name, home.group_name)
    if home.address and not same_text(home.address, household.address):
        if not plan.move and not gaps_alone({"address": home.address}, household, rules):
            return
        plan.differ("address", household.address, home.address)
        if not plan.move:
            plan.residence = {"address": home.address}
            plan.values |= {"address": home.address, "address_folded": fold(home.address)}


def _absent(plan: Plan, there: KnownHome, present: set[int], choice: Choice) -> None:
    """Members on record who are not in the file stay, unless the officer says what became of them."""
    for one in there.members if plan.incoming.whole else ():
        row = one.membership
        if one.person.pk in present:
            continue
        left_by = choice.gone.get(row.pk)
        if left_by:
            plan.gone.append((row, left_by))
            plan.differences.append(Difference(one.person.full_name, "gone", "", left_by, membership=row.pk))
        else:
            plan.differences.append(Difference(one.person.full_name, "missing", membership=row.pk))


def _heads(plan: Plan, there: KnownHome, meaning: Meaning, rules: Rules) -> None:
    """The file's head must be the only one; who was head and is not in the file must be accounted for."""
    home, old = plan.incoming, there.head
    paired = {one.person.pk for _each, one in meaning.pairs}
    gone = {row.person_id for row, _how in plan.gone}
    new_head = next((each for each in home.members if each is home.head), None)
    if old is None or new_head is None or not home.whole:
        return
    same = any(each is new_head and one is old for each, one in meaning.pairs)
    if rules.only_gaps and not same:
        plan.added = [each for each in plan.added if each.entered.relation != Relation.HEAD]
    elif not same and old.person.pk not in paired | gone:
        words = _("The head on record, %(name)s, is not in the file. Say below what became of the head.")
        home.tell(*both(words, name=old.person.full_name), row=new_head.row, sheet=new_head.sheet)
