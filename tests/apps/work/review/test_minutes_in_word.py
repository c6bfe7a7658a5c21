"""The minutes of a residents' meeting as Word opens them, read by python-docx."""

from __future__ import annotations

import io
import unicodedata

import docx
import pytest
from docx.oxml.ns import qn

from chungtay.work.review.presenters import meetings as presenters
from chungtay.workbooks.writing.paper import Paper
from chungtay.workbooks.writing.word import write_paper_word
from tests import campaigns as made_up

pytestmark = pytest.mark.django_db
# in the order of the agenda: given names as Vietnamese sorts them
AGENDA = ["Lê Quang Ánh", "Phạm Thị Bưởi", "Vũ Đức Cảnh", "Nguyễn Văn Đình", "Trần Thị Hường"]


@pytest.fixture
def minutes(tmp_path):
    office = made_up.office()
    made_up.register(office)
    campaign = made_up.under_survey(office)
    meeting = made_up.met(office, made_up.checked(office, campaign), against=["Trần Thị Hường"])
    meeting.words = "Ông Ánh hỏi về thời hạn niêm yết; cán bộ phường đã trả lời."
    path = tmp_path / "minutes.docx"
    write_paper_word(path, presenters.minutes_paper(meeting))
    return docx.Document(str(path))


def cells(table):
    return [[cell.text.strip() for cell in row.cells] for row in table.rows]


def test_every_household_with_its_votes_and_objections_in_both_copies(minutes):
    """40 came; of Trần Thị Hường 19 agree and 20 do not, because of a motorbike."""
    voted = [cells(table) for table in minutes.tables if cells(table)[0][0] == "STT"]
    assert len(voted) == 2
    for table in voted:
        assert [row[1] for row in table[1:]] == AGENDA
        assert [row[4:] for row in table[1:]] == [*[["40", "0", ""]] * 4, ["19", "20", "Nhà còn xe"]]
        assert table[4][2:4] == ["Hộ nghèo", "Hộ nghèo"]
        assert table[1][2:4] == ["Hộ cận nghèo", "Hộ không nghèo"]
    said = [each.text for each in minutes.paragraphs]
    assert said.count("Diễn biến cuộc họp: Ông Ánh hỏi về thời hạn niêm yết; cán bộ phường đã trả lời.") == 2
    assert said.count("Biên bản này lập thành 02 bản, có giá trị như nhau.") == 2
    assert said.count("Tổng số người dự họp: 40.") == 2


def test_who_came_and_who_signs(minutes):
    came = [cells(table) for table in minutes.tables if cells(table)[0][0] == "Thành phần dự họp"]
    assert [["Hộ được rà soát", "5"] in table and ["Các hộ khác", "35"] in table for table in came] == [True, True]
    signed = [cells(table)[0] for table in minutes.tables if "THƯ KÝ" in cells(table)[0][0]]
    assert [[cell.split("\n")[0] for cell in row] for row in signed] == [["THƯ KÝ", "ĐẠI DIỆN HỘ DÂN", "CHỦ TRÌ"]] * 2
    assert all("(Ký, họ tên)" in cell for row in signed for cell in row)
    heads = [" ".join(row[0]) for row in map(cells, minutes.tables) if "CỘNG HÒA" in " ".join(row[0])]
    assert len(heads) == 2
    assert all("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc" in head for head in heads)
    assert all("UBND PHƯỜNG NGỌC HÀ" in head for head in heads)


def test_a4_one_font_and_a_section_for_each_copy(minutes):
    """Millimetres between the edges, one font for every script, letters composed as Vietnamese is written."""
    assert len(minutes.sections) == 2
    for section in minutes.sections:
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        assert [round(each.mm) for each in (section.left_margin, section.right_margin)] == [30, 15]
        foot = section.footer.paragraphs[0].text
        assert "danh sách SHA-256" in foot
        assert "Trang" in foot
    fonts = minutes.styles.element.find(qn("w:docDefaults")).iter(qn("w:rFonts"))
    assert {value for each in fonts for value in each.attrib.values()} == {"Times New Roman"}
    assert not list(minutes.element.body.iter(qn("w:rFonts")))  # nothing steps out of it
    words = "".join(minutes.element.body.itertext())
    assert unicodedata.is_normalized("NFC", words)
    assert minutes.core_properties.title == "Biên bản họp dân, Tổ dân phố 1"
    assert minutes.core_properties.language == "vi-VN"


def test_the_head_of_a_long_table_is_repeated_and_no_row_breaks(minutes):
    for table in minutes.tables:
        rows = [row._tr for row in table.rows]
        assert all(row.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for row in rows)
        ruled = table._tbl.tblPr.find(qn("w:tblBorders")) is not None
        assert (rows[0].find(qn("w:trPr")).find(qn("w:tblHeader")) is not None) == ruled
        assert sum(column.width.mm for column in table.columns) <= 165.5


def test_what_xml_would_take_for_a_mark(tmp_path):
    """A word with < and &, and a line break, are letters in Word."""
    paper = Paper(title="A & B", issuer=["X"], heading=["<Y>"], dated="", origin="a<b", intro=["một\nhai & ba"])
    path = tmp_path / "odd.docx"
    write_paper_word(path, paper)
    again = tmp_path / "again.docx"
    write_paper_word(again, paper)
    assert path.read_bytes() == again.read_bytes()
    read = docx.Document(io.BytesIO(path.read_bytes()))
    assert {"<Y>", "một\nhai & ba"} <= {each.text for each in read.paragraphs}
    assert read.core_properties.title == "A & B"
