"""Relationships in the words of the village, columns without the names, and a second number of one person."""

from __future__ import annotations

import datetime

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Circumstance, IdentityPaper, Membership, Person
from chungtay.records.registry.operations.editing import correct_paper
from chungtay.records.registry.operations.exporting import Layout
from chungtay.records.registry.operations.intake import receiving
from chungtay.records.registry.operations.registering import add_paper, paper_row
from chungtay.records.registry.presenters.intake import sentence_of
from chungtay.records.registry.queries.facts import NewPaper
from tests.apps.records.registry import factories as records
from tests.apps.records.registry.intake import files as f
from tests.apps.records.registry.intake.test_round_trip import AT, exported

pytestmark = pytest.mark.django_db
NO_PEOPLE = "“Kih” không phải tên dân tộc nào trong 54 dân tộc; không ghi dân tộc. Viết chẳng hạn Kinh hoặc Tày."
HEAD = ["Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Giới tính", "Ngày sinh", "Tổ dân phố"]


@pytest.fixture
def ward(group) -> Unit:
    return Unit.objects.get(code="00016")


def sheet(path, *rows, head=HEAD):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Danh sách"
    for row in (head, *rows):
        page.append(list(row))
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("words", "relation", "kept"),
    [
        ("Em ruột", "other", "Em ruột"), ("Anh rể", "other", "Anh rể"), ("Chị dâu", "other", "Chị dâu"),
        ("Cậu", "other", "Cậu"), ("Họ hàng", "other", "Họ hàng"), ("Con út", "child", "Con út"),
        ("Cha ruột", "parent", "Cha ruột"), ("Anh rể họ", "other", "Anh rể họ"), ("Láng giềng", "other", "Láng giềng"),
    ],
)  # fmt: skip
def test_words_for_kin(ward, tmp_path, words, relation, kept):
    born = {"child": "05/03/2000", "parent": "05/03/1940", "other": "05/03/1975"}[relation]
    path = sheet(
        tmp_path / "a.xlsx",
        ["H1", "Lê Văn Núi", "Chủ hộ", "Nam", "05/03/1970", "Tổ dân phố 1"],
        ["H1", "Lê Văn Đồi", words, "Nam", born, "Tổ dân phố 1"],
    )
    file = f.applied(path, ward)
    assert f.outcomes(file) == {"new": 1}
    row = Membership.objects.get(person__full_name="Lê Văn Đồi")
    assert (row.relation, row.relation_words) == (relation, kept)
    unknown = words in ("Anh rể họ", "Láng giềng")
    assert [said for _cell, said in f.told(file)] == (
        [f"Không biết quan hệ “{words}”; đọc là “khác”, giữ nguyên chữ đã ghi."] if unknown else []
    )


@pytest.mark.parametrize(
    ("written", "kept", "said"),
    [
        ("Kinh", "Kinh", []), ("việt", "Kinh", []), ("tay", "Tày", []), ("H’Mông", "Mông", []),
        ("không rõ", "Không rõ", []), ("", "", []),
        ("Kih", "", [NO_PEOPLE]),
    ],
)  # fmt: skip
def test_peoples_come_in_one_spelling_and_a_wrong_word_is_said_and_not_taken_in(ward, tmp_path, written, kept, said):
    path = sheet(
        tmp_path / "a.xlsx",
        ["H1", "Lê Văn Núi", "Chủ hộ", "Nam", "05/03/1970", "Tổ dân phố 1", written],
        head=[*HEAD, "Dân tộc"],
    )
    file = f.applied(path, ward)
    assert f.outcomes(file) == {"new": 1}
    assert Person.objects.get(full_name="Lê Văn Núi").ethnicity == kept
    assert f.told(file) == [("G2", sentence) for sentence in said]


def test_a_number_that_is_no_relationship_is_refused_as_before(ward, tmp_path):
    path = sheet(
        tmp_path / "a.xlsx",
        ["H1", "Lê Văn Núi", "Chủ hộ", "Nam", "05/03/1970", "Tổ dân phố 1"],
        ["H1", "Lê Văn Đồi", "9", "Nam", "05/03/1975", "Tổ dân phố 1"],
    )
    assert f.outcomes(f.staged(path, ward)) == {"refused": 1}


def test_without_a_column_of_names_nothing_is_compared(ward, tmp_path):
    path = sheet(tmp_path / "a.xlsx", ["H1", "Lê Văn Núi", "Chủ hộ", "Nam", "05/03/1970", "Tổ dân phố 1"])
    file = f.received(path, ward)
    with pytest.raises(ValidationError) as refused:
        receiving.compare_file(file, mapping={"Họ và tên": ""}, start=False, by=None, at=f.AT)
    assert refused.value.messages == [
        "Trang “Danh sách” không có cột họ và tên. Hãy chọn “Họ và tên” cho cột có tên người, rồi tiếp tục."
    ]
    file.refresh_from_db()
    assert file.state == "uploaded"


def test_a_person_has_one_citizen_number(group):
    home = records.household(group)
    person = records.person(home, "Đình")
    with pytest.raises(ValidationError) as refused:
        add_paper(person, NewPaper("citizen", records.number()), area=group, by=None, at=AT)
    assert refused.value.code == "second_number"
    add_paper(person, NewPaper("old_card", "012345678"), area=group, by=None, at=AT)
    old = person.papers.live().get(kind="old_card")
    with pytest.raises(ValidationError) as refused:
        correct_paper(old, NewPaper("citizen", records.number()), by=None, at=AT)
    assert refused.value.code == "second_number"
    wrong = person.papers.live().get(kind="citizen")
    correct_paper(wrong, NewPaper("citizen", records.number()), by=None, at=AT)
    assert person.papers.live().filter(kind="citizen").count() == 1


def test_two_numbers_are_not_entered_at_once(group):
    two = tuple(NewPaper("citizen", records.number()) for _number in range(2))
    with pytest.raises(ValidationError):
        records.household(group, (records.member(papers=two),))


def test_of_old_data_with_two_numbers_the_copy_says_so(ward, group, tmp_path, monkeypatch):
    monkeypatch.setattr(f, "AT", AT)
    home = records.household(group, note="Nhà sau chợ")
    person = records.person(home, "Đình")
    paper_row(person, NewPaper("citizen", "099079999999")).save()
    path = exported(tmp_path, ward, Layout.FULL)
    book = openpyxl.load_workbook(path)
    cells = {str(cell.value) for row in book["Hộ"] for cell in row if cell.value}
    said = "Lưu ý của chương trình: Nguyễn Văn Đình có hai số giấy tờ cùng loại trong sổ; ở đây chỉ có số sau."
    assert f"Nhà sau chợ\n{said}" in cells
    file = f.applied(path, ward, on=datetime.date(2024, 12, 28))
    assert (f.outcomes(file), f.told(file)) == ({"unchanged": 1}, [])
    assert IdentityPaper.objects.live().filter(person=person).count() == 2
    assert Person.objects.count() == 4


def test_a_file_of_which_nothing_is_accepted_is_not_told_to_be_on_record(ward, tmp_path):
    rows = [[f"H{number}", "Lê Văn Núi", "9", "Nam", "05/03/1970", "Tổ dân phố 1"] for number in (1, 2)]
    file = f.staged(sheet(tmp_path / "a.xlsx", *rows), ward)
    assert f.outcomes(file) == {"refused": 2}
    with translation.override("vi"):
        assert sentence_of(file) == "Không có gì để ghi: 2 hộ không nhận, mỗi hộ có ghi lý do."


def test_what_is_asked_comes_with_a_list(ward, tmp_path):
    """Each in the words of an officer; a cell that nobody filled in says nothing."""
    path = sheet(
        tmp_path / "a.xlsx",
        ["H1", "Lê Văn Núi", "Chủ hộ", "Nam", "05/03/1940", "Tổ dân phố 1", "Có", "có, ở thành thị", "Không"],
        ["H1", "Lê Văn Đồi", "Con", "Nam", "05/03/1975", "Tổ dân phố 1", "không", "", ""],
        head=[*HEAD, "Hưởng trợ cấp tuất", "Không có khả năng thoát nghèo", "Hộ làm nông, lâm, ngư, diêm nghiệp"],
    )
    file = f.applied(path, ward)
    assert (f.outcomes(file), f.told(file)) == ({"new": 1}, [])
    told = Circumstance.objects.order_by("person", "kind").values_list("person__full_name", "kind", "code")
    assert list(told) == [
        ("Lê Văn Núi", "farming", "0"), ("Lê Văn Núi", "no_escape", "1"), ("Lê Văn Núi", "survivor", "1"),
        ("Lê Văn Đồi", "survivor", "0"),
    ]  # fmt: skip
