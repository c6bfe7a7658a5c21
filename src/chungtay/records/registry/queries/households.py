"""Households of a place in a year, always those of the person's own area alone.

Today's are read from the entries that search keeps (`models.search.HouseholdEntry`), which say of each household where
it lives, how many belong to it and who has no number; those of a past day are read from the dated records.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import RawSQL
from django.db.models.lookups import In
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Level, Unit, UnitQuerySet
from chungtay.foundation.places.queries.units import last_day
from chungtay.records.registry.models import (
    Household,
    HouseholdEntry,
    HouseholdStatus,
    IdentityPaper,
    ListTally,
    Membership,
    PaperKind,
    Relation,
    Residence,
    StatusClass,
)
from chungtay.records.registry.queries.asking import has_marks
from chungtay.records.registry.queries.kinds import ALL, DUE, GONE, NO_CLASS, NO_NUMBER
from chungtay.records.registry.queries.search import households_asked

Rows = QuerySet[Any]  # households, or their entries, by the same numbers, with `head_key` beside them

_FEW = 1_000  # numbers that a statement is given one by one
_PAGE = 50  # about what one page shows
_SIZE_OF_GROUP = ("group", "homes", "persons")


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

    def _residence(self) -> Q:
        """Lives in the place on the day."""
        return Q(
            Q(residences__valid_to=None) | Q(residences__valid_to__gte=self.day),
            residences__withdrawn=False,
            residences__group__in=groups_within([self.place.path]),
            residences__valid_from__lte=self.day,
        )

    @cached_property
    def _paths(self) -> list[str]:
        """Where the place and the user's area overlap; a page asks for it again and again."""
        return _common(scope_of(self.user, Permission.REGISTRY_READ, self.today), self.place)

    @cached_property
    def _within(self) -> _Within:
        return _within(self._paths)

    def tally(self) -> QuerySet[ListTally]:
        """What was counted beforehand of today's households of the place and the classes of the year."""
        return ListTally.objects.filter(group__in=groups_within(self._paths), year__in=[0, self.year])

    def living(self, *, by_name: bool = False) -> Rows:
        """Households of the place on the day: entries of today, or households as they stood. `by_name` looks through
        the entries in the order of names, which is the shorter way to a page where most of them are wanted."""
        if self.present:
            entries = HouseholdEntry.objects.filter(self._within.entries(by_name=by_name), living=True)
            return entries.annotate(head_key=F("name_key"))
        head = Q(Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=self.day))
        head &= Q(memberships__valid_from__lte=self.day)
        rows: Rows = seen(self.user).filter(self._residence())
        rows = rows.filter(head, memberships__withdrawn=False, memberships__relation=Relation.HEAD)
        return rows.annotate(head_name=F("memberships__person__full_name"), head_key=F("memberships__person__name_key"))

    def gone(self) -> Rows:
        """Households that left the place during the year: ended, or live elsewhere now. Their last head is told."""
        first = datetime.date(self.year, 1, 1)
        here = groups_within([self.place.path])
        left = Residence.objects.live().alias(where=F("group") + 0)  # by the day that they ended, not by the group
        left = left.filter(where__in=here.values("pk"), valid_to__gte=first, valid_to__lte=self.day)
        still = Residence.objects.live().filter(household=OuterRef("pk"), group__in=here).on(self.day)
        head = Membership.objects.live().filter(household=OuterRef("pk"), relation=Relation.HEAD)
        last = head.order_by(F("valid_to").desc(nulls_first=True), "-pk")
        return (
            seen(self.user)
            .filter(Q(pk__in=left.values("household")), ~Exists(still) | Q(ended_on__lte=self.day))
            .annotate(
                head_name=Subquery(last.values("person__full_name")[:1]),
                head_key=Subquery(last.values("person__name_key")[:1]),
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

    def entries(self, *, by_name: bool) -> Q:
        """Which entries lie there. Of one ward there is an index in the order of names; of many only by the ward, and
        a sum keeps the database from taking that one."""
        found = Q(group__in=groups_within(self.groups)) if self.groups else Q(pk__in=[])
        if len(self.wards) == 1:
            one = Q(ward=self.wards[0])
            return found | one if self.groups else one
        many = Q(In(F("ward") + 0, self.wards)) if by_name else Q(ward__in=self.wards)
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
    """The households that the choice names; an unknown choice finds nothing. `by_name`: see `Year.living`."""
    rows = year.gone() if choice.only == GONE else year.living(by_name=by_name)
    if choice.only not in ("", NO_NUMBER, GONE, DUE):
        return rows.none()
    if choice.only == DUE:
        return due(year, by_name=by_name)
    if choice.only == NO_NUMBER:
        rows = _some_without_number(year, rows)
    if choice.group is not None:
        rows = rows.filter(group=choice.group)
    if choice.class_id == NO_CLASS:
        rows = rows.filter(~Exists(year.classed().filter(household=OuterRef("pk"))))
    elif choice.class_id:
        if not by_name:  # from the list of that class
            rows = rows.filter(pk__in=year.classed(choice.class_id).values("household"))
        rows = year.with_class(rows).filter(class_of_year=choice.class_id)
    return rows


def with_words(year: Year, rows: Rows, text: str) -> Rows:
    """Households that the search on top of the page finds by these words, themselves or by somebody of them; typed
    marks count, unless nobody is spelled so. What was found is asked for once, unless it is very much."""
    paths = scope_of(year.user, Permission.REGISTRY_READ, year.today)
    if year.present:
        paths = _common(paths, year.place)
    for spelling in (True, False) if has_marks(text) else (False,):
        condition = households_asked(text, paths, spelling=spelling)
        if condition is None:
            return rows if not text else rows.none()
        found = rows.filter(pk__in=RawSQL(*condition))  # noqa: S611 - our own SQL, every value a parameter
        numbers = list(found.order_by().values_list("pk", flat=True)[: _FEW + 1])
        if numbers or not spelling:
            return found if len(numbers) > _FEW else rows.filter(pk__in=numbers)
    return rows


def _some_without_number(year: Year, rows: Rows) -> Rows:
    """Of these households those in which somebody who belongs to them today has no citizen number on record."""
    return rows.filter(without_number__gt=0) if year.present else rows.filter(Exists(_without_number()))


def due(year: Year, *, by_name: bool = False) -> Rows:
    """Households that were poor or near-poor the year before and have no class for the year yet."""
    before = (
        HouseholdStatus.objects.live()
        .order_by()
        .filter(year=year.year - 1, class_id__in=[StatusClass.POOR, StatusClass.NEAR_POOR])
    )
    now = year.classed().filter(household=OuterRef("pk"))
    listed = Q(Exists(before.filter(household=OuterRef("pk")))) if by_name else Q(pk__in=before.values("household"))
    return year.living(by_name=by_name).filter(listed, ~Exists(now))


def _without_number() -> QuerySet[Membership]:
    """Members of the household at hand who have no citizen identity number on record."""
    paper = IdentityPaper.objects.live().filter(person=OuterRef("person"), kind=PaperKind.CITIZEN)
    return Membership.objects.current().filter(~Exists(paper), household=OuterRef("pk"))


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
        return homes * homes >= _PAGE * self.total


def counts(year: Year) -> Counts:
    """In a few statements, whatever the size of the place."""
    gone = year.gone().count()
    if not year.present:
        return _counts_of_then(year, gone, due(year).count())
    tally = year.tally()
    by_group = {
        group: (homes, persons) for group, homes, persons in tally.filter(kind=ALL).values_list(*_SIZE_OF_GROUP)
    }
    found = tally.order_by().values_list("kind").annotate(all_homes=Sum("homes"), all_persons=Sum("persons"))
    by_kind = {kind: (homes, persons) for kind, homes, persons in found}
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
    if not year.present:
        return due(year).count()
    return year.tally().filter(kind=DUE).aggregate(homes=Sum("homes", default=0))["homes"]


def _counts_of_then(year: Year, gone: int, waiting: int) -> Counts:
    by_class: Counter[str] = Counter()
    by_group: Counter[int] = Counter()
    rows = year.with_class(year.living()).order_by().values_list("group", "class_of_year")
    for group, class_id, count in rows.annotate(n=Count("pk")):
        by_class[class_id or NO_CLASS] += count
        by_group[group] += count
    no_number = _some_without_number(year, year.living()).count()
    sizes = {Choice(): (by_group.total(), persons_of(year, year.living()))}
    return Counts(dict(by_class), dict(by_group), no_number, gone, waiting, sizes)


def totals_of(year: Year, rows: Rows) -> tuple[int, int]:
    """How many households, how many persons."""
    if rows.model is HouseholdEntry:
        found = rows.aggregate(homes=Count("pk"), persons=Sum("members"))
        return found["homes"], found["persons"] or 0
    return rows.count(), persons_of(year, rows)


def members_of(year: Year, households: Any) -> QuerySet[Membership]:
    rows = Membership.objects.current() if year.present else Membership.objects.on(year.day)
    return rows.filter(household__in=households)


def persons_of(year: Year, rows: Rows) -> int:
    return members_of(year, rows.order_by().values("pk")).count()


def groups_kept(user: Any, today: datetime.date) -> list[Unit]:
    """The residential groups of today where the user keeps the register, by ward and number."""
    rows = groups_within(scope_of(user, Permission.REGISTRY_EDIT, today)).on(today).select_related("parent")
    return list(rows.order_by("parent__code", "code", "pk"))
