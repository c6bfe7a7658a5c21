"""Days of the calendar that are holidays each year, read off the codes of labour of 2012 and 2019."""

import datetime

from chungtay.rulebook.days_off import fixed_days_off

DATE = datetime.date


def test_the_autumn_of_a_review():
    found = fixed_days_off(DATE(2024, 9, 1), DATE(2025, 1, 15))
    assert [(each.day, each.source) for each in found] == [
        (DATE(2024, 9, 2), "45/2019/QH14, Điều 112 khoản 1"),
        (DATE(2025, 1, 1), "45/2019/QH14, Điều 112 khoản 1"),
    ]


def test_each_year_by_the_code_of_its_day():
    found = fixed_days_off(DATE(2020, 9, 2), DATE(2021, 1, 1))
    assert [(each.day, each.source) for each in found] == [
        (DATE(2020, 9, 2), "10/2012/QH13, Điều 115 khoản 1"),
        (DATE(2021, 1, 1), "45/2019/QH14, Điều 112 khoản 1"),
    ]


def test_both_ends_belong_to_it_and_nothing_is_told_of_what_is_not_known():
    assert [each.day for each in fixed_days_off(DATE(2026, 4, 30), DATE(2026, 5, 1))] == [
        DATE(2026, 4, 30),
        DATE(2026, 5, 1),
    ]
    assert fixed_days_off(DATE(2026, 9, 3), DATE(2026, 12, 31)) == ()
    assert fixed_days_off(DATE(2015, 1, 1), DATE(2015, 12, 31)) == ()
    assert fixed_days_off(DATE(2026, 9, 3), DATE(2026, 9, 1)) == ()
