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
from chungtay.records.registry.queries.likeness import Facts
from chungtay.rulebook.errors import ChungTayError

U_PAIRS = 1e6  # random pairs from which chance is measured; more cost memory and teach nothing
ENOUGH = 200  # pairs of a block from which something can be learned
_COLUMNS = (
    "unique_id", "family", "middle", "given", "marks", "whole", "born", "day_key", "year", "sex", "ward", "living",
    "address", "phone", "number",
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
        facts.address or None,
        facts.phone or None,
        next((text for kind, text in sorted(facts.papers) if kind == "citizen"), None),
    )


# Pairs that are compared at all, as `design` of the yearly comparison asks: number; day and given name; all words of
# the name in the ward; family and given name and year; and one telephone.
_BLOCKS = (("number",), ("day_key", "given"), ("whole", "ward"), ("family", "given", "year"), ("phone",))
# Pairs from which Splink learns: never by a whole name.
_LESSONS = (("number",), ("day_key", "ward"), ("phone",), ("address", "living", "given"))


def _settings(connection: Any) -> Any:
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=_comparisons(connection),
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in _BLOCKS],
        probability_two_random_records_match=1e-6,
        retain_matching_columns=False,
    )


def _comparisons(connection: Any) -> list[Any]:
    """Only fields that the list has: one that is empty throughout teaches nothing."""
    import splink.comparison_level_library as levels
    import splink.comparison_library as library

    def compare(name: str, *steps: Any) -> Any:
        return library.CustomComparison(output_column_name=name, comparison_levels=[*steps, levels.ElseLevel()])

    say: Callable[[str], Any] = lambda condition: levels.CustomLevel(condition)  # noqa: E731
    found = [
        compare(
            "given",
            levels.NullLevel("given"),
            levels.And(levels.ExactMatchLevel("given"), levels.ExactMatchLevel("marks")).configure(
                tf_adjustment_column="given", tf_adjustment_weight=1.0
            ),
            levels.ExactMatchLevel("given", term_frequency_adjustments=True),
            say("given_l = family_r AND family_l = given_r"),
            levels.DamerauLevenshteinLevel("given", 1),
        ),
        compare(
            "family",
            levels.NullLevel("family"),
            levels.ExactMatchLevel("family", term_frequency_adjustments=True),
            say("given_l = family_r AND family_l = given_r"),
            levels.DamerauLevenshteinLevel("family", 1),
        ),
        compare(
            "middle",
            say("middle_l IS NULL AND middle_r IS NULL"),
            levels.ExactMatchLevel("middle", term_frequency_adjustments=True),
            say("middle_l IS NULL OR middle_r IS NULL"),
            levels.DamerauLevenshteinLevel("middle", 1),
        ),
        compare(
            "born",
            levels.NullLevel("year"),
            levels.ExactMatchLevel("born"),
            levels.ExactMatchLevel("day_key"),
            say("(born_l IS NULL OR born_r IS NULL) AND year_l = year_r"),
            say("born_l IS NOT NULL AND born_r IS NOT NULL AND levenshtein(born_l, born_r) <= 2"),
            say("abs(year_l - year_r) <= 1"),
        ),
        compare("sex", levels.NullLevel("sex"), levels.ExactMatchLevel("sex")),
        compare(
            "ward",
            levels.NullLevel("ward"),
            say("living_l = living_r AND address_l = address_r"),
            levels.ExactMatchLevel("living"),
            levels.ExactMatchLevel("ward"),
        ),
        compare("phone", levels.NullLevel("phone"), levels.ExactMatchLevel("phone")),
        compare("number", levels.NullLevel("number"), levels.ExactMatchLevel("number")),
    ]
    return [each for each in found if _varies(connection, each.create_output_column_name())]


def _varies(connection: Any, column: str) -> bool:
    row = connection.execute(f'SELECT count(DISTINCT "{column}") FROM persons').fetchone()  # noqa: S608  names of our own columns
    return bool(row and row[0] > 1)


def _learn(linker: Any, connection: Any, seed: int) -> None:
    from splink import block_on

    sure = [block_on(*columns) for columns in (("number",), ("born", "family", "given"))]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=U_PAIRS, seed=seed)
    for columns in _LESSONS:
        if _pairs_of(connection, columns) >= ENOUGH:
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*columns), record_sample_proportion=1.0
            )


def _pairs_of(connection: Any, columns: Sequence[str]) -> int:
    names = ", ".join(columns)
    known = " AND ".join(f"{name} IS NOT NULL" for name in columns)
    statement = (
        f"SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM "  # noqa: S608  names of our own columns
        f"(SELECT count(*) AS n FROM persons WHERE {known} GROUP BY {names})"
    )
    row = connection.execute(statement).fetchone()
    return int(row[0]) if row else 0
