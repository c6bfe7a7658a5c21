"""Everybody at once gives what the rules give one by one, unknown facts included."""

from __future__ import annotations

import datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from chungtay.population.rights import rights
from chungtay.rulebook import policy_book
from chungtay.rulebook.rights import UNKNOWN_TOP, Fact, InForce, Right, entitlements
from tests.rulebook.test_rights import given as policy_table

BOOK = policy_book.load()
PERSON_FACTS = list(BOOK.facts.values())
_HIGHEST = policy_book.policy_from(
    policy_table(
        id="own-highest", hit="highest", excludes="monthly", per=2, order=3,
        rates=[
            {"when": "age_months < 200", "times": "2 * assistance_standard", "vi": "a", "en": "a"},
            {"when": "disability == severe", "times": "4 * children_under_16 * 100000", "vi": "b", "en": "b"},
        ],
    ), BOOK.facts, BOOK.parameters,
)  # fmt: skip
_SUM = policy_book.policy_from(
    policy_table(
        id="own-sum", hit="sum", who="persons >= 1",
        rates=[
            {"when": "age_months >= 192", "times": "100000", "vi": "a", "en": "a"},
            {"when": "schooling != not_at_school", "times": "50000 * persons", "vi": "b", "en": "b"},
        ],
    ), BOOK.facts, BOOK.parameters,
)  # fmt: skip
EDGES = (0, 35, 36, 47, 48, 71, 72, 191, 192, 263, 264, 719, 720, 839, 840, 899, 900, 959, 960)


def values(fact: Fact) -> st.SearchStrategy[int | None]:
    known = st.sampled_from([code for _, code, _ in fact.words]) if fact.words else st.sampled_from(EDGES)
    return st.one_of(st.none(), known, known, known)


PEOPLE = st.lists(st.fixed_dictionaries({fact.id: values(fact) for fact in PERSON_FACTS}), min_size=1, max_size=30)


def one_by_one(rules: InForce, person: dict[str, int | None]) -> list[tuple[str, str, int | None, str]]:
    spans = {name: BOOK.facts[name].everything if value is None else (value, value) for name, value in person.items()}
    return sorted(_line(right) for right in entitlements(rules, spans))


def _line(right: Right) -> tuple[str, str, int | None, str]:
    return right.policy.id, right.state, right.amount, right.instead_of


@settings(max_examples=150, deadline=None)
@given(people=PEOPLE, day=st.sampled_from([datetime.date(2019, 10, 1), datetime.date(2026, 9, 1)]))
def test_the_table_agrees_with_the_rules(people: list[dict[str, int | None]], day: datetime.date) -> None:
    rules = BOOK.on(day, ["01"], [_HIGHEST, _SUM])
    table = pl.DataFrame(people, schema=dict.fromkeys((fact.id for fact in PERSON_FACTS), pl.Int64))
    table = table.with_row_index("person").with_columns(pl.lit(1).alias("household"))
    found: dict[int, list[tuple[str, str, int | None, str]]] = {place: [] for place in range(len(people))}
    for row in rights(table.lazy(), rules, "person").iter_rows(named=True):
        found[row["person"]].append((row["policy"], row["state"], row["amount"], row["instead_of"]))
        assert (row["state"] == "open") == bool(row["missing"])
    for place, person in enumerate(people):
        assert sorted(found[place]) == one_by_one(rules, person)
    assert max(EDGES) < UNKNOWN_TOP
