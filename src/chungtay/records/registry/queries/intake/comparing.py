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
from chungtay.records.registry.queries.intake.incoming import Incoming
from chungtay.records.registry.queries.intake.known import OUR_CODE, Known, KnownHome
from chungtay.records.registry.queries.intake.meaning import Meaning, meaning_of, numbered, told_elsewhere
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
    here = {id(each) for each, _told in meaning.elsewhere}
    for each, told in meaning.elsewhere:
        entered = choice.enter and each is not home.head
        home.tell(*told, row=each.row, sheet=each.sheet, column=each.column, blocks=choice.enter and not entered)
    if home.group is None and not home.found_group and home.place:
        home.messages.append(home.place)
    plan.added = [without_taken(plan, each, known) for each in home.members if id(each) not in here]
    plan.outcome = Outcome.DUPLICATE if meaning.elsewhere and not choice.enter else Outcome.NEW
    plan.standing = home.standing


# --- households that it has -----------------------------------------------------------------------------------------


def _changed(plan: Plan, meaning: Meaning, known: Known, rules: Rules, choice: Choice) -> None:
    home, there = plan.incoming, meaning.home
    if there is None:
        return
    _household(plan, there, rules)
    _place(plan, there, rules)
    paired = {id(each): one for each, one in meaning.pairs}
    for each in home.members:
        if one := paired.get(id(each)):
            compare_member(plan, each, one, known, rules)
        elif (where := numbered(each, known)) is not None:
            home.tell(*told_elsewhere(each, where), row=each.row, sheet=each.sheet, column=each.column, blocks=False)
        else:
            plan.added.append(without_taken(plan, each, known))
            plan.differences.append(Difference(each.entered.full_name, "member", row=each.row))
    _absent(plan, there, {one.person.pk for one in paired.values()}, choice)
    _heads(plan, there, meaning, rules)
    if home.standing:
        compare_class(plan, there, home.standing, rules)
    plan.outcome = Outcome.CHANGED if plan.changes else Outcome.UNCHANGED


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
