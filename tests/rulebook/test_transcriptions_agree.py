"""The second reading of the official forms agrees with itself, except where the gazette itself disagrees."""

import csv
import unicodedata
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

Points = dict[tuple[str, str, str], int]  # (column, item, option): points

HERE = Path(__file__).parent / "transcription"
COLUMNS = ("nt1", "nt2", "nt3", "nt4", "nt5", "nt6", "urban")
SHEETS = {
    "3.4": "urban",
    "3.5": "nt1",
    "3.6": "nt2",
    "3.7": "nt3",
    "3.8": "nt4",
    "3.9": "nt5",
    "3.10": "nt6",
}

# (column, item, option): points in form 3.3, points on the sheet (None: the row is not printed there).
# Each was seen twice on the page image; see transcription/differences.md.
PRINTED_DIFFERENTLY: dict[tuple[str, str, str], tuple[int, int | None]] = {
    ("nt4", "12", "d"): (30, 40),
    ("nt2", "12", "g"): (0, None),
}

ROWS_OF_ITEM = {1: 7, 2: 5, 3: 2, 4: 3, 5: 3, 6: 2, 7: 2, 8: 3, 9: 4, 10: 3, 11: 1, 12: 16, 13: 9, 14: 6, 15: 7}
PROVINCES_OF_REGION = {"nt1": 9, "nt2": 14, "nt3": 13, "nt4": 5, "nt5": 5, "nt6": 12, "central_cities": 5}


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def points_of_table() -> Points:
    return {
        (column, row["item"], row["option"]): int(row[column])
        for row in rows("table_3_3.csv")
        for column in COLUMNS
        if row[column]
    }


def points_of_sheets() -> Points:
    return {(row["column"], row["item"], row["option"]): int(row["points"]) for row in rows("sheets_3_4_to_3_10.csv")}


def test_table_3_3_and_the_seven_sheets_differ_only_where_the_gazette_does() -> None:
    table, sheets = points_of_table(), points_of_sheets()
    assert not sheets.keys() - table.keys()
    assert {key: (table[key], sheets.get(key)) for key in table if table[key] != sheets.get(key)} == PRINTED_DIFFERENTLY


def test_labels_of_table_3_3_and_the_sheets_are_the_same() -> None:
    labels = {(row["item"], row["option"]): row["label"] for row in rows("table_3_3.csv")}
    for row in rows("sheets_3_4_to_3_10.csv"):
        assert row["label"] == labels[row["item"], row["option"]]


def test_every_sheet_belongs_to_one_column() -> None:
    assert {(row["sheet"], row["column"]) for row in rows("sheets_3_4_to_3_10.csv")} == set(SHEETS.items())


def test_every_printed_row_is_there_once() -> None:
    table = rows("table_3_3.csv")
    assert Counter(int(row["item"]) for row in table) == ROWS_OF_ITEM
    assert len({(row["item"], row["option"]) for row in table}) == sum(ROWS_OF_ITEM.values()) == 73
    assert len(points_of_table()) == 66 * 7 + 7
    counts = Counter(row["sheet"] for row in rows("sheets_3_4_to_3_10.csv"))
    assert counts == {"3.4": 73, "3.5": 66, "3.6": 65, "3.7": 66, "3.8": 66, "3.9": 66, "3.10": 66}


@pytest.mark.parametrize("points", [points_of_table, points_of_sheets])
def test_points_are_multiples_of_five(points: Callable[[], Points]) -> None:
    for key, value in points().items():
        assert value % 5 == 0, key
        assert 0 <= value <= 125, key


def test_region_has_points_in_the_urban_column_only() -> None:
    regions = [row for row in rows("table_3_3.csv") if row["item"] == "15"]
    assert [row["urban"] for row in regions] == ["10", "0", "10", "15", "20", "15", "25"]
    assert all(row[column] == "" for row in regions for column in COLUMNS[:-1])


def test_every_region_names_as_many_provinces_as_it_says() -> None:
    provinces = rows("provinces_3_3.csv")
    assert Counter(row["region"] for row in provinces) == PROVINCES_OF_REGION
    assert len({row["province"] for row in provinces}) == 63
    regions = [row["label"] for row in rows("table_3_3.csv") if row["item"] == "15"]
    assert list(dict.fromkeys(row["label"] for row in provinces)) == regions


def test_children_only_grow() -> None:
    """A misread digit in table 3.11 would nearly always break this, in one of four columns of 45 ages."""
    growth = rows("table_3_11.csv")
    assert len(growth) == 32 + 13
    months = [int(row["months"]) for row in growth]
    assert months == sorted(set(months))
    assert (months[0], months[-1]) == (0, 192)
    for column in ("weight_boy", "weight_girl", "height_boy", "height_girl"):
        values = [Decimal(row[column]) for row in growth if row[column]]
        assert all(before < after for before, after in pairwise(values)), column
        assert all(value.as_tuple().exponent == -1 for value in values), column
    for row in growth:
        from_ten_years = int(row["months"]) >= 120
        assert (row["weight_boy"] == row["weight_girl"] == "") is from_ten_years
        assert "" not in (row["height_boy"], row["height_girl"])


def test_articles_say_the_numbers_they_are_quoted_for() -> None:
    for row in rows("articles.csv"):
        printed = f"{int(row['value']):,}".replace(",", ".") if int(row["value"]) > 999 else row["value"].zfill(2)
        assert printed in row["text"], row["key"]


def test_form_a_has_its_columns_and_conditions() -> None:
    assert [row["column"] for row in rows("form_a.csv")] == ["A", "B", "C", *map(str, range(10)), "D", "E", "G"]
    assert [row["number"] for row in rows("form_a_conditions.csv")] == ["heading", *"12345", "cut_off"]


def test_the_worked_example_of_form_a_adds_up() -> None:
    for row in rows("form_a_example.csv"):
        answers = [row[f"column_{number}"] for number in range(1, 10)]
        if row["column_0"] == "0":
            assert [*answers, row["d"], row["e"]] == [""] * 11
        else:
            assert int(row["d"]) == sum(map(int, answers))
            assert row["e"] == ("1" if int(row["d"]) < 4 else "0")


def test_codes_of_form_3_1_count_up_from_one() -> None:
    codes: dict[tuple[str, str], list[int]] = {}
    for row in rows("codes_3_1.csv"):
        numbers = codes.setdefault((row["part"], row["place"]), [])
        if row["code"]:
            numbers.append(int(row["code"]))
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in codes.values())
    length = {place: len(numbers) for (_, place), numbers in codes.items() if numbers}
    assert length == {
        "I": 4, "II": 4, "III": 4, "V": 3, "VI": 4, "VIII": 4, "XIII": 8, "XIV": 13,
        "3": 5, "5": 2, "8": 2, "9": 8, "10": 4, "11": 6, "12": 2, "13": 2, "14": 3, "15": 6, "16": 4, "17": 3,
        "18": 3, "19": 2,
    }  # fmt: skip
    places = Counter(place.split(".")[0] for _, place in codes if "." in place)
    assert places == {"IX": 14, "X": 5, "XI": 4}


def test_there_are_twelve_indicators_two_to_a_need() -> None:
    assert [row["id"] for row in rows("indicators_3_2.csv")] == [f"{need}.{n}" for need in range(1, 7) for n in (1, 2)]


def test_numbered_report_columns_are_numbered_in_order() -> None:
    columns: dict[str, list[int]] = {}
    for row in rows("reports.csv"):
        numbers = columns.setdefault(row["form"], [])
        if row["column"].isdigit():
            numbers.append(int(row["column"]))
    last = {"1": 6, "5": 0, "6.1": 0, "6.2": 0, "7.1": 6, "7.2": 9, "7.3": 0, "7.4": 12, "7.5": 12, "7.6": 12}
    last |= {"7.7": 12, "7.8": 10, "7.9": 0, "7.10": 8, "7.11": 8}
    assert columns == {form: list(range(1, count + 1)) for form, count in last.items()}
    assert {row["form"] for row in rows("report_rows.csv")} == set(last)


def test_the_twelve_columns_of_the_indicator_reports_have_the_same_names() -> None:
    names = {
        form: [row["note"] for row in rows("reports.csv") if row["form"] == form and row["column"]]
        for form in ("7.4", "7.5", "7.6", "7.7")
    }
    assert len(names["7.4"]) == 12
    assert names["7.4"] == names["7.5"] == names["7.6"] == names["7.7"]


def test_households_and_people_alternate_in_the_yearly_reports() -> None:
    for form, districts in (("7.2", 6), ("7.3", 6), ("7.8", 6)):
        breakdown = [row["breakdown"] for row in rows("report_rows.csv") if row["form"] == form and row["breakdown"]]
        assert breakdown == ["Hộ", "Nhân khẩu"] * (districts + 3)


@pytest.mark.parametrize("file", sorted(HERE.glob("*.csv")), ids=lambda file: file.stem)
def test_files_are_composed_unicode_with_a_gazette_page(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)
    for row in rows(file.name):
        assert None not in {*row, *row.values()}
        assert all(value == value.strip() for value in row.values())
        if "page" in row:
            assert 20 <= int(row["page"]) <= 95
