"""The same ward in an old .xls, in a CSV typed with VNI letters, and under the headings of the official list 6.1."""

from __future__ import annotations

import datetime
from pathlib import Path

import xlwt

from chungtay.rulebook import rule_sets
from chungtay.workbooks.reading import read_file
from chungtay.workbooks.scoring import score_households
from tests.rulebook.households import REVIEW_DATE
from tests.workbooks.ward.books import CHILD, COLUMNS, HOUSE, OLD, TARGETS

RULES = rule_sets.load("vn-2022")
HANOI = {"area_type": 1, "region": 7}


def test_an_old_xls_with_true_dates(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Tổ 3")
    for column, (_, heading, _) in enumerate(COLUMNS):
        sheet.write(2, column, heading)
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    rows = [OLD | HOUSE | {"stt": 1}, CHILD]
    for place, row in enumerate(rows, 3):
        for target, value in row.items():
            if target == "birth_date":
                date = datetime.datetime.strptime(str(value), "%d/%m/%Y")
                sheet.write(place, TARGETS.index(target), date, day)
            else:
                sheet.write(place, TARGETS.index(target), value)
    path = tmp_path / "to3.xls"
    book.save(str(path))
    rows_scored = score_households(read_file(path, RULES), RULES, area=HANOI, on=REVIEW_DATE)
    # two persons: 110 + item 3 one dependant 0 + wall 5 + column 5 + tap 10 + septic 10 + Hà Nội 25
    assert [row.result and row.result.scores["b1"].low for row in rows_scored] == [165]


def test_list_6_1_gives_households_that_wait_for_their_answers(tmp_path: Path) -> None:
    path = tmp_path / "6.1.csv"
    path.write_text(
        "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO SAU KHI RÀ SOÁT,,,,\n"
        'STT,Họ và tên chủ hộ,"Giới tính (1: Nam, 2: Nữ)","Ngày, tháng năm sinh",Địa chỉ\n'
        "I.,Hộ nghèo,,,\n1,Đỗ Thị Hà,2,02/01/1960,Số 3 ngõ 5\n"
        "II.,Hộ cận nghèo,,,\n1,Phan Văn Lực,1,1955,Số 9 ngõ 5\n"
        "III.,Tổng cộng (I + II),,,\n",
        "utf-8",
    )
    read = read_file(path, RULES)
    assert [h.facts["head_name"] for h in read.households] == ["Đỗ Thị Hà", "Phan Văn Lực"]
    rows = score_households(read, RULES, area=HANOI, on=REVIEW_DATE)
    assert [row.result and row.result.status for row in rows] == ["refused", "refused"]
    assert len(read.households) + len(read.set_aside) == 7  # every row of the file


def test_vni_letters_without_a_font(tmp_path: Path) -> None:
    path = tmp_path / "vni.csv"
    names = ["Nguyeãn Thò Luïa", "Traàn Ñöùc Thaéng", "Leâ Thò Hoàng", "Phaïm Vaên Höõu"]
    lines = ["STT;Hoï vaø teân;Giôùi tính;Ngaøy sinh;Nöôùc sinh hoaït"]
    lines += [f"{place};{name};1;1955;1" for place, name in enumerate(names, 1)]
    path.write_bytes("\n".join(lines).encode("cp1252"))
    read = read_file(path, RULES)
    assert [household.facts["head_name"] for household in read.households] == [
        "Nguyễn Thị Lụa", "Trần Đức Thắng", "Lê Thị Hồng", "Phạm Văn Hữu",
    ]  # fmt: skip
