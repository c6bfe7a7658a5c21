"""What a file calls a place, and the unit it means; or a sentence that says what to write instead."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from chungtay.foundation.places import operations, queries
from chungtay.foundation.places.models import Level
from chungtay.foundation.places.queries.naming import bare
from tests.factories import AT

THEN = datetime.date(2024, 9, 15)
NOW = datetime.date(2026, 9, 15)


@pytest.mark.parametrize(
    ("text", "level", "plain"),
    [
        ("Phường Kim Mã", Level.WARD, "kim ma"), ("P. Kim Mã", Level.WARD, "kim ma"),
        ("P.Kim Mã", Level.WARD, "kim ma"),
        ("kim mã", Level.WARD, "kim ma"), ("Xã Phú Xuân", Level.WARD, "phu xuan"), ("Phường 05", Level.WARD, "5"),
        ("Phú Thọ", Level.WARD, "phu tho"), ("Xuân La", Level.WARD, "xuan la"), ("Thanh Trì", Level.WARD, "thanh tri"),
        ("Quận Ba Đình", Level.DISTRICT, "ba dinh"), ("Q.Ba Đình", Level.DISTRICT, "ba dinh"),
        ("Huyện Thanh Trì", Level.DISTRICT, "thanh tri"), ("TP. Hà Nội", Level.PROVINCE, "ha noi"),
        ("Thành phố Hà Nội", Level.PROVINCE, "ha noi"), ("Tỉnh Thanh Hóa", Level.PROVINCE, "thanh hoa"),
        ("Tổ dân phố số 05", Level.GROUP, "5"), ("Tổ dân phố 5", Level.GROUP, "5"), ("TDP 5", Level.GROUP, "5"),
        ("Tổ 5", Level.GROUP, "5"), ("5", Level.GROUP, "5"), ("Thôn Đông", Level.GROUP, "dong"),
        ("Tổng", Level.GROUP, "tong"), ("Bản Bản", Level.GROUP, "ban"), ("Thôn", Level.GROUP, "thon"),
    ],
)  # fmt: skip
def test_names_are_compared_without_their_titles(text, level, plain):
    assert bare(text, level) == plain


@given(st.text(max_size=30), st.sampled_from(Level.values))
def test_any_text_has_a_plain_form(text, level):
    assert isinstance(bare(text, level), str)


@pytest.mark.parametrize(
    "asked",
    [
        {"code": "00028"}, {"ward": "00028"}, {"ward": "Phường Kim Mã"}, {"ward": "KIM MA"}, {"ward": " p.kim mã "},
        {"ward": "Kim Mã", "code": "00028"}, {"ward": "Kim Mã", "district": "Ba Đình"},
        {"ward": "Kim Mã", "district": "001", "province": "Hà Nội"},
        {"ward": "Kim Mã", "district": "Quận Ba Đình", "province": "Thành phố Hà Nội"},
    ],
)  # fmt: skip
def test_a_ward_by_code_or_name(ba_dinh, asked):
    assert queries.find_unit(on=THEN, **asked) == ba_dinh.old("00028")


@pytest.mark.parametrize("text", ["Tổ dân phố 2", "Tổ 2", "02", "2", "TDP số 2"])
def test_a_residential_group(ba_dinh, text):
    assert queries.find_unit(on=THEN, ward="Kim Mã", group=text) == ba_dinh.group("00028", "02")


def test_a_file_of_today_that_names_a_ward_of_yesterday(ba_dinh):
    found = queries.find_unit(on=NOW, ward="Phường Kim Mã")
    assert isinstance(found, queries.NoUnit)
    assert found.vi == (
        "Phường Kim Mã không còn từ 01/07/2025; nay mỗi phần thuộc Phường Ngọc Hà, Phường Ba Đình, Phường Giảng Võ."
        " Hãy chọn đơn vị mới."
    )
    assert "no longer exists from 01/07/2025" in found.en
    assert list(found.candidates) == [ba_dinh.new("00008"), ba_dinh.new("00004"), ba_dinh.new("00025")]


def test_a_ward_that_went_whole_names_the_one_it_belongs_to_and_still_does_not_guess(ba_dinh):
    found = queries.find_unit(on=NOW, ward="Quán Thánh")
    assert isinstance(found, queries.NoUnit)
    assert found.vi == "Phường Quán Thánh không còn từ 01/07/2025; nay thuộc Phường Ba Đình. Hãy ghi đơn vị mới."
    assert found.candidates == (ba_dinh.new("00004"),)


def test_a_row_that_names_the_district_speaks_of_the_old_ward_even_where_a_new_one_has_its_name(ba_dinh):
    assert queries.find_unit(on=NOW, ward="Ngọc Hà") == ba_dinh.new("00008")
    found = queries.find_unit(on=NOW, district="Quận Ba Đình", ward="Ngọc Hà")
    assert isinstance(found, queries.NoUnit)
    assert found.candidates == (ba_dinh.new("00004"), ba_dinh.new("00008"))
    assert "Phường Ngọc Hà không còn từ 01/07/2025" in found.vi


def test_a_code_that_was_reused_does_not_cover_the_old_name(ba_dinh):
    found = queries.find_unit(on=NOW, code="00004", ward="Trúc Bạch")
    assert isinstance(found, queries.NoUnit)
    assert "Phường Trúc Bạch không còn" in found.vi
    wrong = queries.find_unit(on=NOW, code="00004", ward="Giảng Võ")
    assert isinstance(wrong, queries.NoUnit)
    assert wrong.vi == (
        "Ngày 15/09/2026 mã 00004 là Phường Ba Đình nhưng tên lại ghi “Giảng Võ”. Hãy sửa một trong hai."
    )


def test_a_ward_that_is_still_to_come(ba_dinh):
    found = queries.find_unit(on=THEN, ward="Hồng Hà")
    assert isinstance(found, queries.NoUnit)
    assert found.vi == "Phường Hồng Hà chỉ có từ 01/07/2025."


def test_the_district_alone(ba_dinh):
    assert queries.find_unit(on=THEN, district="Ba Đình") == ba_dinh.old("001")
    found = queries.find_unit(on=NOW, district="Ba Đình")
    assert isinstance(found, queries.NoUnit)
    assert "không ghi quận, huyện" in found.vi


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"ward": "Phường Không Có"}, "Không có đơn vị nào tên “Phường Không Có”"),
        ({"ward": "4"}, "Không có đơn vị nào tên “4”"),  # lost zeros are not guessed
        ({"ward": "Kim Mã", "group": "Tổ 99"}, "Phường Kim Mã không có “Tổ 99”"),
        ({"group": "Tổ 1"}, "chưa ghi phường"),
        ({"district": "Ba Đình", "group": "Tổ 1"}, "chưa ghi phường"),
        ({}, "Chưa ghi địa bàn"),
        ({"ward": "Kim Mã", "district": "Đống Đa"}, "Không có đơn vị nào tên “Đống Đa”"),
        ({"ward": "Phường Nguyễn Trung Trực", "code": "00028"}, "mã 00028 là Phường Kim Mã"),
    ],
)
def test_what_is_not_clear_is_refused(ba_dinh, asked, words):
    found = queries.find_unit(on=THEN, **asked)
    assert isinstance(found, queries.NoUnit)
    assert words in found.vi


def test_two_wards_of_one_name_need_the_district(ba_dinh):
    province = queries.province_of(ba_dinh.old("001"))
    other = operations.found_unit(
        level="district", code="006", name="Quận Khác", parent=province, valid_from=datetime.date(2019, 1, 1), by=None,
        at=AT,
    )  # fmt: skip
    twin = operations.found_unit(
        level="ward", code="00300", name="Xã Kim Mã", parent=other, valid_from=datetime.date(2019, 1, 1), by=None, at=AT
    )
    found = queries.find_unit(on=THEN, ward="Kim Mã")
    assert isinstance(found, queries.NoUnit)
    assert "Phường Kim Mã (Quận Ba Đình), Xã Kim Mã (Quận Khác)" in found.vi
    assert set(found.candidates) == {twin, ba_dinh.old("00028")}
    assert queries.find_unit(on=THEN, ward="Kim Mã", district="Khác") == twin
    assert queries.find_unit(on=THEN, ward="Xã Kim Mã") == twin
    assert queries.find_unit(on=THEN, ward="Phường Kim Mã") == ba_dinh.old("00028")


def test_where_code_and_number_of_a_group_differ_nobody_guesses(ba_dinh):
    operations.add_group(
        ba_dinh.new("00004"), code="07", name="Tổ dân phố 9", kind=None, valid_from=NOW, by=None, at=AT
    )
    operations.add_group(
        ba_dinh.new("00004"), code="08", name="Tổ dân phố 7", kind=None, valid_from=NOW, by=None, at=AT
    )
    found = queries.find_unit(on=NOW, ward="Ba Đình", group="07")
    assert isinstance(found, queries.NoUnit)
    assert len(found.candidates) == 2
    assert queries.find_unit(on=NOW, ward="Ba Đình", group="Tổ dân phố 7").code == "08"


def test_many_rows_cost_two_statements(ba_dinh):
    finder = queries.Finder(on=THEN, within=[ba_dinh.old("001").path])
    with CaptureQueriesContext(connection) as found:
        for ward in ("Kim Mã", "Ngọc Hà", "Trúc Bạch"):
            for number in range(200):
                finder.find(ward=ward, group=f"Tổ {number}")
    assert len(found) == 2
    late = queries.Finder(on=NOW)
    with CaptureQueriesContext(connection) as found:
        for number in range(200):
            late.find(ward="Kim Mã", group=f"Tổ {number}")
    assert len(found) <= 3
