"""Why the record of a person has to stay when two records of one person are joined (`registry.operations.staying`)."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from chungtay.records.entitlements.models import Allowance, HealthCard
from chungtay.records.registry.models import Person


def why_it_stays(person: Person, today: datetime.date) -> str:
    """A card or an allowance that goes on would be with a record that nobody looks at, and be given a second time."""
    lasting = Q(valid_to=None) | Q(valid_to__gte=today)
    values = {"name": person.full_name}
    if HealthCard.objects.filter(lasting, person=person, withdrawn=False).exists():
        return (
            _(
                "The record of %(name)s that would go has a health-insurance card. Keep that record; or end the card there "
                "and enter it with the record that stays."
            )
            % values
        )
    if Allowance.objects.filter(lasting, person=person, withdrawn=False).exists():
        return (
            _(
                "The record of %(name)s that would go has a monthly allowance. Keep that record; or end the allowance there "
                "and enter it with the record that stays."
            )
            % values
        )
    return ""
