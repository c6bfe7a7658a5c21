"""How much a field tells about somebody. Each model says it of every field:

    class Unit(models.Model):
        PRIVACY = classes(public="level code name", official="path")

A test fails when a field has no class. Exports, demonstration data and public pages ask `of(model, "field")`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel

from chungtay.foundation.core.sealed import SealedTextField


class Privacy(enum.StrEnum):
    """From what anybody may read to what is shown only where it is needed, each look being recorded."""

    PUBLIC = "public"  # may stand on a public page
    OFFICIAL = "official"  # of the office's work; says nothing about a person
    PERSONAL = "personal"  # about a person or a household: whoever works in the area, nobody else
    SENSITIVE = "sensitive"  # can do harm in wrong hands: identity numbers, bank accounts, health, passwords


def classes(*, public: str = "", official: str = "", personal: str = "", sensitive: str = "") -> dict[str, Privacy]:
    """Field names by class, each a text with spaces between. Raises ValueError for a field with two classes."""
    declared: dict[str, Privacy] = {}
    given = {Privacy.PUBLIC: public, Privacy.OFFICIAL: official, Privacy.PERSONAL: personal}
    for level, names in {**given, Privacy.SENSITIVE: sensitive}.items():
        for name in names.split():
            if name in declared:
                raise ValueError(f"the field {name} has two privacy classes")
            declared[name] = level
    return declared


def of(model: type[models.Model] | models.Model, field: str) -> Privacy:
    """The class of a field ("identity_number", or "head__full_name" through links: the strictest on the way; also
    against a link's direction, "person__accounts__number").

    Raises LookupError when there is no such field or nobody declared a class for it.
    """
    meta = model._meta
    first, _separator, rest = field.partition("__")
    try:
        found = meta.get_field(first)
    except FieldDoesNotExist as error:
        raise LookupError(f"{meta.label} has no field {first}") from error
    related = found.related_model
    if rest and not related:
        raise LookupError(f"{meta.label}.{first} links to nothing: {field}")
    if rest and related and isinstance(found, ForeignObjectRel):  # that others point here says nothing by itself
        return of(related, rest)
    own = _declared(type(model) if isinstance(model, models.Model) else model, found)
    return strictest([own, of(related, rest)]) if rest and related else own


def in_words(model: type[models.Model], field: str) -> str:
    """The name of a field as people read it, the last one of a path; of a field that is no more, the name as it was."""
    last, name = end_of(model, field)
    try:
        return str(getattr(last._meta.get_field(name), "verbose_name", field))
    except FieldDoesNotExist:
        return field


def end_of(model: type[models.Model], field: str) -> tuple[type[models.Model], str]:
    """Where a path leads: the model and its field. Of a path that is no more, as far as it still goes."""
    first, _separator, rest = field.partition("__")
    try:
        related = model._meta.get_field(first).related_model
    except FieldDoesNotExist:
        return model, field
    return end_of(related, rest) if rest and related else (model, field)


def sensitive_of(model: type[models.Model]) -> list[str]:
    """The sensitive fields of a model, to be left in the database where they are not shown: `rows.defer(*these)`."""
    return [field.name for field in model._meta.concrete_fields if of(model, field.name) is Privacy.SENSITIVE]


def leaving(model: type[models.Model], shown: Iterable[str], *, whole: bool) -> list[str]:
    """Of the fields that a copy shows those that leave with it: without `whole` none that is sensitive."""
    return [field for field in shown if whole or of(model, field) is not Privacy.SENSITIVE]


def labelled(model: type[models.Model], field: str) -> str:
    """A field where no path leads: "credit.loan.amount". Raises LookupError for one without a class."""
    of(model, field)
    return f"{model._meta.label_lower}.{field}"


def at_label(label: str) -> tuple[type[models.Model], str] | None:
    """What `labelled` named; None for a path, and for a kind of record that is no more."""
    kind, dot, name = label.rpartition(".")
    try:
        return (apps.get_model(kind), name) if dot else None
    except (LookupError, ValueError):
        return None


def strictest(found: Iterable[Privacy]) -> Privacy:
    """The strictest of several; public when there is none."""
    order = list(Privacy)
    return max(found, key=order.index, default=Privacy.PUBLIC)


def undeclared(model: type[models.Model]) -> list[str]:
    """Fields of a model without a class, and names in the declaration that are no field."""
    given: Mapping[str, Privacy] = getattr(model, "PRIVACY", {})
    names = {field.name for field in _fields(model)}
    missing = [field.name for field in _fields(model) if field.name not in given and not _known(field)]
    return missing + [name for name in given if name not in names]


def _fields(model: type[models.Model]) -> list[models.Field]:
    return [*model._meta.fields, *model._meta.many_to_many]


def _known(field: object) -> bool:
    """A sealed text is always sensitive; a row number that Django made says nothing."""
    return isinstance(field, SealedTextField) or bool(isinstance(field, models.AutoField) and field.auto_created)


def _declared(model: type[models.Model], field: object) -> Privacy:
    if isinstance(field, SealedTextField):
        return Privacy.SENSITIVE
    if isinstance(field, models.AutoField) and field.auto_created:
        return Privacy.OFFICIAL
    name = getattr(field, "name", "")
    given: Mapping[str, Privacy] = getattr(model, "PRIVACY", {})
    if name not in given:
        raise LookupError(f"{model._meta.label}.{name} has no privacy class")
    return given[name]
