"""The officer's workbook back, each wrong cell with its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from chungtay.records.registry.models import ImportFile
from chungtay.workbooks.contents import CellProblem
from chungtay.workbooks.papers.marked import write_marked
from chungtay.workbooks.registry.findings import write_findings

MOST_ROWS = 20_000  # a workbook with comments is built in memory as a whole; beyond this the sentences come as a list
NAME, LIST_NAME = "tep-goc-danh-dau-loi.xlsx", "danh-sach-loi.xlsx"


def write_marked_copy(file: ImportFile) -> None:
    """Written beside the file when there is something to say."""
    problems = list(problems_of(file))
    if not problems:
        return
    source = Path(settings.MEDIA_ROOT) / file.stored
    if file.total <= MOST_ROWS and _small(source):
        target = source.parent / NAME
        write_marked(source, target, problems)
    else:
        target = source.parent / LIST_NAME
        write_findings(target, problems)
    target.chmod(0o600)
    ImportFile.objects.filter(pk=file.pk).update(marked=str(target.relative_to(settings.MEDIA_ROOT)))


def problems_of(file: ImportFile) -> Iterator[CellProblem]:
    """Every sentence about the file, in its order."""
    rows = file.households.exclude(told=0).order_by("position").values_list("messages", flat=True)
    for messages in rows.iterator(chunk_size=500):
        for each in messages:
            yield CellProblem(each["sheet"], each["row"], each["column"], "", "", each["vi"], each["en"])


def _small(source: Path) -> bool:
    return source.stat().st_size <= 3 * 1024 * 1024
