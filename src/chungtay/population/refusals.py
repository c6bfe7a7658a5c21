"""Why rows were refused: the reference evaluator is asked about just those households, in their own words."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import polars as pl

from chungtay.population.plan import plan
from chungtay.population.summary import Refusal
from chungtay.population.tables import KEY
from chungtay.rulebook.answers import normalise, scaled_number
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.result import Text

_TWICE = Text("Mã hộ có ở nhiều dòng của bảng hộ.", "The household code stands on more than one row.")
_NO_KEY = Text("Dòng này không có mã hộ.", "This row has no household code.")
_NO_FACT = Text("Số liệu thành viên “{name}” để trống hoặc không đúng.", 'The fact "{name}" is empty or wrong.')
_UNEXPLAINED = Text(
    "Hai cách chấm không khớp nhau; hãy báo cho người làm phần mềm.",
    "The two ways of scoring disagree; please report this to the makers.",
)


def explain(
    rule_set: RuleSet,
    households: pl.LazyFrame,
    people: pl.LazyFrame | None,
    keys: Sequence[Any],
    doubled: set[Any],
    *,
    area: dict[str, int] | None,
    on: datetime.date | None,
) -> tuple[Refusal, ...]:
    """One `Refusal` for each key, in the order given; only these rows are read again."""
    if not keys:
        return ()
    rows = _rows(households, keys)
    members = {} if people is None else _rows(people, keys)
    return tuple(
        Refusal(key, _reasons(rule_set, key, rows, members if people is not None else None, doubled, area or {}, on))
        for key in dict.fromkeys(keys)
    )


def _rows(frame: pl.LazyFrame, keys: Sequence[Any]) -> dict[Any, list[dict[str, Any]]]:
    wanted = pl.LazyFrame({"_wanted": pl.Series(list(dict.fromkeys(keys)))})
    if frame.collect_schema()[KEY] != wanted.collect_schema()["_wanted"]:
        frame = frame.with_columns(pl.col(KEY).cast(wanted.collect_schema()["_wanted"], strict=False))
    found = frame.join(wanted, left_on=KEY, right_on="_wanted", how="semi", nulls_equal=True).collect(
        engine="streaming"
    )
    return {key[0]: group.to_dicts() for key, group in found.group_by(KEY, maintain_order=True)}


def _reasons(
    rule_set: RuleSet,
    key: Any,
    rows: dict[Any, list[dict[str, Any]]],
    members: dict[Any, list[dict[str, Any]]] | None,
    doubled: set[Any],
    area: dict[str, int],
    on: datetime.date | None,
) -> tuple[Text, ...]:
    if key is None:
        return (_NO_KEY,)
    if key in doubled:
        return (_TWICE,)
    row = rows[key][0]
    household = area | _answers(rule_set, "household", row)
    people = [] if members is None else [_answers(rule_set, "member", member) for member in members.get(key, [])]
    try:
        problems = normalise(rule_set, {"household": household, "members": people}, on or rule_set.valid_from).problems
    except ChungTayError as error:
        return (Text(error.vi, error.en),)
    found = [problem.message for problem in problems if members is not None or problem.input != "persons"]
    if members is None:
        counts = {fact.id: scaled_number(row[fact.id], 0) for fact in plan(rule_set).facts}
        # every household has a person; any other count may be zero
        wrong = [name for name, count in counts.items() if count is None or count < (name == "persons")]
        found += [Text(_NO_FACT.vi.format(name=name), _NO_FACT.en.format(name=name)) for name in wrong]
    return tuple(found) or (_UNEXPLAINED,)


def _answers(rule_set: RuleSet, of: str, row: dict[str, Any]) -> dict[str, Any]:
    """The answers of a row as the reference evaluator takes them; empty cells are left out."""
    known = {entry.id for entry in rule_set.inputs_of(of)} | ({"birth_date"} if of == "member" else set())
    return {name: value for name, value in row.items() if name in known and value is not None}
