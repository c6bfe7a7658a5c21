"""Receipts of what was paid out in a case, for the look through all hand-overs of a ward."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.queries.proofs import Shown
from chungtay.work.assistance.models import Part, PartState

_PAID = Part.objects.filter(state__in=(PartState.PAID, PartState.RETURNED), receipt__isnull=False)


def proofs_in(ward: Unit, year: int) -> Iterable[Shown]:
    return _shown(_PAID.filter(case__ward=ward, paid_on__year=year))


def proofs_named(numbers: Sequence[int]) -> Iterable[Shown]:
    return _shown(_PAID.filter(pk__in=numbers))


def _shown(rows: QuerySet[Part]) -> list[Shown]:
    fields = (
        "pk", "case__household", "received_by", "paid_by", "paid_on", "receipt__sha256", "case__title", "case",
    )  # fmt: skip
    return [
        Shown(f"assistance:part:{number}", home, name, by, on, digest, title, ("assistance:case", (case,)))
        for number, home, name, by, on, digest, title, case in rows.order_by("pk").values_list(*fields)
    ]
