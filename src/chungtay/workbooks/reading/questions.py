"""What a column may hold: the questions of a rule set and the facts beside them, with every wording that names them."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from chungtay.rulebook.model import Input, RuleSet
from chungtay.rulebook.questionnaire import DECLARED_CODES, declared_name
from chungtay.rulebook.result import Text
from chungtay.workbooks.reading.text import fold, spelling, words

Kind = Literal["code", "number", "class", "date", "identity", "whole", "mark", "text"]
Of = Literal["household", "member", "either"]

CLASSES: tuple[tuple[int, Text], ...] = (
    (1, Text("Hộ nghèo", "Poor")),
    (2, Text("Hộ cận nghèo", "Near-poor")),
    (3, Text("Hộ không nghèo", "Not poor")),
)
_CLASS_WORDS = {
    1: ("Nghèo", "HN", "Diện hộ nghèo", "Hộ nghèo cũ", "Hộ nghèo mới"),
    2: ("Cận nghèo", "HCN", "Diện hộ cận nghèo"),
    3: ("Không nghèo", "Bình thường", "Hộ bình thường", "Không", "Thoát nghèo", "Hộ thoát nghèo"),
}
_MEMBER_FACTS = {"birth_year_male", "birth_year_female", "birth_day", "birth_month", "birth_year", "parent_index"}
_EITHER = {"name", "birth_date", "id_number", "ethnicity", "phone", "row_no", "note", *_MEMBER_FACTS} - {"parent_index"}
# what only a person can have, and what alone does not show that the rows are persons
_OF_PERSON = {
    "relationship", "parent_index", "relation_words", "old_card", "certificate_of_birth", "id_issued_on",
    "id_issued_by", "bank", "bank_account", "bank_holder", "is_schooling", "is_education", "is_training", "is_work",
    "is_disability", "is_protection", "is_pregnancy", "is_illness", "is_merit", "is_care", "is_pension", "is_survivor",
    "is_self_care", "is_support", "is_parents", "is_centre", "is_farming", "is_no_escape",
}  # fmt: skip
# facts that the register takes and no review asks for
REGISTER_ONLY = _OF_PERSON - {"relationship", "parent_index"} | {"official_code", "since", "latitude", "longitude"}
_KINDS: dict[str, Kind] = {
    "birth_date": "date",
    "birth_year_male": "date",
    "birth_year_female": "date",
    "review_date": "date",
    "decision_date": "date",
    "id_issued_on": "date",
    "since": "date",
    "id_number": "identity",
    "old_card": "identity",
    "ethnic_minority": "mark",
    "no_labour": "mark",
    "merit": "mark",
    "previous_class": "class",
    "class": "class",
    "b1": "whole",
    "b2": "whole",
    "members_count": "whole",
    "birth_day": "whole",
    "birth_month": "whole",
    "birth_year": "whole",
}
_LABELS = {
    "household_code": Text("Mã hộ", "Household code"),
    "head_name": Text("Họ và tên chủ hộ", "Name of the head"),
    "name": Text("Họ và tên", "Name"),
    "birth_date": Text("Ngày sinh", "Date of birth"),
    "birth_year_male": Text("Năm sinh", "Date of birth"),
    "birth_year_female": Text("Năm sinh", "Date of birth"),
    "birth_day": Text("Ngày sinh", "Day of birth"),
    "birth_month": Text("Tháng sinh", "Month of birth"),
    "birth_year": Text("Năm sinh", "Year of birth"),
    "id_number": Text("Số CCCD", "Identity number"),
    "review_date": Text("Ngày rà soát", "Review date"),
    "decision_date": Text("Ngày quyết định", "Decision date"),
    "previous_class": Text("Phân loại hộ năm trước", "Class of the year before"),
    "class": Text("Phân loại hộ", "Class"),
    "b1": Text("Điểm B1", "Score B1"),
    "b2": Text("Điểm B2", "Score B2"),
    "members_count": Text("Số nhân khẩu", "Household size"),
    "relationship": Text("Quan hệ với chủ hộ", "Relationship to the head"),
    "group": Text("Thôn/tổ dân phố", "Residential group"),
    "ward_name": Text("Xã/phường", "Ward"),
    "ward_code": Text("Mã xã/phường", "Code of the ward"),
    "district": Text("Quận/huyện", "District"),
    "district_code": Text("Mã quận/huyện", "Code of the district"),
    "province": Text("Tỉnh/thành phố", "Province"),
    "province_code": Text("Mã tỉnh/thành phố", "Code of the province"),
    "address": Text("Địa chỉ", "Address"),
    "phone": Text("Số điện thoại", "Telephone"),
    "ethnicity": Text("Dân tộc", "Ethnicity"),
    "note": Text("Ghi chú", "Note"),
    "reason": Text("Nguyên nhân nghèo", "Reasons of poverty"),
    "decision_number": Text("Số quyết định", "Decision number"),
    "signed_by": Text("Người ký quyết định", "Signed by"),
    "ethnic_minority": Text("Hộ dân tộc thiểu số", "Ethnic minority household"),
    "no_labour": Text("Hộ không có khả năng lao động", "Household without anybody able to work"),
    "merit": Text("Hộ có thành viên là người có công", "Household with a person of merit"),
    "official_code": Text("Mã hộ trong chương trình của Bộ", "Code in the ministry's program"),
    "since": Text("Ở đây từ ngày", "Lives here since"),
    "latitude": Text("Vĩ độ", "Latitude"),
    "longitude": Text("Kinh độ", "Longitude"),
    "relation_words": Text("Quan hệ cụ thể", "Relationship in words"),
    "old_card": Text("Số CMND cũ", "Number of the old card"),
    "certificate_of_birth": Text("Số giấy khai sinh", "Birth certificate"),
    "id_issued_on": Text("Ngày cấp", "Issued on"),
    "id_issued_by": Text("Nơi cấp", "Issued by"),
    "bank": Text("Ngân hàng", "Bank"),
    "bank_account": Text("Số tài khoản", "Account number"),
    "bank_holder": Text("Chủ tài khoản", "Account holder"),
    "is_schooling": Text("Đi học (sổ hộ dân)", "Schooling (register)"),
    "is_education": Text("Trình độ văn hóa (sổ hộ dân)", "Education (register)"),
    "is_training": Text("Trình độ đào tạo (sổ hộ dân)", "Training (register)"),
    "is_work": Text("Việc làm (sổ hộ dân)", "Work (register)"),
    "is_disability": Text("Khuyết tật (sổ hộ dân)", "Disability (register)"),
    "is_protection": Text("Trợ cấp xã hội (sổ hộ dân)", "Social benefit (register)"),
    "is_pregnancy": Text("Mang thai (sổ hộ dân)", "Pregnancy (register)"),
    "is_illness": Text("Bệnh hiểm nghèo (sổ hộ dân)", "Serious illness (register)"),
    "is_merit": Text("Người có công (sổ hộ dân)", "Person of merit (register)"),
    "is_care": Text("Hoàn cảnh chăm sóc (sổ hộ dân)", "Who cares for the person (register)"),
    "is_pension": Text("Lương hưu, trợ cấp bảo hiểm xã hội (sổ hộ dân)", "Pension (register)"),
    "is_survivor": Text("Trợ cấp tuất hằng tháng (sổ hộ dân)", "Survivor's benefit (register)"),
    "is_self_care": Text("Tự phục vụ (sổ hộ dân)", "Looking after oneself (register)"),
    "is_support": Text("Người phụng dưỡng (sổ hộ dân)", "Who must support the person (register)"),
    "is_parents": Text("Cha mẹ là người khuyết tật (sổ hộ dân)", "Disabled parents (register)"),
    "is_centre": Text("Cơ sở dạy nghề cho người khuyết tật (sổ hộ dân)", "Centre for disabled people (register)"),
    "is_farming": Text("Hộ nông, lâm, ngư, diêm nghiệp (sổ hộ dân)", "Farming household (register)"),
    "is_no_escape": Text("Hộ không có khả năng thoát nghèo (sổ hộ dân)", "Household that cannot escape (register)"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a column may hold. `entry` is the rule book's question, None for a fact.

    `by_words` maps folded words of a cell to the one code they mean, `by_spelling` words with their tone marks:
    "chú họ" is not "chủ hộ". Words that could mean two codes are left out.
    """

    id: str
    of: Of
    kind: Kind
    label: Text
    codes: tuple[tuple[int, Text], ...] = ()
    entry: Input | None = None
    by_words: dict[str, int] = field(default_factory=dict)
    by_spelling: dict[str, int] = field(default_factory=dict)

    def code_meant(self, text: str) -> int | None:
        """The code that a text means; typed without any marks it may be any wording that is one of its kind."""
        if text.isascii():
            return self.by_words.get(words(text))
        return self.by_spelling.get(spelling(text))

    def codes_begun(self, text: str) -> set[int]:
        """The codes whose wording begins with this text."""
        known, begin = (self.by_words, words(text)) if text.isascii() else (self.by_spelling, spelling(text))
        return {code for wording, code in known.items() if wording.startswith(begin)}

    @property
    def yes_no(self) -> bool:
        return [(code, fold(label.vi)) for code, label in self.codes] == [(1, "co"), (2, "khong")]


@dataclass(frozen=True, slots=True)
class Questions:
    """`by_id` knows every question and fact; `by_words` maps a folded heading to the one it names."""

    by_id: dict[str, Question]
    by_words: dict[str, str]

    def of_member_only(self, identity: str) -> bool:
        """Whether a column of this question shows that each row is a person."""
        question = self.by_id[identity]
        if identity in ("relationship", "parent_index"):
            return True
        return question.entry is not None and question.of == "member" and identity not in ("sex", "age_months")

    def answers_of_household(self, identity: str) -> bool:
        question = self.by_id[identity]
        return question.entry is not None and question.of == "household"


@functools.cache
def _aliases() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "aliases.toml").read_text("utf-8"))


def aliases() -> Iterator[tuple[str, str]]:
    """Every (question or fact id, wording) of aliases.toml."""
    for part in ("facts", "inputs"):
        for identity, wordings in _aliases()[part].items():
            yield from ((identity, wording) for wording in wordings)


def questions_of(rule_set: RuleSet) -> Questions:
    """The questions of a rule set with all their wordings."""
    entries = tuple(rule_set.inputs.values())
    by_id: dict[str, Question] = {}
    for entry in entries:
        kind: Kind = "code" if entry.type == "code" else "number"
        by_id[entry.id] = Question(entry.id, entry.of, kind, entry.label, entry.codes, entry, *_code_words(entry))
    for identity in _aliases()["facts"]:
        if identity not in by_id:
            by_id[identity] = _fact(identity)
    by_words: dict[str, str] = {}
    for question, wordings in _declared(rule_set):
        by_id[question.id] = question
        by_words |= {words(wording): question.id for wording in wordings}
    for entry in entries:
        for wording in (entry.id, entry.label.vi, entry.label.en):
            by_words.setdefault(words(wording), entry.id)
    for identity, wording in aliases():
        if identity in by_id:
            by_words.setdefault(words(wording), identity)
    for identity in by_id:
        by_words.setdefault(words(identity), identity)
    return Questions(by_id, by_words)


def _declared(rule_set: RuleSet) -> Iterator[tuple[Question, list[str]]]:
    """Where a class follows from declared income: a column for each indicator, when its heading says that it tells what
    is lacking. "Bảo hiểm y tế" alone may hold the number of a card."""
    for entry in rule_set.indicators if rule_set.default_method == "income" else ():
        wordings = [f"Thiếu hụt {name}" for name in (entry.id, entry.short.vi, entry.label.vi)]
        wordings += [f"Lacking {entry.id}", f"Lacking {entry.short.en}"]
        label = Text(wordings[1], wordings[-1])
        codes = [(code, text) for code, said in DECLARED_CODES for text in (said.vi, said.en)]
        identity = declared_name(entry.id)
        yield Question(identity, "household", "code", label, DECLARED_CODES, None, *_indexed(codes)), wordings


def _fact(identity: str) -> Question:
    kind = _KINDS.get(identity, "text")
    of: Of = "either" if identity in _EITHER else "member" if identity in _OF_PERSON else "household"
    codes = CLASSES if kind == "class" else ()
    wordings = [(code, wording) for code, label in codes for wording in (label.vi, label.en, *_CLASS_WORDS[code])]
    label = _LABELS.get(identity, Text(identity, identity))
    return Question(identity, of, kind, label, codes, None, *_indexed(wordings, [], []))


def _code_words(entry: Input) -> tuple[dict[str, int], dict[str, int]]:
    labels = [(code, text) for code, label in entry.codes for text in (label.vi, label.en)]
    aliases = [
        (int(code), wording)
        for code, wordings in _aliases()["values"].get(entry.id, {}).items()
        for wording in wordings
    ]
    parts = [(code, part) for code, label in entry.codes for part in _parts(label.vi)]
    return _indexed(labels, aliases, parts)


def _indexed(*ranks: list[tuple[int, str]]) -> tuple[dict[str, int], dict[str, int]]:
    """Folded and spelt wordings to their code. A wording of an earlier rank wins; one of two codes in a rank is out."""
    folded: dict[str, int] = {}
    spelt: dict[str, int] = {}
    for known, form in ((folded, words), (spelt, spelling)):
        for rank in ranks:
            meant: dict[str, set[int]] = {}
            for code, wording in rank:
                meant.setdefault(form(wording), set()).add(code)
            for text, codes in meant.items():
                if len(codes) == 1 and text:
                    known.setdefault(text, next(iter(codes)))
    return folded, spelt


def _parts(label: str) -> Iterator[str]:
    for part in label.replace("(", ",").replace(")", ",").replace("/", ",").replace(";", ",").split(","):
        if len(part.strip()) > 2:
            yield part
