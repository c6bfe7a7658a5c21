"""The sheets of any file that is taken, whatever its kind."""

from __future__ import annotations

from pathlib import Path

from chungtay.workbooks.reading.csv_text import grid_of_csv
from chungtay.workbooks.reading.excel import grids_of_xls, grids_of_xlsx
from chungtay.workbooks.reading.grid import Grid
from chungtay.workbooks.reading.limits import FileRefused
from chungtay.workbooks.reading.opening import open_file
from chungtay.workbooks.reading.parquet import grid_of_parquet

Note = tuple[str, str]


def grids_of(path: Path, members: Path | None = None) -> tuple[list[Grid], list[Note]]:
    """Every sheet with something in it, those of the member table of a pair last, and remarks on the files.

    Two sheets never have one name: messages must tell them apart. Raises FileRefused.
    """
    found: list[Grid] = []
    notes: list[Note] = []
    for file in (path,) if members is None else (path, members):
        grids, said = _grids(file)
        notes += said
        for grid in grids:
            taken = {one.name for one in found}
            while grid.name in taken:
                grid.name += " (2)"
        found += grids
    return found, notes


def _grids(path: Path) -> tuple[list[Grid], list[Note]]:
    opened = open_file(path)
    if opened.kind == "xlsx":
        grids = grids_of_xlsx(opened.data)
    elif opened.kind == "xls":
        grids = grids_of_xls(opened.data)
    elif opened.kind == "parquet":
        grids = [grid_of_parquet(opened.data, path.stem)]
    else:
        grids = [grid_of_csv(opened.data, path.stem)]
    grids = [grid for grid in grids if grid.height]
    if not grids:
        raise FileRefused(f"Tệp “{path.name}” không có ô nào có dữ liệu.", f'The file "{path.name}" holds no data.')
    return grids, list(opened.notes)
