"""What changed in a record, as history rows hold it: JSON text {"field": [before, after]}, always the same text for the
same change, on every database."""

from __future__ import annotations

import datetime
import functools
import json
from decimal import Decimal
from typing import Any

from django.db import models

from chungtay.foundation.core.sealed import SealedTextField
from chungtay.records.registry.models import Record

_SILENT = {"id", "version"}
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@functools.cache
def told_fields(model: type[Record]) -> tuple[models.Field[Any, Any], ...]:
    """The fields whose values history tells. A sealed value is never told; the field `print` beside it is."""
    fields = (field for field in model._meta.concrete_fields if field.name not in _SILENT)
    return tuple(field for field in fields if not isinstance(field, SealedTextField))


@functools.cache
def _told_names(model: type[Record]) -> tuple[str, ...]:
    return tuple(field.attname for field in told_fields(model))


@functools.cache
def _field_of(model: type[Record], name: str) -> models.Field[Any, Any]:
    found = {field.name: field for field in told_fields(model)}
    found |= {field.attname: field for field in told_fields(model)}
    return found[name]


def plain(value: Any) -> Any:
    """A value as JSON can say it."""
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, models.Model):
        return value.pk
    return value


def back(record: type[Record], name: str, value: Any) -> Any:
    """A value out of JSON as the field holds it."""
    field = _field_of(record, name)
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    return field.to_python(value)


def stored(record: Record, values: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The values that differ from the record's, by column name: (before, after). Raises KeyError for a sealed field:
    it is written once."""
    found = {}
    for name, value in values.items():
        field = _field_of(type(record), name)
        after = value.pk if isinstance(value, models.Model) else value
        if not isinstance(field, models.ForeignKey) and not isinstance(field, models.JSONField):
            after = None if value is None else field.to_python(value)
        before = getattr(record, field.attname)
        if plain(before) != plain(after):
            found[field.attname] = (before, after)
    return found


def changed_text(changed: dict[str, tuple[Any, Any]]) -> str:
    return _text({name: [plain(before), plain(after)] for name, (before, after) in changed.items()})


def entered_text(record: Record) -> str:
    """All that was entered; what was left empty is not told."""
    held = record.__dict__
    values = {name: plain(held[name]) for name in _told_names(type(record))}
    return _text({name: [None, value] for name, value in values.items() if value not in (None, "", False, {})})


def read(delta: str) -> dict[str, tuple[Any, Any]]:
    """{column: (before, after)} in plain values."""
    return {name: (before, after) for name, (before, after) in json.loads(delta).items()}


def owners(record: Record) -> tuple[int | None, int | None]:
    """The household and the person that a record belongs to."""
    if record.RECORD_TYPE == "household":
        return record.pk, None
    if record.RECORD_TYPE == "person":
        return None, record.pk
    return getattr(record, "household_id", None), getattr(record, "person_id", None)


def _text(changed: dict[str, list[Any]]) -> str:
    return _JSON.encode(changed)
