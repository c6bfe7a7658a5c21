"""A household as a file says it, checked and ready to be compared; and the text that it waits as, sealed."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from chungtay.foundation.core.sealed import fingerprint
from chungtay.foundation.core.words import fold
from chungtay.records.registry.queries.facts import NewCircumstance, NewMember, NewPaper

Print = tuple[str, str]  # kind of paper, fingerprint


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence about one place of the file, in both languages. `column` "": the row as a whole. No number of a
    paper is ever in it. `blocks`: the household is not taken over because of it."""

    sheet: str
    row: int
    column: str
    vi: str
    en: str
    blocks: bool = True

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Account:
    bank: str
    number: str = field(repr=False)
    holder: str


@dataclass(slots=True)
class IncomingMember:
    """A person with the row it stands in; `column`: of the identity number, for messages."""

    row: int
    sheet: str
    entered: NewMember
    column: str = ""
    account: Account | None = None
    _folded: str | None = None
    _prints: tuple[Print, ...] | None = None

    @property
    def folded(self) -> str:
        if self._folded is None:
            self._folded = fold(self.entered.full_name)
        return self._folded

    @property
    def prints(self) -> tuple[Print, ...]:
        """Of its papers, in their order."""
        if self._prints is None:
            self._prints = tuple(print_of(paper) for paper in self.entered.papers)
        return self._prints


def print_of(paper: NewPaper) -> Print:
    """Finds an equal number of the same kind of paper."""
    return paper.kind, fingerprint(paper.number, "registry.identity")


@dataclass(frozen=True, slots=True)
class Standing:
    """The class that another program gave. None and "" say nothing."""

    class_id: str
    b1: int | None = None
    b2: int | None = None
    decision_number: str = ""
    decision_date: datetime.date | None = None
    signed_by: str = ""
    reasons: str = ""
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class Incoming:
    """What the file says is not empty; an empty cell says nothing and changes nothing.

    `group` and `ward` are units' numbers; `found_group` is the name of a group that the register does not have and that
    the officer wants founded. `place`: why there is no group, told when one is needed. `whole`: the file has a
    row for each member, so that who is not in it is missing. `again`: rows that stand there word for word before, with
    what is said where the register has not as many alike.
    """

    sheet: str
    row: int
    code: str = ""
    code_column: str = ""
    official_code: str = ""
    ward: int | None = None
    group: int | None = None
    found_group: str = ""
    group_name: str = ""
    place: Message | None = None
    address: str = ""
    note: str = ""
    since: datetime.date | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    members: list[IncomingMember] = field(default_factory=list)
    again: list[tuple[IncomingMember, Message]] = field(default_factory=list)
    standing: Standing | None = None
    whole: bool = True
    messages: list[Message] = field(default_factory=list)

    @property
    def head(self) -> IncomingMember | None:
        return next((each for each in self.members if each.entered.relation == "head"), None)

    @property
    def head_name(self) -> str:
        return self.head.entered.full_name if self.head else ""

    def tell(self, vi: str, en: str, *, row: int = 0, sheet: str = "", column: str = "", blocks: bool = True) -> None:
        self.messages.append(Message(sheet or self.sheet, row or self.row, column, vi, en, blocks))


def as_payload(home: Incoming) -> str:
    """The household as text with what was said of it so far; `from_payload` gives it back."""
    place = home.place
    values = [
        home.sheet, home.row, home.code, home.code_column, home.official_code, home.ward, home.group, home.found_group,
        home.group_name,
        [place.column, place.vi, place.en] if place else None, home.address, home.note, _day(home.since),
        _text(home.latitude), _text(home.longitude), [_member(each, home.sheet) for each in home.members],
        _standing(home.standing), home.whole,
        [_said(each) for each in home.messages],
        [[_member(each, home.sheet), _said(told)] for each, told in home.again],
    ]  # fmt: skip
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def from_payload(text: str) -> Incoming:
    (
        sheet, row, code, code_column, official_code, ward, group, found_group, group_name, place, address, note,
        since, latitude, longitude, members, standing, whole, messages, *rest,
    ) = json.loads(text)  # fmt: skip
    again = rest[0] if rest else []  # what waited before an update has none
    return Incoming(
        sheet, row, code, code_column, official_code, ward, group, found_group, group_name,
        Message(sheet, row, *place) if place else None, address, note, _back(since),
        Decimal(latitude) if latitude else None, Decimal(longitude) if longitude else None,
        [_member_back(each, sheet) for each in members],
        [(_member_back(each, sheet), Message(*told)) for each, told in again],
        _standing_back(standing), whole,
        [Message(*each) for each in messages],
    )  # fmt: skip


def _said(message: Message) -> list[Any]:
    return [message.sheet, message.row, message.column, message.vi, message.en, message.blocks]


def _member(each: IncomingMember, sheet: str) -> list[Any]:
    who = each.entered
    account = each.account
    return [
        each.row, each.sheet if each.sheet != sheet else "", each.column, who.full_name, who.sex,
        _day(who.birth_date), who.birth_known, who.relation, who.relation_words, who.ethnicity, who.phone,
        [[paper.kind, paper.number, _day(paper.issued_on), paper.issued_by] for paper in who.papers],
        [[one.kind, one.code, one.words] for one in who.circumstances],
        [account.bank, account.number, account.holder] if account else None,
    ]  # fmt: skip


def _member_back(values: list[Any], sheet: str) -> IncomingMember:
    row, own_sheet, column, name, sex, born, known, relation, words, ethnicity, phone, papers, about, account = values
    return IncomingMember(
        row,
        own_sheet or sheet,
        NewMember(
            name, sex, _back(born), known, relation, words, ethnicity, phone,
            tuple(NewPaper(kind, number, _back(issued), by) for kind, number, issued, by in papers),
            tuple(NewCircumstance(*each) for each in about),
        ),
        column,
        Account(*account) if account else None,
    )  # fmt: skip


def _standing(of: Standing | None) -> list[Any] | None:
    if of is None:
        return None
    return [
        of.class_id, of.b1, of.b2, of.decision_number, _day(of.decision_date), of.signed_by, of.reasons, list(of.flags),
    ]  # fmt: skip


def _standing_back(values: list[Any] | None) -> Standing | None:
    if values is None:
        return None
    class_id, b1, b2, number, day, signed_by, reasons, flags = values
    return Standing(class_id, b1, b2, number, _back(day), signed_by, reasons, tuple(flags))


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _back(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _text(number: Decimal | None) -> str:
    return format(number, "f") if number is not None else ""
