"""Files that must not be opened, or must not break anything: one clear sentence each, and no other exception."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.workbooks.contents import ReadFile
from chungtay.workbooks.reading import limits, read_file
from tests.workbooks.reading.files import (
    HEAD,
    HOUSE,
    answer_rows,
    ole_with,
    repacked,
    write_csv,
    write_xls,
    write_xlsx,
    zip_of,
)

RULES = rule_sets.load("vn-2022")
SHEET = "xl/worksheets/sheet1.xml"
HEADING = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)


def valid(folder: Path, name: str = "good.xlsx") -> Path:
    write = write_xls if name.endswith("xls") else write_xlsx
    return write(folder / name, answer_rows([HOUSE], [HEAD]))


def refusal(path: Path) -> ChungTayError:
    with pytest.raises(ChungTayError) as caught:
        read_file(path, RULES)
    assert caught.value.vi
    assert caught.value.en
    return caught.value


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv"])
@pytest.mark.parametrize("data", [b"", b" \r\n\t\r\n", b"\x00" * 100])
def test_an_empty_file(tmp_path: Path, name: str, data: bytes) -> None:
    assert "trống" in refusal(written(tmp_path / name, data)).vi


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    assert "Không có tệp" in refusal(tmp_path / "khong-co.xlsx").vi
    assert "Không có tệp" in refusal(tmp_path).vi


def test_one_cell(tmp_path: Path) -> None:
    assert "Không tìm thấy bảng hộ" in refusal(write_xlsx(tmp_path / "a.xlsx", {"S": [["x"]]})).vi
    assert "Không tìm thấy bảng hộ" in refusal(written(tmp_path / "a.csv", b"x")).vi
    assert "không có ô nào" in refusal(write_xlsx(tmp_path / "b.xlsx", {"S": []})).vi


@pytest.mark.parametrize("name", ["a.xlsm", "a.xltm", "a.xlsb"])
def test_macro_workbooks_by_name(tmp_path: Path, name: str) -> None:
    good = valid(tmp_path)
    assert "macro" in refusal(written(tmp_path / name, good.read_bytes())).vi


def test_macros_inside_a_workbook_that_hides_them(tmp_path: Path) -> None:
    path = repacked(valid(tmp_path), tmp_path / "a.xlsx", {"xl/vbaProject.bin": b"x"})
    assert "macro" in refusal(path).vi
    old = ole_with("Workbook") + ole_with("_VBA_PROJECT_CUR")[512:]
    assert "macro" in refusal(written(tmp_path / "a.xls", old)).vi


def test_password(tmp_path: Path) -> None:
    assert "mật khẩu" in refusal(written(tmp_path / "a.xlsx", ole_with("EncryptedPackage"))).vi
    package = bytearray(valid(tmp_path).read_bytes())
    at = package.find(b"PK\x01\x02")
    while at >= 0:  # the flag "encrypted" of every entry
        package[at + 8] |= 1
        at = package.find(b"PK\x01\x02", at + 1)
    assert "mật khẩu" in refusal(written(tmp_path / "b.xlsx", bytes(package))).vi


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_a_file_cut_short(tmp_path: Path, name: str, share: float) -> None:
    data = valid(tmp_path, f"good.{name[2:]}").read_bytes()
    path = written(tmp_path / name, data[: int(len(data) * share)])
    if name == "a.xls":
        outcome(path)  # an .xls may end with padding that nobody needs
    else:
        assert "hỏng" in refusal(path).vi


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.xlsx", b"Ma ho;Ho ten\n1;An\n", "nội dung không phải Excel"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "trang web (HTML/XML)"),
        ("a.xls", b'<?xml version="1.0"?><Workbook/>', "trang web (HTML/XML)"),
        ("a.xlsx", b"%PDF-1.7 ...", "PDF"),
        ("a.pdf", b"%PDF-1.7 ...", "PDF"),
        ("a.docx", zip_of({"word/document.xml": b"<w/>"}), "không phải bảng tính"),
        ("a.zip", zip_of({"a.csv": b"1,2"}), "không phải bảng tính"),
        ("a.doc", ole_with("WordDocument"), "không phải bảng tính"),
        ("a.png", b"\x89PNG\r\n\x1a\n....", "“.png”"),
        ("a.xls", ole_with("Khac"), "hỏng"),
    ],
)
def test_other_files_under_a_wrong_name(tmp_path: Path, name: str, data: bytes, word: str) -> None:
    assert word in refusal(written(tmp_path / name, data)).vi


def test_the_content_decides_and_the_officer_is_told(tmp_path: Path) -> None:
    for good, wrong in (("good.xlsx", "a.xls"), ("good.xls", "b.xlsx"), ("good.xlsx", "c.csv")):
        read = read_file(written(tmp_path / wrong, valid(tmp_path, good).read_bytes()), RULES)
        assert len(read.households) == 1
        assert any("đọc theo nội dung" in vi for vi, _ in read.notes)


def test_a_file_over_the_size_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(limits.MAX_FILE_BYTES + 1)
    assert "Parquet" in refusal(path).vi


def test_zip_bombs(tmp_path: Path) -> None:
    good = valid(tmp_path)
    bomb = repacked(good, tmp_path / "a.xlsx", {"xl/media/big.bin": bytes(60 * 2**20)})
    assert "bom nén" in refusal(bomb).vi
    many = repacked(good, tmp_path / "b.xlsx", {f"xl/media/{number}.bin": b"1" for number in range(2_100)})
    assert "bom nén" in refusal(many).vi


def test_a_zip_that_lies_about_its_sizes(tmp_path: Path) -> None:
    data = bytearray(
        repacked(valid(tmp_path), tmp_path / "a.xlsx", {"xl/media/big.bin": bytes(60 * 2**20)}).read_bytes()
    )
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as package:
        assert any(entry.file_size == 60 * 2**20 for entry in package.infolist())
    size = (60 * 2**20).to_bytes(4, "little")
    data = bytearray(bytes(data).replace(size, (1000).to_bytes(4, "little")))
    assert "hỏng" in refusal(written(tmp_path / "b.xlsx", bytes(data))).vi


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY b "&lol;&lol;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "docProps/app.xml"]
)
def test_entity_bombs_in_any_part(tmp_path: Path, part: str) -> None:
    assert "thực thể XML" in refusal(repacked(valid(tmp_path), tmp_path / "a.xlsx", {part: LAUGHS})).vi


def test_entity_bombs_in_sixteen_bit_text(tmp_path: Path) -> None:
    text = LAUGHS.decode().encode("utf-16")
    assert "thực thể XML" in refusal(repacked(valid(tmp_path), tmp_path / "a.xlsx", {SHEET: text})).vi


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        (b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "dòng 1048576"),
        (b'<row r="1"><c r="XFD1"><v>1</v></c></row>', "cột XFD"),
        (b"<row r='9999999'><c><v>1</v></c></row>", "9999999"),
        (b'<row r="1"><c r = "ZZZZZZ1"><v>1</v></c></row>', "cột ZZZZZZ"),
        (b'<row r="1"><c r="A99999999999"><v>1</v></c></row>', "hỏng"),
        (b'<row r="1"><c t="n" r="A4294967297"><v>1</v></c></row>', "4294967297"),
        (b'<x:row r="7000000"><x:c r="A7000000"><x:v>1</x:v></x:c></x:row>', "7000000"),
        (b'<row r="150000"><c r="ALL150000"><v>1</v></c></row>', "150000"),
    ],
)
def test_cells_far_outside(tmp_path: Path, cells: bytes, word: str) -> None:
    path = repacked(valid(tmp_path), tmp_path / "a.xlsx", {SHEET: HEADING + cells + b"</sheetData></worksheet>"})
    assert word in refusal(path).vi


def test_blank_formatted_cells_far_outside_are_nothing(tmp_path: Path) -> None:
    good = valid(tmp_path)
    with zipfile.ZipFile(good) as package:
        sheet = package.read(SHEET).replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
        )
    assert len(read_file(repacked(good, tmp_path / "a.xlsx", {SHEET: sheet}), RULES).households) == 1


def test_external_links_are_not_followed(tmp_path: Path) -> None:
    link = b'<Relationships><Relationship Id="r1" Target="http://127.0.0.1:9/" TargetMode="External"/></Relationships>'
    extra = {
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": link,
    }
    assert len(read_file(repacked(valid(tmp_path), tmp_path / "a.xlsx", extra), RULES).households) == 1


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET])
def test_a_missing_part(tmp_path: Path, part: str) -> None:
    refusal(repacked(valid(tmp_path), tmp_path / "a.xlsx", {}, drop=[part]))


@pytest.mark.parametrize(
    "data",
    [
        b"Ma ho,Ho ten chu ho\n1,\x00An\n",
        "Mã hộ,Họ tên\n1,An\n".encode() + b"\xff\xfe\x00",
        b"M\x81\x8d h\x90,\x9d\x8f\n1,\x81\n",
        b"\xff\xfeM\x00\xe3",
    ],
)
def test_csv_bytes_that_are_no_text(tmp_path: Path, data: bytes) -> None:
    assert "bảng mã" in refusal(written(tmp_path / "a.csv", data)).vi


def test_a_quotation_mark_that_never_closes(tmp_path: Path) -> None:
    rows = "\n".join(f"{number},Ten" for number in range(9_000))
    path = written(tmp_path / "a.csv", f'Mã hộ,Họ và tên chủ hộ\n1,"An\n{rows}\n'.encode())
    assert "ngoặc kép" in refusal(path).vi


def test_too_many_rows_and_columns(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"a,b\n" + b"1,2\n" * (limits.MAX_ROWS + 1))
    assert "200000 dòng" in refusal(path).vi
    path = written(tmp_path / "b.csv", b",".join([b"1"] * (limits.MAX_COLUMNS + 1)))
    assert "cột ALM" in refusal(path).vi


def test_a_very_long_text_is_a_problem_of_its_cell(tmp_path: Path) -> None:
    rows = [["Mã hộ", "Họ và tên chủ hộ", "Ô tô"], ["1", "A" * 5_000, 0]]
    read = read_file(write_xlsx(tmp_path / "a.xlsx", {"S": rows}), RULES)
    assert read.households[0].problems[0].column == "B"
    assert len(read.households[0].problems[0].value) <= 80


# --- fuzz ------------------------------------------------------------------------------------------------------------


def outcome(path: Path) -> None:
    """Either households or a sentence; any other exception fails the test."""
    try:
        read: ReadFile | ChungTayError = read_file(path, RULES)
    except ChungTayError as error:
        read = error
    assert read.balanced() if isinstance(read, ReadFile) else (read.vi and read.en)


EDITS = st.lists(
    st.tuples(st.integers(0, 1_000_000), st.integers(0, 255), st.sampled_from("set cut drop copy".split())), max_size=6
)


def mutated(data: bytes, edits: list[tuple[int, int, str]]) -> bytes:
    changed = bytearray(data)
    for place, value, kind in edits:
        if not changed:
            break
        at = place % len(changed)
        if kind == "set":
            changed[at] = value
        elif kind == "cut":
            del changed[at:]
        elif kind == "drop":
            del changed[at : at + value]
        else:
            changed[at:at] = changed[: value * 8]
    return bytes(changed)


def fuzz(folder: Path, ending: str, edits: list[tuple[int, int, str]], inside: bool) -> None:
    good = folder / f"good.{ending}"
    if not good.exists():
        if ending == "csv":
            write_csv(good, answer_rows([HOUSE], [HEAD])["Hộ gia đình"])
        else:
            valid(folder, good.name)
    target = folder / f"fuzz.{ending}"
    if inside and ending == "xlsx":
        with zipfile.ZipFile(good) as package:
            names = [SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]
            name = names[edits[0][0] % len(names)] if edits else SHEET
            part = mutated(package.read(name), edits)
        repacked(good, target, {name: part})
    else:
        target.write_bytes(mutated(good.read_bytes(), edits))
    outcome(target)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


FUZZ_RUNS = int(os.environ.get("CHUNGTAY_FUZZ_RUNS", "60"))


@settings(max_examples=FUZZ_RUNS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ending=st.sampled_from(["xlsx", "xls", "csv"]), edits=EDITS, inside=st.booleans())
def test_damaged_bytes_give_households_or_a_sentence(
    folder: Path, ending: str, edits: list[tuple[int, int, str]], inside: bool
) -> None:
    fuzz(folder, ending, edits, inside)


TEXT = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(
        ["Mã hộ", "Họ và tên", "1", "Chủ hộ", "Tổng cộng", "x", "Hộ nghèo", "(1)", "31/02/1950", "#REF!", "Ngày sinh"]
    ),
    st.integers(-5, 50).map(str),
)


@settings(max_examples=FUZZ_RUNS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(TEXT, min_size=1, max_size=8), max_size=25))
def test_rows_in_are_rows_used_and_rows_set_aside(folder: Path, rows: list[list[str | None]]) -> None:
    heading = ["STT", "Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Diện tích nhà ở", "Bảo hiểm y tế", "Hộ"]
    plain = [[None if cell is None else cell.replace("\x00", " ") for cell in row] for row in rows]
    outcome(write_csv(folder / "rows.csv", [heading, *plain], encoding="utf-8-sig"))
    read = read_file(
        write_csv(
            folder / "rows.csv", [heading, ["1", "H", "An", "1", "1990", "30", "1"], *plain], encoding="utf-8-sig"
        ),
        RULES,
    )
    assert read.balanced()
    assert read.rows["rows"] >= 2
