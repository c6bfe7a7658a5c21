"""How many households and persons live in residential groups."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.db.models import Count, Q

from chungtay.foundation.places.queries.people import People
from chungtay.records.registry.models import Membership, Residence


def people_in_groups(groups: Sequence[int], on: datetime.date) -> Mapping[int, People]:
    """Households and persons who live in each of these groups on a day; groups without anybody are left out."""
    residences = Residence.objects.on(on).filter(group__in=groups, household__withdrawn=False)
    households = dict(residences.values_list("group").annotate(count=Count("household", distinct=True)))
    lives_there = Q(household__residences__withdrawn=False, household__residences__valid_from__lte=on) & (
        Q(household__residences__valid_to=None) | Q(household__residences__valid_to__gte=on)
    )
    members = Membership.objects.on(on).filter(lives_there, household__residences__group__in=groups)
    persons = dict(members.values_list("household__residences__group").annotate(count=Count("person", distinct=True)))
    return {group: People(count, persons.get(group, 0)) for group, count in households.items()}
