"""The columns of templates 6.1, 6.2 and 7.1 to 7.11, read a second time from the page images by somebody who had not
seen the first reading, against the rule set: same columns in the same order, same printed numbers, same headings."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from chungtay.rulebook import rule_sets

AGAIN = Path(__file__).parent / "transcription" / "reports_again.csv"
REPORTS = {report.id: report for report in rule_sets.load("vn-2022").reports}


def second_reading() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    with AGAIN.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["form"], []).append(row)
    return found


def folded(heading: str) -> str:
    """Case and white space do not count, nor blanks around the mark between levels."""
    return " > ".join(" ".join(part.split()) for part in heading.casefold().split(">"))


READ = second_reading()


def test_every_list_and_report_was_read_again() -> None:
    assert list(READ) == ["6.1", "6.2", *(f"7.{number}" for number in range(1, 12))]
    assert set(REPORTS) - set(READ) == {"1", "5"}  # the list of Phụ lục I and the minutes have no templates of figures


@pytest.mark.parametrize("form", READ)
def test_both_readings_of_a_template_agree(form: str) -> None:
    rows, report = READ[form], REPORTS[form]
    assert {row["page"] for row in rows} == {str(report.page)}
    assert [(row["column"], folded(row["header"])) for row in rows] == [
        (number, folded(heading)) for number, heading in report.columns
    ]
