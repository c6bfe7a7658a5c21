"""Who stands on the lists of form 6.1 and 6.2, one list for each residential group, in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from chungtay.rulebook.area import fold
from chungtay.workbooks.contents import ReadMember
from chungtay.workbooks.outcome import Outcome, Row

POOR, NEAR_POOR = "poor", "near_poor"
_PREVIOUS = {
    "ho ngheo": POOR, "ngheo": POOR, "hn": POOR, "n": POOR, "1": POOR,
    "ho can ngheo": NEAR_POOR, "can ngheo": NEAR_POOR, "hcn": NEAR_POOR, "cn": NEAR_POOR, "2": NEAR_POOR,
    "ho khong ngheo": "not_poor", "khong ngheo": "not_poor", "kn": "not_poor", "3": "not_poor",
}  # fmt: skip
# how offices name a sheet after the group whose households it holds
_GROUP_NAME = re.compile(
    r"(tổ|to|tdp|thôn|thon|bản|ấp|ap|khóm|khom|buôn|làng|phum|sóc|khu|xóm|xom)[\s\d]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """A residential group. `sheet` is set only where several sheets may hold groups of one name ("Tổ 1" twice)."""

    ward: str
    name: str
    sheet: str

    @property
    def group(self) -> str:
        """As it stands on a paper: "Tổ 5"; a bare "5" becomes "Thôn/tổ dân phố 5"; "" when the file does not say."""
        name = f"Thôn/tổ dân phố {self.name}" if self.name.isdecimal() else self.name
        return f"{name} (trang “{self.sheet}”)".strip() if self.sheet else name

    @property
    def label(self) -> str:
        return ", ".join(filter(None, [self.group, self.ward])) or "(không ghi thôn/tổ)"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list, as it is printed."""

    name: str
    sex: str
    born: str
    address: str


@dataclass(frozen=True, slots=True)
class Part:
    numeral: str
    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class GroupList:
    """The list of one group; `notes` say which of its households the list could not decide on."""

    place: Place
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return sum(len(part.entries) for part in self.parts)


def poor_lists(outcome: Outcome) -> list[GroupList]:
    """Form 6.1: poor and near-poor households after the review."""
    parts = (
        ("I.", "Hộ nghèo", lambda row: class_of(row) == POOR),
        ("II.", "Hộ cận nghèo", lambda row: class_of(row) == NEAR_POOR),
    )
    return _lists(outcome, parts, _refused_note)


def escaped_lists(outcome: Outcome) -> list[GroupList]:
    """Form 6.2: poor last year and not poor now (near-poor or above); near-poor last year and above now."""
    parts = (
        ("I.", "Hộ gia đình thoát nghèo", lambda row: previous_class(row) == POOR and class_of(row) != POOR),
        (
            "II.",
            "Hộ gia đình thoát cận nghèo",
            lambda row: previous_class(row) == NEAR_POOR and class_of(row) not in (POOR, NEAR_POOR),
        ),
    )
    return _lists(outcome, parts, lambda rows: _refused_note(rows) + _unknown_note(rows))


def class_of(row: Row) -> str:
    """The class that was found, "" for a refused household."""
    return row.result.class_id if row.classified and row.result is not None else ""


def previous_class(row: Row) -> str:
    """Last year's class as the file states it ("Hộ nghèo", "1. Hộ nghèo", "N", "HCN", "2" ...), "" when it does not."""
    stated = re.sub(r"^\d\s*[.:)-]\s*", "", fold(row.household.facts.get("previous_class", "")))
    return _PREVIOUS.get(stated, "")


def group_of(row: Row) -> str:
    """The residential group: from its column, else from the name of the sheet where that names a group, else ""."""
    sheet = row.household.sheet
    return row.household.facts.get("group", "") or (sheet if _GROUP_NAME.match(sheet) else "")


def by_place(rows: list[Row]) -> dict[Place, list[Row]]:
    """The households of each residential group, groups and households in the order of the file."""
    several = len({row.household.sheet for row in rows}) > 1
    found: dict[Place, list[Row]] = {}
    for row in rows:
        facts, name = row.household.facts, group_of(row)
        ward = facts.get("ward_name", "") or facts.get("ward_code", "")
        sheet = row.household.sheet if several and not ward and name != row.household.sheet else ""
        found.setdefault(Place(ward, name, sheet), []).append(row)
    return found


def head_of(row: Row) -> ReadMember | None:
    """The member marked as head (code 1), else the one with the head's name, else the first."""
    members = row.household.members
    name = fold(row.household.facts.get("head_name", ""))
    for is_head in (
        lambda member: str(member.answers.get("relationship", "")) == "1",
        lambda member: bool(name) and fold(member.facts.get("name", "")) == name,
    ):
        if found := next(filter(is_head, members), None):
            return found
    return members[0] if members else None


def entry_of(row: Row) -> Entry:
    """The household as a line; what the file does not say stays empty."""
    facts, head = row.household.facts, head_of(row)
    name = facts.get("head_name", "") or (head.facts.get("name", "") if head else "")
    sex = str(head.answers.get("sex") or "") if head else ""
    born = _as_written(head.facts.get("birth_date", "")) if head else ""
    return Entry(name, sex, born, facts.get("address", "") or group_of(row))


def _as_written(date: str) -> str:
    return re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", r"\3/\2/\1", date)


def _lists(
    outcome: Outcome,
    parts: tuple[tuple[str, str, Callable[[Row], bool]], ...],
    notes: Callable[[list[Row]], tuple[str, ...]],
) -> list[GroupList]:
    groups = by_place(outcome.rows) or {Place("", "", ""): []}
    return [
        GroupList(
            place,
            tuple(
                Part(numeral, label, tuple(entry_of(row) for row in rows if row.classified and belongs(row)))
                for numeral, label, belongs in parts
            ),
            notes(rows),
        )
        for place, rows in groups.items()
    ]


def _refused_note(rows: list[Row]) -> tuple[str, ...]:
    waiting = sum(not row.classified for row in rows)
    if not waiting:
        return ()
    return (f"Còn {waiting} hộ chưa xếp loại được, chưa có trong danh sách này (xem trang “Chưa xếp loại”).",)


def _unknown_note(rows: list[Row]) -> tuple[str, ...]:
    unknown = sum(row.classified and not previous_class(row) for row in rows)
    if not unknown:
        return ()
    return (f"{unknown} hộ không ghi kết quả năm trước nên chưa xét được có thoát nghèo, thoát cận nghèo hay không.",)
