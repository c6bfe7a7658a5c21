"""Long lists in a condition, as one array on PostgreSQL: `pk = ANY(array)` instead of `pk IN (n, n, …)`.

The two mean the same and are planned alike; a list of thousands written out one by one costs the program more
than the query costs the database. Short lists, and every other database, keep Django's own form.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, ForeignKey, IntegerField
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In

FROM = 50  # values from which the array pays
_ARRAYS = {int: "bigint[]", str: "text[]"}


class _Among:
    """In front of a lookup `in`."""

    rhs: Any

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        if not self.rhs_is_direct_value() or self.bilateral_transforms:  # type: ignore[attr-defined]
            return self.as_sql(compiler, connection)  # type: ignore[attr-defined]
        values = [value for value in dict.fromkeys(self.rhs) if value is not None]
        kinds = {type(value) for value in values}
        kind = kinds.pop() if len(kinds) == 1 and len(values) >= FROM else None
        if kind not in _ARRAYS:
            return self.as_sql(compiler, connection)  # type: ignore[attr-defined]
        sql, params = self.process_lhs(compiler, connection)  # type: ignore[attr-defined]
        return f"{sql} = ANY(%s::{_ARRAYS[kind]})", (*params, values)


@IntegerField.register_lookup
class Among(_Among, In):
    """On whole numbers, primary keys among them."""


@CharField.register_lookup
class AmongTexts(_Among, In):
    """On short texts: codes, prints of numbers, folded names."""


@ForeignKey.register_lookup
class AmongRelated(_Among, RelatedIn):
    """On references to other tables."""
