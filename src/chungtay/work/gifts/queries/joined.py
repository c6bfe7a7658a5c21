"""What other records of a receiver, joined to it since, were given: one person (or household) is given a gift once."""

from __future__ import annotations

from django.db.models import Q

from chungtay.records.registry.queries.same import records_of_homes, records_of_people
from chungtay.work.gifts.models import Delivery, Gift, GiftKind, GiftState, Outcome, Standing

_WENT_OUT = Q(standing=Standing.KEPT, gift__state=GiftState.DELIVERED) | Q(standing=Standing.NO_STOCK)


def same_kind(kind: GiftKind) -> Q:
    """Condition on gifts: of this kind, of the one that it adds to or was carried over from, and of what adds to that
    one or was carried over from it."""
    first = kind.adds_to_id or kind.carried_from_id or kind.pk
    return Q(kind__in=(kind.pk, first)) | Q(kind__adds_to=first) | Q(kind__carried_from=first)


def given_to_joined(gift: Gift) -> Delivery | None:
    """The hand-over of the same kind of gift to a record that went over into the receiver's. Three statements."""
    if gift.person_id is not None:
        others = Q(gift__person__in=set(records_of_people([gift.person_id])) - {gift.person_id})
    else:
        homes = set(records_of_homes([gift.household_id])) - {gift.household_id}
        others = Q(gift__household__in=homes, gift__person=None)
    kinds = Gift.objects.filter(same_kind(gift.kind)).values("pk")
    found = Delivery.objects.filter(_WENT_OUT, others, outcome=Outcome.DELIVERED, gift__in=kinds)
    return found.select_related("by").order_by("pk").first()
