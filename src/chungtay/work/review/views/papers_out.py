"""Handing out a paper that was made for this one answer, and the files that were kept with a meeting or a posting."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

from django.http import HttpResponse

from chungtay.workbooks.writing.paper import Paper, write_paper_pdf
from chungtay.workbooks.writing.word import write_paper_word

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper_answer(paper: Paper, name: str, kind: str, *, on: datetime.date) -> HttpResponse:
    """The paper as PDF or Word, to be saved."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"paper.{kind}"
        if kind == "docx":
            write_paper_word(path, paper)
        else:
            write_paper_pdf(path, paper, on=on)
        content = path.read_bytes()
    response = HttpResponse(content, content_type=_WORD if kind == "docx" else "application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response
