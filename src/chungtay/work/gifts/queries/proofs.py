"""Signatures and photographs of gifts that were handed over, for the look through all hand-overs of a ward."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.queries.proofs import Shown
from chungtay.work.gifts.models import Delivery, Outcome, Standing

_KEPT = Delivery.objects.filter(outcome=Outcome.DELIVERED, standing=Standing.KEPT).exclude(kept_sha256="")


def proofs_in(ward: Unit, year: int) -> Iterable[Shown]:
    return _shown(_KEPT.filter(gift__round__ward=ward, at__year=year))


def proofs_named(numbers: Sequence[int]) -> Iterable[Shown]:
    return _shown(_KEPT.filter(pk__in=numbers))


def _shown(rows: QuerySet[Delivery]) -> list[Shown]:
    fields = ("pk", "gift__household", "received_by", "by", "at", "kept_sha256", "gift__round__title", "gift__round")
    return [
        Shown(
            f"gifts:delivery:{number}", home, name, by, timezone.localdate(at), digest, title, ("gifts:round", (made,))
        )
        for number, home, name, by, at, digest, title, made in rows.order_by("pk").values_list(*fields)
    ]
