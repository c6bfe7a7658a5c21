"""Who may act on a household, so that a page can say whose turn it is."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import Q

from chungtay.foundation.accounts.models import Assignment
from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.places.models import Unit


def holders(permissions: Sequence[Permission], group: Unit, on: datetime.date) -> dict[Permission, dict[int, str]]:
    """For each permission the accounts that hold it there on a day: number -> name, those nearest to the group first.
    One statement."""
    above = [int(part) for part in group.path.strip("/").split("/")]
    roles = {role for permission in permissions for role in holders_of(permission)}
    rows = (
        Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)
        .filter(area__in=above, role__in=roles, user__is_active=True)
        .select_related("user", "area")
    )
    found: dict[Permission, dict[int, str]] = {permission: {} for permission in permissions}
    for row in sorted(rows, key=lambda each: (-len(each.area.path), each.user.full_name, each.pk)):
        for permission in permissions:
            if row.role in holders_of(permission):
                found[permission].setdefault(row.user_id, row.user.full_name)
    return found
