"""The rights of one household today, and through which day they stay what they are, to the day: by what is on record,
and by the policies and numbers known by now."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.queries.cards import insured_in, turning_of_cards
from chungtay.records.entitlements.queries.facts import facts_from
from chungtay.records.entitlements.queries.listed_benefits import columns_on, turning_of_lists
from chungtay.records.entitlements.queries.rights import Found, reach, rules_on, worked_out
from chungtay.records.entitlements.queries.until import until
from chungtay.records.registry.queries.rights_facts import any_class
from chungtay.records.registry.queries.turning import turning_days
from chungtay.rulebook.rights import InForce


def rights_through(user: Any, place: Unit, household: int, today: datetime.date) -> tuple[Found, datetime.date]:
    """As `rights_of` today, with the last day; at most the end of the next year. The statements do not grow with the
    members; where a rule changes in between, its day is looked for by halves (ten times at most)."""
    paths, only = reach(user, place, today), [household]
    rules = rules_on(place, today, known_on=today)
    columns = columns_on(paths, today, only=only)
    told = bool(columns.classes) or any_class(paths, today)
    insured = insured_in(paths, today, only=only, read=columns.persons)
    found = worked_out(rules, facts_from(columns, today, rules, told=told, insured=insured))
    end = datetime.date(today.year + 1, 12, 31)
    turns = turning_days(columns, paths, today, only=only)
    of_people = turning_of_cards(paths, today, only=only, read=columns.persons)
    of_people += turning_of_lists(columns, paths, today, only=only)
    last = until(columns, found.facts, rules, today, turns, of_people)
    return found, _while_rules_hold(place, rules, today, min(last.get(household, end), end))


def _while_rules_hold(place: Unit, rules: InForce, today: datetime.date, last: datetime.date) -> datetime.date:
    """The last day, up to `last`, on which the place has the same rules."""
    first, beyond = today, last + datetime.timedelta(days=1)
    if _same(rules, place, last):
        return last
    while (beyond - first).days > 1:
        middle = first + (beyond - first) // 2
        if _same(rules, place, middle):
            first = middle
        else:
            beyond = middle
    return first


def _same(rules: InForce, place: Unit, day: datetime.date) -> bool:
    then = rules_on(place, day, known_on=day)
    return (then.policies, then.parameters, then.refused) == (rules.policies, rules.parameters, rules.refused)
