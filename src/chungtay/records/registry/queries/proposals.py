"""What a proposal holds, and how it stands against the register as it is now."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.records.registry.models import RECORDS, ChangeRequest, Household, Person, Record
from chungtay.records.registry.queries.deeds import KINDS, Deed, stands
from chungtay.records.registry.queries.deltas import back, plain
from chungtay.records.registry.queries.facts import NewCircumstance, NewMember, NewPaper


@dataclass(frozen=True, slots=True)
class Edit:
    """Other values for fields of one person or of the household itself."""

    record: Person | Household
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who belongs to the household from a day on: the day of birth for a child born into it."""

    member: NewMember
    since: datetime.date


@dataclass(frozen=True, slots=True)
class Item:
    """One part of a proposal. `fields`: {name: (as it stood when proposed, as proposed)} in plain values; a newcomer
    has no record and no before; a deed has one field, `did`: (what the register said then, the values of the deed)."""

    record_type: str
    record_id: int | None
    fields: dict[str, tuple[Any, Any]]

    @property
    def is_newcomer(self) -> bool:
        return self.record_id is None

    @property
    def deed(self) -> Deed | None:
        """What is proposed to have happened to a member; None for corrections and new members. What stood then is the
        first, the deed itself the second of its one field."""
        if self.record_type not in KINDS:
            return None
        return Deed(self.record_type, self.record_id or 0, self.fields["did"][1])


@dataclass(frozen=True, slots=True)
class Difference:
    """One field against the register as it is now. It conflicts when it is neither as it stood then nor as proposed."""

    record_type: str
    record_id: int
    field: str
    before: Any
    after: Any
    now: Any

    @property
    def conflicts(self) -> bool:
        return (self.now or None) not in (self.before or None, self.after or None)

    @property
    def already_so(self) -> bool:
        return (self.now or None) == (self.after or None)


def items_of(request: ChangeRequest) -> list[Item]:
    """What is proposed, in the order in which it was written."""
    return [
        Item(each["record_type"], each["record_id"], {name: tuple(pair) for name, pair in each["fields"].items()})
        for each in json.loads(request.items)
    ]


def as_text(edits: Sequence[Edit], newcomers: Sequence[Newcomer], deeds: Sequence[Deed] = ()) -> str:
    """Items as the sealed text of a proposal, always the same text for the same items."""
    items: list[dict[str, Any]] = []
    for edit in edits:
        before = {name: plain(getattr(edit.record, name)) for name in edit.values}
        fields = {
            name: [before[name], plain(value)] for name, value in edit.values.items() if before[name] != plain(value)
        }
        if fields:
            items.append({"record_type": edit.record.RECORD_TYPE, "record_id": edit.record.pk, "fields": fields})
    items += [{"record_type": "newcomer", "record_id": None, "fields": _told(each)} for each in newcomers]
    items += [
        {"record_type": deed.kind, "record_id": deed.person, "fields": {"did": [stands(deed), deed.values]}}
        for deed in deeds
    ]
    return json.dumps(items, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def print_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def newcomer(item: Item) -> Newcomer:
    """The person that an item proposes to add."""
    values: dict[str, Any] = {name: after for name, (_before, after) in item.fields.items()}
    since, born = values.pop("since"), values["birth_date"]
    values["birth_date"] = datetime.date.fromisoformat(born) if born else None
    values["papers"] = tuple(
        NewPaper(**{**each, "issued_on": datetime.date.fromisoformat(each["issued_on"]) if each["issued_on"] else None})
        for each in values["papers"]
    )
    values["circumstances"] = tuple(NewCircumstance(**each) for each in values["circumstances"])
    return Newcomer(NewMember(**values), datetime.date.fromisoformat(since))


def records_of(items: Sequence[Item]) -> dict[tuple[str, int], Record]:
    """The records that a proposal is about, as they are now."""
    found: dict[tuple[str, int], Record] = {}
    for record_type in ("household", "person"):
        of_deeds = [deed.person for item in items if (deed := item.deed)] if record_type == "person" else []
        numbers = [*of_deeds, *(item.record_id for item in items if item.record_type == record_type)]
        found |= {
            (record_type, record.pk): record for record in RECORDS[record_type]._default_manager.filter(pk__in=numbers)
        }
    return found


def differences(request: ChangeRequest) -> list[Difference]:
    """Every proposed field against the register as it is now; newcomers have no other side, deeds are asked about by
    `overtaken`: both are left out."""
    items = items_of(request)
    records = records_of(items)
    found = []
    for item in items:
        if item.record_id is None or item.deed:
            continue
        record = records[item.record_type, item.record_id]
        for name, (before, after) in item.fields.items():
            now = plain(getattr(record, name))
            found.append(Difference(item.record_type, item.record_id, name, before, after, now))
    return found


def overtaken(item: Item) -> bool:
    """Whether somebody recorded something meanwhile of what the deed is about. One or two statements."""
    deed = item.deed
    return deed is not None and plain_copy(stands(deed)) != item.fields["did"][0]


def plain_copy(value: Any) -> Any:
    """As it comes back out of the text."""
    return json.loads(json.dumps(value))


def proposed_values(item: Item) -> dict[str, Any]:
    """The proposed values as the fields hold them."""
    model = RECORDS[item.record_type]
    return {name: back(model, name, after) for name, (_before, after) in item.fields.items()}


def _told(each: Newcomer) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {"since": [None, plain(each.since)]}
    for name, value in dataclasses.asdict(each.member).items():
        if name in ("papers", "circumstances"):
            value = [{key: plain(part[key]) for key in part} for part in value]
        found[name] = [None, plain(value)]
    return found
