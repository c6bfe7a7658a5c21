"""A plain official paper (minutes, posted list, letter) as data, and the two ways out: PDF and Word.

The Word file is for the officer to go on writing in: the same words in the same order, in styles that Word knows.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from chungtay.workbooks.writing.pdf import write_pdf

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_WIDE = 165  # millimetres between the margins of the paper
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TWIPS = 1440 / 25.4


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


def write_paper_word(path: Path, paper: Paper) -> None:
    """The same paper as .docx. The same data gives the same bytes."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "word/_rels/document.xml.rels": _DOCUMENT_RELS,
        "word/styles.xml": _STYLES,
        "word/document.xml": _document(paper),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)


def _document(paper: Paper) -> str:
    body: list[str] = []
    for number, copy in enumerate(paper.copies):
        if number:
            body.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
        body.extend(_copy(paper, copy))
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701"'
        ' w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    return f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{"".join(body)}{page}</w:body></w:document>'


def _copy(paper: Paper, copy: str) -> Iterator[str]:
    left = "".join(_line(text, bold=True) for text in paper.issuer)
    right = "".join(_line(text, bold=True, align="center") for text in NATION)
    yield _grid([[left, right]], [70, 95], lines=False)
    if copy:
        yield _line(copy, italic=True)
    yield _line(paper.dated, italic=True, align="right")
    for text in paper.heading:
        yield _line(text, bold=True, align="center", size=28)
    for text in paper.intro:
        yield _line(text, align="both")
    for table in paper.tables:
        if table.caption:
            yield _line(table.caption, bold=True)
        yield _table(table)
    for text in paper.notes:
        yield _line(text, align="both")
    if paper.signatures:
        cells = [
            _line(text, bold=True, align="center") + _line("(Ký, họ tên)", italic=True, align="center") + _line("") * 4
            for text in paper.signatures
        ]
        yield _grid([cells], [_WIDE // len(cells)] * len(cells), lines=False)
    yield _line(paper.origin, size=17)


def _table(table: PaperTable) -> str:
    fixed = sum(table.widths)
    rest = sum(width == 0 for width in table.widths)
    widths = [width or (_WIDE - fixed) // rest for width in table.widths]
    head = [_line(text, bold=True, align="center") for text in table.header]
    rows = [
        [_line(text, align="left" if column in table.left else "center") for column, text in enumerate(row)]
        for row in table.rows
    ]
    return _grid([head, *rows], widths, lines=True)


def _grid(rows: Sequence[Sequence[str]], widths: Sequence[int], *, lines: bool) -> str:
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in edges)
    look = f"<w:tblBorders>{borders}</w:tblBorders>" if lines else ""
    columns = "".join(f'<w:gridCol w:w="{round(width * _TWIPS)}"/>' for width in widths)
    out = [f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/>{look}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>']
    for number, row in enumerate(rows):
        repeat = "<w:trPr><w:tblHeader/></w:trPr>" if lines and number == 0 else ""
        cells = (
            f'<w:tc><w:tcPr><w:tcW w:w="{round(width * _TWIPS)}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
            for cell, width in zip(row, widths, strict=True)
        )
        out.append(f"<w:tr>{repeat}{''.join(cells)}</w:tr>")
    return "".join(out) + "</w:tbl>" + _line("")


def _line(text: str, *, bold: bool = False, italic: bool = False, align: str = "left", size: int = 0) -> str:
    look = f"{'<w:b/>' if bold else ''}{'<w:i/>' if italic else ''}"
    look += f'<w:sz w:val="{size}"/>' if size else ""
    runs = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(part) for part in text.split("\n"))
    run = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{runs}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>{run}</w:p>'


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/></Types>'
)
_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_DOCUMENT_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{_WORD}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    '<w:sz w:val="26"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
    '<w:spacing w:before="40" w:after="40"/></w:pPr></w:pPrDefault></w:docDefaults></w:styles>'
)
