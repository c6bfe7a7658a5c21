"""What is asked or settled before a health-insurance card is bought: by another right the state may pay it."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from chungtay.population.polars_conditions import number
from chungtay.population.rights import PERSON
from chungtay.records.entitlements.queries.listed_benefits import due_beside
from chungtay.rulebook import policy_book
from chungtay.rulebook.errors import RuleSetIncomplete
from chungtay.rulebook.premium import monthly_premium
from chungtay.rulebook.rights import AmountNotWhole, InForce

INSURED = "insured"  # the fact whether somebody has a card
_BENEFIT = "monthly_benefit"


def first_asked(rights: pl.DataFrame, rules: Iterable[InForce]) -> dict[int, str]:
    """Person -> the facts (by comma) of a right that is open and by which the budget pays the whole premium; or the
    name of the monthly allowance that is due and that nothing on record gives yet. `rights`: everybody's rows."""
    rules = list(rules)
    full = sorted({name for each in rules for name in paid_whole(each)})
    of_full = rights.filter(pl.col("policy").is_in(full))
    opened = of_full.filter(pl.col("state") == "open").sort("policy", descending=True)
    told = {policy.id for each in rules for policy in each.policies if _BENEFIT in policy.reads}
    # the card of people on an allowance stands open or due with whoever has one, or may have
    has = rights.filter(pl.col("policy").is_in(sorted(told)))[PERSON]
    paid = of_full.filter(pl.col("state") == "due")[PERSON]
    return dict(opened.select(PERSON, "missing").iter_rows()) | due_beside(rights, {*has, *paid})


def paid_whole(rules: InForce) -> frozenset[str]:
    """Policies by which the central budget pays the whole premium, whatever the person. None where no premium can be
    told: nothing is bought then either."""
    try:
        whole = monthly_premium(policy_book.load(), rules.day)
    except (RuleSetIncomplete, AmountNotWhole):
        return frozenset()
    parameters = pl.DataFrame({name: [value.amount] for name, value in rules.parameters.items()})
    central = [each for each in rules.policies if each.excludes == "insurance" and each.issuer == "central"]
    return frozenset(
        policy.id
        for policy in central
        if policy.rates
        and all(parameters.select(number(rate.times)).item() == whole * policy.per for rate in policy.rates)
    )
