"""What must be true of households and persons when an operation ends, checked for all it touched in few statements.

The database itself refuses a second household for a person and a second head for a household; this refuses what no
constraint can say: no head at all, the dead among the living, two memberships that overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from chungtay.records.registry.models import Household, Membership, Person, Relation
from chungtay.records.registry.queries.parts import in_parts

_PART = 5_000


def check_households(numbers: Iterable[int]) -> None:
    """A living household has members and one head; an ended one has nobody. Raises ValidationError naming those not."""
    current = Q(memberships__withdrawn=False, memberships__valid_to=None)
    for part in in_parts(sorted(set(numbers)), _PART):
        rows = Household.objects.filter(pk__in=part).annotate(
            persons=Count("memberships", filter=current),
            heads=Count("memberships", filter=current & Q(memberships__relation=Relation.HEAD)),
        )
        for code, withdrawn, ended_on, persons, heads in rows.values_list(
            "code", "withdrawn", "ended_on", "persons", "heads"
        ):
            if withdrawn or ended_on:
                if persons:
                    raise ValidationError(
                        _("Household %(code)s has ended and still has %(count)s members."),
                        params={"code": code, "count": persons},
                    )
            elif not persons:
                raise ValidationError(
                    _("Household %(code)s would have no member left. End the household instead."), params={"code": code}
                )
            elif heads != 1:
                raise ValidationError(
                    _("Household %(code)s would have no head. Say who is the head from that day on."),
                    params={"code": code},
                )


def check_persons(numbers: Iterable[int]) -> None:
    """Nobody belongs to two households on one day; the dead and the withdrawn belong to none."""
    for part in in_parts(sorted(set(numbers)), _PART):
        # asked in two steps: as one, PostgreSQL reads every membership there is to find that none of them is lost
        gone = list(
            Person.objects.filter(pk__in=part)
            .filter(Q(withdrawn=True) | Q(death_date__isnull=False))
            .values_list("pk", flat=True)
        )
        members = Membership.objects.current().filter(person__in=gone)
        lost = members.values_list("person__full_name", flat=True).first() if gone else None
        if lost:
            raise ValidationError(
                _("%(name)s has died or was taken back, and is still a member of a household."), params={"name": lost}
            )
        _check_overlaps(part)


def _check_overlaps(numbers: Iterable[int]) -> None:
    rows = Membership.objects.live().filter(person__in=numbers).order_by("person", "valid_from", "id")
    by_person = defaultdict(list)
    for person, begin, end in rows.values_list("person", "valid_from", "valid_to"):
        by_person[person].append((begin, end))
    for person, spans in by_person.items():
        for (_begin, end), (begin, _end) in pairwise(spans):
            if end is None or begin <= end:
                name = Person.objects.get(pk=person).full_name
                raise ValidationError(
                    _("%(name)s would belong to two households on %(day)s."),
                    params={"name": name, "day": begin.strftime("%d/%m/%Y")},
                )
