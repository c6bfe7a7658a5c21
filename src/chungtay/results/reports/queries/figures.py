"""Which figures each form has, as questions to single households. A figure is the sum over households, so every total
is the sum of its parts, and the households behind a figure are the ones that the same question picks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chungtay.records.registry.queries.movement import NEAR_POOR, POOR
from chungtay.records.registry.queries.movement_steps import END, GREW, SHRANK, START

STEPS, LISTED, RESIDENTS, ORIGINS, OPENED = "steps", "listed", "residents", "origins", "opened"


def never(_each: Any) -> bool:
    return False


def always(_each: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Figure:
    """A column that counts. `unknown` tells the households that nobody can count here, and `why` says so; such a cell
    stays empty. `measure` is what is summed when the row does not say. `sensitive`: the households of this figure are
    shown only to whoever may see health, ethnicity and merit."""

    id: str
    heading: tuple[str, ...]
    source: str
    pick: Callable[[Any], bool]
    measure: str = ""
    unknown: Callable[[Any], bool] = never
    why: str = ""
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A column that is a share of another; both by their ids. With `figure` the part is counted here."""

    id: str
    heading: tuple[str, ...]
    part: str
    whole: str
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """A check column: the sum of `of` minus that of `less` must be 0, or with `at_least` not below."""

    id: str
    heading: tuple[str, ...]
    of: tuple[str, ...]
    less: tuple[str, ...]
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """A row of a unit: what is summed, of which households. `id` stands in addresses."""

    id: str
    label: str
    measure: str
    only: Callable[[Any], bool] = always


@dataclass(frozen=True, slots=True)
class Form:
    id: str
    title: str
    columns: tuple[Figure | Share | Test, ...]
    splits: tuple[Split, ...]
    split_head: str = ""
    notes: tuple[str, ...] = ()
    page: int = 0


HOUSEHOLDS = Split("ho", "Hộ", "households")
PERSONS = Split("nhan-khau", "Nhân khẩu", "persons")
ONE_ROW = Split("ho", "", "households")
NO_ETHNICITY = "Có hộ chưa ghi dân tộc của chủ hộ."
NO_ORIGIN = "Có hộ trong sổ chưa ghi dân tộc của chủ hộ hoặc vợ, chồng chủ hộ."


def both(*tests: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda each: all(test(each) for test in tests)


def of_minority(each: Any) -> bool:
    return each.minority is True


def origin_untold(each: Any) -> bool:
    return each.minority is None


def in_class(class_id: str) -> Callable[[Any], bool]:
    return lambda each: bool(each.class_id == class_id)


def in_line(class_id: str, *lines: str) -> Callable[[Any], bool]:
    return lambda step: step.class_id == class_id and step.line in lines


# The lines of the two movement templates (7.2, 7.3), column by column: what leaves by other ways and what comes by
# other ways counts, of persons, also who was born, died or moved while the household stayed.
PRINTED = {
    "1": (START,),
    "2": ("to_other_class",),
    "3": ("above_both",),
    "4": ("dissolved", "moved_out", SHRANK),
    "5": ("from_other_class",),
    "6": ("fell_back",),
    "7": ("newly_arising",),
    "8": ("moved_in", "split_off", GREW),
    "9": (END,),
}
_NEAR = PRINTED | {"2": PRINTED["3"], "3": PRINTED["2"]}
LINES = {POOR: PRINTED, NEAR_POOR: _NEAR}
PLUS, MINUS = ("1", "5", "6", "7", "8"), ("2", "3", "4", "9")
BALANCE = Test("cân đối", ("Kiểm tra", "1-2-3-4+5+6+7+8-9 phải bằng 0"), PLUS, MINUS)
