"""Long lists of numbers in a condition, as one array on PostgreSQL: `pk = ANY(array)` instead of `pk IN (n, n, …)`.

The two mean the same and are planned alike; a list of thousands written out number by number costs the program more
than the query costs the database. Short lists, and every other database, keep Django's own form.
"""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey, IntegerField
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In

FROM = 50  # numbers from which the array pays


class _Among:
    """In front of a lookup `in`."""

    rhs: Any

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        if not self.rhs_is_direct_value() or self.bilateral_transforms:  # type: ignore[attr-defined]
            return self.as_sql(compiler, connection)  # type: ignore[attr-defined]
        numbers = [number for number in dict.fromkeys(self.rhs) if number is not None]
        if len(numbers) < FROM or any(type(number) is not int for number in numbers):
            return self.as_sql(compiler, connection)  # type: ignore[attr-defined]
        sql, params = self.process_lhs(compiler, connection)  # type: ignore[attr-defined]
        return f"{sql} = ANY(%s::bigint[])", (*params, numbers)


@IntegerField.register_lookup
class Among(_Among, In):
    """On whole numbers, primary keys among them."""


@ForeignKey.register_lookup
class AmongRelated(_Among, RelatedIn):
    """On references to other tables."""
