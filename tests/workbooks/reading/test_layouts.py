"""The layouts that offices really use, each read whole: who lives where, which row is what, nothing lost."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.workbooks.contents import ReadFile
from chungtay.workbooks.reading import read_file, read_kobo
from tests.workbooks.reading.files import (
    HEAD,
    HOUSE,
    answer_rows,
    ward_rows,
    write_csv,
    write_xls,
    write_xlsx,
)

RULES = rule_sets.load("vn-2022")
HOUSE_ANSWERS = {
    "column_material": 1, "roof_material": 2, "floor_area_m2": "45.5", "toilet": 1, "electricity_kwh": 60, "water": 2,
    "cars": 0, "poultry_tens": "1.5", "aquaculture": 1, "land_garden_m2": "1234.5",
}  # fmt: skip


def clean(read: ReadFile) -> ReadFile:
    """The file had no problem and every row is accounted for."""
    assert read.problems == []
    assert [problem for household in read.households for problem in household.problems] == []
    assert read.balanced()
    return read


def shape(read: ReadFile) -> list[tuple[str, list[str]]]:
    return [(one.facts.get("head_name", ""), [m.facts.get("name", "") for m in one.members]) for one in read.households]


def reasons(read: ReadFile, sheet: str) -> dict[int, str]:
    return {entry.row: entry.reason_vi for entry in read.set_aside if entry.sheet == sheet}


@pytest.mark.parametrize("ending", ["xlsx", "xls"])
@pytest.mark.parametrize("ids", [True, False])
def test_our_answer_workbook_reads_back(tmp_path: Path, ending: str, ids: bool) -> None:
    second = HOUSE | {"household_code": "H2", "head_name": "Lê Thị Mẫu", "aquaculture": None}
    people = [
        HEAD,
        HEAD | {"name": "Trần Thị Thử", "relationship": 2},
        HEAD | {"household_code": "H2", "name": "Lê Thị Mẫu"},
    ]
    write = write_xlsx if ending == "xlsx" else write_xls
    read = clean(read_file(write(tmp_path / f"mau.{ending}", answer_rows([HOUSE, second], people, ids=ids)), RULES))
    assert shape(read) == [("Phạm Văn Thử", ["Phạm Văn Thử", "Trần Thị Thử"]), ("Lê Thị Mẫu", ["Lê Thị Mẫu"])]
    assert read.households[0].answers == HOUSE_ANSWERS
    assert "aquaculture" not in read.households[1].answers  # the rule book says what an empty box means
    assert read.households[0].facts["previous_class"] == "Hộ cận nghèo"
    first = read.households[0].members[0]
    assert first.facts == {"name": "Phạm Văn Thử", "birth_date": "05/03/1960", "id_number": "001060000111"}
    assert first.answers == {"relationship": 1, "sex": 1, "health_insurance": 1, "social_benefit": 0}
    assert (first.sheet, first.row) == ("Thành viên", 3 if ids else 2)
    assert read.where["Hộ gia đình"]["floor_area_m2"] == "G"
    assert read.unmapped == {"Hộ gia đình": [], "Thành viên": []}


def ward_data() -> list[list[Any]]:
    blank: list[Any] = []
    return [
        ["I", None, "Hộ nghèo"],
        [1, "05-001", "Ngô Văn Giả", 1, "12/05/1962", None, 1062000123.0, "x", 32.5, None, "x", None, None, 1, 1],
        [None, None, "Đỗ Thị Giả", 2, None, 1965, 1165000123.0, 1, None, None, None, None, None, None, None],
        [None, None, "Ngô Thị Con", 3, None, "2/9/2016", None, 2],
        ["II", None, "Hộ cận nghèo"],
        [
            2,
            "05-002",
            "Bùi Văn Tưởng",
            "Chủ hộ",
            "1950",
            None,
            "001050000123",
            "Có",
            "27 m2",
            "x",
            None,
            None,
            None,
            0,
            2,
        ],
        blank,
        ["STT", "Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Năm sinh", None, "Số CCCD", "Bảo hiểm y tế"],
        [f"({number})" for number in range(1, 16)],
        [3, "05-003", "Tống Thị Bịa", 1, None, "03/1948", None, 1, 18, None, None, None, "X", None, "Không có"],
        [None, "Tổng cộng", 3, None, None, None, None, None, 77.5],
        [],
        [None, None, "NGƯỜI LẬP BIỂU", None, None, None, "XÁC NHẬN CỦA TRƯỞNG THÔN"],
        [None, None, "(Ký, họ tên)"],
        [None, None, "Hoàng Văn Ký"],
    ]


@pytest.mark.parametrize("ending", ["xlsx", "xls"])
def test_the_messy_ward_workbook(tmp_path: Path, ending: str) -> None:
    data = ward_data()
    write = write_xlsx if ending == "xlsx" else write_xls
    path = write(tmp_path / f"to5.{ending}", {"Tổ 5": ward_rows(data)})
    read = clean(read_file(path, RULES))
    assert shape(read) == [
        ("Ngô Văn Giả", ["Ngô Văn Giả", "Đỗ Thị Giả", "Ngô Thị Con"]),
        ("Bùi Văn Tưởng", ["Bùi Văn Tưởng"]),
        ("Tống Thị Bịa", ["Tống Thị Bịa"]),
    ]
    first, second, third = read.households
    assert first.answers == {"floor_area_m2": "32.5", "column_material": 2, "motorbikes": 1, "televisions": 1}
    assert second.answers == {"floor_area_m2": 27, "column_material": 1, "motorbikes": 0, "televisions": 2}
    assert third.answers == {"floor_area_m2": 18, "column_material": 4, "televisions": 0}
    assert [one.facts["class"] for one in read.households] == ["Hộ nghèo", "Hộ cận nghèo", "Hộ cận nghèo"]
    assert [member.facts.get("birth_date") for member in first.members] == ["12/05/1962", "1965", "02/09/2016"]
    assert [member.answers["sex"] for member in first.members] == [1, 2, 2]
    assert [member.facts.get("id_number") for member in first.members] == ["001062000123", "001165000123", None]
    assert third.members[0].facts["birth_date"] == "03/1948"
    assert any("2 số CCCD" in vi for vi, _ in read.notes)
    assert reasons(read, "Tổ 5") == {
        1: "tiêu đề, đầu bảng", 2: "tiêu đề, đầu bảng", 3: "tiêu đề, đầu bảng", 4: "dòng trống",
        5: "tiêu đề, đầu bảng", 6: "tiêu đề, đầu bảng", 7: "dòng số thứ tự của cột", 8: "dòng tên nhóm",
        12: "dòng tên nhóm", 14: "dòng trống", 15: "đầu bảng lặp lại", 16: "dòng số thứ tự của cột",
        18: "dòng tổng cộng", 19: "dòng trống", 20: "chữ ký, ghi chú cuối bảng", 21: "chữ ký, ghi chú cuối bảng",
        22: "chữ ký, ghi chú cuối bảng",
    }  # fmt: skip


def test_form_61_gives_names_and_classes(tmp_path: Path) -> None:
    rows = [
        ["UBND phường Mẫu"],
        ["DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO SAU KHI RÀ SOÁT"],
        [],
        [
            "STT",
            "Họ và tên chủ hộ",
            "Giới tính\n(1: Nam, 2: Nữ)",
            "Ngày, tháng năm sinh",
            "Địa chỉ",
            "Điểm B1",
            "Điểm B2",
        ],
        ["I.", "Hộ nghèo"],
        [1, "Vũ Văn Không", 1, "1/2/1955", "Ngõ 1", 120, 40],
        ["II.", "Hộ cận nghèo"],
        [1, "Hồ Thị Có", 2, "1960", "Ngõ 2", 130, 20],
        ["III.", "Tổng cộng (I + II)"],
        [],
        [None, "NGƯỜI LẬP BIỂU", None, None, "XÁC NHẬN CỦA TRƯỞNG THÔN"],
    ]
    read = clean(read_file(write_xlsx(tmp_path / "6.1.xlsx", {"Mẫu 6.1": rows}), RULES))
    assert [(one.row, one.facts) for one in read.households] == [
        (
            6,
            {
                "head_name": "Vũ Văn Không",
                "sex": "1",
                "birth_date": "01/02/1955",
                "address": "Ngõ 1",
                "b1": "120",
                "b2": "40",
                "class": "Hộ nghèo",
            },
        ),
        (
            8,
            {
                "head_name": "Hồ Thị Có",
                "sex": "2",
                "birth_date": "1960",
                "address": "Ngõ 2",
                "b1": "130",
                "b2": "20",
                "class": "Hộ cận nghèo",
            },
        ),
    ]
    assert all(not one.members and not one.answers for one in read.households)


def test_the_export_of_the_ministry(tmp_path: Path) -> None:
    heads = [
        "STT hộ", "Họ tên chủ hộ", "Họ tên thành viên", "Quan hệ với chủ hộ", "Ngày sinh", "Giới tính", "Số CCCD",
        "Tỉnh", "Huyện", "Mã huyện", "Xã", "Mã xã", "Thôn", "Dân tộc", "Phân loại hộ", "Số QĐ công nhận", "Ngày QĐ",
        "B1", "B2",
        "Hộ DTTS", "Hộ không KNLĐ", "Hộ có TV có công", "Nguyên nhân nghèo", "Tuổi", "Số nhân khẩu",
    ]  # fmt: skip
    place = ["Hà Nội", "Ba Đình", "001", "Mẫu", 4, "Tổ 1", "Kinh"]

    def person(number: Any, head: Any, name: Any, relation: str, born: str, sex: str, *rest: Any) -> list[Any]:
        return [number, head, name, relation, born, sex, None, *place, *rest]

    first = [
        *[["tiêu đề"]] * 3, ["DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO SAU KHI RÀ SOÁT"], [], [], heads,
        person(1, "Lý Văn Ảo", "Lý Văn Ảo", "Chủ hộ", "01/01/1950", "Nam", "Hộ nghèo", "12/QĐ", "01/12/2025", 115, 30),
        person(1, "Lý Văn Ảo", "Lý Thị Ảo", "Con", "1980", "Nữ", "Hộ nghèo", "12/QĐ", "01/12/2025", 115, 30),
        person(2, "Cao Thị Ảo", "Cao Thị Ảo", "Chủ hộ", "1944", "Nữ", "Hộ cận nghèo", "12/QĐ", "01/12/2025", 138, 20),
    ]  # fmt: skip
    gone = [
        *[["tiêu đề"]] * 5, ["DANH SÁCH HỘ THOÁT NGHÈO SAU KHI RÀ SOÁT"], [], [],
        ["Họ và tên", "Quan hệ với chủ hộ", "Giới tính", "Ngày sinh", "Số CCCD", "Dân tộc", "Địa chỉ", "B1", "B2",
         "Ghi chú"],
        ["Mai Văn Ảo", "Chủ hộ", "Nam", "1970", None, "Kinh", "Ngõ 3", 150, 10, None],
        ["Mai Thị Ảo", "Vợ", "Nữ", "1972", None, "Kinh", "Ngõ 3", None, None, None],
    ]  # fmt: skip
    read = clean(read_file(write_xlsx(tmp_path / "bo.xlsx", {"Sheet1": first, "Sheet2": gone}), RULES))
    assert shape(read) == [
        ("Lý Văn Ảo", ["Lý Văn Ảo", "Lý Thị Ảo"]),
        ("Cao Thị Ảo", ["Cao Thị Ảo"]),
        ("Mai Văn Ảo", ["Mai Văn Ảo", "Mai Thị Ảo"]),
    ]
    assert [(one.sheet, one.row) for one in read.households] == [("Sheet1", 8), ("Sheet1", 10), ("Sheet2", 10)]
    assert [(one.facts["b1"], one.facts["b2"]) for one in read.households] == [
        ("115", "30"),
        ("138", "20"),
        ("150", "10"),
    ]
    assert read.households[0].facts["ward_code"] == "00004"
    assert read.households[0].facts["class"] == "Hộ nghèo"
    assert read.households[2].members[1].answers["relationship"] == 2


def test_head_row_then_member_rows_where_the_head_is_listed_again(tmp_path: Path) -> None:
    rows = [
        [
            "STT",
            "Chủ hộ",
            "Họ tên thành viên",
            "Quan hệ với chủ hộ",
            "Ngày sinh",
            "Giới tính",
            "Diện tích nhà ở",
            "Nước sinh hoạt",
        ],
        [1, "Đinh Văn Mô", None, None, None, None, 40, 1],
        [None, None, "Đinh Văn Mô", 1, "1960", 1],
        [None, None, "Đinh Thị Mô", 3, "1990", 2],
        [2, "Phan Thị Hư", None, None, "1955", 2, 20, 2],
        [None, None, "Phan Văn Hư", 3, "1985", 1],
    ]
    read = clean(read_file(write_xlsx(tmp_path / "khoi.xlsx", {"S": rows}), RULES))
    assert shape(read) == [
        ("Đinh Văn Mô", ["Đinh Văn Mô", "Đinh Thị Mô"]),
        ("Phan Thị Hư", ["Phan Thị Hư", "Phan Văn Hư"]),
    ]
    assert read.households[1].members[0].answers["relationship"] == 1


def test_a_head_whose_relationship_cannot_be_read_is_not_given_to_the_neighbours(tmp_path: Path) -> None:
    rows = [
        ["STT", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Diện tích nhà ở", "Nước sinh hoạt"],
        [1, "Vi Văn Một", 1, "1960", 40, 1],
        [2, "Vi Văn Hai", "chủ nhà", "1961", 30, 1],
        [3, "Vi Văn Ba", None, "1962", 20, 1],
    ]
    read = read_file(write_xlsx(tmp_path / "a.xlsx", {"S": rows}), RULES)
    assert [[m.facts["name"] for m in one.members] for one in read.households] == [
        ["Vi Văn Một"],
        ["Vi Văn Hai"],
        ["Vi Văn Ba"],
    ]
    assert [len(one.problems) for one in read.households] == [0, 1, 0]
    assert read.balanced()


def test_where_answers_are_repeated_on_every_row_an_unreadable_relationship_stays_with_the_household(
    tmp_path: Path,
) -> None:
    rows = [
        ["STT", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Diện tích nhà ở", "Nước sinh hoạt"],
        [1, "Vi Văn Một", 1, "1960", 40, 1],
        [2, "Vi Văn Con", 3, "1990", 40, 1],
        [3, "Vi Văn Hai", "chú họ", "1961", 40, 1],
        [4, "Vi Văn Ba", None, "1962", 40, 1],
    ]
    read = read_file(write_xlsx(tmp_path / "a.xlsx", {"S": rows}), RULES)
    assert [len(one.members) for one in read.households] == [4]
    assert [(problem.row, problem.column) for problem in read.households[0].problems] == [(4, "C"), (5, "C")]


@pytest.mark.parametrize(
    ("keys", "groups"),
    [(("_index", "_parent_index"), "/"), (("KEY", "PARENT_KEY"), "-")],
)
def test_kobo_and_odk_exports(tmp_path: Path, keys: tuple[str, str], groups: str) -> None:
    own, parent = keys
    houses = [
        ["start", f"household{groups}head_name", f"household{groups}floor_area_m2", f"dwelling{groups}water", own],
        ["2025-09-01T08:00:00", "Tạ Văn Nghĩ", "30.5", "2", "1"],
        ["2025-09-01T09:00:00", "Tạ Thị Nghĩ", "19", "1", "2"],
    ]
    people = [
        [
            f"members{groups}name",
            f"members{groups}birth_date",
            f"members{groups}sex",
            f"members{groups}relationship",
            parent,
        ],
        ["Tạ Văn Nghĩ", "1961-04-05", "1", "1", "1"],
        ["Tạ Thị Nghĩ", "1970-12-31", "2", "1", "2"],
        ["Tạ Văn Bé", "2018-01-02", "1", "3", "1"],
    ]
    read = clean(read_kobo(write_csv(tmp_path / "ho.csv", houses), write_csv(tmp_path / "nguoi.csv", people), RULES))
    assert shape(read) == [("Tạ Văn Nghĩ", ["Tạ Văn Nghĩ", "Tạ Văn Bé"]), ("Tạ Thị Nghĩ", ["Tạ Thị Nghĩ"])]
    assert read.households[0].answers == {"floor_area_m2": "30.5", "water": 2}
    assert read.households[0].members[1].facts["birth_date"] == "02/01/2018"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [["Mã hộ", "Họ và tên chủ hộ", "Diện tích nhà ở (m2)"], ["1", "Đặng Thị Hường", "12,5"], ["2", "Ý", "30"]]
    read = clean(read_file(write_csv(tmp_path / "a.csv", rows, encoding=encoding, delimiter=delimiter), RULES))
    assert [one.facts["head_name"] for one in read.households] == ["Đặng Thị Hường", "Ý"]
    assert [one.answers["floor_area_m2"] for one in read.households] == ["12.5", 30]


def test_csv_of_windows_1258(tmp_path: Path) -> None:
    # é ê ơ and the tone marks of the code page, byte by byte: "Đặng Thị Hường" and "Mã hộ"
    head = b"M\xe3\xde h\xf4\xf2,H\xf4\xf2 v\xe0 t\xean ch\xf9\xd2 h\xf4\xf2"
    head = b"Ma\xde h\xf4\xf2,Ho\xf2 va\xcc t\xean chu\xd2 h\xf4\xf2,Di\xea\xf2n ti\xedch nha\xcc \xf5\xd2\n"
    path = tmp_path / "a.csv"
    path.write_bytes(head + b"1,\xd0\xe3\xf2ng Thi\xf2 H\xfd\xf5\xccng,30\n")
    read = clean(read_file(path, RULES))
    assert read.households[0].facts["head_name"] == "Đặng Thị Hường"


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("M· hé,Hä vµ tªn chñ hé,DiÖn tÝch nhµ ë", "1,§Æng ThÞ H­êng,30"),
        ("Maõ hoä,Hoï vaø teân chuû hoä,Dieän tích nhaø ôû", "1,Ñaëng Thò Höôøng,30"),
    ],
)
def test_csv_in_old_encodings(tmp_path: Path, head: str, row: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"{head}\n{row}\n".encode("latin-1"))
    read = clean(read_file(path, RULES))
    assert read.households[0].facts["head_name"] == "Đặng Thị Hường"
    assert read.households[0].answers == {"floor_area_m2": 30}


@pytest.mark.parametrize(
    ("font", "texts"),
    [
        (".VnTime", ["M· hé", "Hä vµ tªn chñ hé", "DiÖn tÝch nhµ ë", "§Æng ThÞ H­êng"]),
        ("VNI-Times", ["Maõ hoä", "Hoï vaø teân chuû hoä", "Dieän tích nhaø ôû", "Ñaëng Thò Höôøng"]),
        ("Arial", ["M· hé", "Hä vµ tªn chñ hé", "DiÖn tÝch nhµ ë", "§Æng ThÞ H­êng"]),
        ("Arial", ["Maõ hoä", "Hoï vaø teân chuû hoä", "Dieän tích nhaø ôû", "Ñaëng Thò Höôøng"]),
    ],
)
@pytest.mark.parametrize("ending", ["xlsx", "xls"])
def test_workbooks_in_old_fonts(tmp_path: Path, font: str, texts: list[str], ending: str) -> None:
    rows = [texts[:3], [1, texts[3], 30]]
    path = tmp_path / f"a.{ending}"
    if ending == "xls":
        write_xls(path, {"S": rows}, font=font)
    else:
        write_xlsx(path, {"S": [[{"text": c, "format": {"font_name": font}} for c in row] for row in rows]})
    read = clean(read_file(path, RULES))
    assert read.households[0].facts["head_name"] == "Đặng Thị Hường"
    assert any("đã đổi sang Unicode" in vi for vi, _ in read.notes)


def test_unicode_in_an_old_font_stays(tmp_path: Path) -> None:
    style = {"font_name": ".VnTime"}
    rows = [["Mã hộ", "Họ và tên chủ hộ", "Diện tích nhà ở"], [1, "Đặng Thị Hường", 30]]
    cells = [[{"text": c, "format": style} for c in row] for row in rows]
    read = clean(read_file(write_xlsx(tmp_path / "a.xlsx", {"S": cells}), RULES))
    assert read.households[0].facts["head_name"] == "Đặng Thị Hường"


def test_several_sheets_one_per_group_and_one_without_a_table(tmp_path: Path) -> None:
    head = ["Mã hộ", "Họ và tên chủ hộ", "Diện tích nhà ở"]
    sheets = {
        "Hướng dẫn": [["Cách điền"], [], ["Điền đủ các ô"]],
        "Tổ 1": [head, ["1", "An", 30]],
        "Tổ 2": [head, ["1", "Bình", 31]],
    }
    read = clean(read_file(write_xlsx(tmp_path / "a.xlsx", sheets), RULES))
    assert [(one.sheet, one.facts["head_name"]) for one in read.households] == [("Tổ 1", "An"), ("Tổ 2", "Bình")]
    assert reasons(read, "Hướng dẫn") == {1: "trang không có bảng hộ", 2: "dòng trống", 3: "trang không có bảng hộ"}


def test_hidden_rows_are_read_and_said(tmp_path: Path) -> None:
    sheets = answer_rows([HOUSE], [HEAD])
    read = clean(read_file(write_xlsx(tmp_path / "a.xlsx", sheets, hidden=[("Thành viên", 3)]), RULES))
    assert len(read.households[0].members) == 1
    assert [vi for vi, _ in read.notes if "dòng ẩn (dòng 3)" in vi]
    read = clean(read_file(write_xls(tmp_path / "a.xls", sheets, hidden=[3]), RULES))
    assert sum("dòng ẩn (dòng 3)" in vi for vi, _ in read.notes) == 2


def test_dates_of_new_workbooks_are_dates(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Mã hộ", "Họ và tên chủ hộ", "Ngày sinh"])
    sheet.append([7, "An", datetime.date(1950, 2, 28)])
    book.save(tmp_path / "a.xlsx")
    read = clean(read_file(tmp_path / "a.xlsx", RULES))
    assert read.households[0].facts == {"household_code": "7", "head_name": "An", "birth_date": "28/02/1950"}


def test_dates_of_old_workbooks_are_dates(tmp_path: Path) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for column, text in enumerate(["Mã hộ", "Họ và tên chủ hộ", "Ngày sinh"]):
        sheet.write(0, column, text)
    sheet.write(1, 0, 7)
    sheet.write(1, 1, "An")
    sheet.write(1, 2, datetime.date(1950, 2, 28), xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    book.save(str(tmp_path / "a.xls"))
    read = clean(read_file(tmp_path / "a.xls", RULES))
    assert read.households[0].facts == {"household_code": "7", "head_name": "An", "birth_date": "28/02/1950"}


def test_a_column_nobody_knows_is_listed_and_a_misspelt_one_is_unsure(tmp_path: Path) -> None:
    rows = [["Mã hộ", "Họ và tên chủ hộ", "Diện tich nhà ơ hiện có", "Tủ lạnhh", "Màu sơn"], ["1", "An", 30, 2, "xanh"]]
    read = read_file(write_xlsx(tmp_path / "a.xlsx", {"S": rows}), RULES)
    assert read.unsure == {"S": {"refrigerators": "Tủ lạnhh"}}
    assert "Màu sơn" in read.unmapped["S"]
    assert any("chưa chắc" in vi for vi, _ in read.notes)


def test_a_corrected_mapping_is_used_and_remembered(tmp_path: Path) -> None:
    rows = [["Mã hộ", "Họ và tên chủ hộ", "Cột 29", "Tủ lạnh"], ["1", "An", 3, 2]]
    path = write_xlsx(tmp_path / "a.xlsx", {"S": rows})
    memory = tmp_path / "memory"
    assert read_file(path, RULES, memory=memory).households[0].answers == {"refrigerators": 2}
    mapping = {"Cột 29": "water", "Tủ lạnh": ""}
    assert read_file(path, RULES, mapping=mapping, memory=memory).households[0].answers == {"water": 3}
    assert read_file(path, RULES, memory=memory).households[0].answers == {"water": 3}
    assert read_file(path, RULES).households[0].answers == {"refrigerators": 2}
    with pytest.raises(ChungTayError, match="không có câu hỏi"):
        read_file(path, RULES, mapping={"Cột 29": "nuoc"})


def test_people_without_any_sign_of_their_household_are_refused_by_name(tmp_path: Path) -> None:
    rows = [["STT", "Họ và tên", "Ngày sinh", "Bảo hiểm y tế"], [1, "An", "1990", 1], [2, "Bình", "1991", 1]]
    read = read_file(write_xlsx(tmp_path / "a.xlsx", {"S": rows}), RULES)
    assert read.households == []
    assert "Mã hộ hoặc Quan hệ" in read.problems[0].message_vi
    assert read.balanced()


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Tổ 5": ward_rows(ward_data()[:2])})
    assert read_file(path, RULES) == read_file(path, RULES)


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = write_xlsx(tmp_path / "a.xlsx", answer_rows([HOUSE], [HEAD]))
    read_file(path, RULES, on_progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (6, 6)


def test_vn_2016_has_no_member_questions_and_still_reads(tmp_path: Path) -> None:
    rows = [["Mã hộ", "Họ và tên", "Quan hệ với chủ hộ"], ["1", "An", "Chủ hộ"], ["1", "Bình", "Con"]]
    read = clean(read_file(write_xlsx(tmp_path / "a.xlsx", {"S": rows}), rule_sets.load("vn-2016")))
    assert shape(read) == [("An", ["An", "Bình"])]


def test_household_cells_merged_over_the_rows_of_the_members(tmp_path: Path) -> None:
    rows = [
        ["STT", "Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Nước sinh hoạt"],
        [{"text": 1, "down": 2}, {"text": "A1", "down": 2}, "An", 1, "1960", {"text": 1, "down": 2}],
        [None, None, "Bình", 3, "1990", None],
        [2, "A2", "Chi", 1, "1970", 2],
    ]
    read = clean(read_file(write_xlsx(tmp_path / "a.xlsx", {"S": rows}), RULES))
    assert shape(read) == [("An", ["An", "Bình"]), ("Chi", ["Chi"])]


def test_day_month_and_year_in_columns_of_their_own(tmp_path: Path) -> None:
    rows = [
        ["STT", "Họ và tên chủ hộ", {"text": "Ngày, tháng, năm sinh", "merge": 3}, None, None, "Ô tô"],
        [None, None, "Ngày", "Tháng", "Năm", None],
        [1, "An", 5, 6, 1950, 0],
        [2, "Bình", None, None, 1960, 1],
        [3, "Chi", 31, 2, 1960, 1],
    ]
    read = read_file(write_xlsx(tmp_path / "a.xlsx", {"S": rows}), RULES)
    assert [one.facts.get("birth_date") for one in read.households] == ["05/06/1950", "1960", None]
    assert read.households[2].problems[0].message_vi == "Ngày sinh “31/2/1960” không có trong lịch. Sửa ở ô E5."


def test_names_that_look_like_totals_are_people(tmp_path: Path) -> None:
    rows = [
        ["STT", "Họ và tên chủ hộ", "Địa chỉ", "Điểm B1", "Điểm B2"],
        [1, "Tống Văn Công", "Ngõ 1", 100, 30],
        [2, "Công Thị Cộng", "Ngõ 1", 100, 30],
        [3, "TONG VAN A", "Ngõ 2", 100, 20],
        ["Cộng", None, None, 300, 80],
        ["Tổng số: 3 hộ"],
    ]
    read = clean(read_file(write_xlsx(tmp_path / "a.xlsx", {"S": rows}), RULES))
    assert [one.facts["head_name"] for one in read.households] == ["Tống Văn Công", "Công Thị Cộng", "TONG VAN A"]
    assert reasons(read, "S") == {1: "tiêu đề, đầu bảng", 5: "dòng tổng cộng", 6: "dòng tổng cộng"}
