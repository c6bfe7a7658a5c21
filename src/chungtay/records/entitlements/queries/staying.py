"""Why the record of a person has to stay when two records of one person are joined (`registry.operations.staying`)."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from chungtay.records.entitlements.models import Allowance, HealthCard


def why_it_stays(person: Any, today: datetime.date) -> str:
    """A card or an allowance that goes on would be with a record that nobody looks at, and be given a second time."""
    lasting = Q(valid_to=None) | Q(valid_to__gte=today)
    said = ""
    if HealthCard.objects.filter(lasting, person=person, withdrawn=False).exists():
        said = _(
            "The record of %(name)s that would go has a health-insurance card. Keep that record; or end the card "
            "there and enter it with the record that stays."
        )
    elif Allowance.objects.filter(lasting, person=person, withdrawn=False).exists():
        said = _(
            "The record of %(name)s that would go has a monthly allowance. Keep that record; or end the allowance "
            "there and enter it with the record that stays."
        )
    return said % {"name": person.full_name} if said else ""
