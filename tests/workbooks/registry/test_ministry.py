"""The ministry's lists are written where its program has them, and the plain reader gives back what was written."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from chungtay.rulebook import rule_sets
from chungtay.workbooks.contents import ReadFile
from chungtay.workbooks.reading import read_file
from chungtay.workbooks.registry.entries import Home
from chungtay.workbooks.registry.ministry import (
    ESCAPED_NEAR_POOR,
    ESCAPED_POOR,
    LISTED,
    OTHERS,
    MinistryBook,
    lists_of,
)
from tests.workbooks.registry.homes import home, person

RULES = rule_sets.load("vn-2022")
DAY = datetime.date(2024, 9, 15)


def written(path: Path, *homes: Home, everybody: bool = True) -> Path:
    with MinistryBook(path, ward="Phường Ngọc Hà", on=DAY, everybody=everybody) as book:
        for each in homes:
            book.write(each)
    return path


def clean(read: ReadFile) -> ReadFile:
    assert read.problems == []
    assert [problem for each in read.households for problem in each.problems] == []
    assert read.balanced()
    return read


POOR = {
    "class_id": "poor", "b1": 130, "b2": 40, "decision_number": "0123/QĐ-UBND", "decision_date": "20/12/2024",
    "reasons": "2,7", "no_labour": True,
}  # fmt: skip


def test_columns_and_rows_lie_where_the_program_has_them(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", home(1, **POOR), home(2, class_id="not_poor", previous_class="poor"))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [LISTED, ESCAPED_POOR, ESCAPED_NEAR_POOR, OTHERS]
    first, second = book[LISTED], book[ESCAPED_POOR]
    assert first["A4"].value == "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO SAU KHI RÀ SOÁT"
    assert second["A4"].value == "DANH SÁCH HỘ THOÁT NGHÈO SAU KHI RÀ SOÁT"
    assert first.max_column == 27  # A to AA
    assert second.max_column == 16  # A to P
    row = [cell.value for cell in first[8]]
    assert row == [
        1, "0001600001", "Phạm Văn Thử", 1, "Phạm Văn Thử", "Chủ hộ", "05/03/1970", "Nam", "099070000111",
        "Thành phố Hà Nội", "Quận Ba Đình", "001", "Phường Ngọc Hà", "00016", "Tổ dân phố 1", "Kinh", "Hộ nghèo",
        "0123/QĐ-UBND", "20/12/2024", 130, 40, None, "x", None, "Thiếu vốn; Ốm đau, tai nạn", 54, 4,
    ]  # fmt: skip
    assert first["A9"].value == 1
    assert first["E9"].value == "Lê Thị Mẫu"
    assert first["Q9"].value is None
    assert second["E10"].value == "Phạm Văn Thử"
    assert second["K10"].value == "Tổ dân phố 1, Phường Ngọc Hà"
    assert {first["B8"].number_format, first["I8"].number_format, second["I10"].number_format} == {"@"}


def test_the_plain_reader_gives_the_same_values(tmp_path: Path) -> None:
    read = clean(read_file(written(tmp_path / "a.xlsx", home(1, **POOR), home(2, class_id="average")), RULES))
    first, other = read.households
    assert first.facts | {"phone": ""} == {
        "household_code": "0001600001", "head_name": "Phạm Văn Thử", "province": "Thành phố Hà Nội",
        "district": "Quận Ba Đình", "district_code": "001", "ward_name": "Phường Ngọc Hà", "ward_code": "00016",
        "group": "Tổ dân phố 1", "class": "Hộ nghèo", "decision_number": "0123/QĐ-UBND", "decision_date": "20/12/2024",
        "b1": "130", "b2": "40", "no_labour": "1", "reason": "Thiếu vốn; Ốm đau, tai nạn", "members_count": "4",
        "phone": "",
    }  # fmt: skip
    assert [(one.row, one.facts, one.answers) for one in first.members] == [
        (
            8,
            {"name": "Phạm Văn Thử", "birth_date": "05/03/1970", "id_number": "099070000111", "ethnicity": "Kinh"},
            {"relationship": 1, "sex": 1},
        ),
        (9, {"name": "Lê Thị Mẫu", "birth_date": "03/1972", "ethnicity": "Mường"}, {"relationship": 2, "sex": 2}),
        (
            10,
            {"name": "Phạm Thị Bịa", "birth_date": "2001", "relation_words": "Con dâu"},
            {"relationship": 5, "sex": 2},
        ),
        (
            11,
            {"name": "Phạm Văn Giả", "birth_date": "31/12/2020", "relation_words": "cháu họ xa bên ngoại"},
            {"relationship": 5, "sex": 1},
        ),
    ]
    assert other.sheet == OTHERS
    assert other.facts["class"] == "Hộ có mức sống trung bình"
    assert read.titles[LISTED][-2:] == [
        "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO SAU KHI RÀ SOÁT",
        "(Tính đến ngày 15/09/2024)",
    ]


@pytest.mark.parametrize(
    ("previous", "now", "lists"),
    [
        ("", "poor", [LISTED]),
        ("poor", "poor", [LISTED]),
        ("poor", "near_poor", [LISTED, ESCAPED_POOR]),
        ("poor", "not_poor", [ESCAPED_POOR]),
        ("poor", "average", [ESCAPED_POOR]),
        ("near_poor", "not_poor", [ESCAPED_NEAR_POOR]),
        ("near_poor", "poor", [LISTED]),
        ("not_poor", "not_poor", [OTHERS]),
        ("", "", [OTHERS]),
        ("poor", "", [OTHERS]),  # no class yet: nobody says that they escaped
    ],
)
def test_which_list_a_household_stands_on(previous: str, now: str, lists: list[str]) -> None:
    assert lists_of(home(1, previous_class=previous, class_id=now)) == lists


def test_for_upload_the_other_households_stay_at_home(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", home(1, **POOR), home(2), everybody=False)
    assert openpyxl.load_workbook(path).sheetnames == [LISTED, ESCAPED_POOR, ESCAPED_NEAR_POOR]
    assert len(clean(read_file(path, RULES)).households) == 1


def official(path: Path, rows: list[list[object]], *, merged: list[tuple[int, int, int]] = ()) -> Path:  # type: ignore[assignment]
    """Somebody else's hand: headings over two rows, dates as text, cells of the household merged over its members."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    sheet["A4"] = "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO SAU KHI RÀ SOÁT"
    head = [
        "STT hộ", "Chủ hộ", "Thành viên", "Quan hệ với chủ hộ", "Ngày sinh", "Giới tính", "CCCD", "Tỉnh", "Huyện",
        "Mã huyện", "Xã", "Mã xã", "Thôn", "Dân tộc", "Phân loại hộ", "Số QĐ công nhận", "Ngày QĐ", "B1", "B2",
        "Hộ DTTS", "Hộ không KNLĐ", "Hộ có TV có công", "Nguyên nhân nghèo", "Tuổi", "Số nhân khẩu",
    ]  # fmt: skip
    for column, text in enumerate(head, 1):
        sheet.cell(6, column, text)
        sheet.merge_cells(start_row=6, end_row=7, start_column=column, end_column=column)
    for number, row in enumerate(rows, 8):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, value)
    for column, top, bottom in merged:
        sheet.merge_cells(start_row=top, end_row=bottom, start_column=column, end_column=column)
    book.save(path)
    return path


@pytest.mark.parametrize("repeated", [True, False], ids=["head is a member row", "members without the head"])
@pytest.mark.parametrize("merge", [True, False], ids=["merged", "plain"])
def test_the_list_as_another_hand_writes_it(tmp_path: Path, repeated: bool, merge: bool) -> None:
    place = ["Thành phố Hà Nội", "Quận Ba Đình", "001", "Phường Ngọc Hà", "00016", "Tổ 1"]
    facts = ["Hộ cận nghèo", "12/QĐ", "20/12/2024", 145, 20, None, None, None, "2", 50, 2]
    first = [1, "Phạm Văn Thử", "Phạm Văn Thử" if repeated else None, "Chủ hộ", "05/03/1970", "Nam", "099070000111"]
    rows = [
        [*first, *place, "Kinh", *facts],
        [None, None, "Lê Thị Mẫu", "Vợ", "1972", "Nữ", None, *place, "Kinh"],
        [2, "Ngô Thị Giả", "Ngô Thị Giả" if repeated else None, "Chủ hộ", "01/01/1950", "Nữ", None, *place, "Kinh"],
    ]
    merged = [(1, 8, 9), (2, 8, 9), (15, 8, 9)] if merge else []
    read = clean(read_file(official(tmp_path / "a.xlsx", rows, merged=merged), RULES))
    assert [(one.row, [m.facts["name"] for m in one.members]) for one in read.households] == [
        (8, ["Phạm Văn Thử", "Lê Thị Mẫu"]),
        (10, ["Ngô Thị Giả"]),
    ]
    home = read.households[0]
    assert home.facts["class"] == "Hộ cận nghèo"
    assert home.facts["ward_code"] == "00016"
    assert [m.answers["relationship"] for m in home.members] == [1, 2]
    assert [m.answers["sex"] for m in home.members] == [1, 2]
    assert home.members[0].facts["id_number"] == "099070000111"


def test_any_number_of_rows(tmp_path: Path) -> None:
    homes = [home(number, [person("Phạm Văn Thử")], **POOR) for number in range(1, 1501)]
    read = clean(read_file(written(tmp_path / "a.xlsx", *homes), RULES))
    assert [each.row for each in read.households] == list(range(8, 1508))
