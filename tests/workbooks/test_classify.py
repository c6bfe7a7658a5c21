"""The main job end to end: file in, papers out, counted and proved against the file."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chungtay.cli.main import main
from chungtay.rulebook import rule_sets
from chungtay.workbooks.contents import ReadFile, ReadHousehold
from chungtay.workbooks.scoring import score_households
from tests.workbooks.ward.books import CHILD, HOUSE, OLD, TARGETS, ward_book

AREA = ["--area", "Hà Nội, thành thị", "--date", "15/09/2026"]


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUNGTAY_DATA_DIR", str(tmp_path / "data"))


def classify(path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = main(["classify", str(path), *AREA, "-o", str(out), "--json"])
    return code, json.loads(capsys.readouterr().out)


def cells(path: Path, sheet: str) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)[sheet].iter_rows()]


def test_in_is_classified_plus_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poor = HOUSE | {"toilet": 3, "water": 4, "floor_area_m2": 7}  # 185 - 10 - 10 = 165, three deprivations
    book = ward_book(
        tmp_path / "to3.xlsx",
        [[OLD | HOUSE], [OLD | HOUSE | {"toilet": 2}, CHILD], [OLD | poor], [OLD | HOUSE | {"water": 9}]],
    )
    code, summary = classify(book, tmp_path / "out", capsys)
    assert code == 1  # one household waits for an answer
    assert summary["counts"] == {
        "in": 4, "classified": 3, "refused": 1, "not_poor": 1, "near_poor": 1, "poor": 1,
    }  # fmt: skip
    assert len(summary["problems"]) == 1
    results = cells(tmp_path / "out/ket-qua.xlsx", "Kết quả")
    lines = results[4:]
    assert [(line[4], line[5], line[6], line[7]) for line in lines] == [
        ("Hộ không nghèo", 185, 175, 10),
        ("Hộ cận nghèo", 155, 175, -20),
        ("Hộ nghèo", 165, 175, -10),
        ("Chưa xếp loại", None, None, None),
    ]
    reasons = cells(tmp_path / "out/ket-qua.xlsx", "Giải trình")[4:]
    explained = [line[7] for line in reasons if line[3] == "B1"]
    items = len(explained) // 3
    for place in range(3):  # the points explained add up to the score shown
        assert sum(explained[place * items : (place + 1) * items]) == lines[place][5]


def test_list_6_1_holds_the_poor_and_near_poor_in_the_printed_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    poor = HOUSE | {"toilet": 3, "water": 4, "floor_area_m2": 7}
    book = ward_book(tmp_path / "to3.xlsx", [[OLD | poor | {"name": "Đỗ Thị Hà"}], [OLD | HOUSE]])
    classify(book, tmp_path / "out", capsys)
    rows = cells(tmp_path / "out/mau-6.1.xlsx", "Tổ 3")
    head = next(place for place, row in enumerate(rows) if row[0] == "STT")
    assert rows[head] == [
        "STT", "Họ và tên chủ hộ", "Giới tính (1: Nam, 2: Nữ)", "Ngày, tháng năm sinh", "Địa chỉ",
    ]  # fmt: skip
    body = [row[:2] for row in rows[head + 1 : head + 6]]
    assert body == [
        ["I.", "Hộ nghèo (1 hộ)"],
        [1, "Đỗ Thị Hà"],
        ["II.", "Hộ cận nghèo (0 hộ)"],
        ["", "Không có hộ"],
        ["III.", "Tổng cộng (I + II): 1 hộ"],
    ]


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poor = HOUSE | {"toilet": 3, "water": 4, "floor_area_m2": 7}
    names = ["=1+1", "+HYPERLINK(1)", "-2", "@SUM(1)"]
    path = ward_book(tmp_path / "to3.xlsx", [[OLD | poor | {"name": "tên"}] for _ in names])
    workbook = openpyxl.load_workbook(path)
    for row, name in enumerate(names, 8):
        cell = workbook.active.cell(row, TARGETS.index("name") + 1)
        cell.value, cell.data_type = name, "s"
    workbook.save(path)
    classify(path, tmp_path / "out", capsys)
    for file, sheet in (("ket-qua.xlsx", "Kết quả"), ("mau-6.1.xlsx", "Tổ 3")):
        book = openpyxl.load_workbook(tmp_path / "out" / file)
        found = [cell for row in book[sheet].iter_rows() for cell in row if cell.value in names]
        assert len(found) == len(names)
        assert all(cell.data_type == "s" for cell in found)


def test_the_marked_workbook_keeps_every_value_and_comments_the_bad_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ward_book(tmp_path / "to3.xlsx", [[OLD | HOUSE | {"water": 9}], [OLD | HOUSE]])
    _, summary = classify(path, tmp_path / "out", capsys)
    before, after = (
        openpyxl.load_workbook(file)["Tổ 3"] for file in (path, tmp_path / "out/tep-goc-danh-dau-loi.xlsx")
    )
    assert [[c.value for c in row] for row in before.iter_rows()] == [
        [c.value for c in row] for row in after.iter_rows()
    ]
    commented = [cell.coordinate for row in after.iter_rows() for cell in row if cell.comment]
    assert commented == [summary["problems"][0]["cell"]]


def test_nothing_wrong_gives_exit_code_0_and_the_same_papers_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ward_book(tmp_path / "to3.xlsx", [[OLD | HOUSE]])
    first, second = (classify(path, tmp_path / name, capsys) for name in ("a", "b"))
    assert first[0] == 0
    assert first[1]["counts"] == second[1]["counts"]
    assert "marked" not in first[1]["written"]


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.xlsx", b"", "trống"),
        ("a.xlsx", b"PK\x03\x04 broken", "hỏng"),
        ("a.xlsx", b"%PDF-1.7", "PDF"),
        ("a.csv", "một dòng không có bảng\n".encode(), "Không tìm thấy bảng"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, word: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    code = main(["classify", str(path), *AREA, "-o", str(tmp_path / "out")])
    message = capsys.readouterr()
    assert code == 2
    assert word in message.err + message.out
    assert "Traceback" not in message.err


def test_an_unknown_area_says_what_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ward_book(tmp_path / "to3.xlsx", [[OLD | HOUSE]])
    assert main(["classify", str(path), "--area", "Atlantis"]) == 2
    assert "Hà Nội, thành thị" in capsys.readouterr().err


def test_the_campaign_of_2019_under_two_standards_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "2019.csv"
    path.write_text(
        "STT,Họ và tên chủ hộ,Tổ dân phố,Thu nhập bình quân,Số chỉ số thiếu hụt\n"
        "1,Vũ Văn Tám,Tổ 1,900000,0\n"  # national: poor by income; Hà Nội: poor
        "2,Lý Thị Sen,Tổ 1,1.300.000,2\n"  # national: near-poor; Hà Nội: poor
        "3,Hồ Văn Ba,Tổ 2,1950000,2\n"  # national: average living standard; Hà Nội: near-poor
        "4,Mai Thị Tư,Tổ 2,,1\n",  # income not declared
        "utf-8",
    )
    rules = ["--rules", "vn-2016", "--rules", "vn-2016-hanoi"]
    code = main(["classify", str(path), *rules, "--area", "Hà Nội, thành thị", "--date", "10/09/2019",
                 "-o", str(tmp_path / "out"), "--json"])  # fmt: skip
    national, city = json.loads(capsys.readouterr().out)
    assert code == 1
    assert national["counts"] == {"in": 4, "classified": 3, "refused": 1, "poor": 1, "near_poor": 1, "average": 1}
    assert city["counts"] == {"in": 4, "classified": 3, "refused": 1, "poor": 2, "near_poor": 1}
    assert national["problems"][0]["cell"] == "D5"
    assert (tmp_path / "out/vn-2016-hanoi/ket-qua.xlsx").exists()
    # the forms of the 2022 circular are not those of 2016
    assert not (tmp_path / "out/vn-2016-hanoi/mau-6.1.xlsx").exists()


@pytest.mark.parametrize(
    ("income", "expected"),
    [("1500000", "near_poor"), ("1500000.0", "near_poor"), ("1.500.000", "near_poor"), ("1500000.5", None),
     ("1.500", None), ("-5", None), ("hai triệu", None)],
)  # fmt: skip
def test_income_is_a_whole_number_or_refused(income: str, expected: str | None) -> None:
    household = ReadHousehold("Tổ 1", 2, facts={"income": income, "deprivations": "0"})
    read = ReadFile(households=[household])
    rules = rule_sets.load("vn-2016-hanoi")
    (row,) = score_households(read, rules, area={"area_type": 2}, on=datetime.date(2019, 9, 1))
    assert (row.result.class_id if row.result else None) == expected
