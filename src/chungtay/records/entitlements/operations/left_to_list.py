"""Who of those to whom a policy is due is left to be put on a list, and why nobody is."""

from __future__ import annotations

import polars as pl
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.queries.issued import policies_named
from chungtay.records.entitlements.queries.lists import homes_held_in, months_given, months_given_homes
from chungtay.records.entitlements.queries.one_of_a_group import held_in_group
from chungtay.records.entitlements.queries.periods import period_words
from chungtay.records.registry.queries.rights_facts import names_of
from chungtay.rulebook.rights import Policy


def not_listed(rows: pl.DataFrame, policy: Policy, period: str) -> tuple[pl.DataFrame, dict[int, str]]:
    """Without those who stand on a list of the policy and period already: of any period for what is given once, on as
    many as the policy gives months at most; and without those who are held by another policy that excludes this one
    (person -> that policy)."""
    people, homes = rows.filter(pl.col(PERSON).is_not_null()), rows.filter(pl.col(PERSON).is_null())
    when = None if policy.period == "once" else period
    own, otherwise = held_in_group(policy, when, list(people[PERSON]))
    listed = own, homes_held_in(policy.id, when, homes[HOUSEHOLD])
    if policy.months_at_most is not None and policy.gives != "card":  # of cards the facts count the months
        for given, numbers in (
            (months_given(policy.id, list(people[PERSON])), listed[0]),
            (months_given_homes(policy.id, list(homes[HOUSEHOLD])), listed[1]),
        ):
            numbers |= {number for number, months in given.items() if months >= policy.months_at_most}
    people = people.filter(~pl.col(PERSON).is_in([*listed[0], *otherwise]))
    return pl.concat([people, homes.filter(~pl.col(HOUSEHOLD).is_in(list(listed[1])))]), otherwise


def held_otherwise(otherwise: dict[int, str]) -> str:
    """Who was left off a list for another policy, by name and policy; "" for nobody. `otherwise` as `not_listed` tells
    it."""
    if not otherwise:
        return ""
    labels, names = _labels(otherwise), names_of(list(otherwise))
    held: dict[str, list[str]] = {}
    for person, policy in otherwise.items():
        held.setdefault(labels[policy], []).append(names.get(person, ""))
    told = "; ".join(f"“{label}”: {', '.join(sorted(people))}" for label, people in sorted(held.items()))
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
