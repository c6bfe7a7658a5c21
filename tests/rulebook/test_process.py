"""The steps of a review by date, and days that are worked. Expected values are read off the notes on the law."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chungtay.rulebook import process
from chungtay.rulebook.errors import RuleSetError, UnknownRuleSet

D = datetime.date


@pytest.mark.parametrize(
    ("day", "name", "window"),
    [
        (D(2019, 9, 1), "review-2018", (D(2019, 9, 1), D(2019, 12, 31))),
        (D(2021, 8, 31), "review-2018", (D(2021, 9, 1), D(2021, 12, 31))),
        (D(2021, 9, 1), "review-2021", (D(2021, 9, 1), D(2021, 12, 14))),
        (D(2025, 6, 30), "review-2021", (D(2025, 9, 1), D(2025, 12, 14))),
        (D(2025, 7, 1), "review-2025", (D(2025, 9, 1), D(2025, 12, 14))),
        (D(2026, 11, 25), "review-2025", (D(2026, 9, 1), D(2026, 12, 14))),
    ],
)
def test_the_process_of_a_day(day, name, window):
    found = process.in_force(day)
    assert (found.id, found.window_of(day.year)) == (name, window)


@pytest.mark.parametrize("day", [D(2018, 11, 9), D(2027, 1, 1)])
def test_days_without_a_known_process_are_refused(day):
    with pytest.raises(UnknownRuleSet):
        process.in_force(day)


def test_the_districts_opinion_lapses_with_the_districts():
    with_district = ["lists", "survey", "meeting", "posting", "complaints", "opinion", "decision", "certificates"]
    assert [step.id for step in process.load("review-2018").steps] == with_district
    assert [step.id for step in process.load("review-2021").steps] == with_district
    two_levels = process.load("review-2025")
    assert [step.id for step in two_levels.steps] == [step for step in with_district if step != "opinion"]
    assert two_levels.after("complaints") == "decision"
    assert two_levels.after("certificates") is None
    with pytest.raises(KeyError):
        two_levels.step("opinion")


def test_what_the_law_says_and_what_nobody_found():
    now = process.load("review-2025")
    meeting = now.step("meeting")
    assert (meeting.consent_percent, meeting.failing, meeting.minutes_copies) == (50, "survey", 2)
    assert now.step("posting").working_days == 3
    # marked from memory alone in the notes: never law, the campaign's own decision must say it
    assert [(step, each.what) for step, each in now.unknowns()] == [("complaints", "working_days")]
    then = process.load("review-2018")
    assert [(step, each.what) for step, each in then.unknowns()] == [
        ("meeting", "consent_percent"),
        ("posting", "working_days"),
        ("complaints", "working_days"),
        ("opinion", "working_days"),
    ]
    assert then.step("posting").working_days is None


def test_reviews_within_the_year_and_reports():
    now, then = process.load("review-2021"), process.load("review-2018")
    assert (now.in_year.from_day, now.in_year.decide_within, now.in_year.unit) == (15, 15, "days")
    assert (then.in_year.decide_within, then.in_year.unit) == (7, "working_days")
    assert [(report.id, report.before) for report in now.reports] == [("preliminary", (11, 15)), ("official", (12, 20))]
    assert [report.before for report in then.reports] == [(11, 15), (12, 15)]


@pytest.mark.parametrize(("name", "months"), [("review-2021", range(1, 9)), ("review-2025", range(1, 9))])
def test_the_review_of_a_month_is_reported_by_the_5th_from_february_to_september(name, months):
    """Điều 7 khoản 1 QĐ 24/2021: the 5th of February for January's review ... the 5th of September for August's."""
    monthly = process.load(name).monthly_report
    assert (monthly.article, monthly.mark) == ("QĐ 24/2021 Điều 7 khoản 1", "V")
    days = {month: monthly.of_review(2025, month) for month in range(1, 13)}
    assert days == dict.fromkeys(range(1, 13)) | {month: datetime.date(2025, month + 1, 5) for month in months}
    assert process.load("review-2018").monthly_report is None


@pytest.mark.parametrize(
    ("start", "days", "off", "due"),
    [
        (D(2024, 9, 20), 3, (), D(2024, 9, 25)),  # Friday; Monday, Tuesday, Wednesday
        (D(2024, 9, 21), 1, (), D(2024, 9, 23)),  # Saturday
        (D(2024, 8, 30), 1, (D(2024, 9, 2), D(2024, 9, 3)), D(2024, 9, 4)),  # national day and the day after
        (D(2024, 9, 20), 0, (), D(2024, 9, 20)),
    ],
)
def test_working_days(start, days, off, due):
    assert process.due_day(start, days, off) == due


@given(st.dates(D(2019, 1, 1), D(2026, 12, 31)), st.integers(1, 60), st.sets(st.dates(D(2019, 1, 1), D(2027, 6, 1))))
def test_counting_back_gives_the_same_number(start, days, off):
    due = process.due_day(start, days, off)
    assert process.working_days_between(start, due, off) == days
    assert due.weekday() < 5
    assert due not in off


def test_working_days_are_counted_forwards():
    with pytest.raises(ValueError, match="forwards"):
        process.due_day(D(2024, 9, 20), -1)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('mark = "V"', 'mark = "M"', "mark"),
        ('id = "survey"', 'id = "vote"', "id"),
        ("working_days = 3", 'working_days = "3"', "working_days"),
        ("working_days = 3", "working_day = 3", "working_day"),
        ('id = "lists"', 'id = "certificates"', "order"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(tmp_path, old, new, words):
    text = (process.FOLDER / "review-2021.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "review-2021.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(RuleSetError, match=words):
        process._read(path)
