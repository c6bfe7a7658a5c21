"""Households of a place in a year, always those of the person's own area alone.

Today's are read from the entries that search keeps (`models.search.HouseholdEntry`), which say of each household where
it lives, how many belong to it and who has no number; those of a past year from the stretches of years in which they
stood alike (`models.years.HouseholdStretch`). How many there are of each kind is counted beforehand, for both.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.lookups import In
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Level, Unit, UnitQuerySet
from chungtay.foundation.places.queries.units import BY_NUMBER, last_day
from chungtay.records.registry.models import (
    Household,
    HouseholdEntry,
    HouseholdStatus,
    ListTally,
    Membership,
    PastTally,
    Relation,
    Residence,
    StatusClass,
)
from chungtay.records.registry.queries.kinds import ALL, DUE, GONE, NO_CLASS, NO_NUMBER

Rows = QuerySet[Any]  # households, or their entries, by the same numbers, with `head_key` beside them

_PAGE = 50  # about what one page shows
_STEP = 8  # what passing one household costs, one of those that are read and put in order being 1


def groups_within(paths: Iterable[str]) -> UnitQuerySet:
    """Residential groups at or below the paths, of any day; no paths, no groups."""
    return Unit.objects.within(list(paths)).filter(level=Level.GROUP)


def common(paths: Iterable[str], place: Unit) -> list[str]:
    """Where the paths and the place overlap."""
    found = list(paths)
    if any(place.path.startswith(path) for path in found):
        return [place.path]
    return [path for path in found if path.startswith(place.path)]


def seen(user: Any, permission: Permission = Permission.REGISTRY_READ) -> QuerySet[Household]:
    """Households that live now, or lived last, where the user holds the permission today."""
    groups = groups_within(scope_of(user, permission, timezone.localdate()))
    return Household.objects.live().filter(group__in=groups)


def ever_seen(user: Any) -> QuerySet[Household]:
    """As `seen`, with households that were taken back: what is on record of them stays readable where they were."""
    groups = groups_within(scope_of(user, Permission.REGISTRY_READ, timezone.localdate()))
    return Household.objects.filter(group__in=groups)


def ever_seen_of(user: Any, place: Unit) -> QuerySet[Household]:
    """Households of the user's area that live in the place or ever lived there, with those that were taken back."""
    here = groups_within([place.path])
    lived = Residence.objects.filter(household=OuterRef("pk"), group__in=here)
    of_living = Exists(lived.filter(withdrawn=False)) | Q(withdrawn=True) & Exists(lived)
    return ever_seen(user).filter(Q(group__in=here) | of_living)


def all_seen(user: Any, households: Collection[int]) -> bool:
    """Whether all of these lie in the user's area, those that were taken back too."""
    groups = groups_within(scope_of(user, Permission.REGISTRY_READ, timezone.localdate()))
    return not Household.objects.filter(pk__in=households).exclude(group__in=groups).exists()


def seen_of(user: Any, place: Unit) -> QuerySet[Household]:
    """Households of the user's area that live in the place, or ever lived there."""
    here = groups_within([place.path])
    lived = Residence.objects.live().filter(household=OuterRef("pk"), group__in=here)
    return seen(user).filter(Q(group__in=here) | Q(Exists(lived)))


@dataclass(frozen=True)
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

    @cached_property
    def scope(self) -> list[str]:
        """The user's area; a page asks for it again and again."""
        return scope_of(self.user, Permission.REGISTRY_READ, self.today)

    @cached_property
    def _paths(self) -> list[str]:
        """Where the place and the user's area overlap."""
        return common(self.scope, self.place)

    @cached_property
    def _within(self) -> _Within:
        return _within(self._paths if self.present else [self.place.path])

    def living(self, *, aside: bool = False) -> Rows:
        """Households of the place on the day: entries of today, or households of the user's area as they stood.
        `aside` does not begin with the wards: the shorter way where a list says who is wanted, or where a page in the
        order of names is soon full.
        """
        if self.present:
            entries = HouseholdEntry.objects.filter(self._within.entries(aside=aside), living=True)
            return entries.annotate(head_key=F("name_key"), number=F("pk"), people=F("members"), there=F("group"))
        then = Q(stretches__first_year__lte=self.year, stretches__last_year__gte=self.year)
        # By how they stood, not by where they live now: a sum keeps the database from that index.
        rows: Rows = Household.objects.live().alias(now=F("group") + 0)
        rows = rows.filter(now__in=groups_within(self.scope).values("pk"))
        rows = rows.filter(then, self._within.entries("stretches__", aside=aside))
        return rows.annotate(
            head_key=F("stretches__name_key"),
            number=F("stretches__household"),
            people=F("stretches__members"),
            there=F("stretches__group"),
        )

    def tally(self) -> QuerySet[Any]:
        """What was counted beforehand: of today's households of the place, or of those of then, and their classes."""
        if self.present:
            return ListTally.objects.filter(group__in=groups_within(self._paths), year__in=[0, self.year])
        here = groups_within([self.place.path])
        then = PastTally.objects.filter(first_year__lte=self.year, last_year__gte=self.year)
        return then.filter(group__in=here, now__in=groups_within(self.scope))

    def gone(self) -> Rows:
        """Households that left the place during the year: ended, here or in a group that went over into one of here,
        or live elsewhere now. Their last head is told."""
        first = datetime.date(self.year, 1, 1)
        here = groups_within([self.place.path])
        left = Residence.objects.live().alias(where=F("group") + 0)  # by the day that they ended, not by the group
        left = left.filter(where__in=here.values("pk"), valid_to__gte=first, valid_to__lte=self.day)
        ended = Household.objects.live().filter(group__in=here, ended_on__gte=first, ended_on__lte=self.day)
        still = Residence.objects.live().filter(household=OuterRef("pk"), group__in=here).on(self.day)
        head = Membership.objects.live().filter(household=OuterRef("pk"), relation=Relation.HEAD)
        last = head.order_by(F("valid_to").desc(nulls_first=True), "-pk")
        return (
            seen(self.user)
            .filter(
                ~Exists(still) | Q(ended_on__lte=self.day),
                # one list of numbers: of two, PostgreSQL would hold every household of the place against both
                pk__in=left.order_by().values("household").union(ended.order_by().values("pk")),
            )
            .annotate(
                head_name=Subquery(last.values("person__full_name")[:1]),
                head_key=Subquery(last.values("person__name_key")[:1]),
                number=F("pk"),
                there=F("group"),
            )
        )

    def with_class(self, rows: Rows) -> Rows:
        """With `class_of_year`: the last class that was decided for the year, None when there is none."""
        return rows.annotate(class_of_year=Subquery(self._statuses(OuterRef("pk")).values("class_id")[:1]))

    def classed(self, class_id: str = "") -> QuerySet[HouseholdStatus]:
        """Every class that was decided for the year, or those of one kind; a later one may have taken its place."""
        rows = HouseholdStatus.objects.live().filter(year=self.year).order_by()
        return rows.filter(class_id=class_id) if class_id else rows

    def _statuses(self, household: Any) -> QuerySet[HouseholdStatus]:
        return self.classed().filter(household=household).order_by("-valid_from", "-pk")


@dataclass(frozen=True, slots=True)
class _Within:
    """An area as wards, as far as wards reach, and the paths of groups beside them."""

    wards: list[int]
    groups: list[str]

    def entries(self, of: str = "", *, aside: bool) -> Q:
        """Which entries lie there, or stretches `of` households. Of one ward there is an index in the order of names;
        of many only by the ward, and a sum keeps the database from taking that one."""
        found = Q(**{f"{of}group__in": groups_within(self.groups)}) if self.groups else Q(pk__in=[])
        if len(self.wards) == 1:
            one = Q(**{f"{of}ward": self.wards[0]})
            return found | one if self.groups else one
        aside = aside and connection.vendor == "sqlite"  # PostgreSQL knows how many lie in the wards
        many = Q(In(F(f"{of}ward") + 0, self.wards)) if aside else Q(**{f"{of}ward__in": self.wards})
        return found | many if self.wards else found


def _within(paths: Sequence[str]) -> _Within:
    wards = dict(Unit.objects.within(list(paths)).filter(level=Level.WARD).values_list("pk", "path"))
    return _Within(list(wards), [path for path in paths if not any(ward.startswith(path) for ward in wards.values())])


@dataclass(frozen=True, slots=True)
class Choice:
    """What a list shows: a class of the year or NO_CLASS, a group's number, NO_NUMBER, GONE or DUE; nothing: all."""

    class_id: str = ""
    group: int | None = None
    only: str = ""


def chosen(year: Year, choice: Choice, *, by_name: bool = False) -> Rows:
    """The households that the choice names; an unknown choice finds nothing. `by_name` looks through the names in their
    order, which is the shorter way to a page where many are wanted."""
    listed = choice.class_id not in ("", NO_CLASS)
    rows = year.gone() if choice.only == GONE else year.living(aside=by_name or listed)
    if choice.only not in ("", NO_NUMBER, GONE, DUE):
        return rows.none()
    if choice.only == DUE:
        return due(year, by_name=by_name)
    if choice.only == NO_NUMBER:
        rows = _some_without_number(rows, by_name=by_name)
    if choice.group is not None:
        rows = rows.filter(there=choice.group)
    if choice.class_id == NO_CLASS:
        rows = rows.filter(~Exists(year.classed().filter(household=OuterRef("pk"))))
    elif choice.class_id:
        if not by_name:  # from the list of that class
            rows = rows.filter(pk__in=year.classed(choice.class_id).values("household"))
        rows = year.with_class(rows).filter(class_of_year=choice.class_id)
    return rows


def _some_without_number(rows: Rows, *, by_name: bool) -> Rows:
    """Of these households those in which somebody who belongs to them today has no citizen number on record."""
    if rows.model is HouseholdEntry:
        return rows.filter(without_number__gt=0)
    missing = HouseholdEntry.objects.filter(living=True, without_number__gt=0)
    return rows.filter(Exists(missing.filter(pk=OuterRef("pk"))) if by_name else Q(pk__in=missing.values("pk")))


def due(year: Year, *, by_name: bool = False) -> Rows:
    """Households that were poor or near-poor the year before and have no class for the year yet."""
    before = (
        HouseholdStatus.objects.live()
        .order_by()
        .filter(year=year.year - 1, class_id__in=[StatusClass.POOR, StatusClass.NEAR_POOR])
    )
    now = year.classed().filter(household=OuterRef("pk"))
    listed = Q(Exists(before.filter(household=OuterRef("pk")))) if by_name else Q(pk__in=before.values("household"))
    return year.living(aside=True).filter(listed, ~Exists(now))


@dataclass(frozen=True, slots=True)
class Counts:
    """Households of a place by class of the year and by group; how many miss a number, left, or wait for a class.
    `sizes` are the households and persons of each choice that was counted on the way, so that its list asks no more.
    """

    by_class: dict[str, int]
    by_group: dict[int, int]
    no_number: int
    gone: int
    due: int
    sizes: dict[Choice, tuple[int, int]]

    @property
    def total(self) -> int:
        return sum(self.by_class.values())

    @property
    def persons(self) -> int:
        return self.sizes[Choice()][1]

    def are_many(self, choice: Choice) -> bool:
        """Whether a page of them is sooner found by walking along the names of the whole place, than by reading all of
        them and putting them in order: the walk passes so many others for each that it finds."""
        homes = self.sizes.get(choice, (0, 0))[0]
        return homes * homes >= _STEP * _PAGE * self.total


def counts(year: Year) -> Counts:
    """In a few statements, whatever the size of the place."""
    gone = year.gone().count()
    sums = {"all_homes": Sum("homes"), "all_persons": Sum("persons")}
    groups = year.tally().filter(kind=ALL).order_by().values_list("group").annotate(**sums)
    kinds = year.tally().order_by().values_list("kind").annotate(**sums)
    by_group = {group: (homes, persons) for group, homes, persons in groups}
    by_kind = {kind: (homes, persons) for kind, homes, persons in kinds}
    whole, waiting = by_kind.pop(ALL, (0, 0)), by_kind.pop(DUE, (0, 0))
    no_number = by_kind.pop(NO_NUMBER, (0, 0))
    none = tuple(whole[place] - sum(size[place] for size in by_kind.values()) for place in (0, 1))
    classes = {**by_kind, NO_CLASS: (none[0], none[1])}
    sizes = {Choice(): whole, Choice(only=NO_NUMBER): no_number, Choice(only=DUE): waiting}
    sizes |= {Choice(class_id): size for class_id, size in classes.items()}
    sizes |= {Choice(group=group): size for group, size in by_group.items()}
    return Counts(
        {class_id: homes for class_id, (homes, _persons) in classes.items() if homes},
        {group: homes for group, (homes, _persons) in by_group.items()},
        no_number[0],
        gone,
        waiting[0],
        sizes,
    )


def waiting_for_class(year: Year) -> int:
    """How many `due` finds."""
    return year.tally().filter(kind=DUE).aggregate(homes=Sum("homes", default=0))["homes"]


def totals_of(year: Year, rows: Rows) -> tuple[int, int]:
    """How many households, how many persons."""
    if "people" in rows.query.annotations:
        found = rows.aggregate(homes=Count("pk"), persons=Sum("people"))
        return found["homes"], found["persons"] or 0
    return rows.count(), members_of(year, rows.order_by().values("pk")).count()


def members_of(year: Year, households: Any) -> QuerySet[Membership]:
    rows = Membership.objects.current() if year.present else Membership.objects.on(year.day)
    return rows.filter(household__in=households)


def groups_kept(user: Any, today: datetime.date) -> list[Unit]:
    """The residential groups of today where the user keeps the register, by ward and number."""
    rows = groups_within(scope_of(user, Permission.REGISTRY_EDIT, today)).on(today).select_related("parent")
    return list(rows.order_by("parent__code", *BY_NUMBER))
