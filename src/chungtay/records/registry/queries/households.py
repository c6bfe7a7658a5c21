"""Households of a place in a year, always those of the person's own area alone."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Level, Unit, UnitQuerySet
from chungtay.foundation.places.queries.units import last_day
from chungtay.records.registry.models import (
    Household,
    HouseholdStatus,
    IdentityPaper,
    Membership,
    PaperKind,
    Relation,
    Residence,
    StatusClass,
)

Rows = QuerySet[Any]  # households with the values that were worked out beside them

PAGE = 50
NO_CLASS = "none"  # households without a class for the year
NO_NUMBER, GONE, DUE = "no_number", "gone", "due"


def groups_within(paths: Iterable[str]) -> UnitQuerySet:
    """Residential groups at or below the paths, of any day; no paths, no groups."""
    return Unit.objects.within(list(paths)).filter(level=Level.GROUP)


def _common(paths: Iterable[str], place: Unit) -> list[str]:
    """Where the paths and the place overlap."""
    found = list(paths)
    if any(place.path.startswith(path) for path in found):
        return [place.path]
    return [path for path in found if path.startswith(place.path)]


def seen(user: Any, permission: Permission = Permission.REGISTRY_READ) -> QuerySet[Household]:
    """Households that live now, or lived last, where the user holds the permission today."""
    groups = groups_within(scope_of(user, permission, timezone.localdate()))
    return Household.objects.live().filter(group__in=groups)


def all_seen(user: Any, households: Collection[int]) -> bool:
    """Whether all of these lie in the user's area, those that were taken back too."""
    groups = groups_within(scope_of(user, Permission.REGISTRY_READ, timezone.localdate()))
    return not Household.objects.filter(pk__in=households).exclude(group__in=groups).exists()


def seen_of(user: Any, place: Unit) -> QuerySet[Household]:
    """Households of the user's area that live in the place, or ever lived there."""
    here = groups_within([place.path])
    lived = Residence.objects.live().filter(household=OuterRef("pk"), group__in=here)
    return seen(user).filter(Q(group__in=here) | Q(Exists(lived)))


@dataclass(frozen=True, slots=True)
class Year:
    """A place in a year, as it stands on the year's last day, or today."""

    user: Any
    place: Unit
    year: int
    today: datetime.date

    @property
    def day(self) -> datetime.date:
        return last_day(self.year, self.today)

    @property
    def present(self) -> bool:
        return self.day == self.today

    def _residence(self) -> Q:
        """Lives in the place on the day."""
        return Q(
            Q(residences__valid_to=None) | Q(residences__valid_to__gte=self.day),
            residences__withdrawn=False,
            residences__group__in=groups_within([self.place.path]),
            residences__valid_from__lte=self.day,
        )

    def living(self) -> Rows:
        """Households of the place on the day, with `head_name` and `head_key`."""
        if self.present:
            paths = _common(scope_of(self.user, Permission.REGISTRY_READ, self.today), self.place)
            rows: Rows = Household.objects.live().filter(group__in=groups_within(paths), ended_on=None)
            head = Q(memberships__valid_to=None)
        else:
            rows = seen(self.user).filter(self._residence())
            head = Q(Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=self.day))
            head &= Q(memberships__valid_from__lte=self.day)
        rows = rows.filter(head, memberships__withdrawn=False, memberships__relation=Relation.HEAD)
        return rows.annotate(head_name=F("memberships__person__full_name"), head_key=F("memberships__person__name_key"))

    def gone(self) -> Rows:
        """Households that left the place during the year: ended, or live elsewhere now. Their last head is told."""
        first = datetime.date(self.year, 1, 1)
        here = groups_within([self.place.path])
        left = Residence.objects.live().filter(
            household=OuterRef("pk"), group__in=here, valid_to__gte=first, valid_to__lte=self.day
        )
        still = Residence.objects.live().filter(household=OuterRef("pk"), group__in=here).on(self.day)
        head = Membership.objects.live().filter(household=OuterRef("pk"), relation=Relation.HEAD)
        last = head.order_by(F("valid_to").desc(nulls_first=True), "-pk")
        return (
            seen(self.user)
            .filter(Exists(left), ~Exists(still) | Q(ended_on__lte=self.day))
            .annotate(
                head_name=Subquery(last.values("person__full_name")[:1]),
                head_key=Subquery(last.values("person__name_key")[:1]),
            )
        )

    def with_class(self, rows: Rows) -> Rows:
        """With `class_of_year`: the last class that was decided for the year, None when there is none."""
        return rows.annotate(class_of_year=Subquery(self._statuses(OuterRef("pk")).values("class_id")[:1]))

    def _statuses(self, household: Any) -> QuerySet[HouseholdStatus]:
        rows = HouseholdStatus.objects.live().filter(household=household, year=self.year)
        return rows.order_by("-valid_from", "-pk")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a list shows: a class of the year or NO_CLASS, a group's number, NO_NUMBER, GONE or DUE; nothing: all."""

    class_id: str = ""
    group: int | None = None
    only: str = ""


def chosen(year: Year, choice: Choice) -> Rows:
    """The households that the choice names; an unknown choice finds nothing."""
    rows = year.gone() if choice.only == GONE else year.living()
    if choice.only not in ("", NO_NUMBER, GONE, DUE):
        return rows.none()
    if choice.only == DUE:
        return due(year)
    if choice.only == NO_NUMBER:
        rows = rows.filter(Exists(_without_number()))
    if choice.group is not None:
        rows = rows.filter(group=choice.group)
    if choice.class_id:
        wanted = None if choice.class_id == NO_CLASS else choice.class_id
        rows = year.with_class(rows)
        rows = rows.filter(class_of_year=wanted) if wanted else rows.filter(class_of_year__isnull=True)
    return rows


def with_words(rows: Rows, text: str) -> Rows:
    """Every word, without marks and in any order, in the name of a member, the code or the address."""
    for word in fold(text).split()[:8]:
        names = Membership.objects.current().filter(household=OuterRef("pk"), person__name_folded__contains=word)
        found = Q(Exists(names)) | Q(code__icontains=word) | Q(address_folded__contains=word)
        rows = rows.filter(found)
    return rows


def due(year: Year) -> Rows:
    """Households that were poor or near-poor the year before and have no class for the year yet."""
    before = HouseholdStatus.objects.live().filter(
        household=OuterRef("pk"), year=year.year - 1, class_id__in=[StatusClass.POOR, StatusClass.NEAR_POOR]
    )
    now = HouseholdStatus.objects.live().filter(household=OuterRef("pk"), year=year.year)
    return year.living().filter(Exists(before), ~Exists(now))


def _without_number() -> QuerySet[Membership]:
    """Members of the household at hand who have no citizen identity number on record."""
    paper = IdentityPaper.objects.live().filter(person=OuterRef("person"), kind=PaperKind.CITIZEN)
    return Membership.objects.current().filter(~Exists(paper), household=OuterRef("pk"))


@dataclass(frozen=True, slots=True)
class Counts:
    """Households of a place by class of the year and by group; how many miss a number, left, or wait for a class."""

    by_class: dict[str, int]
    by_group: dict[int, int]
    no_number: int
    gone: int
    due: int

    @property
    def total(self) -> int:
        return sum(self.by_class.values())


def counts(year: Year) -> Counts:
    """In four statements, whatever the size of the place."""
    by_class: Counter[str] = Counter()
    by_group: Counter[int] = Counter()
    rows = year.with_class(year.living()).order_by().values_list("group", "class_of_year")
    for group, class_id, count in rows.annotate(n=Count("pk")):
        by_class[class_id or NO_CLASS] += count
        by_group[group] += count
    no_number = year.living().filter(Exists(_without_number())).count()
    return Counts(dict(by_class), dict(by_group), no_number, year.gone().count(), due(year).count())


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list."""

    household: Household
    head: str
    persons: int
    status: HouseholdStatus | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; `before` and `after` are the households that the neighbouring pages start from."""

    lines: list[Line]
    households: int
    persons: int
    before: int | None
    after: int | None


def page_of(year: Year, rows: Rows, *, after: int | None = None, before: int | None = None) -> Page:
    """A page by key, in the order of the heads' given names; a far page costs no more than the first."""
    edge = rows.filter(pk=after or before or 0).values_list("head_key", "pk").first() if after or before else None
    ordered = rows.order_by("head_key", "pk")
    if edge and after:
        ordered = rows.filter(Q(head_key__gt=edge[0]) | Q(head_key=edge[0], pk__gt=edge[1])).order_by("head_key", "pk")
    elif edge:
        ordered = rows.filter(Q(head_key__lt=edge[0]) | Q(head_key=edge[0], pk__lt=edge[1]))
        ordered = ordered.order_by("-head_key", "-pk")
    taken = list(ordered.select_related("group__parent")[: PAGE + 1])
    more, taken = len(taken) > PAGE, taken[:PAGE]
    backwards = bool(edge and not after)
    if backwards:
        taken.reverse()
    has_before = more if backwards else bool(edge)
    has_after = bool(edge) if backwards else more
    return Page(
        _lines(year, taken),
        rows.count(),
        _persons(year, rows),
        taken[0].pk if taken and has_before else None,
        taken[-1].pk if taken and has_after else None,
    )


def _lines(year: Year, households: Sequence[Household]) -> list[Line]:
    persons = dict(_members(year, households).order_by().values_list("household").annotate(n=Count("pk")))
    statuses: dict[int, HouseholdStatus] = {}
    for row in HouseholdStatus.objects.live().filter(household__in=households, year=year.year).defer("result"):
        known = statuses.get(row.household_id)
        if known is None or (row.valid_from, row.pk) > (known.valid_from, known.pk):
            statuses[row.household_id] = row
    return [
        Line(each, getattr(each, "head_name", None) or each.code, persons.get(each.pk, 0), statuses.get(each.pk))
        for each in households
    ]


def _members(year: Year, households: Any) -> QuerySet[Membership]:
    rows = Membership.objects.current() if year.present else Membership.objects.on(year.day)
    return rows.filter(household__in=households)


def _persons(year: Year, rows: Rows) -> int:
    return _members(year, rows.order_by().values("pk")).count()


def groups_kept(user: Any, today: datetime.date) -> list[Unit]:
    """The residential groups of today where the user keeps the register, by ward and number."""
    rows = groups_within(scope_of(user, Permission.REGISTRY_EDIT, today)).on(today).select_related("parent")
    return list(rows.order_by("parent__code", "code", "pk"))
