"""A copy of every field: what the plain reader gives back is what was written."""

from __future__ import annotations

from pathlib import Path

from chungtay.rulebook import rule_sets
from chungtay.workbooks.reading import read_file
from chungtay.workbooks.registry.entries import read_circumstance, reason_codes
from chungtay.workbooks.registry.full import FullBook
from tests.workbooks.registry.homes import home, person

RULES = rule_sets.load("vn-2022")


def test_every_field_comes_back(tmp_path: Path) -> None:
    head = person(
        "Phạm Văn Thử", phone="0901234567", id_number="099070000111", id_issued_on="02/03/2021",
        id_issued_by="Cục Cảnh sát", old_card="012345678", certificate_of_birth="12/1970", bank="Ngân hàng Chính sách",
        bank_account="0012003400", bank_holder="PHAM VAN THU", ethnicity="Kinh",
        circumstances={"work": ("1", "bán hàng nước"), "pregnancy": ("", ""), "illness": ("", "suy thận: độ 3")},
    )  # fmt: skip
    first = home(
        1, [head, person("Lê Thị Mẫu", "1972", "spouse", relation_words="vợ hai")], address="12 ngõ 5",
        since="01/01/2020", latitude="21.035000", longitude="105.820000", note="Nhà sau chợ", class_id="poor", b1=0,
        b2=40, decision_number="012/QĐ", decision_date="20/12/2024", signed_by="Phạm Văn Tín", reasons="1,8",
        ethnic_minority=True,
    )  # fmt: skip
    with FullBook(tmp_path / "a.xlsx") as book:
        book.write(first)
        book.write(home(2, [person("Ngô Thị Giả", "03/1950")]))
    read = read_file(tmp_path / "a.xlsx", RULES)
    assert read.problems == []
    assert read.balanced()
    assert not any(read.unmapped.values())
    assert [(each.problems, [m.facts["name"] for m in each.members]) for each in read.households] == [
        ([], ["Phạm Văn Thử", "Lê Thị Mẫu"]),
        ([], ["Ngô Thị Giả"]),
    ]
    back = read.households[0]
    assert back.facts == {
        "household_code": "00016-000001", "official_code": "0001600001", "head_name": "Phạm Văn Thử",
        "province": "Thành phố Hà Nội", "district": "Quận Ba Đình", "ward_code": "00016",
        "ward_name": "Phường Ngọc Hà", "group": "Tổ dân phố 1", "address": "12 ngõ 5", "since": "01/01/2020",
        "latitude": "21.035000", "longitude": "105.820000", "class": "Hộ nghèo", "b1": "0", "b2": "40",
        "decision_number": "012/QĐ", "decision_date": "20/12/2024", "signed_by": "Phạm Văn Tín",
        "reason": "Thiếu đất sản xuất; Khác", "ethnic_minority": "1", "note": "Nhà sau chợ",
    }  # fmt: skip
    assert back.members[0].facts == {
        "name": "Phạm Văn Thử", "birth_date": "05/03/1970", "ethnicity": "Kinh", "phone": "0901234567",
        "id_number": "099070000111", "id_issued_on": "02/03/2021", "id_issued_by": "Cục Cảnh sát",
        "old_card": "012345678", "certificate_of_birth": "12/1970", "bank": "Ngân hàng Chính sách",
        "bank_account": "0012003400", "bank_holder": "PHAM VAN THU", "is_work": "1: bán hàng nước",
        "is_pregnancy": "x", "is_illness": "x: suy thận: độ 3",
    }  # fmt: skip
    assert back.members[1].facts["relation_words"] == "vợ hai"
    assert [m.answers for m in back.members] == [{"relationship": 1, "sex": 1}, {"relationship": 2, "sex": 2}]


def test_reasons_are_read_in_words_and_numbers() -> None:
    assert reason_codes("Thiếu đất sản xuất; Khác") == "1,8"
    assert reason_codes("Ốm đau, tai nạn") == "7"
    assert reason_codes("7, 2") == "2,7"
    assert reason_codes("2. Thiếu vốn\n3. Không có lao động") == "2,3"
    assert reason_codes("thieu von") == "2"
    assert reason_codes("lười lao động") is None
    assert reason_codes("9") is None


def test_circumstances_are_read_back() -> None:
    assert read_circumstance("x") == ("", "")
    assert read_circumstance("2") == ("2", "")
    assert read_circumstance("x: suy thận: độ 3") == ("", "suy thận: độ 3")
    assert read_circumstance("1: bán hàng") == ("1", "bán hàng")
