"""What the scan of a sheet notes, beside a slow reading of the same XML by the standard parser."""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chungtay.workbooks.reading import package
from chungtay.workbooks.reading.limits import FileRefused
from tests.workbooks.reading.test_hostile import SHEET, valid

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
QUOTES = st.sampled_from("'\"")
SPACES = st.sampled_from(["", " ", "\n "])
BODIES = {
    "text": ("{x}is><{p}t>Hộ nghèo</{p}t></{p}is>", ' t="inlineStr"'),
    "number": ("{x}v>120</{p}v>", ""),
    "error": ("{x}v>#REF!</{p}v>", " t={q}e{q}"),
    "not calculated": ("{x}f>SUM(A1:A2)</{p}f>", ""),
    "calculated": ("{x}f>1+1</{p}f><{p}v>2</{p}v>", ""),
    "empty formula value": ("{x}f>1+1</{p}f><{p}v></{p}v>", ""),
}


@st.composite
def cells(draw, row, column, prefix):
    kind = draw(st.sampled_from([*BODIES, "blank"]))
    quote, space = draw(QUOTES), draw(SPACES)
    reference = f" r{space}={space}{quote}{column}{row}{quote}"
    if kind == "blank":
        return f"<{prefix}c{reference}/>"
    body, kind_mark = BODIES[kind]
    mark = kind_mark.format(q=quote)
    attributes = draw(st.sampled_from([reference + mark, mark + reference, reference + " s='1'" + mark]))
    return f"<{prefix}c{attributes}><{body.format(x=prefix, p=prefix)}</{prefix}c>"


@st.composite
def sheets(draw):
    prefix = draw(st.sampled_from(["", "x:"]))
    rows = []
    for number in sorted(draw(st.sets(st.integers(1, 40), max_size=12))):
        hidden = draw(st.sampled_from(["", " hidden='1'", ' hidden="true"', ' hidden="0"']))
        columns = draw(st.lists(st.sampled_from(["A", "B", "AA", "CZ"]), unique=True, max_size=4))
        inside = "".join(draw(cells(number, column, prefix)) for column in columns)
        rows.append(f'<{prefix}row r="{number}"{hidden}>{inside}</{prefix}row>')
    columns = draw(st.sampled_from(["", f'<{prefix}cols><{prefix}col min="2" max="3" hidden="1"/></{prefix}cols>']))
    name = "xmlns:x" if prefix else "xmlns"
    return (
        f'<{prefix}worksheet {name}="{MAIN}">{columns}<{prefix}sheetData>{"".join(rows)}</{prefix}sheetData>'
        f"</{prefix}worksheet>"
    )


def with_sheet(path: Path, text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, text.encode() if entry.filename == SHEET else old.read(entry))
    return made.getvalue()


def noted(text: str) -> tuple[dict[tuple[int, int], str], set[int], set[int], int]:
    """Errors, hidden rows, hidden columns and the last row with a value, by the parser."""
    names, errors, hidden, columns, last = {"x": MAIN}, {}, set(), set(), 0
    tree = ElementTree.fromstring(text)
    for column in tree.iterfind(".//x:col[@hidden='1']", names):
        columns |= set(range(int(column.get("min", "")) - 1, int(column.get("max", ""))))
    for row in tree.iterfind(".//x:row", names):
        number = int(row.get("r", ""))
        if row.get("hidden") in ("1", "true"):
            hidden.add(number)
        for cell in row.iterfind("x:c", names):
            letters = str(cell.get("r")).rstrip("0123456789")
            place = number, {"A": 0, "B": 1, "AA": 26, "CZ": 103}[letters]
            value, formula = cell.find("x:v", names), cell.find("x:f", names)
            if cell.get("t") == "e":
                errors[place] = value.text or "" if value is not None else "#ERROR!"
            elif formula is not None and (value is None or not value.text):
                errors[place] = "="
            if value is not None or cell.find("x:is", names) is not None:
                last = number
    return errors, hidden, columns, last


@given(sheets(), st.sampled_from([1 << 20, 97, 700]))
def test_the_scan_notes_what_the_parser_sees_however_it_is_cut(folder: Path, text: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "_PIECE", piece)
        found = next(iter(package.scan(with_sheet(folder / "good.xlsx", text)).values()))
    assert (found.errors, found.hidden_rows, found.hidden_columns, found.last_row) == noted(text)


@pytest.mark.parametrize("quote", ["'", '"'])
@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("place", ["XFD1", "ABCD", "A1048577", "zzz7"])
def test_a_cell_far_outside_is_seen_whatever_stands_around_it(folder, place, prefix, quote) -> None:
    name = "xmlns:x" if prefix else "xmlns"
    text = (
        f'<{prefix}worksheet {name}="{MAIN}"><{prefix}sheetData><{prefix}row r="1"><{prefix}c t="n" r = {quote}{place}'
        f"{quote}><{prefix}v>1</{prefix}v></{prefix}c></{prefix}row></{prefix}sheetData></{prefix}worksheet>"
    )
    with pytest.raises(FileRefused):
        package.scan(with_sheet(folder / "good.xlsx", text))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("scan")
    valid(made)
    return made
