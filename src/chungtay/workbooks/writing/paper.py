"""A plain official paper (minutes, posted list, letter) as data, and its way out as PDF; `word` writes it for Word."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from chungtay.workbooks.writing.pdf import write_pdf

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


@dataclass(frozen=True, slots=True)
class PaperTable:
    """`widths` in millimetres, 0 takes what is left; `left` are the columns whose text begins at the left."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    left: Sequence[int] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """`copies` says what stands above each copy ("" for a single one). `qr` is an SVG drawing, "" for none."""

    title: str
    issuer: Sequence[str]
    heading: Sequence[str]
    dated: str
    origin: str
    intro: Sequence[str] = ()
    tables: Sequence[PaperTable] = ()
    notes: Sequence[str] = ()
    signatures: Sequence[str] = ()
    copies: Sequence[str] = ("",)
    qr: str = ""
    qr_words: str = ""


def write_paper_pdf(path: Path, paper: Paper, *, on: datetime.date) -> None:
    write_pdf(path, "paper", asdict(paper), on=on)
