"""The one-page summary: its figures by hand, its page asks nobody for anything, its PDF is one page."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from chungtay.rulebook import rule_sets
from chungtay.rulebook.classes import classify_by_income
from chungtay.workbooks.contents import ReadHousehold
from chungtay.workbooks.outcome import Outcome, Row
from chungtay.workbooks.writing.charts import Bar, Bin, bars, distribution
from chungtay.workbooks.writing.findings import bands, findings, headline, state
from chungtay.workbooks.writing.summary import write_summary
from tests.workbooks.writing.outcomes import META, RULES, row, small

SVG = "{http://www.w3.org/2000/svg}"


def test_the_title_is_the_finding_and_every_household_is_counted() -> None:
    assert headline(small()) == "1 hộ nghèo và 2 hộ cận nghèo trong 6 hộ xếp loại được"
    assert state(small()).startswith("Đọc được 7 hộ = 6 xếp loại được + 1 chưa xếp loại.")
    assert headline(Outcome(META, small().rows[2:4])) == "Không có hộ nghèo, hộ cận nghèo trong 2 hộ xếp loại được"
    assert headline(Outcome(META, small().rows[6:])) == "Chưa xếp loại được hộ nào"
    assert "Chưa xếp loại" not in state(Outcome(META, small().rows[:2]))


def test_the_tables_behind_the_charts() -> None:
    classes, scores, indicators = findings(small(), RULES)
    assert classes.title == "Hộ nghèo và hộ cận nghèo chiếm 50,00% số hộ xếp loại được"
    assert classes.rows == (
        ("Hộ nghèo", "1", "16,67%"),
        ("Hộ cận nghèo", "2", "33,33%"),
        ("Hộ không nghèo", "3", "50,00%"),
        ("Tổng", "6", "100,00%"),
    )
    # B1 is 165, 155, 185, 185, 155, 185: four of them within 10 points of 175
    assert scores.title == "4 hộ ở sát ngưỡng 175 điểm (hơn, kém không quá 10 điểm)"
    assert scores.rows == (
        ("151 đến 155", "2"),
        ("156 đến 160", "0"),
        ("161 đến 165", "1"),
        ("166 đến 170", "0"),
        ("171 đến 175", "0"),
        ("176 đến 180", "0"),
        ("181 đến 185", "3"),
    )
    lacks = {cells[0].split()[0]: cells[1:] for cells in indicators.rows}
    assert len(lacks) == 12
    assert {number for number, cells in lacks.items() if cells[0] != "0"} == {"4.2", "5.1", "5.2"}
    assert lacks["5.1"] == ("1", "1", "0")
    assert indicators.title.endswith("(1 hộ mỗi chỉ số)")


def test_town_and_country_together_are_measured_from_their_own_lines() -> None:
    country = row(9, "Giàng A Páo", "Bản Phố", area_type=2, region=2, rural_sheet=2)
    assert country.result is not None
    distance = country.result.scores["b1"].low - 140
    scores = findings(Outcome(META, [small().rows[2], country]), RULES)[1]
    assert scores.headings[0] == "Điểm B1 hơn (kém) ngưỡng"
    inside = [cells for cells in scores.rows if cells[1] != "0"]
    assert sum(int(cells[1]) for cells in scores.rows) == 2
    ranges = [tuple(int(end) for end in cells[0].split(" đến ")) for cells in inside]
    for expected in (10, distance):  # 185 - 175 in town
        assert any(low <= expected <= high for low, high in ranges)


def test_declared_income_has_classes_and_no_points(tmp_path: Path) -> None:
    rules = rule_sets.load("vn-2016")
    result = classify_by_income(rules, area="urban", income=800_000, deprivations=4)
    outcome = Outcome(replace(META, rule_set=rules.id), [Row(ReadHousehold("Phiếu", 4), result)])
    assert [chart.rows[0] for chart in findings(outcome, rules)] == [("Hộ nghèo", "1", "100,00%")]
    write_summary(tmp_path / "s.html", tmp_path / "s.pdf", outcome, rules)
    assert "1 hộ nghèo trong 1 hộ" in (tmp_path / "s.html").read_text("utf-8")


@given(st.lists(st.integers(-300, 1500), min_size=1, max_size=60), st.sampled_from([0, 140, 175]))
def test_bands_hold_every_household_once_and_never_mix_the_two_sides(values: list[int], line: int) -> None:
    found = bands(values, line)
    assert [entry.count for entry in found] == [sum(b.low <= value <= b.high for value in values) for b in found]
    assert sum(entry.count for entry in found) == len(values)
    assert all(first.high + 1 == second.low for first, second in pairwise(found))
    assert not any(entry.low <= line < entry.high for entry in found)
    assert len(found) <= 16


def test_bars_are_drawn_to_scale_with_their_numbers() -> None:
    drawing = ElementTree.fromstring(
        bars("Tiêu đề <&>", [Bar("Một", 200, "200"), Bar("Hai", 50, "50"), Bar("K", 0, "0")])
    )
    widths = [float(bar.get("width", "")) for bar in drawing.findall(f"{SVG}rect")]
    assert widths == [310.0, 77.5, 0.0]
    assert drawing.find(f"{SVG}title").text == "Tiêu đề <&>"  # type: ignore[union-attr]
    assert [text.text for text in drawing.findall(f"{SVG}text")] == ["Một", "200", "Hai", "50", "K", "0"]
    assert ElementTree.fromstring(bars("Trống", [])).findall(f"{SVG}rect") == []


@pytest.mark.parametrize(("line", "place"), [(175, 320.0), (165, 0.0), (500, 640.0)])
def test_the_line_stands_between_the_two_sides(line: int, place: float) -> None:
    bins = [Bin(166, 175, 4), Bin(176, 185, 2)]
    drawing = ElementTree.fromstring(distribution("B1", bins, line, "Ngưỡng"))
    (marked,) = [entry for entry in drawing.findall(f"{SVG}line") if entry.get("stroke-dasharray")]
    assert float(marked.get("x1", "")) == place
    tall, half = (float(entry.get("height", "")) for entry in drawing.findall(f"{SVG}rect"))
    assert tall == pytest.approx(2 * half)


def test_the_page_is_whole_by_itself_and_the_pdf_is_one_page(tmp_path: Path) -> None:
    notes = [("Cột “<script>alert(1)</script>” không dùng.", "unused")] * 9
    outcome = replace(small(), notes=notes, meta=replace(META, file_name="tổ 3 & <4>.xlsx"))
    write_summary(tmp_path / "s.html", tmp_path / "s.pdf", outcome, RULES)
    page = (tmp_path / "s.html").read_text("utf-8")
    assert not re.search(r"(src|href)\s*=|url\(|@import|<script", page)
    assert "default-src 'none'" in page
    assert page.count("<svg") == page.count("<table") == 3
    assert page.count("&lt;script&gt;") == 9
    assert "tổ 3 &amp; &lt;4&gt;.xlsx" in page
    (sheet,) = PdfReader(tmp_path / "s.pdf").pages
    text = " ".join(sheet.extract_text().split())
    assert headline(outcome) in text
    assert "Thiếu hụt nhiều nhất: diện tích nhà ở, nguồn nước sinh hoạt, nhà tiêu hợp vệ sinh" in text
    assert "3.1 Trình độ giáo dục của người lớn" in text
    assert "… và 3 ghi chú nữa" in text
    fonts = {str(font.get_object()["/BaseFont"]).split("+")[-1] for font in sheet["/Resources"]["/Font"].values()}
    assert fonts == {"BeVietnamPro-Regular", "BeVietnamPro-Bold"}
