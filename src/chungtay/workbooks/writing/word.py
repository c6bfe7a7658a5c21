"""A plain official paper as .docx, for the officer to go on writing in: the same words in the same order as the PDF,
in styles that Word knows.

A4, margins as in the PDF (left 30 mm, right 15, top, bottom 20). Each copy is a section of its own, so that its pages
are counted from 1; the origin of the data stands at the foot of every page.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from chungtay.workbooks.writing.paper import NATION, Paper, PaperTable

_WIDE = 165  # millimetres between the margins
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TWIPS = 1440 / 25.4
_TABLE = 24  # half points


def write_paper_word(path: Path, paper: Paper) -> None:
    """The same data gives the same bytes."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "docProps/core.xml": _core(paper.title),
        "word/_rels/document.xml.rels": _DOCUMENT_RELS,
        "word/styles.xml": _STYLES,
        "word/footer1.xml": _footer(paper.origin),
        "word/document.xml": _document(paper),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)


def _document(paper: Paper) -> str:
    body: list[str] = []
    for number, copy in enumerate(paper.copies, 1):
        body.extend(_copy(paper, copy))
        if number < len(paper.copies):
            body.append(
                f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>{_PAGE}</w:pPr></w:p>'
            )
    names = f'xmlns:w="{_WORD}" xmlns:r="{_LINKS}"'
    return f"{_HEAD}<w:document {names}><w:body>{''.join(body)}{_PAGE}</w:body></w:document>"


def _copy(paper: Paper, copy: str) -> Iterator[str]:
    left = "".join(_line(text, bold=True, align="center", size=_TABLE) for text in paper.issuer)
    right = _line(NATION[0], bold=True, align="center", size=_TABLE)
    right += _line(NATION[1], bold=True, align="center", size=26, under=True)
    yield _grid([[left, right]], [67, 98], lines=False)
    yield _gap()
    yield _grid(
        [[_line(copy, italic=True, size=22), _line(paper.dated, italic=True, align="right")]], [67, 98], lines=False
    )
    yield _gap()
    for text in paper.heading:
        yield _line(text, style="Title")
    yield _gap()
    for text in paper.intro:
        yield _line(text, align="both")
    for table in paper.tables:
        yield _line(table.caption, bold=True) if table.caption else _gap()
        yield _table(table)
    yield _gap()
    for text in paper.notes:
        yield _line(text, align="both")
    if paper.signatures:
        yield _gap()
        cells = [
            _line(text, bold=True, align="center") + _line("(Ký, họ tên)", italic=True, align="center") + _line("") * 3
            for text in paper.signatures
        ]
        yield _grid([cells], [_WIDE // len(cells)] * len(cells), lines=False)


def _table(table: PaperTable) -> str:
    fixed = sum(table.widths)
    rest = sum(width == 0 for width in table.widths)
    widths = [width or (_WIDE - fixed) // rest for width in table.widths]
    head = [_line(text, bold=True, align="center", size=_TABLE) for text in table.header]
    rows = [
        [
            _line(text, align="left" if column in table.left else "center", size=_TABLE)
            for column, text in enumerate(row)
        ]
        for row in table.rows
    ]
    return _grid([head, *rows], widths, lines=True)


def _grid(rows: Sequence[Sequence[str]], widths: Sequence[int], *, lines: bool) -> str:
    """A table of fixed widths; a row never breaks over two pages, the first one of a ruled table is repeated."""
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in edges)
    look = f"<w:tblBorders>{borders}</w:tblBorders>" if lines else ""
    inner = round(1 * _TWIPS)
    margins = f'<w:tblCellMar><w:left w:w="{inner}" w:type="dxa"/><w:right w:w="{inner}" w:type="dxa"/></w:tblCellMar>'
    columns = "".join(f'<w:gridCol w:w="{round(width * _TWIPS)}"/>' for width in widths)
    out = [
        f'<w:tbl><w:tblPr><w:tblW w:w="{round(sum(widths) * _TWIPS)}" w:type="dxa"/>{look}'
        f'<w:tblLayout w:type="fixed"/>{margins}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    ]
    for number, row in enumerate(rows):
        repeat = "<w:tblHeader/>" if lines and number == 0 else ""
        middle = '<w:vAlign w:val="center"/>' if lines else ""
        cells = (
            f'<w:tc><w:tcPr><w:tcW w:w="{round(width * _TWIPS)}" w:type="dxa"/>{middle}</w:tcPr>{cell}</w:tc>'
            for cell, width in zip(row, widths, strict=True)
        )
        out.append(f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{''.join(cells)}</w:tr>")
    return "".join(out) + "</w:tbl>"


def _gap() -> str:
    """Between two tables there must be a paragraph, or Word makes one table of them."""
    return '<w:p><w:pPr><w:spacing w:before="0" w:after="0"/><w:rPr><w:sz w:val="16"/></w:rPr></w:pPr></w:p>'


def _line(
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    under: bool = False,
    align: str = "",
    size: int = 0,
    style: str = "",
) -> str:
    look = f"{'<w:b/>' if bold else ''}{'<w:i/>' if italic else ''}"
    look += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    look += '<w:u w:val="single"/>' if under else ""
    runs = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(part) for part in text.split("\n"))
    run = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{runs}</w:t></w:r>' if text else ""
    place = f'<w:pStyle w:val="{style}"/>' if style else ""
    place += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{place}</w:pPr>{run}</w:p>"


def _footer(origin: str) -> str:
    said = f'<w:t xml:space="preserve">{escape(origin)}</w:t><w:tab/><w:t xml:space="preserve">Trang </w:t>'
    small = '<w:rPr><w:sz w:val="17"/></w:rPr>'
    page = f'<w:fldSimple w:instr=" PAGE "><w:r>{small}<w:t>1</w:t></w:r></w:fldSimple>'
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{round(_WIDE * _TWIPS)}"/></w:tabs>'
    return f'{_HEAD}<w:ftr xmlns:w="{_WORD}"><w:p><w:pPr>{tab}</w:pPr><w:r>{small}{said}</w:r>{page}</w:p></w:ftr>'


def _core(title: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        "<dc:language>vi-VN</dc:language></cp:coreProperties>"
    )


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="r2"/><w:type w:val="nextPage"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701"'
    ' w:header="567" w:footer="567" w:gutter="0"/><w:pgNumType w:start="1"/></w:sectPr>'
)
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_MAIN}.footer+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/></Types>'
)
_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_LINKS}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="r2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_DOCUMENT_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_LINKS}/styles" Target="styles.xml"/>'
    f'<Relationship Id="r2" Type="{_LINKS}/footer" Target="footer1.xml"/></Relationships>'
)
_STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{_WORD}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman"'
    ' w:cs="Times New Roman"/><w:sz w:val="26"/><w:szCs w:val="26"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:before="40" w:after="40"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:qFormat/>'
    '<w:pPr><w:keepNext/><w:spacing w:before="0" w:after="0"/><w:jc w:val="center"/></w:pPr>'
    '<w:rPr><w:b/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr></w:style></w:styles>'
)
