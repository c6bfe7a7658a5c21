"""A grid out of a Parquet table: the names of its columns as headings, its values as an Excel sheet would hold them.

A column store says beforehand how much it holds, so most limits are checked before anything is unpacked. What it says
may be false in a hostile file: each page of each column tells its own size once more, and those are added up too.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from chungtay.workbooks.reading import limits
from chungtay.workbooks.reading.grid import Grid, Row, Value
from chungtay.workbooks.reading.limits import FileRefused, too_many_columns
from chungtay.workbooks.reading.parquet_pages import unpacked_size
from chungtay.workbooks.reading.text import letters_of

MAGIC = b"PAR1"
_ROWS_AT_ONCE = 5_000
_LONGEST_TEXT = 20_000
# what pyarrow raises over a file that is broken in one place or another
_BROKEN = (pa.ArrowException, OSError, ValueError, KeyError, OverflowError)


def grid_of_parquet(data: bytes, name: str) -> Grid:
    """The table of a Parquet file; its column names are row 1. Raises FileRefused."""
    table = _opened(data, name)
    height = table.metadata.num_rows + 1

    def raw_rows() -> Iterator[tuple[int, Row]]:
        yield 1, list(table.schema_arrow.names)
        number = 1
        for batch in _batches(table):
            columns = [_values(column) for column in batch.columns]
            for row in zip(*columns, strict=True):
                number += 1
                yield number, list(row)

    try:
        for batch in _batches(table):  # every page is unpacked once, so that nothing breaks half-way
            for field, column in zip(batch.schema, batch.columns, strict=True):
                _check_texts(field.name, column)
        rows = sum(1 for _ in raw_rows())
    except _BROKEN as error:
        raise damaged_table(name) from error
    if rows != height:
        raise damaged_table(name)
    grid = Grid(name, raw_rows, height)
    grid.decide_encodings()
    return grid


def damaged_table(name: str) -> FileRefused:
    return FileRefused(
        f"Tệp Parquet “{name}” bị hỏng hoặc bị cắt ngang, không đọc được hết. Xuất lại từ chương trình đã tạo ra nó, "
        "hoặc xin lại tệp từ người gửi.",
        f'The Parquet file "{name}" is damaged or cut off and cannot be read to its end. Export it anew from the '
        "program that made it, or ask the sender again.",
    )


def _opened(data: bytes, name: str) -> pq.ParquetFile:
    if len(data) < 12 or not data.endswith(MAGIC):
        raise damaged_table(name)
    try:
        first = pq.ParquetFile(pa.BufferReader(data))
        metadata, schema = first.metadata, first.schema_arrow
        _check_columns(schema)
        _check_extent(name, metadata, data)
        # texts stay packed until their lengths are known: one long text may stand in every row
        packed = [field.name for field in schema if _is_text(field.type)]
        return pq.ParquetFile(pa.BufferReader(data), read_dictionary=packed)
    except FileRefused:
        raise
    except _BROKEN as error:
        raise damaged_table(name) from error


def _check_columns(schema: pa.Schema) -> None:
    if len(schema) > limits.MAX_COLUMNS:
        raise too_many_columns("Parquet", letters_of(len(schema) - 1))
    for field in schema:
        if not _is_text(field.type) and not _is_plain(field.type):
            raise FileRefused(
                f"Cột “{field.name[:80]}” của tệp Parquet thuộc kiểu {str(field.type)[:60]}, không phải một ô chữ, số "
                "hay ngày. Bỏ cột đó, hoặc tách ra thành các cột đơn, rồi xuất lại.",
                f'The column "{field.name[:80]}" of the Parquet file is of type {str(field.type)[:60]}, not a plain '
                "text, number or date. Leave it out, or split it into plain columns, and export anew.",
            )


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type) or _is_plain(kind.value_type)
    tests = (
        pa.types.is_null, pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal,
        pa.types.is_date, pa.types.is_timestamp, pa.types.is_time,
    )  # fmt: skip
    return any(bool(test(kind)) for test in tests)


def _check_extent(name: str, metadata: pq.FileMetaData, data: bytes) -> None:
    rows, columns = metadata.num_rows, metadata.num_columns
    if rows >= limits.MAX_ROWS or rows * columns > limits.MAX_CELLS:
        raise FileRefused(
            f"Tệp Parquet “{name}” có {rows} dòng, {columns} cột; ở đây đọc nhiều nhất {limits.MAX_ROWS} dòng. Chia "
            "tệp theo phường, hoặc dùng lệnh ./run classify: lệnh đó đọc bảng lớn bao nhiêu cũng được.",
            f'The Parquet file "{name}" has {rows} rows and {columns} columns; at most {limits.MAX_ROWS} rows are read '
            "here. Split it by ward, or use the command ./run classify, which reads tables of any size.",
        )
    unpacked = unpacked_size(data, metadata)
    if unpacked > limits.MAX_UNPACKED_BYTES:
        raise FileRefused(
            f"Tệp Parquet “{name}” giải nén ra {unpacked // 2**20} MB, lớn bất thường so với {rows} dòng, nên không mở "
            "(có thể là bom nén). Chỉ giữ các cột cần thiết rồi xuất lại.",
            f'The Parquet file "{name}" unpacks to {unpacked // 2**20} MB, far too much for {rows} rows, and is not '
            "opened (it may be a bomb). Keep only the columns that are needed and export anew.",
        )


def _batches(table: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    return iter(table.iter_batches(batch_size=_ROWS_AT_ONCE, use_threads=False))


def _check_texts(name: str, column: pa.Array) -> None:
    texts = column.dictionary if pa.types.is_dictionary(column.type) else column
    if not _is_text(texts.type):
        return
    longest = pc.max(pc.binary_length(texts)).as_py() or 0
    if longest > _LONGEST_TEXT:
        raise FileRefused(
            f"Cột “{name[:80]}” của tệp Parquet có ô dài {longest} ký tự; một câu trả lời không dài đến thế. Bỏ cột đó "
            "rồi xuất lại.",
            f'The column "{name[:80]}" of the Parquet file has a cell of {longest} characters; no answer is that long. '
            "Leave it out and export anew.",
        )


def _values(column: pa.Array) -> list[Value]:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us"), safe=False)  # nanoseconds are no days of birth
    return [_value(value) for value in column.to_pylist()]


def _value(value: Any) -> Value:
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, str):
        return value if value.strip() else None
    return value  # type: ignore[no-any-return]
