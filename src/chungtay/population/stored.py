"""From the columns of a table as stored to whole numbers, exactly as `rulebook.answers.scaled_number` reads one value.

Whole-number columns hold natural units (25 is 25 kWh). Decimal and floating columns must be exact at the digits that
the question keeps; 12.345 m2 where two digits are kept is a wrong answer, never rounded. Text is read like one answer.
An empty cell stays null; a value that is no such number becomes `Answer.wrong`, outside every domain.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import polars as pl

from chungtay.population.plan import Answer
from chungtay.rulebook.answers import scaled_number
from chungtay.rulebook.birth import age_span
from chungtay.rulebook.errors import AnswersError

_LARGEST = 2**53  # beyond it floating numbers skip whole numbers; every domain ends long before


def whole(answer: Answer, dtype: pl.DataType) -> pl.Expr:
    """The column of a question scaled by 10**decimals. Raises AnswersError for a column that cannot hold numbers."""
    column = pl.col(answer.id)
    if dtype.is_integer():
        scaled = column if answer.decimals == 0 else _times(column, answer, dtype)
    elif dtype.is_float():
        scaled = _from_float(column.cast(pl.Float64), answer)
    elif dtype.is_decimal():
        scaled = _from_decimal(column, answer)
    elif dtype in (pl.String, pl.Categorical, pl.Enum):
        scaled = _from_text(column.cast(pl.String), answer)
    elif dtype == pl.Boolean:
        scaled = pl.when(column.is_not_null()).then(pl.lit(answer.wrong, dtype=pl.Int16))
    elif dtype == pl.Null:
        scaled = column.cast(pl.Int8)
    else:
        raise AnswersError(
            f"Cột “{answer.id}” có kiểu {dtype}, không phải số.", f'The column "{answer.id}" is {dtype}, not a number.'
        )
    return scaled if answer.blank is None else scaled.fill_null(answer.blank)


def _times(column: pl.Expr, answer: Answer, dtype: pl.DataType) -> pl.Expr:
    """Multiply in 64 bits; a number that would not fit is outside every domain and stays so when cut off."""
    cut = column.clip(-_LARGEST, _LARGEST) if dtype in (pl.Int64, pl.UInt64, pl.Int128) else column
    factor: int = 10**answer.decimals
    return cut.cast(pl.Int64) * factor


def _from_float(column: pl.Expr, answer: Answer) -> pl.Expr:
    """Exact where dividing back gives the same floating number: then it is the one nearest to that decimal."""
    factor = 10.0**answer.decimals
    scaled = (column * factor + 0.5).floor()
    # a divisor per row: Polars turns division by one number into multiplication by its reciprocal, which rounds twice
    exact = (scaled / (column * 0.0 + factor) == column) & (scaled.abs() < _LARGEST)
    return pl.when(exact).then(scaled).when(column.is_not_null()).then(answer.wrong).cast(pl.Int64)


def _from_decimal(column: pl.Expr, answer: Answer) -> pl.Expr:
    exact = column.cast(pl.Decimal(38, answer.decimals))
    units = (exact * 10**answer.decimals).cast(pl.Int64, strict=False)
    return pl.when(exact == column).then(units).when(column.is_not_null()).then(answer.wrong)


def _from_text(column: pl.Expr, answer: Answer) -> pl.Expr:
    """Each different text is read once, by the rule book itself."""

    def read(texts: pl.Series) -> pl.Series:
        different = texts.drop_nulls().unique()
        numbers = [_read_one(text, answer) for text in different]
        return texts.replace_strict(different, numbers, default=None, return_dtype=pl.Int64)

    return column.map_batches(read, return_dtype=pl.Int64, is_elementwise=True)


def _read_one(text: str, answer: Answer) -> int | None:
    if text == "":
        return None
    scaled = scaled_number(text, answer.decimals)
    return scaled if scaled is not None and abs(scaled) < _LARGEST else answer.wrong


def age_months(answer: Answer, dtype: pl.DataType, on: datetime.date, edges: Sequence[int]) -> pl.Expr:
    """Completed months on the day `on` from the column "birth_date": dates, or text as the form allows ("1985").

    A year or month of birth is enough where no rule changes its answer (`edges`) between the youngest and the oldest
    age it can mean; otherwise the age is wrong, as it is for one household.
    """
    column = pl.col("birth_date")
    if dtype == pl.Date or dtype.is_integer() or dtype in (pl.String, pl.Categorical, pl.Enum):
        text = column.cast(pl.String)
    elif dtype == pl.Null:
        return pl.lit(None, dtype=pl.Int32)
    else:
        raise AnswersError(
            f"Cột “birth_date” có kiểu {dtype}; cần ngày hoặc chữ.", f'The column "birth_date" is {dtype}, not a date.'
        )

    def read(texts: pl.Series) -> pl.Series:
        different = texts.drop_nulls().unique()
        months = [_age_of(text, answer, on, edges) for text in different]
        return texts.replace_strict(different, months, default=None, return_dtype=pl.Int32)

    return text.map_batches(read, return_dtype=pl.Int32, is_elementwise=True)


def _age_of(text: str, answer: Answer, on: datetime.date, edges: Sequence[int]) -> int | None:
    if text == "":
        return None
    span = age_span(text, on)
    if span is None or span[1] > answer.maximum:
        return answer.wrong
    low, high = span
    return low if not any(low < edge <= high for edge in edges) else answer.wrong
