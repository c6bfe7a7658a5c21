"""One household in a thousand is scored again by the reference rules; a difference stops everything, in words.

    check = SecondScoring(rule_set, households, people, area=area, on=on)
    part = check.watch(part)    # every table that is scored
    check.take(batch)           # every batch of results
    summary.checked = check.compare()

Which households are chosen follows from their keys alone: the same table is always checked in the same places. Small
tables are checked more closely, so that a handful is always scored twice. Columns and reference share no code but the
tables of the law, so a mistake in one of them shows as a difference; it is never settled silently.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import polars as pl

from chungtay.population.plan import flag_column, plan
from chungtay.population.polars_engine import members_to_facts, score
from chungtay.population.tables import KEY, WARD
from chungtay.rulebook.answers import scaled_number
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.scores import Reference

ONE_IN = 1000
_HANDFUL = 20  # about so many of a small table
_SEED = 19


class ScoresDisagree(ChungTayError):
    """Two ways of scoring one household give different numbers: a mistake of the program, never of the office."""

    def __init__(self, key: Any, name: str, columns: Any, reference: Any) -> None:
        super().__init__(
            f"Hộ “{key}”, mục {name}: cách chấm nhanh cho {_word(columns)}, cách chấm đối chứng cho {_word(reference)}."
            " Chưa ghi kết quả nào. Đây là lỗi của phần mềm; hãy báo cho người làm phần mềm.",
            f'Household "{key}", {name}: {_word(columns)} by columns, {_word(reference)} by the reference rules. '
            "No result was written. This is a mistake of the program; please report it.",
        )


def _word(value: Any) -> str:
    return "–" if value is None else str(value)


class SecondScoring:
    """The chosen households of one classification. `one_in` = 1 takes everybody."""

    def __init__(
        self,
        rule_set: RuleSet,
        households: pl.LazyFrame,
        people: pl.LazyFrame | None,
        *,
        area: Mapping[str, int] | None,
        on: datetime.date | None,
        one_in: int = ONE_IN,
    ) -> None:
        self.rule_set, self.area, self.on = rule_set, dict(area or {}), on
        self.people = people
        count = households.select(pl.len()).collect(engine="streaming").item()
        self.chosen = pl.col(KEY).hash(seed=_SEED) % max(1, min(one_in, count // _HANDFUL)) == 0
        self.facts = tuple(fact.id for fact in plan(rule_set).facts)
        self.known = {of: {entry.id for entry in rule_set.inputs_of(of)} for of in ("household", "member")}
        self.known["member"].add("birth_date")
        self.reference = Reference(rule_set)
        self.rows: list[pl.DataFrame] = []
        self.results: list[pl.DataFrame] = []

    def watch(self, part: pl.LazyFrame) -> pl.LazyFrame:
        """The same table; its chosen rows are remembered as it streams by, so that nothing is read twice."""
        read = {KEY, WARD, *self.facts, *self.known["household"]}
        table = part.select(name for name in part.collect_schema() if name in read)
        return table.map_batches(
            self._remember, streamable=True, predicate_pushdown=False, projection_pushdown=False, slice_pushdown=False
        )

    def _remember(self, batch: pl.DataFrame) -> pl.DataFrame:
        self.rows.append(batch.filter(self.chosen & pl.col(KEY).is_not_null()))
        return batch

    def take(self, batch: pl.DataFrame) -> None:
        """Remember the chosen results of a batch (all columns of points, or class and refusal alone)."""
        self.results.append(batch.filter(self.chosen & pl.col(KEY).is_not_null()))

    def compare(self) -> int:
        """Score all of them again; returns how many, raises ScoresDisagree at the first number that differs."""
        if not self.rows or not self.results:
            return 0
        rows = pl.concat(self.rows)
        members = None if self.people is None else self._members(self.people)
        people = {} if members is None else _by_key(_answers(members, self.known["member"]))
        facts = {} if self.people is not None else _by_key(rows.select(KEY, *self.facts))
        homes = _by_key(_answers(rows, self.known["household"]))
        counted = _by_key(self._counted_again(rows, members))
        checked = 0
        for key, results in _by_key(pl.concat(self.results)).items():
            if len(homes.get(key, ())) != 1:
                continue  # a key on several rows is refused before anything is scored
            want = self._reference(homes[key][0], people.get(key, []), facts.get(key, [{}])[0])
            for found in (*results, *counted[key]):
                self._same(key, found, want)
            checked += 1
        return checked

    def _members(self, people: pl.LazyFrame) -> pl.DataFrame:
        return people.filter(self.chosen & pl.col(KEY).is_not_null()).collect(engine="streaming")

    def _counted_again(self, rows: pl.DataFrame, members: pl.DataFrame | None) -> pl.DataFrame:
        """The chosen households by columns with every item: a classification that only counts never made them."""
        frame = rows.lazy()
        if members is not None:
            facts = members_to_facts(self.rule_set, members.lazy(), on=self.on)
            frame = frame.drop(self.facts, strict=False).join(facts, KEY, "left")
        return score(self.rule_set, frame, area=self.area).collect(engine="streaming")

    def _reference(self, home: dict[str, Any], people: list[dict[str, Any]], counts: dict[str, Any]) -> dict[str, Any]:
        """What the reference rules say, in the columns of a scored table. As there, `area` answers only what the table
        has no column for."""
        # an empty age is one that the date of birth tells
        members = [{name: value for name, value in each.items() if value is not None} for each in people]
        raw = {"household": self.area | home, "members": members}
        facts: dict[str, int] | None = None
        if self.people is None:
            read = {name: scaled_number(counts[name], 0) for name in self.facts}
            facts = {name: value for name, value in read.items() if value is not None and value >= (name == "persons")}
            if len(facts) < len(read):
                return {"class": None, "refused": True}
        found = self.reference.score(raw, self.on or self.rule_set.valid_from, facts)
        if found is None:
            return {"class": None, "refused": True}
        flags = {flag_column(name): held for name, held in found.flags.items()}
        sums = {"b1": found.b1, "b2": found.b2, "points_column": found.column}
        return found.items | flags | sums | {"class": found.class_id, "refused": False}

    def _same(self, key: Any, found: dict[str, Any], want: dict[str, Any]) -> None:
        for name, value in want.items():
            if name in found and found[name] != value:
                raise ScoresDisagree(key, name, found[name], value)


def _answers(frame: pl.DataFrame, known: set[str]) -> pl.DataFrame:
    """The key and the columns that are questions."""
    return frame.select(KEY, *(name for name in frame.columns if name in known))


def _by_key(frame: pl.DataFrame) -> dict[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(row[KEY], []).append(row)
    return found
