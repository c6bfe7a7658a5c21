"""Handing out a paper that was made for this one answer, and the files that were kept with a meeting or a posting."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

from django.http import HttpResponse

from chungtay.workbooks.writing.paper import Paper, write_paper_pdf
from chungtay.workbooks.writing.word import write_paper_word

_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
}


def paper_answer(paper: Paper, name: str, kind: str, *, on: datetime.date) -> HttpResponse:
    """The paper as PDF or Word, to be saved."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"paper.{kind}"
        if kind == "docx":
            write_paper_word(path, paper)
        else:
            write_paper_pdf(path, paper, on=on)
        return file_answer(path, name)


def file_answer(path: Path, name: str) -> HttpResponse:
    """A file of one of the kinds of `MEDIA`, read whole, to be saved."""
    response = HttpResponse(path.read_bytes(), content_type=MEDIA[path.suffix[1:]])
    response["Content-Disposition"] = f'attachment; filename="{name}{path.suffix}"'
    response["Cache-Control"] = "private, no-store"
    return response
