"""The officer's workbook back, each wrong cell with its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from chungtay.foundation.core.files import laid_open, scratch, seal_file
from chungtay.records.registry.models import ImportFile
from chungtay.workbooks.contents import CellProblem
from chungtay.workbooks.papers.marked import write_marked
from chungtay.workbooks.papers.marked_large import write_marked_large

MOST_ROWS = 20_000  # up to here with its colours and formulas, for which it is held in memory as a whole
NAME = "tep-goc-danh-dau-loi.xlsx"


def write_marked_copy(file: ImportFile) -> None:
    """Kept beside the file, sealed as it is, when there is something to say."""
    problems = list(problems_of(file))
    if not problems:
        return
    with laid_open(file.stored) as (source,), scratch() as folder:
        written = folder / NAME
        write = write_marked if file.total <= MOST_ROWS and _small(source) else write_marked_large
        write(source, written, problems)
        marked = str(PurePosixPath(file.stored).parent / written.name)
        seal_file(written, marked)
    ImportFile.objects.filter(pk=file.pk).update(marked=marked)


def problems_of(file: ImportFile) -> Iterator[CellProblem]:
    """Every sentence about the file, in its order."""
    rows = file.households.exclude(told=0).order_by("position").values_list("messages", flat=True)
    for messages in rows.iterator(chunk_size=500):
        for each in messages:
            yield CellProblem(each["sheet"], each["row"], each["column"], "", "", each["vi"], each["en"])


def _small(source: Path) -> bool:
    return source.stat().st_size <= 3 * 1024 * 1024
