"""A household as it is written to a workbook. Everything is text as a person reads it; "" is not known."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from chungtay.workbooks.reading.text import words

# the register's words and the codes of form 3.1 (part B, column 3)
REMARK = "Lưu ý của chương trình:"  # from here on the remarks are none of the register
RELATIONS = {"head": 1, "spouse": 2, "child": 3, "parent": 4, "other": 5}
SEXES = {"male": "Nam", "female": "Nữ"}
CLASSES = {
    "poor": "Hộ nghèo",
    "near_poor": "Hộ cận nghèo",
    "not_poor": "Hộ không nghèo",
    "average": "Hộ có mức sống trung bình",
}
# causes of poverty, 1 to 8, in the order of the ministry's report on causes; the first wording is the one written
REASONS: tuple[tuple[str, ...], ...] = (
    ("Thiếu đất sản xuất", "Không có đất sản xuất", "Thiếu đất", "Không có đất"),
    ("Thiếu vốn", "Không có vốn sản xuất, kinh doanh", "Thiếu vốn sản xuất", "Không có vốn"),
    ("Thiếu lao động", "Không có lao động"),
    ("Thiếu công cụ, phương tiện sản xuất", "Không có công cụ, phương tiện sản xuất", "Thiếu phương tiện sản xuất"),
    ("Thiếu kiến thức về sản xuất", "Không có kiến thức về sản xuất", "Thiếu kiến thức sản xuất"),
    ("Thiếu kỹ năng lao động", "Không có kỹ năng lao động, sản xuất", "Không có kỹ năng lao động"),
    ("Ốm đau, tai nạn", "Có người ốm đau, bệnh nặng, tai nạn", "Ốm đau", "Tai nạn", "Bệnh tật", "Ốm đau, bệnh tật"),
    ("Khác", "Nguyên nhân khác", "Lý do khác"),
)
CIRCUMSTANCES = {
    "schooling": "Đi học",
    "education": "Trình độ văn hóa",
    "training": "Trình độ đào tạo",
    "work": "Việc làm",
    "disability": "Khuyết tật",
    "protection": "Trợ cấp xã hội hằng tháng",
    "pregnancy": "Mang thai",
    "illness": "Bệnh hiểm nghèo",
    "merit": "Người có công",
    "care": "Hoàn cảnh chăm sóc",
    "pension": "Lương hưu, trợ cấp bảo hiểm xã hội",
    "survivor": "Trợ cấp tuất hằng tháng",
    "self_care": "Tự phục vụ",
    "support": "Người phụng dưỡng",
    "parents": "Cha mẹ là người khuyết tật",
    "centre": "Cơ sở dạy nghề cho người khuyết tật",
    "farming": "Hộ nông, lâm, ngư, diêm nghiệp",
    "no_escape": "Hộ không có khả năng thoát nghèo",
}


@dataclass(slots=True)
class Person:
    """`born` is 05/03/1960, 03/1960 or 1960. `circumstances`: kind -> (code, words)."""

    name: str
    sex: str
    born: str
    relation: str
    relation_words: str = ""
    age: int | None = None
    ethnicity: str = ""
    phone: str = ""
    id_number: str = ""
    id_issued_on: str = ""
    id_issued_by: str = ""
    old_card: str = ""
    certificate_of_birth: str = ""
    bank: str = ""
    bank_account: str = ""
    bank_holder: str = ""
    circumstances: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Place:
    """From the province down to the residential group. Without a district (from July 2025) both its fields are ""."""

    province: str
    province_code: str
    district: str
    district_code: str
    ward: str
    ward_code: str
    group: str


@dataclass(slots=True)
class Home:
    """A household with its members, the head first. `reasons` are codes 1 to 8, by comma."""

    code: str
    official_code: str
    head: str
    place: Place
    members: list[Person]
    address: str = ""
    since: str = ""
    latitude: str = ""
    longitude: str = ""
    note: str = ""
    class_id: str = ""
    previous_class: str = ""
    b1: int | None = None
    b2: int | None = None
    decision_number: str = ""
    decision_date: str = ""
    signed_by: str = ""
    reasons: str = ""
    ethnic_minority: bool = False
    no_labour: bool = False
    merit: bool = False


def reasons_in_words(codes: str) -> str:
    """ "1,7" -> "Thiếu đất sản xuất; Ốm đau, tai nạn"."""
    return "; ".join(REASONS[int(code) - 1][0] for code in codes.split(",") if code.strip())


def circumstance_in_words(code: str, words: str) -> str:
    """ "x" for a kind that says everything, "2", "2: Trường Tiểu học Ngọc Hà"."""
    return f"{code or 'x'}: {words}" if words else code or "x"


def reason_codes(text: str) -> str | None:
    """ "Thiếu đất sản xuất; 7" -> "1,7". None when a part of the text is no reason of the list."""
    codes: set[int] = set()
    for part in re.split(r"[;\n+]", text):
        meant = _reason(part)
        pieces = [meant] if meant else [_reason(piece) for piece in part.split(",")]
        for piece in pieces:
            if piece is None:
                return None
            codes.add(piece)
    return ",".join(str(code) for code in sorted(codes))


def _reason(text: str) -> int | None:
    plain = text.strip() if text.strip().isdecimal() else words(re.sub(r"^\s*[1-8]\s*[.):-]", "", text))
    return _REASON_WORDS.get(plain)


def read_circumstance(text: str) -> tuple[str, str]:
    """The way back from `circumstance_in_words`: (code, words)."""
    code, _colon, said = text.partition(":")
    code = code.strip()
    return ("" if code.lower() == "x" else code, said.strip())


_REASON_WORDS = {words(wording): code for code, wordings in enumerate(REASONS, 1) for wording in wordings}
_REASON_WORDS |= {str(code): code for code in range(1, len(REASONS) + 1)}
