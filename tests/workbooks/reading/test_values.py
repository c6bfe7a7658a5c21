"""How people write answers, dates and identity numbers, and what each must become."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chungtay.rulebook import rule_sets
from chungtay.workbooks.reading.columns import match_heading
from chungtay.workbooks.reading.dates import Day, read_date
from chungtay.workbooks.reading.faults import Fault
from chungtay.workbooks.reading.identity import Identity, read_identity
from chungtay.workbooks.reading.questions import aliases, questions_of
from chungtay.workbooks.reading.text import spelling, words
from chungtay.workbooks.reading.values import plain_decimal, read_code, read_number

RULES = rule_sets.load("vn-2022")
QUESTIONS = questions_of(RULES)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime.date(1950, 1, 2), "02/01/1950"),
        (datetime.datetime(1950, 1, 2, 7, 30), "02/01/1950"),
        ("2/1/1950", "02/01/1950"),
        ("02-01-1950", "02/01/1950"),
        ("2.1.1950", "02/01/1950"),
        ("2/1/50", "02/01/1950"),
        ("2/1/29", "02/01/2029"),
        ("29/2/2000", "29/02/2000"),
        ("1950-01-02", "02/01/1950"),
        ("1950-01-02 00:00:00", "02/01/1950"),
        ("ngày 2 tháng 1 năm 1950", "02/01/1950"),
        ("1950", "1950"),
        (1950, "1950"),
        (1950.0, "1950"),
        ("năm 1950", "1950"),
        ("1/1950", "01/1950"),
        ("tháng 1/1950", "01/1950"),
        ("--/--/1950", "1950"),
        ("00/00/1950", "1950"),
        ("../02/1950", "02/1950"),
        (18295, "01/02/1950"),  # 31/12/1949 is day 18,263 of Excel, January has 31
        (36526.0, "01/01/2000"),
        ("02011950", "02/01/1950"),
        (19500102, "02/01/1950"),
        ("'02/01/1950", "02/01/1950"),
    ],
)
def test_dates(value: Any, text: str) -> None:
    day = read_date(value)
    assert isinstance(day, Day)
    assert day.text == text


@pytest.mark.parametrize(
    "value",
    [
        "",
        "abc",
        "31/4/1990",
        "29/2/1900",
        "0/1/1990",
        "1/13/1990",
        "1/1/3000",
        0.5,
        195,
        True,
        datetime.time(1, 2),
        "1/2",
    ],
)
def test_no_dates(value: Any) -> None:
    assert isinstance(read_date(value), Fault)


@given(st.dates(datetime.date(1930, 1, 1), datetime.date(2029, 12, 31)))
def test_every_day_reads_back_in_every_way_of_writing_it(day: datetime.date) -> None:
    wanted = f"{day:%d/%m/%Y}"
    serial = (day - datetime.date(1899, 12, 30)).days
    for written in (
        day,
        wanted,
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day}-{day.month}-{day.year % 100:02}",
        day.isoformat(),
        float(serial),
    ):
        read = read_date(written)
        assert isinstance(read, Day)
        assert read.text == wanted


@pytest.mark.parametrize(
    ("value", "typed", "digits", "padded"),
    [
        ("001060000111", True, "001060000111", False),
        (1060000111.0, True, "001060000111", True),
        (79060000111.0, True, "079060000111", True),
        (123456789012.0, True, "123456789012", False),
        (12345678.0, True, "012345678", True),
        ("012345678", True, "012345678", False),
        ("001 060 000 111", True, "001060000111", False),
        ("'001060000111", True, "001060000111", False),
        ("79060000111", False, "079060000111", True),
        ("1060000111", False, "001060000111", True),
    ],
)
def test_identity_numbers(value: Any, typed: bool, digits: str, padded: bool) -> None:
    assert read_identity(value, typed=typed) == Identity(digits, padded)


@pytest.mark.parametrize("value", ["79060000111", "1060000111", "7,9E+10", 7.906e16, "abc", "1", 0.5, "00106000011²"])
def test_identity_numbers_that_are_none(value: Any) -> None:
    assert isinstance(read_identity(value), Fault)


@pytest.mark.parametrize(
    ("target", "value", "code"),
    [
        ("column_material", 1, 1),
        ("column_material", 2.0, 2),
        ("column_material", "1", 1),
        ("column_material", "3.0", 3),
        ("column_material", "1. Bê tông cốt thép", 1),
        ("column_material", "1 - bê tông", 1),
        ("column_material", "Mã 2", 2),
        ("column_material", "Bê tông cốt thép", 1),
        ("column_material", "gach/da", 2),
        ("column_material", "Gạch", 2),
        ("column_material", "thép", 3),
        ("column_material", "Khác: tre nứa", 4),
        ("column_material", "Brick or stone", 2),
        ("toilet", "Tự hoại", 1),
        ("toilet", "hai ngăn", 2),
        ("water", "nước máy", 1),
        ("water", "Giếng khoan", None),
        ("water", "Nước giếng khoan", 2),
        ("sex", "Nam", 1),
        ("sex", "nữ", 2),
        ("sex", "NU", 2),
        ("sex", "Gái", 2),
        ("health_insurance", "x", 1),
        ("health_insurance", "✓", 1),
        ("health_insurance", "Có", 1),
        ("health_insurance", "không", 2),
        ("health_insurance", "Ko", 2),
        ("health_insurance", True, 1),
        ("health_insurance", False, 2),
        ("health_insurance", 0, None),
        ("health_insurance", "0", None),
        ("social_benefit", 0, 0),
        ("social_benefit", "Không hưởng", 0),
        ("social_benefit", "không", 0),
        ("social_benefit", "x", None),
        ("pension", "Lương hưu", 1),
        ("school_level", "THCS", 3),
        ("school_level", "Trung cấp", 6),
        ("training", "Trung cấp", 3),
        ("education", "9/12", None),
        ("relationship", "Con trai", 3),
        ("relationship", "vợ", 2),
        ("relationship", "Chủ hộ", 1),
        ("relationship", "chu ho", 1),
        ("relationship", "Chú họ", None),
        ("relationship", "Chú", 5),
        ("relationship", "Chủ", 1),
        ("relationship", "chu", None),
        ("relationship", "Bà", 5),
        ("relationship", "ba", None),
        ("water", "Nước máy, nước đóng chai/bình, nước mùa", None),
        ("area_type", "Thanh thị", None),
        ("employment", "Nghỉ hưu", 6),
        ("job_type", "công chức", 1),
        ("contract", "Có hợp đồng lao động", 1),
        ("attending", "đang đi học", 1),
        ("attending", "Có", 1),
        ("area_type", "Nông thôn", 2),
    ],
)
def test_codes(target: str, value: Any, code: int | None) -> None:
    read = read_code(value, QUESTIONS.by_id[target])
    assert isinstance(read, Fault) if code is None else read == code


@pytest.mark.parametrize(
    ("target", "value", "number"),
    [
        ("floor_area_m2", 45, 45),
        ("floor_area_m2", 45.5, "45.5"),
        ("floor_area_m2", 45.300000000000004, "45.3"),
        ("floor_area_m2", "45,5", "45.5"),
        ("floor_area_m2", "45 m2", 45),
        ("floor_area_m2", "45,25m²", "45.25"),
        ("land_garden_m2", "1.234,5", "1234.5"),
        ("land_garden_m2", "1,234.5", "1234.5"),
        ("land_garden_m2", "1.234.567", 1234567),
        ("land_garden_m2", "1 234,5 m2", "1234.5"),
        ("land_garden_m2", "0,5 ha", 5000),
        ("land_garden_m2", "Không", 0),
        ("electricity_kwh", "60kW", 60),
        ("electricity_kwh", "60 số", 60),
        ("height_cm", "1m60", 160),
        ("height_cm", "1,6 m", 160),
        ("height_cm", "120 cm", 120),
        ("weight_kg", "20,5 kg", "20.5"),
        ("cars", "2 cái", 2),
        ("cars", "01", 1),
        ("cars", "2,0", 2),
        ("cattle", "3 con", 3),
        ("cattle", "1.200", 1200),
        ("poultry_tens", "12 chục", 12),
        ("poultry_tens", "0,5", "0.5"),
        ("weight_kg", "không", None),
        ("cars", "hai", None),
        ("cars", "1/2", None),
        ("floor_area_m2", float("inf"), None),
        ("floor_area_m2", "٣", None),
    ],
)
def test_numbers(target: str, value: Any, number: int | str | None) -> None:
    entry = QUESTIONS.by_id[target].entry
    assert entry is not None
    read = read_number(value, entry)
    assert isinstance(read, Fault) if number is None else read == number


@given(st.decimals(0, 9_999_999, places=2))
def test_vietnamese_and_english_separators_mean_the_same_or_are_refused(number: Decimal) -> None:
    english = f"{number:,.2f}"
    vietnamese = english.translate(str.maketrans(".,", ",."))
    for text in (english, vietnamese, f"{number:.2f}", f"{number:.2f}".replace(".", ",")):
        assert plain_decimal(text, 2) == number


def test_where_the_tone_mark_stands_does_not_matter() -> None:
    assert spelling("hoà thuỷ") == spelling("hòa thủy")
    assert spelling("chú họ") != spelling("chủ hộ")
    assert spelling("đ") != spelling("d")


def test_one_wording_belongs_to_one_question() -> None:
    owners: dict[str, set[str]] = {}
    for identity, wording in aliases():
        owners.setdefault(words(wording), set()).add(identity)
    for entry in RULES.inputs.values():
        for wording in (entry.label.vi, entry.label.en, entry.id):
            owners.setdefault(words(wording), set()).add(entry.id)
    assert {wording: ids for wording, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("levels", "target"),
    [
        (["Họ tên"], "name"),
        (["Số CCCD/CMND"], "id_number"),
        (["IX.1. Ô tô"], "cars"),
        (["14. Điện thoại cố định/di động"], "phones"),
        (["VII. Số điện tiêu thụ bình quân hộ/tháng (ghi theo KW)"], "electricity_kwh"),
        (["Chiều cao (cm) Chỉ hỏi người dưới 16 tuổi"], "height_cm"),
        (["Cân nặng (kg)\nChỉ hỏi người dưới 10 tuổi"], "weight_kg"),
        (["Việc làm (mã 1 chuyển cột 16; mã 2, 3, 4, 5, 6 chuyển cột 18)"], "employment"),
        (["Chỉ hỏi thành viên từ 15 tuổi trở lên", "Loại việc làm"], "job_type"),
        (["Dân tộc (ghi theo mã của Tổng cục Thống kê)"], "ethnicity"),
        (["X. Diện tích đất đai (ghi theo m2)", "4. Diện tích mặt nước"], "land_water_m2"),
        (["XI. Chăn nuôi (ghi số lượng con)", "3. Số lượng gà, vịt, ngan, ngỗng, chim"], "poultry_tens"),
        (["XII. Hộ nuôi, trồng thủy sản (Đánh dấu X)"], "aquaculture"),
        (["group_1/floor_area_m2"], "floor_area_m2"),
        (["_parent_index"], "parent_index"),
        (["Năm sinh", "Nữ"], "birth_year_female"),
        (["Năm sinh", "Nam"], "birth_year_male"),
        (["Ngày, tháng, năm sinh", "Năm"], "birth_year"),
        (["Điều hoà"], "air_conditioners"),
        (["Trình độ đào tạo"], "training"),
        (["Trình độ văn hoá"], "education"),
        (["Health insurance"], "health_insurance"),
        (["Người bị bệnh hiểm nghèo"], "serious_illness"),
        (["Tuổi"], None),
        (["Hộ DTTS"], "ethnic_minority"),
        (["Bảo hiểm xã hội"], None),
    ],
)
def test_headings(levels: list[str], target: str | None) -> None:
    match = match_heading(levels, QUESTIONS)
    assert (match.target if match else None) == target


def test_every_question_is_found_by_its_own_label_and_id() -> None:
    for entry in RULES.inputs.values():
        for heading in (entry.label.vi, entry.label.en, entry.id, f"{entry.label.vi} ({entry.unit})", f"g/{entry.id}"):
            match = match_heading([heading], QUESTIONS)
            assert match is not None, heading
            assert match.target == entry.id, heading
