"""Rights of a million people under 60 policies, and of one household alone: ./run bench rights [--people 1000000].

People are drawn from a seed and describe nobody. Sixty policies: those of the book in force in Hà Nội on 1 September
2026, and as many more made from them with other ages. CPU seconds, the least of three runs; the ratio is to reading the
same facts from Parquet within this process. One household in a thousand is compared with the rules one by one before
any time counts.
"""

from __future__ import annotations

import argparse
import datetime
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from chungtay.population.rights import rights
from chungtay.rulebook import policy_book
from chungtay.rulebook.language import parse_condition
from chungtay.rulebook.rights import InForce, Policy, entitlements

DAY = datetime.date(2026, 9, 1)
BOOK = policy_book.load()


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench rights", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--policies", type=int, default=60)
    args = parser.parse_args()
    rules = in_force(args.policies)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "facts.parquet"
        drawn(args.people).write_parquet(path)
        facts = pl.scan_parquet(path)
        names = facts.collect_schema().names()
        check(facts.filter(pl.col("household") % 1000 == 0), rules)
        read = least(lambda: facts.select(pl.col(names).sum()).collect(engine="streaming"))
        rows = rights(facts, rules, "person")
        work = least(lambda: rights(facts, rules, "person"))
        home = facts.filter(pl.col("household") == 500).collect()
        clock = time.perf_counter()
        rights(home.lazy(), rules, "person")
        one = time.perf_counter() - clock
    print(f"{args.people:,} people x {len(rules.policies)} policies, {rows.height:,} rights")
    print(f"reading the facts {read:.2f} CPU s, rights {work:.2f} CPU s: {work / read:.1f} times")
    print(f"one household {one * 1000:.0f} ms; {work / args.people * 1e6:.2f} us a person")


def in_force(count: int) -> InForce:
    """`count` policies: the book's, then the same again for other ages."""
    rules = BOOK.on(DAY, ["01", "00004"])
    names = dict.fromkeys(BOOK.facts, 0)
    more: list[Policy] = []
    for number in range(max(0, count - len(rules.policies))):
        like = rules.policies[number % len(rules.policies)]
        older = parse_condition(f"age_months >= {12 * number}", names)
        more.append(replace(like, id=f"{like.id}-{number}", who=["and", like.who, older], beside=()))
    return replace(rules, policies=(*rules.policies, *more))


def drawn(people: int) -> pl.DataFrame:
    """Facts as rare as in a ward: one in forty poor or near-poor, one in a hundred disabled, one in fifty unknown."""
    rows = pl.int_range(people, eager=True)
    columns: dict[str, pl.Series] = {"household": rows // 4, "person": rows}
    for place, fact in enumerate(BOOK.facts.values()):
        draw, rare, unknown = (rows.hash(seed=3 * place + turn) for turn in range(3))
        codes = [code for _, code, _ in fact.words]
        often = draw % (1080 if fact.id == "age_months" else 6)
        value = pl.when(pl.Series(rare % 100 < 3)).then(pl.Series(draw % max(1, len(codes)))).otherwise(0)
        frame = pl.DataFrame({"value": often}) if not codes else pl.select(value.alias("value"))
        known = pl.when(pl.Series(unknown % 100 >= 2)).then(pl.col("value").cast(pl.Int64))
        columns[fact.id] = frame.select(known)["value"]
    return pl.DataFrame(columns)


def check(some: pl.LazyFrame, rules: InForce) -> None:
    """The table agrees with the rules one by one."""
    found: dict[int, set[tuple[str, str, int | None]]] = {}
    for row in rights(some, rules, "person").iter_rows(named=True):
        found.setdefault(row["person"], set()).add((row["policy"], row["state"], row["amount"]))
    for person in some.collect().iter_rows(named=True):
        spans = {
            name: (person[name], person[name]) if person[name] is not None else fact.everything
            for name, fact in BOOK.facts.items()
        }
        want = {(right.policy.id, right.state, right.amount) for right in entitlements(rules, spans)}
        assert found.get(person["person"], set()) == want, person


def least(work: Callable[[], object], times: int = 3) -> float:
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


main()
