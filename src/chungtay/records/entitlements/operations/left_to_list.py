"""Who of those to whom a policy is due is left to be put on a list, and why nobody is."""

from __future__ import annotations

import datetime
from collections.abc import Collection

import polars as pl
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Unit
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.queries.issued import policies_named
from chungtay.records.entitlements.queries.lists import homes_held_in, months_given, months_given_homes
from chungtay.records.entitlements.queries.naming import names_for
from chungtay.records.entitlements.queries.one_of_a_group import held_in_group
from chungtay.records.entitlements.queries.periods import period_words
from chungtay.records.registry.queries.dwelling import homes_on
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.pupils import Life, lives_of, people
from chungtay.records.registry.queries.rights_facts import names_of
from chungtay.rulebook.rights import Policy

_PART = 2_000


def not_listed(rows: pl.DataFrame, policy: Policy, period: str) -> tuple[pl.DataFrame, dict[int, str]]:
    """Without those who stand on a list of the policy and period already: of any period for what is given once, on as
    many as the policy gives months at most; and without those who are held by another policy that excludes this one
    (person -> that policy)."""
    persons, homes = rows.filter(pl.col(PERSON).is_not_null()), rows.filter(pl.col(PERSON).is_null())
    when = None if policy.period == "once" else period
    own, otherwise = held_in_group(policy, when, list(persons[PERSON]))
    listed = own, homes_held_in(policy.id, when, homes[HOUSEHOLD])
    if policy.months_at_most is not None and policy.gives != "card":  # of cards the facts count the months
        for given, numbers in (
            (months_given(policy.id, list(persons[PERSON])), listed[0]),
            (months_given_homes(policy.id, list(homes[HOUSEHOLD])), listed[1]),
        ):
            numbers |= {number for number, months in given.items() if months >= policy.months_at_most}
    persons = persons.filter(~pl.col(PERSON).is_in([*listed[0], *otherwise]))
    return pl.concat([persons, homes.filter(~pl.col(HOUSEHOLD).is_in(list(listed[1])))]), otherwise


def still_here(
    rows: pl.DataFrame, ward: Unit, day: datetime.date, today: datetime.date, but: Collection[int] = ()
) -> tuple[pl.DataFrame, dict[int, str]]:
    """Without the dead and whoever left the ward since the day of the list, who would lapse at once: the rest, and
    person (a household below zero) -> why. Facts of today name nobody else than who is here. `but`: those of the dead
    to whom it is paid all the same."""
    if day == today:
        return rows, {}
    of, homes = rows[PERSON].drop_nulls().to_list(), rows.filter(pl.col(PERSON).is_null())[HOUSEHOLD].to_list()
    here = {number for number, each in people(of, [ward.path]).items() if not each.died} | set(but)
    living: set[int] = set()
    for part in in_parts(sorted(homes), _PART):
        there = homes_on(today, [ward.path]).filter(household__in=part)
        living.update(there.values_list("household", flat=True))
    lives = lives_of(sorted(set(of) - here))
    gone = {number: _why_gone(lives.get(number)) for number in of if number not in here}
    gone |= {-home: _("no longer in the ward") for home in homes if home not in living}
    key = pl.when(pl.col(PERSON).is_null()).then(-pl.col(HOUSEHOLD)).otherwise(pl.col(PERSON))
    return rows.filter(~key.is_in(list(gone))), gone


def _why_gone(life: Life | None) -> str:
    if life is not None and life.died is not None:
        return _("died on %(day)s") % {"day": f"{life.died:%d/%m/%Y}"}
    return _("no longer in the ward")


def left_off(gone: dict[int, str], today: datetime.date) -> str:
    """Who was left off a list since they are no more here, by name and why; "" for nobody. `gone` as `still_here` tells
    it."""
    if not gone:
        return ""
    names = names_for([number for number in gone if number > 0], [-number for number in gone if number < 0], today)
    called = {number: names.people.get(number, "") for number in gone if number > 0}
    called |= {number: names.homes[-number].code for number in gone if -number in names.homes}
    told = "; ".join(sorted(f"{called.get(number, '')} ({why})" for number, why in gone.items()))
    sentence = ngettext(
        "%(count)s to whom it was due on that day is not on the list: %(told)s. What they were not given stays named "
        "in the coverage of that day.",
        "%(count)s to whom it was due on that day are not on the list: %(told)s. What they were not given stays named "
        "in the coverage of that day.",
        len(gone),
    )
    return sentence % {"count": len(gone), "told": told}


def held_otherwise(otherwise: dict[int, str]) -> str:
    """Who was left off a list for another policy, by name and policy; "" for nobody. `otherwise` as `not_listed` tells
    it."""
    if not otherwise:
        return ""
    labels, names = _labels(otherwise), names_of(list(otherwise))
    held: dict[str, list[str]] = {}
    for person, policy in otherwise.items():
        held.setdefault(labels[policy], []).append(names.get(person, ""))
    told = "; ".join(f"“{label}”: {', '.join(sorted(whom))}" for label, whom in sorted(held.items()))
    sentence = ngettext(
        "%(count)s person to whom it is due is not on the list, since what they get is not paid beside it. %(told)s.",
        "%(count)s people to whom it is due are not on the list, since what they get is not paid beside it. %(told)s.",
        len(otherwise),
    )
    return sentence % {"count": len(otherwise), "told": told}


def _labels(otherwise: dict[int, str]) -> dict[str, str]:
    """Policy -> what it is called, of those that hold somebody."""
    policies = policies_named(sorted(set(otherwise.values())))
    language = "en" if get_language() == "en" else "vi"
    return {
        each: getattr(policies[each].label, language) if each in policies else _("Monthly allowances")
        for each in set(otherwise.values())
    }


def nobody_left(period: str, otherwise: dict[int, str]) -> str:
    """Why nobody is left to be listed, in a sentence; `otherwise` as `not_listed` tells it."""
    if not otherwise:
        sentence = _("Nobody is left to be listed: everybody to whom it is due stands on a list of %(period)s.")
        return sentence % {"period": period_words(period)}
    names = sorted(set(_labels(otherwise).values()))
    return _(
        "Nobody is left to be listed for %(period)s: of those to whom it is due, %(count)s get “%(other)s”, which is "
        "not paid beside it. Where this one is right instead, refuse or give back that line first."
    ) % {"period": period_words(period), "count": len(otherwise), "other": "”, “".join(names)}
