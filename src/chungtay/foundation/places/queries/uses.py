"""Which records of the program point at a unit, whatever app they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, Model, QuerySet

from chungtay.foundation.places.models import AreaType, Unit


def uses_of(numbers: Sequence[int]) -> dict[int, dict[str, int]]:
    """Unit -> label of a model ("registry.household") -> how many of its rows that still stand point at the unit. What
    says whether the unit itself is urban or rural is no use of it. One statement for each relation."""
    found: dict[int, dict[str, int]] = {}
    for relation in Unit._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        model, name = relation.related_model, relation.field.name  # type: ignore[union-attr]
        if model is AreaType or not isinstance(model, type):
            continue
        rows = _standing(model, name, numbers).order_by().values_list(name).annotate(n=Count("pk"))
        for number, count in rows:
            uses = found.setdefault(number, {})
            uses[model._meta.label_lower] = uses.get(model._meta.label_lower, 0) + count
    return found


def _standing(model: type[Model], name: str, numbers: Sequence[int]) -> QuerySet[Model]:
    """Rows that were taken back use nothing any more."""
    rows: QuerySet[Model] = model._base_manager.filter(**{f"{name}__in": numbers})
    try:
        model._meta.get_field("withdrawn")
    except FieldDoesNotExist:
        return rows
    return rows.filter(withdrawn=False)
