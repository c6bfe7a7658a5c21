"""Whatever the bytes, the answer is households or one sentence; no row vanishes, no other exception escapes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.workbooks.reading import read_file
from tests.workbooks.ward.books import CHILD, HOUSE, OLD, ward_book

RULES = rule_sets.load("vn-2022")
CELL = st.one_of(
    st.none(), st.integers(-5, 10**13),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(max_size=12),
    st.sampled_from(["1. Gạch/đá", "x", "Có", "31/02/1950", "1.234", "#REF!", "=1+1", "Tổng cộng", "STT", "\u0300"]),
)  # fmt: skip


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = ward_book(tmp_path_factory.mktemp("ward") / "to3.xlsx", [[OLD | HOUSE, CHILD], [OLD | HOUSE]])
    return path.read_bytes()


def read(path: Path) -> None:
    try:
        found = read_file(path, RULES)
    except ChungTayError:
        return
    rows = [(h.sheet, h.row) for h in found.households]
    assert len(rows) == len(set(rows))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_broken_bytes(ward: bytes, tmp_path: Path, data: st.DataObject) -> None:
    _broken(ward, tmp_path, data)


@pytest.mark.slow
@settings(max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_broken_bytes_at_length(ward: bytes, tmp_path: Path, data: st.DataObject) -> None:
    _broken(ward, tmp_path, data)


def _broken(ward: bytes, tmp_path: Path, data: Any) -> None:
    content = bytearray(ward)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "broken.xlsx"
    path.write_bytes(bytes(content[: data.draw(st.integers(1, len(content)))]))
    read(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_any_csv(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    read(path)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.dictionaries(st.sampled_from(sorted(HOUSE) + sorted(OLD)), CELL, max_size=12))
def test_any_cells(tmp_path: Path, cells: dict[str, Any]) -> None:
    """A row with anything in its cells is a household with problems, or set aside; the good row beside it stands."""
    path = ward_book(tmp_path / "cells.xlsx", [[OLD | HOUSE], [OLD | HOUSE | cells]])
    found = read_file(path, RULES)
    assert not found.households[0].problems
    places = {h.row for h in found.households} | {m.row for h in found.households for m in h.members}
    assert 8 in places
    assert 9 in places | {entry.row for entry in found.set_aside}
