"""How much a Parquet file unpacks to, from the heads of its pages and not from what its foot claims.

A page head is a small record in Thrift's compact form: each field begins with a byte of (step, type), numbers are
zigzag varints. Fields 2 and 3 are the unpacked and the packed size of the page that follows.
Source: parquet-format, `parquet.thrift` (PageHeader), and Thrift's compact protocol.
"""

from __future__ import annotations

from typing import Any

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)
_MOST_PAGES = 1_000_000
_DEEPEST = 16


def unpacked_size(data: bytes, metadata: Any) -> int:
    """Bytes of all pages unpacked, the greater of what the foot says and what the pages say. ValueError if broken."""
    total = 0
    pages = 0
    for group in range(metadata.num_row_groups):
        row_group = metadata.row_group(group)
        for number in range(row_group.num_columns):
            chunk = row_group.column(number)
            starts = [
                start for start in (chunk.dictionary_page_offset, chunk.data_page_offset) if start is not None and start
            ]
            place, end = min(starts), min(starts) + chunk.total_compressed_size
            if place < 4 or end > len(data):
                raise ValueError("a column lies outside the file")
            said = 0
            while place < end:
                pages += 1
                if pages > _MOST_PAGES:
                    raise ValueError("too many pages")
                place, unpacked, packed = _page(data, place)
                said += unpacked
                place += packed
            total += max(said, chunk.total_uncompressed_size)
    return total


def _page(data: bytes, place: int) -> tuple[int, int, int]:
    """Where the page itself begins, and its sizes unpacked and packed."""
    sizes = {2: -1, 3: -1}
    field = 0
    while True:
        kind, field, place = _field(data, place, field)
        if kind == 0:
            break
        if field in sizes and kind == _I32:
            number, place = _varint(data, place)
            sizes[field] = (number >> 1) ^ -(number & 1)
        else:
            place = _skip(data, place, kind, 0)
    if min(sizes.values()) < 0:
        raise ValueError("a page without its size")
    return place, sizes[2], sizes[3]


def _field(data: bytes, place: int, before: int) -> tuple[int, int, int]:
    head = _byte(data, place)
    place += 1
    kind, step = head & 15, head >> 4
    if kind == 0:
        return 0, 0, place
    if step:
        return kind, before + step, place
    number, place = _varint(data, place)
    return kind, (number >> 1) ^ -(number & 1), place


def _byte(data: bytes, place: int) -> int:
    if not 0 <= place < len(data):
        raise ValueError("a page head is cut off")
    return data[place]


def _varint(data: bytes, place: int) -> tuple[int, int]:
    number = shift = 0
    while shift < 70:
        byte = _byte(data, place)
        place += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, place
        shift += 7
    raise ValueError("a number without end")


def _skip(data: bytes, place: int, kind: int, depth: int) -> int:
    if depth > _DEEPEST:
        raise ValueError("records too deep")
    if kind in (_TRUE, _FALSE):
        return place
    if kind == _BYTE:
        return place + 1
    if kind in (_I16, _I32, _I64):
        return _varint(data, place)[1]
    if kind == _DOUBLE:
        return place + 8
    if kind == _BINARY:
        length, place = _varint(data, place)
        return place + length
    if kind in (_LIST, _SET):
        return _skip_list(data, place, depth)
    if kind == _STRUCT:
        field = 0
        while True:
            inner, field, place = _field(data, place, field)
            if inner == 0:
                return place
            place = _skip(data, place, inner, depth + 1)
    raise ValueError("a page head of an unknown kind")


def _skip_list(data: bytes, place: int, depth: int) -> int:
    head = _byte(data, place)
    place += 1
    count, kind = head >> 4, head & 15
    if count == 15:
        count, place = _varint(data, place)
    if count > len(data):
        raise ValueError("a list longer than the file")
    for _ in range(count):
        place = place + 1 if kind in (_TRUE, _FALSE) else _skip(data, place, kind, depth + 1)
    return place
