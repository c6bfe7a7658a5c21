"""A second opinion on who was entered twice: Splink on DuckDB, the extra `splink`. Nothing here reads the database.

    for pair in alike(persons, least=0.5):
        ...

Splink learns from the list itself how much each field says. Family, middle and given name are compared apart and
weighed by how common they are; nothing is learned from pairs that share a whole name: a Vietnamese name has hundreds of
bearers, so that such blocks teach that all else may differ, and grow until the memory is full.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.records.registry.queries.blocks import either_way, year_alone
from chungtay.records.registry.queries.likeness import GENERATION, Facts
from chungtay.rulebook.errors import ChungTayError

U_PAIRS = 1e6  # random pairs from which chance is measured; more cost memory and teach nothing
ENOUGH = 200  # pairs of a block from which something can be learned
_COLUMNS = (
    "unique_id", "family", "middle", "given", "marks", "whole", "born", "day_key", "year", "sex", "ward", "living",
    "home", "address", "phone", "number", "number_end", "mates",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scored:
    """Two persons, the smaller number first, and the probability that they are one."""

    pair: tuple[int, int]
    probability: float


def installed() -> bool:
    return importlib.util.find_spec("splink") is not None


def need_splink() -> None:
    """Raises ChungTayError with a sentence when the extra is missing."""
    if not installed():
        raise ChungTayError(
            "Chưa cài phần so sánh theo xác suất. Quản trị viên cài thêm: pip install -r requirements-splink.lock; "
            "hoặc so sánh bằng quy tắc, không cần cài gì.",
            "The comparison by probability is not installed. The administrator adds it: pip install -r "
            "requirements-splink.lock; or compare by the rules, which needs nothing.",
        )


def alike(persons: Iterable[tuple[int, Facts]], *, least: float = 0.5, seed: int = 1) -> list[Scored]:
    """Pairs whose probability is at least this, the likeliest first. Raises ChungTayError without the extra."""
    need_splink()
    import duckdb
    import pyarrow as pa
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    rows = [_row(number, facts) for number, facts in persons]
    if len(rows) < 2:
        return []
    logging.getLogger("splink").setLevel(logging.ERROR)
    table = pa.table({name: [row[place] for row in rows] for place, name in enumerate(_COLUMNS)})
    connection = duckdb.connect(":memory:")
    try:
        api = DuckDBAPI(connection)
        frame = api.register(table, table_name="persons")
        linker = Linker(frame, _settings(connection), log_level=logging.ERROR)
        _learn(linker, connection, seed)
        found = linker.inference.predict(threshold_match_probability=least).as_record_list()
    finally:
        connection.close()
    scored = [
        Scored(
            (min(row["unique_id_l"], row["unique_id_r"]), max(row["unique_id_l"], row["unique_id_r"])),
            float(row["match_probability"]),
        )
        for row in found
    ]
    return sorted(scored, key=lambda each: (-each.probability, each.pair))


def _row(number: int, facts: Facts) -> tuple[Any, ...]:
    words, born = facts.words, facts.born
    day = None if born is None or year_alone(born, facts.known) else born
    return (
        number,
        words[0],
        " ".join(words[1:-1]) or None,
        words[-1],
        facts.spelling[-1] if facts.spelling else None,
        " ".join(sorted(words)),
        day.isoformat() if day else None,
        either_way(day).isoformat() if day else None,
        born.year if born else None,
        facts.sex or None,
        facts.ward,
        facts.group,
        facts.household,
        facts.address or None,
        facts.phone or None,
        next((text for kind, text in sorted(facts.papers) if kind == "citizen"), None),
        next((text for kind, text in sorted(facts.ends) if kind == "citizen"), None),
        sorted(facts.mates) or None,
    )


# Pairs that are compared at all, as `design` of the yearly comparison asks: number; day and given name; all words of
# the name in the ward; family and given name and year; and one telephone.
_BLOCKS = (("number",), ("day_key", "given"), ("whole", "ward"), ("family", "given", "year"), ("phone", "given"))
# Pairs from which Splink learns: never by a whole name, and not within one household, where people of one given name
# are father and son more often than one person. The last one: pairs of two households only.
_LESSONS = (
    (("number",), False),
    (("day_key", "given"), False),
    (("address", "living", "given"), True),
    (("phone", "given"), True),
)


def _settings(connection: Any) -> Any:
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=_comparisons(connection),
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in _BLOCKS],
        probability_two_random_records_match=1e-6,
        retain_matching_columns=False,
    )


# How often each step of a comparison holds between two entries of one person, before the list itself is asked: measured
# on an invented district (seed 41). Lists too small to learn from keep these.
_START: dict[str, tuple[float, ...]] = {
    "given": (0.83, 0.10, 0.02, 0.025, 0.025),
    "family": (0.93, 0.02, 0.025, 0.025),
    "middle": (0.008, 0.755, 0.085, 0.017, 0.135),
    "born": (0.65, 0.01, 0.32, 0.01, 0.005, 0.004, 0.001),
    "sex": (0.988, 0.012),
    "place": (0.19, 0.16, 0.14, 0.35, 0.16),
    "phone": (0.95, 0.05),
    "number": (0.9, 0.05, 0.05),
    "mates": (0.24, 0.09, 0.67),
}


def _comparisons(connection: Any) -> list[Any]:
    """Only fields that the list has: one that is empty throughout teaches nothing."""
    import splink.comparison_level_library as levels
    import splink.comparison_library as library

    say: Callable[[str], Any] = lambda condition: levels.CustomLevel(condition)  # noqa: E731
    same, near = levels.ExactMatchLevel, levels.DamerauLevenshteinLevel
    exchanged = "given_l = family_r AND family_l = given_r"
    steps: dict[str, tuple[Any, ...]] = {
        "given": (
            levels.And(same("given"), same("marks")).configure(tf_adjustment_column="given", tf_adjustment_weight=1.0),
            same("given", term_frequency_adjustments=True),
            say(exchanged),
            near("given", 1),
        ),
        "family": (same("family", term_frequency_adjustments=True), say(exchanged), near("family", 1)),
        "middle": (
            say("middle_l IS NULL AND middle_r IS NULL"),
            same("middle", term_frequency_adjustments=True),
            say("middle_l IS NULL OR middle_r IS NULL"),
            near("middle", 1),
        ),
        "born": (
            same("born"),
            same("day_key"),
            say("(born_l IS NULL OR born_r IS NULL) AND year_l = year_r"),
            say("born_l IS NOT NULL AND born_r IS NOT NULL AND levenshtein(born_l, born_r) <= 2"),
            say("abs(year_l - year_r) <= 1"),
            say(f"abs(year_l - year_r) < {GENERATION}"),
        ),
        "sex": (same("sex"),),
        "place": (
            same("home"),
            say("living_l = living_r AND address_l = address_r"),
            same("living"),
            same("ward"),
        ),
        "phone": (same("phone"),),
        "number": (same("number"), same("number_end")),
        "mates": (
            say("len(list_intersect(mates_l, mates_r)) > 1"),
            say("len(list_intersect(mates_l, mates_r)) = 1"),
        ),
    }
    empty = {
        "middle": None,
        "born": levels.NullLevel("year"),
        "place": levels.NullLevel("ward"),
        "mates": say("mates_l IS NULL OR mates_r IS NULL OR home_l = home_r").configure(is_null_level=True),
    }
    found = []
    for name, said in steps.items():
        if not _varies(connection, _COLUMN.get(name, name)):
            continue
        nothing = empty.get(name, levels.NullLevel(name))
        start = zip((*said, levels.ElseLevel()), _START[name], strict=True)
        weighed = [level.configure(m_probability=often) for level, often in start]
        found.append(
            library.CustomComparison(
                output_column_name=name, comparison_levels=[nothing, *weighed] if nothing else weighed
            )
        )
    return found


_COLUMN = {"born": "year", "place": "ward"}  # what a comparison reads, where it is not called so


def _varies(connection: Any, column: str) -> bool:
    row = connection.execute(f'SELECT count(DISTINCT "{column}") FROM persons').fetchone()  # noqa: S608  names of our own columns
    return bool(row and row[0] > 1)


def _learn(linker: Any, connection: Any, seed: int) -> None:
    from splink import block_on

    sure = [block_on(*columns) for columns in (("number",), ("born", "family", "given"))]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=U_PAIRS, seed=seed)
    for columns, apart in _LESSONS:
        rule = _rule(columns, apart)
        if _pairs_of(connection, rule) >= ENOUGH:
            linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)


def _rule(columns: Sequence[str], apart: bool) -> str:
    same = " AND ".join(f"l.{name} = r.{name}" for name in columns)
    return f"{same} AND l.home IS DISTINCT FROM r.home" if apart else same


def _pairs_of(connection: Any, rule: str) -> int:
    both = f"persons AS l JOIN persons AS r ON {rule} AND l.unique_id < r.unique_id"
    row = connection.execute(f"SELECT count(*) FROM {both}").fetchone()  # noqa: S608  names of our own columns
    return int(row[0]) if row else 0
