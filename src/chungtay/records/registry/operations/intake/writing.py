"""Carrying out what was planned for many households at once, through the register's one pen: the statements grow with
the kinds of change, not with the households."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from chungtay.foundation.core.sealed import fingerprint
from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import (
    BankAccount,
    Circumstance,
    DuplicatePair,
    FoundBy,
    Household,
    HouseholdStatus,
    IdentityPaper,
    Membership,
    Outcome,
    Person,
    Relation,
    Residence,
    StatusSource,
)
from chungtay.records.registry.operations.act import Act
from chungtay.records.registry.operations.registering import add_homes, add_members, paper_row, since_of
from chungtay.records.registry.operations.standing import DAY
from chungtay.records.registry.operations.status import NewStatus, add_statuses
from chungtay.records.registry.operations.stays import Placed, stays_from_day
from chungtay.records.registry.queries.facts import NewHousehold, NewMember, checked_household
from chungtay.records.registry.queries.intake.incoming import Account, IncomingMember, Standing
from chungtay.records.registry.queries.intake.planning import Plan, Rules


def write_plans(act: Act, plans: Sequence[Plan], rules: Rules, groups: dict[int, Unit]) -> dict[int, Household]:
    """Write everything that the plans say; the household of each, by place of the plan."""
    homes = _homes(act, plans, rules, groups)
    persons = _members(act, plans, homes, rules)
    changed = [plan for plan in plans if plan.outcome == Outcome.CHANGED]
    _leave_and_lead(act, changed, rules)
    act.change_all(Membership, [each for plan in changed for each in plan.relations])
    act.change_all(Person, [each for plan in changed for each in plan.persons])
    _live(act, changed, rules, groups)
    _prove(act, changed, persons)
    _be(act, changed, rules)
    _stand(act, plans, homes, rules)
    _remember_pairs(plans, persons, at=act.at)
    return homes


def _homes(act: Act, plans: Sequence[Plan], rules: Rules, groups: dict[int, Unit]) -> dict[int, Household]:
    """By the same checks as a household from the screen."""
    new = {place: plan for place, plan in enumerate(plans) if plan.outcome == Outcome.NEW}
    today = timezone.localdate(act.at)
    entered = [checked_household(_entered(plan, rules, groups), today=today) for plan in new.values()]
    written = add_homes(act, entered) if entered else []
    homes = {place: plan.home.household for place, plan in enumerate(plans) if plan.home}
    return homes | dict(zip(new, written, strict=True))


def _entered(plan: Plan, rules: Rules, groups: dict[int, Unit]) -> NewHousehold:
    home = plan.incoming
    return NewHousehold(
        group=groups[home.group or 0],
        since=home.since or rules.on,
        members=tuple(each.entered for each in plan.added),
        address=home.address,
        official_code=home.official_code or home.code,
        note=home.note,
        latitude=home.latitude,
        longitude=home.longitude,
    )


def _members(act: Act, plans: Sequence[Plan], homes: dict[int, Household], rules: Rules) -> dict[int, Person]:
    """New persons of new and of known households; by identity of what came in. The head of a known household comes
    after the old one has left or stepped back."""
    first: list[tuple[Household, IncomingMember, datetime.date]] = []
    heads: list[tuple[Household, IncomingMember, datetime.date]] = []
    for place, plan in enumerate(plans):
        since = (plan.incoming.since or rules.on) if plan.outcome == Outcome.NEW else rules.on
        for each in plan.added:
            late = plan.outcome != Outcome.NEW and each.entered.relation == Relation.HEAD
            (heads if late else first).append((homes[place], each, since_of(each.entered, since)))
    if heads:
        _step_back(act, [plan for plan in plans if plan.outcome == Outcome.CHANGED], rules)
    persons: dict[int, Person] = {}
    accounts: list[tuple[Person, Account]] = []
    for part in (first, heads):
        rows: list[tuple[Household, NewMember, datetime.date]] = [
            (home, each.entered, since) for home, each, since in part
        ]
        for person, (_home, each, _since) in zip(add_members(act, rows) if rows else [], part, strict=True):
            persons[id(each)] = person
            if each.account:
                accounts.append((person, each.account))
    _accounts(act, accounts)
    return persons


def _leave_and_lead(act: Act, changed: Sequence[Plan], rules: Rules) -> None:
    """Who is gone leaves; old heads step back before new ones step forward."""
    _step_back(act, changed, rules)
    forward = [each for plan in changed for each in plan.heads if each[1].get("relation") == Relation.HEAD]
    _relate(act, [each for each in forward if each[0].relation != Relation.HEAD], rules)


def _step_back(act: Act, changed: Sequence[Plan], rules: Rules) -> None:
    """Done once for a batch, whoever comes first."""
    gone = [
        (row, {"valid_to": max(row.valid_from, rules.on - DAY), "left_by": left_by})
        for plan in changed
        for row, left_by in plan.gone
        if row.valid_to is None
    ]
    act.change_all(Membership, gone)
    back = [each for plan in changed for each in plan.heads if each[1].get("relation") != Relation.HEAD]
    _relate(act, [each for each in back if each[0].relation == Relation.HEAD and each[0].valid_to is None], rules)


def _relate(act: Act, rows: Iterable[tuple[Membership, dict[str, Any]]], rules: Rules) -> None:
    """Another relationship from the day of the file on; what it was until then stays on record."""
    rows = list(rows)
    dated = [(row, values) for row, values in rows if row.valid_from < rules.on]
    act.change_all(Membership, [(row, values) for row, values in rows if row.valid_from >= rules.on])
    act.change_all(Membership, [(row, {"valid_to": rules.on - DAY}) for row, _values in dated])
    act.add(
        *(
            Membership(
                household_id=row.household_id,
                person_id=row.person_id,
                relation=values["relation"],
                relation_words=values.get("relation_words", ""),
                valid_from=rules.on,
            )
            for row, values in dated
        )
    )


def _live(act: Act, changed: Sequence[Plan], rules: Rules, groups: dict[int, Unit]) -> None:
    """Corrected addresses, moves into another group, and the household's own fields. Raises ValidationError for a move
    into a group that was not there on the day of the file, where it is not certain which one was."""
    residences: list[tuple[Residence, dict[str, Any]]] = []
    households: list[tuple[Household, dict[str, Any]]] = []
    settled: list[Placed] = []
    for plan in changed:
        if plan.home is None:
            continue
        values, current = dict(plan.values), plan.home.residence
        if plan.move and current:
            group = groups[plan.incoming.group or 0]
            address = plan.incoming.address or plan.home.household.address
            residences.append((current, {"valid_to": rules.on - DAY}))
            settled.append((plan.home.household, group, address, rules.on))
            values |= {"group": group, "address": address, "address_folded": fold(address)}
        elif plan.residence and current:
            residences.append((current, plan.residence))
        if values:
            households.append((plan.home.household, values))
    act.change_all(Residence, residences)
    act.add(*stays_from_day(settled, rules.on))
    act.change_all(Household, households)


def _prove(act: Act, changed: Sequence[Plan], persons: dict[int, Person]) -> None:
    """Papers and accounts of persons on record. A number is written once: the wrong row is taken back."""
    act.withdraw(*(row for plan in changed for row in plan.withdrawn))
    act.change_all(IdentityPaper, [each for plan in changed for each in plan.paper_values])
    act.add(*(paper_row(person, paper) for plan in changed for person, paper in plan.papers))
    _accounts(act, [each for plan in changed for each in plan.accounts])


def _accounts(act: Act, accounts: Iterable[tuple[Person, Account]]) -> None:
    act.add(
        *(
            BankAccount(
                person=person,
                bank=account.bank,
                number=account.number,
                print=fingerprint(account.number, "registry.account"),
                holder=account.holder,
            )
            for person, account in accounts
        )
    )


def _be(act: Act, changed: Sequence[Plan], rules: Rules) -> None:
    """What is true of a person from the day of the file on."""
    act.change_all(Circumstance, [(row, {"valid_to": rules.on - DAY}) for plan in changed for row in plan.over])
    act.add(
        *(
            Circumstance(person=person, kind=each.kind, code=each.code, words=each.words, valid_from=rules.on)
            for plan in changed
            for person, each in plan.circumstances
        )
    )


def _stand(act: Act, plans: Sequence[Plan], homes: dict[int, Household], rules: Rules) -> None:
    """Classes that another program gave, never anything but LEGACY."""
    entered = [
        (homes[place], _legacy(plan.standing, plan.standing.decision_date or rules.on, rules))
        for place, plan in enumerate(plans)
        if plan.standing
    ]
    if entered:
        add_statuses(act, entered)
    act.change_all(HouseholdStatus, [plan.status_values for plan in plans if plan.status_values])


def _legacy(said: Standing, begins: datetime.date, rules: Rules) -> NewStatus:
    return NewStatus(
        year=rules.year,
        rule_set=rules.rule_set,
        class_id=said.class_id,
        valid_from=begins,
        source=StatusSource.LEGACY,
        b1=said.b1,
        b2=said.b2,
        decision_number=said.decision_number,
        decision_date=said.decision_date,
        signed_by=said.signed_by,
        reasons=said.reasons,
        result={"flags": sorted(said.flags)} if said.flags else {},
    )


def _remember_pairs(plans: Sequence[Plan], persons: dict[int, Person], *, at: datetime.datetime) -> None:
    """Somebody of the file and the bearer of the same number wait to be looked at side by side."""
    rows = []
    for plan in plans:
        for each, bearer in plan.pairs:
            person = persons.get(id(each)) if isinstance(each, IncomingMember) else each
            if person is None or person.pk == bearer.pk:
                continue
            first, second = sorted((person, bearer), key=lambda one: one.pk)
            rows.append(
                DuplicatePair(
                    first=first,
                    second=second,
                    score=900,
                    evidence=[{"field": "number", "says": "same", "weight": 220}],
                    found_by=FoundBy.IMPORT,
                    found_at=at,
                )
            )
    DuplicatePair.objects.bulk_create(rows, ignore_conflicts=True)
