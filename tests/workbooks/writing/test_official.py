"""Form 6.1, 6.2 and 7.1 as PDF, read back with pypdf; the households are worked by hand in outcomes.py."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from chungtay.rulebook.errors import AnswersError
from chungtay.workbooks.contents import ReadHousehold, ReadMember
from chungtay.workbooks.outcome import Outcome, Row
from chungtay.workbooks.writing.lists import Entry, Place, by_place, entry_of, escaped_lists, poor_lists, previous_class
from chungtay.workbooks.writing.number_format import percent, whole
from chungtay.workbooks.writing.official import write_escaped_list_pdf, write_poor_list_pdf, write_report_pdf
from chungtay.workbooks.writing.report import report_lines
from tests.workbooks.writing.outcomes import META, RULES, row, small


def text_of(path: Path) -> list[str]:
    """The words of every page, spaces and line ends made one space."""
    return [
        " ".join(page.extract_text().replace("\u00a0", " ").split()) for page in PdfReader(path).pages
    ]  # fmt: skip


def test_form_6_1_stands_as_printed_one_paper_for_each_group(tmp_path: Path) -> None:
    write_poor_list_pdf(tmp_path / "6.1.pdf", small())
    first, second = text_of(tmp_path / "6.1.pdf")
    for part in (
        "UBND xã/phường/thị trấn",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO SAU KHI RÀ SOÁT",
        "STT Họ và tên chủ hộ Giới tính (1: Nam, 2: Nữ) Ngày, tháng năm sinh Địa chỉ",
        "I. Hộ nghèo (1 hộ) 1 Đỗ Thị Hường 2 02/01/1960 Số 1 phố Trấn Vũ",
        # the child stands first in the file, the head is printed
        "II. Hộ cận nghèo (1 hộ) 1 Nguyễn Văn Đức 1 02/01/1960 Số 2 phố Trấn Vũ",
        "III. Tổng cộng (I + II): 2 hộ",
        "NGƯỜI LẬP BIỂU (Ký, họ tên)",
        "XÁC NHẬN CỦA TRƯỞNG THÔN (Ký, họ tên)",
        "Trang 1/1",
        RULES.version,
    ):
        assert part in first
    assert "Tổ 1" in first
    assert "Tổ 2" in second
    assert "I. Hộ nghèo (0 hộ) Không có hộ II. Hộ cận nghèo (1 hộ) 1 Vũ Thị Ngần" in second
    assert "Còn 1 hộ chưa xếp loại được" in second
    assert "chưa xếp loại" not in first


def test_form_6_2_counts_who_left_and_says_who_cannot_be_judged(tmp_path: Path) -> None:
    write_escaped_list_pdf(tmp_path / "6.2.pdf", small(), ward="phường Trúc Bạch")
    first, second = text_of(tmp_path / "6.2.pdf")
    assert "UBND phường Trúc Bạch" in first
    assert "DANH SÁCH HỘ THOÁT NGHÈO, HỘ THOÁT CẬN NGHÈO SAU KHI RÀ SOÁT" in first
    # poor last year and near-poor now is escaped from poverty (7.2, columns 2 and 3); poor and still poor is not
    assert "I. Hộ gia đình thoát nghèo (2 hộ) 1 Nguyễn Văn Đức" in first
    assert "2 Trần Quốc Tuấn" in first
    assert "II. Hộ gia đình thoát cận nghèo (1 hộ) 1 Lê Thị Ổn" in first
    assert "Đỗ Thị Hường" not in first
    assert "Không có hộ" in second
    assert "1 hộ không ghi kết quả năm trước" in second  # Hoàng Văn Ỷ; the refused one is told of apart


def test_a_long_list_repeats_its_head_and_counts_its_pages(tmp_path: Path) -> None:
    many = Outcome(META, [small().rows[0]] * 100 + [small().rows[4]])
    write_poor_list_pdf(tmp_path / "6.1.pdf", many)
    pages = text_of(tmp_path / "6.1.pdf")
    assert len(pages) == 4
    for number, page in enumerate(pages[:3], 1):
        assert "STT Họ và tên chủ hộ Giới tính" in page
        assert f"Trang {number}/3" in page
    assert "Trang 1/1" in pages[3]  # the second group's paper
    assert sum(page.count("Đỗ Thị Hường") for page in pages) == 100


def test_no_household_at_all_is_still_a_paper(tmp_path: Path) -> None:
    write_poor_list_pdf(tmp_path / "6.1.pdf", Outcome(META))
    (page,) = text_of(tmp_path / "6.1.pdf")
    assert page.count("Không có hộ") == 2
    assert "Tổng cộng (I + II): 0 hộ" in page


@pytest.mark.parametrize("name", ["#panic(1)", "=1+1", '"}], "x": [{"', "*đậm* _nghiêng_ $x$ \\ @a <b>", "Ướm Ẵng Ỹ ₫"])
def test_a_name_is_printed_as_it_is(tmp_path: Path, name: str) -> None:
    someone = row(1, name, "Tổ 1", toilet=3, water=4, floor_area_m2=7)
    write_poor_list_pdf(tmp_path / "6.1.pdf", Outcome(META, [someone]))
    assert name in text_of(tmp_path / "6.1.pdf")[0]


def test_only_our_own_fonts_are_used_and_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_poor_list_pdf(tmp_path / name, small())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in PdfReader(tmp_path / "a").pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts == {"LiberationSerif", "LiberationSerif-Bold", "LiberationSerif-Italic"}


def test_report_7_1_stands_as_printed(tmp_path: Path) -> None:
    write_report_pdf(tmp_path / "7.1.pdf", small(), RULES, residents={"Tổ 1": (1200, 4321)})
    (page,) = text_of(tmp_path / "7.1.pdf")
    for part in (
        "Mẫu số 7.1. TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO",
        "Tỉnh, thành phố: Hà Nội Năm rà soát: 2026",
        "TT Khu vực/Địa bàn",
        "Tổng số hộ dân cư (tại thời điểm rà soát)",
        "Kết quả rà soát (sơ bộ/chính thức)",
        "Số hộ Nhân khẩu Số hộ Tỷ lệ Số hộ Tỷ lệ A B 1 2 3 4 5 6",
        "I Khu vực thành thị 1 2 1 Tổ 1 1.200 4.321 1 0,08% 1 0,08%",
        "2 Tổ 2 0 1 II Khu vực nông thôn 0 0 Tổng cộng (I + II) 1 2",
        "Chưa gồm 1 hộ chưa xếp loại được",
    ):
        assert part in page


def test_shares_need_every_group_of_a_total() -> None:
    known = {"Tổ 1": (100, 400), "Tổ 2": (300, 900)}
    lines = report_lines(small(), known)
    assert [line.figures() for line in lines] == [
        ["400", "1.300", "1", "0,25%", "2", "0,50%"],
        ["100", "400", "1", "1,00%", "1", "1,00%"],
        ["300", "900", "0", "0,00%", "1", "0,33%"],
        ["", "", "0", "", "0", ""],
        ["400", "1.300", "1", "0,25%", "2", "0,50%"],
    ]


def test_a_household_that_is_neither_town_nor_country_is_not_put_anywhere() -> None:
    nowhere = Row(ReadHousehold("Phiếu", 9), None)
    with pytest.raises(AnswersError, match="row 9"):
        report_lines(Outcome(replace(META, area="phường Trúc Bạch"), [nowhere]), {})


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Hộ nghèo", "poor"),
        ("1. Hộ nghèo", "poor"),
        ("N", "poor"),
        ("HỘ CẬN NGHÈO", "near_poor"),
        ("HCN", "near_poor"),
        ("2", "near_poor"),
        ("3", "not_poor"),
        ("Không nghèo", "not_poor"),
        ("mới tách hộ", ""),
        ("", ""),
    ],
)
def test_last_years_class_is_understood_or_left_open(stated: str, expected: str) -> None:
    assert previous_class(Row(ReadHousehold("Phiếu", 4, {"previous_class": stated}), None)) == expected


def test_groups_of_one_name_in_two_wards_are_two_groups() -> None:
    rows = [
        Row(ReadHousehold("Trúc Bạch", 4, {"group": "1"}), None),
        Row(ReadHousehold("Phúc Xá", 4, {"group": "1"}), None),
        Row(ReadHousehold("Tổ 3", 4), None),
        Row(ReadHousehold("Tổ 3", 5, {"group": "1", "ward_name": "Phường Cống Vị"}), None),
    ]
    assert [place.label for place in by_place(rows)] == [
        "Thôn/tổ dân phố 1 (trang “Trúc Bạch”)",
        "Thôn/tổ dân phố 1 (trang “Phúc Xá”)",
        "Tổ 3",
        "Thôn/tổ dân phố 1, Phường Cống Vị",
    ]
    assert list(by_place(rows[:1])) == [Place("", "1", "")]
    for sheet in ("Tờ khai", "Sheet1", "Tổng hợp", "Bản"):  # not names of groups
        assert list(by_place([Row(ReadHousehold(sheet, 4), None)])) == [Place("", "", "")]


def test_the_line_of_a_household_names_its_head() -> None:
    child = ReadMember("P", 5, {"name": "Cháu Mơ", "birth_date": "2016-03-15"}, {"sex": 1})
    head = ReadMember("P", 6, {"name": "Đỗ Thị Hường", "birth_date": "1960"}, {"sex": 2})
    by_name = ReadHousehold("P", 5, {"head_name": "ĐỖ THỊ HƯỜNG", "group": "Tổ 4"}, {}, [child, head])
    assert entry_of(Row(by_name, None)) == Entry("ĐỖ THỊ HƯỜNG", "2", "1960", "Tổ 4")
    unmarked = ReadHousehold("P", 5, {"address": "Số 9"}, {}, [child])
    assert entry_of(Row(unmarked, None)) == Entry("Cháu Mơ", "1", "15/03/2016", "Số 9")
    assert entry_of(Row(ReadHousehold("P", 5), None)) == Entry("", "", "", "")


def test_poor_lists_hold_nobody_who_is_refused() -> None:
    names = [entry.name for one in poor_lists(small()) for part in one.parts for entry in part.entries]
    assert names == ["Đỗ Thị Hường", "Nguyễn Văn Đức", "Vũ Thị Ngần"]
    assert [one.total for one in escaped_lists(small())] == [3, 0]


def test_numbers_are_written_as_in_vietnam() -> None:
    assert [whole(7), whole(1234), whole(1234567)] == ["7", "1.234", "1.234.567"]
    assert [percent(1, 8), percent(1, 3), percent(2, 3), percent(0, 5), percent(5, 5)] == [
        "12,50%", "33,33%", "66,67%", "0,00%", "100,00%",
    ]  # fmt: skip
    assert percent(1, 800) == "0,13%"  # 0,125 goes up
    for part, total in ((1, 0), (2, 1), (-1, 5)):
        with pytest.raises(ValueError, match="no share"):
            percent(part, total)
