"""Why a household has its class, in words made from the stored numbers when somebody asks; nobody is scored again.

    for entry in read_explanations("ket-qua.parquet", rule_set, ["HN-001"]):
        print(entry.summary.vi, *[line.vi for line in entry.items])

The number of points often tells which printed row applied. Where several rows give the same number all are named; the
answer itself is in the household table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from chungtay.population.plan import flag_column, plan
from chungtay.population.tables import KEY
from chungtay.rulebook import wording
from chungtay.rulebook.classes import choose
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.intervals import truth
from chungtay.rulebook.language import names_in
from chungtay.rulebook.model import Indicator, Item, RuleSet
from chungtay.rulebook.result import Text

_ITEM = Text(
    "Mục {number}. {label}: {option}: {points} điểm.",
    "Item {number}. {label}: {option}: {points} points.",
)
_HELD = Text("Chỉ tiêu {id}. {label}: thiếu hụt, {points} điểm.", "Indicator {id}. {label}: deprived, {points} points.")
_NOT_HELD = Text("Chỉ tiêu {id}. {label}: không thiếu hụt, 0 điểm.", "Indicator {id}. {label}: not deprived, 0 points.")
_REFUSED = Text("Chưa xếp loại: có câu trả lời còn thiếu hoặc sai.", "Not classified: an answer is missing or wrong.")


@dataclass(frozen=True, slots=True)
class Explanation:
    """The words of one stored result; without items and indicators when the household was refused."""

    key: Any
    class_id: str
    summary: Text
    items: tuple[Text, ...] = ()
    indicators: tuple[Text, ...] = ()


def read_explanations(path: Path | str, rule_set: RuleSet, keys: Sequence[Any]) -> list[Explanation]:
    """Return one explanation per stored row with one of these keys, in the order of the file.

    Raises AnswersError when the file was made by another version of the rules: its numbers mean something else then.
    """
    made_by = (pq.read_schema(path).metadata or {}).get(b"chungtay.version", b"").decode()
    if made_by != rule_set.version:
        raise AnswersError(
            f"Kết quả này do bộ quy tắc “{made_by}” tạo ra, không phải {rule_set.version}.",
            f'These results were made by the rules "{made_by}", not {rule_set.version}.',
        )
    rows = pl.scan_parquet(path).filter(pl.col(KEY).is_in(list(keys))).collect(engine="streaming")
    return [_explain(rule_set, row) for row in rows.iter_rows(named=True)]


def _explain(rule_set: RuleSet, row: dict[str, Any]) -> Explanation:
    if row["refused"]:
        return Explanation(row[KEY], "", _REFUSED)
    place = plan(rule_set).column_ids.index(row["points_column"])
    scores = {"b1": row["b1"], "b2": row["b2"]}
    area = "urban" if _may_be_urban(rule_set, place) else "rural"
    lines = choose(rule_set, "points", area, {name: (value, value) for name, value in scores.items()}).lines
    words = scores | {name: lines[name] for name in ("b1_line", "b2_line")}
    return Explanation(
        row[KEY],
        row["class"],
        wording.say("summary", words | {"class": rule_set.classes[row["class"]].label}),
        tuple(_item(item, place, row[item.id]) for item in rule_set.items),
        tuple(_indicator(rule_set, entry, row[flag_column(entry.id)]) for entry in rule_set.indicators),
    )


def _may_be_urban(rule_set: RuleSet, place: int) -> bool:
    """Whether a column of points holds for urban households, whatever the other answers."""
    when = rule_set.columns[place].when
    spans = {name: (0, rule_set.inputs[name].maximum) for name in names_in(when)}
    return truth(when, spans | {"area_type": (1, 1)}) is not False


def _item(item: Item, place: int, points: int) -> Text:
    rows = [option.label for option in item.options if option.points[place] == points]
    either = wording.join(rows, wording.say("or", {})) if rows else Text("cộng nhiều dòng", "several rows added")
    return Text(
        _ITEM.vi.format(number=item.number, label=item.label.vi, option=either.vi, points=points),
        _ITEM.en.format(number=item.number, label=item.label.en, option=either.en, points=points),
    )


def _indicator(rule_set: RuleSet, entry: Indicator, held: bool) -> Text:
    said, points = (_HELD if held else _NOT_HELD), rule_set.indicator_points
    return Text(
        said.vi.format(id=entry.id, label=entry.short.vi, points=points),
        said.en.format(id=entry.id, label=entry.short.en, points=points),
    )
