"""Who visits households of a ward."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, Q

from chungtay.foundation.accounts.models import Assignment, User
from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import Campaign, CampaignWard, Case, CaseState, Survey
from chungtay.work.review.queries.campaigns import inside, reach


def people_with(permission: Permission, area: Unit, on: datetime.date) -> list[User]:
    """Active people who hold a permission in the area on a day, by name."""
    above = [int(part) for part in area.path.strip("/").split("/")]
    duties = Assignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), area__in=above, role__in=holders_of(permission), starts_on__lte=on
    )
    return list(User.objects.filter(is_active=True, pk__in=duties.values("user")).order_by("full_name", "pk"))


def without_duty(
    permission: Permission, wanted: Collection[tuple[int, Unit]], on: datetime.date
) -> set[tuple[int, int]]:
    """Of (person, area) those whose person does not hold the permission there any more, as (person, area's number):
    the account ended or the duty was handed over. One statement for all."""
    if not wanted:
        return set()
    duties = Assignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on),
        user__in={person for person, _area in wanted},
        user__is_active=True,
        role__in=holders_of(permission),
        starts_on__lte=on,
    )
    held = set(duties.values_list("user", "area"))
    return {
        (person, area.pk)
        for person, area in wanted
        if not any((person, int(part)) in held for part in area.path.strip("/").split("/"))
    }


def held_by_nobody_left(
    user: Any, place: Unit, campaigns: Iterable[Campaign], today: datetime.date
) -> list[tuple[CampaignWard, int]]:
    """Wards of the place with how many households to visit are given to people who may not survey there any more: the
    account ended, the duty was handed over. Three statements at most."""
    rows = Case.objects.filter(
        inside("group__group__path", reach(user)),
        campaign__in=[each.pk for each in campaigns],
        ward__ward__path__startswith=place.path,
        state__in=[CaseState.LISTED, CaseState.RETURNED],
        assigned_to__isnull=False,
    )
    held = list(rows.order_by().values_list("ward", "assigned_to").annotate(n=Count("pk")))
    numbers = {ward for ward, _person, _n in held}
    wards = CampaignWard.objects.select_related("ward").in_bulk(numbers) if numbers else {}
    wanted = {(person, wards[ward].ward) for ward, person, _n in held if person}
    left = without_duty(Permission.REVIEW_SURVEY, wanted, today)
    counted: Counter[int] = Counter()
    for ward, person, n in held:
        if (person, wards[ward].ward_id) in left:
            counted[ward] += n
    return sorted(((wards[ward], n) for ward, n in counted.items()), key=lambda pair: (pair[0].ward.code, pair[0].pk))


def places_of_forms(ward: CampaignWard) -> dict[int, tuple[float, float]]:
    """Case -> where its latest form with a place was filled in: latitude, longitude."""
    rows = Survey.objects.filter(case__ward=ward, latitude__isnull=False, longitude__isnull=False).order_by("pk")
    found: dict[int, tuple[float, float]] = {}
    for case, latitude, longitude in rows.values_list("case", "latitude", "longitude"):
        if latitude is not None and longitude is not None:
            found[case] = (float(latitude), float(longitude))
    return found
