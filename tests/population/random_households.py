"""Random fictional households for comparing engines: every code, both sides of every edge, gaps and faults.

A household is {"household": {...}, "members": [...]} with numbers as `Decimal` or int and None for an empty box.
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from chungtay.rulebook.intervals import truth
from chungtay.rulebook.language import Node, edges_of, names_in
from chungtay.rulebook.model import Input, RuleSet

Household = dict[str, Any]


def households(rule_set: RuleSet, count: int, seed: int, *, faulty: float = 0.3) -> list[Household]:
    """`count` households, the same for the same seed; about `faulty` of them with something missing or wrong."""
    rng = random.Random(seed)
    edges = _edges(rule_set)
    return [_household(rule_set, rng, edges, faulty=rng.random() < faulty) for _ in range(count)]


def _household(rule_set: RuleSet, rng: random.Random, edges: dict[str, set[int]], *, faulty: bool) -> Household:
    # many households own nothing, and lack nothing else: otherwise hardly any would come near the lines
    plain = rng.choice([0.0, 0.7, 0.95])
    workers = rng.random() < 0.4
    members = [
        _member(rule_set, rng, edges, plain, workers) for _ in range(rng.choice([1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9]))
    ]
    household = _answers(rule_set, "household", rng, edges, plain, {})
    per_person = rng.choice([8, 20, 30, 40]) * len(members)
    if rng.random() < 0.6:
        household["floor_area_m2"] = per_person + rng.choice([Decimal("-0.01"), 0, Decimal("0.01")])
    if faulty:
        for _ in range(rng.choice([1, 1, 2])):
            _spoil(rule_set, rng, household, members)
    return {"household": household, "members": members}


def _member(
    rule_set: RuleSet, rng: random.Random, edges: dict[str, set[int]], plain: float, worker: bool
) -> dict[str, Any]:
    able = {"age_months": rng.randint(180, 719), "serious_illness": 2, "social_benefit": 0, "employment": 1}
    member = _answers(rule_set, "member", rng, edges, plain, able if worker else {})
    for lookup in rule_set.lookups.values():
        measure = {"height_limit": "height_cm", "weight_limit": "weight_kg"}[lookup.id]
        rows = [values for start, values in lookup.rows if start <= member["age_months"]]
        if rows and member["age_months"] < lookup.below and member.get("sex") and rng.random() < 0.8:
            limit = rows[-1][lookup.columns.index(member["sex"])]
            member[measure] = Decimal(limit + rng.choice([-1, 0, 1, 30])).scaleb(-lookup.decimals)
    return member


def _answers(
    rule_set: RuleSet, of: str, rng: random.Random, edges: dict[str, set[int]], plain: float, fixed: dict[str, int]
) -> dict[str, Any]:
    """Every question that is asked, in the order of the form; a question that is not asked is mostly left empty."""
    given: dict[str, Any] = {}
    scaled: dict[str, tuple[int, int]] = {}
    for entry in rule_set.inputs_of(of):
        if entry.id in fixed:
            value = fixed[entry.id]
        elif entry.id in ("area_type", "region", "rural_sheet", "age_months") or rng.random() >= plain:
            value = _value(entry, rng, edges[entry.id])
        else:
            value = entry.codes[0][0] if entry.codes else entry.minimum
        asked = entry.asked_when is None or bool(truth(entry.asked_when, scaled))
        scaled[entry.id] = (value, value) if asked else (0, 0)
        answer = Decimal(value).scaleb(-entry.decimals) if entry.decimals else value
        empty = rng.random() < (0.1 if asked else 0.9) and (not asked or entry.blank is not None or not entry.scored)
        given[entry.id] = None if empty else answer
        if asked and empty and entry.blank is not None:
            scaled[entry.id] = (entry.blank, entry.blank)
    return given


def _value(entry: Input, rng: random.Random, edges: set[int]) -> int:
    if entry.type == "code":
        return rng.choice(entry.codes)[0]
    near = [edge + step for edge in edges for step in (-1, 0, 1) if entry.minimum <= edge + step <= entry.maximum]
    return rng.choice(near) if near and rng.random() < 0.8 else rng.randint(entry.minimum, entry.maximum)


def _spoil(rule_set: RuleSet, rng: random.Random, household: dict[str, Any], members: list[dict[str, Any]]) -> None:
    table = household if rng.random() < 0.6 or not members else rng.choice(members)
    entry = rng.choice(rule_set.inputs_of("household" if table is household else "member"))
    low, high = (Decimal(bound).scaleb(-entry.decimals) for bound in (entry.minimum, entry.maximum))
    wrong = [None, None, low - 1, high + 1, Decimal("1e9"), Decimal("1.005"), Decimal("-1"), Decimal(0)]
    table[entry.id] = rng.choice(wrong)
    if rng.random() < 0.05:
        members.clear()


def _edges(rule_set: RuleSet) -> dict[str, set[int]]:
    found = {entry.id: {entry.minimum, entry.maximum} for entry in rule_set.inputs.values()}
    found["age_months"] |= set(rule_set.age_edges)
    nodes: list[Node] = [option.when for item in rule_set.items for option in item.options]
    nodes += [entry.when for entry in rule_set.indicators if entry.when is not None]
    nodes += [fact.of for fact in rule_set.facts.values() if isinstance(fact.of, list)]
    for node in nodes:
        for name in names_in(node) & set(found):
            found[name] |= edges_of(node, name) | set(_listed(node, name))
    return found


def _listed(node: Node, name: str) -> list[int]:
    if node[0] == "in":
        return list(node[2]) if node[1] == ["get", name] else []
    return [value for part in node[1:] if isinstance(part, list) for value in _listed(part, name)]
