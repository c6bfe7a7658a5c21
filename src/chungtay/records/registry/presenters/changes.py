"""The history in the words of an office: fields by their names, codes as words, days as dd/mm/yyyy."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from chungtay.foundation.core import privacy
from chungtay.foundation.core.privacy import Privacy
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import RECORDS, Change, Household, Operation, Person
from chungtay.records.registry.presenters import words
from chungtay.records.registry.queries.deltas import back, read
from chungtay.records.registry.queries.history import Entry, Names

# Kept beside other fields to find and to sort them, or told in the heading of the record.
_SILENT = {
    "name_folded", "name_key", "address_folded", "print", "tail_print", "stored", "media_type", "size", "sha256",
    "household_id", "person_id", "hardship_id", "result", "came_by", "withdrawn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldTold:
    label: str
    before: str
    after: str
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class RecordTold:
    """One record: what it is, whose, what became of it ("added", "changed", "taken_back", "brought_back")."""

    what: str
    name: str
    verb: str
    fields: list[FieldTold]


@dataclass(frozen=True, slots=True)
class OperationTold:
    operation: Operation
    title: str
    about: str
    records: list[RecordTold]
    whole: bool
    undone_by: Operation | None

    @property
    def who(self) -> str:
        return self.operation.by.full_name if self.operation.by else _("The program")

    @property
    def from_import(self) -> bool:
        return self.operation.origin.startswith("import:")


def told(entry: Entry, names: Names) -> OperationTold:
    operation = entry.operation
    title = words.operation_words(operation.kind)
    if operation.undoes:
        title = _("Undone: %(what)s") % {"what": words.operation_words(operation.undoes.kind)}
    return OperationTold(
        operation=operation,
        title=title,
        about=about(entry.rows, names),
        records=[record_told(row, names) for row in entry.rows],
        whole=entry.whole,
        undone_by=entry.undone_by,
    )


def about(rows: Iterable[Change], names: Names) -> str:
    """Whom it concerns, at most three by name."""
    found = list(dict.fromkeys(names.persons.get(row.person_id, "") for row in rows if row.person_id))
    found = [name for name in found if name]
    more = _(" and %(count)s more") % {"count": len(found) - 3} if len(found) > 3 else ""
    return ", ".join(found[:3]) + more


def record_told(row: Change, names: Names) -> RecordTold:
    changed = read(row.delta)
    verb = "added" if row.added else "changed"
    if not row.added and "withdrawn" in changed:
        verb = "taken_back" if changed["withdrawn"][1] else "brought_back"
    return RecordTold(
        what=str(words.RECORDS.get(row.record_type, row.record_type)),
        name=subject_of(row, names),
        verb=verb,
        fields=fields_told(row.record_type, changed, names),
    )


def fields_told(record_type: str, changed: dict[str, tuple[Any, Any]], names: Names) -> list[FieldTold]:
    """The fields that mean something to an officer, in the order of the record."""
    model = RECORDS[record_type]
    order = [field.attname for field in model._meta.concrete_fields]
    return [
        FieldTold(
            _label(model, name),
            value_told(model, name, changed[name][0], names),
            value_told(model, name, changed[name][1], names),
            privacy.of(model, name) is Privacy.SENSITIVE,
        )
        for name in sorted(changed, key=lambda each: order.index(each) if each in order else len(order))
        if (name not in _SILENT or _came_over(name, changed))
        and not (name == "birth_known" and changed[name][1] in ("day", ""))
    ]


def _came_over(name: str, changed: dict[str, tuple[Any, Any]]) -> bool:
    """A record that belonged to another household before."""
    return name == "household_id" and changed[name][0] is not None


def _label(model: Any, name: str) -> str:
    said = {"household_id": _("Household")}
    if model is Person:
        said["merged_into_id"] = _("Joined into the record of")
    return said.get(name) or label_of(model, name)


def label_of(model: Any, name: str) -> str:
    return capfirst(str(field_of(model, name).verbose_name))


def value_told(model: Any, name: str, value: Any, names: Names) -> str:
    """A plain value of a history row as an officer reads it."""
    if value is None or value == "":
        return "–"
    field = field_of(model, name)
    if isinstance(field, models.ForeignKey):
        return _link_told(field, value, names)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    value = back(model, name, value)
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def unit_words(unit: Unit) -> str:
    """Group and ward."""
    return f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name


def _link_told(field: Any, value: int, names: Names) -> str:
    if field.related_model is Unit:
        return unit_words(names.units[value]) if value in names.units else "?"
    found = names.households if field.related_model is Household else names.persons
    return found.get(value, "?")


def subject_of(row: Change, names: Names) -> str:
    name = names.persons.get(row.person_id or 0, "")
    paper = names.papers.get(row.record_id) if row.record_type == "paper" else None
    if paper is not None:
        return f"{name} · {words.paper_words(paper.kind)} {words.masked(paper.number)}"
    if row.record_type == "household":
        return names.households.get(row.record_id, "")
    return name


def field_of(model: Any, name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if name in (field.attname, field.name))


def all_rows(entries: Sequence[Entry]) -> list[Change]:
    return [row for entry in entries for row in entry.rows]
