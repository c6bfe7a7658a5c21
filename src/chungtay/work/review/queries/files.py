"""Reads, each scoped to what the person may see: areas with the right to read, narrowed to the place asked for."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import AreaKind, Level, Unit
from chungtay.foundation.places.queries import Finder, province_of
from chungtay.work.review.models import CellMistake, HouseholdResult, HouseholdResultQuerySet, ReviewFile, State

REFUSED = "refused"
PAGE = 50


def _inside(field: str, paths: list[str]) -> Q:
    """A condition that holds for areas at or below the paths; without paths it holds for nothing."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def households_seen(user: Any, place: Unit) -> HouseholdResultQuerySet:
    """Results of households in the place, as far as the user's areas reach."""
    paths = scope_of(user, Permission.REVIEW_READ, timezone.localdate())
    return HouseholdResult.objects.filter(_inside("area__path", paths)).within(place)


def files_seen(user: Any, place: Unit) -> QuerySet[ReviewFile]:
    """Files of the place, and files of a wider area that hold households of it; with the area, newest first."""
    paths = scope_of(user, Permission.REVIEW_READ, timezone.localdate())
    own = _inside("area__path", paths) & Q(area__path__startswith=place.path)
    theirs = households_seen(user, place).filter(file=OuterRef("pk"))
    return ReviewFile.objects.filter(own | Q(Exists(theirs))).select_related("area", "uploaded_by")


def files_of_year(user: Any, place: Unit, year: int) -> QuerySet[ReviewFile]:
    return files_seen(user, place).filter(on__year=year)


def replaceable(user: Any, area: Unit, year: int) -> QuerySet[ReviewFile]:
    """Files of exactly this area and year that a corrected file may take the place of."""
    states = [State.DONE, State.FAILED, State.UPLOADED, State.UNREADABLE]
    return files_of_year(user, area, year).filter(area=area, state__in=states)


def files_waiting(user: Any, place: Unit, year: int) -> list[ReviewFile]:
    """Files in the user's own areas that need a hand: columns to confirm, stopped by an error, unreadable."""
    paths = scope_of(user, Permission.REVIEW_CLASSIFY, timezone.localdate())
    needy = [State.UPLOADED, State.FAILED, State.UNREADABLE]
    found = files_of_year(user, place, year).filter(_inside("area__path", paths), state__in=needy)
    return list(found[:20])


def counts_by_file(user: Any, place: Unit, files: list[ReviewFile]) -> dict[int, dict[str, int]]:
    """File -> class -> households of the place; refused ones under "refused". One statement for all files."""
    seen = households_seen(user, place).filter(file__in=files).order_by()
    counts: dict[int, dict[str, int]] = {file.pk: {} for file in files}
    for number, class_id, count in seen.values_list("file", "class_id").annotate(n=Count("pk")):
        counts[number][class_id or REFUSED] = count
    return counts


def counts_of_year(user: Any, place: Unit, year: int) -> dict[str, int]:
    """Class -> households of the place in the files of a year that are classified."""
    seen = households_seen(user, place).filter(file__on__year=year, file__state=State.DONE).order_by()
    return {row[0] or REFUSED: row[1] for row in seen.values_list("class_id").annotate(n=Count("pk"))}


def latest_year(user: Any) -> int | None:
    """The latest year of which the user can see something."""
    paths = scope_of(user, Permission.REVIEW_READ, timezone.localdate())
    day = (
        HouseholdResult.objects.filter(_inside("area__path", paths))
        .order_by("-file__on")
        .values_list("file__on", flat=True)
        .first()
    )
    return day.year if day else None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of households; `before` and `after` are the row numbers that the neighbouring pages start from."""

    rows: list[HouseholdResult]
    total: int
    before: int | None
    after: int | None


def households_page(found: QuerySet[HouseholdResult], *, after: int | None = None, before: int | None = None) -> Page:
    """A page by key: the rows that follow (or precede) a row in the order of the list. A far page costs no more."""
    edge = HouseholdResult.objects.filter(pk=after or before or 0).values_list("name_key", "pk").first()
    rows = found.order_by("name_key", "pk")
    if edge and after:
        rows = rows.filter(Q(name_key__gt=edge[0]) | Q(name_key=edge[0], pk__gt=edge[1]))
    if edge and before:
        rows = rows.filter(Q(name_key__lt=edge[0]) | Q(name_key=edge[0], pk__lt=edge[1])).order_by("-name_key", "-pk")
    taken = list(rows.select_related("area").defer("explanation", "search")[: PAGE + 1])
    more, taken = len(taken) > PAGE, taken[:PAGE]
    backwards = bool(edge and before)
    if backwards:
        taken.reverse()
    has_before = more if backwards else bool(edge)
    has_after = bool(edge) if backwards else more
    return Page(
        taken,
        found.count(),
        taken[0].pk if taken and has_before else None,
        taken[-1].pk if taken and has_after else None,
    )


def search(found: QuerySet[HouseholdResult], words: str) -> QuerySet[HouseholdResult]:
    """Every word, without marks and in any order, somewhere in code, name or group."""
    for word in fold(words).split()[:8]:
        found = found.filter(search__contains=word)
    return found


def of_class(found: QuerySet[HouseholdResult], class_id: str) -> QuerySet[HouseholdResult]:
    """One class; "refused" for those without; everything for an empty text. An unknown class finds nothing."""
    if not class_id:
        return found
    return found.filter(class_id="" if class_id == REFUSED else class_id)


def mistakes_seen(user: Any, place: Unit, file: ReviewFile) -> QuerySet[CellMistake]:
    """Mistakes of the households that the user sees; those of the file as a whole only with the file's own area."""
    paths = scope_of(user, Permission.REVIEW_READ, timezone.localdate())
    households = households_seen(user, place).filter(file=file)
    condition = Q(household__in=households)
    if any(file.area.path.startswith(path) for path in paths) and file.area.path.startswith(place.path):
        condition |= Q(household=None)
    return CellMistake.objects.filter(condition, file=file).select_related("household")


def stale_before(now: datetime.datetime) -> datetime.datetime:
    """A job whose last sign of life is older than this has lost its worker."""
    return now - datetime.timedelta(minutes=3)


class Wards:
    """The wards of a file's households: the finder of units, bounded by the file's area, on the day of the review."""

    def __init__(self, area: Unit, on: datetime.date) -> None:
        self.area = area
        self.finder = Finder(on=on, within=[area.path])
        above = {Level.PROVINCE: "province", Level.DISTRICT: "district"}.get(Level(area.level))
        self.above = {above: area.code} if above else {}

    def of(self, facts: Mapping[str, str]) -> Unit | None:
        """By the ward's code, by its name, or by the five digits with which an official household code begins."""
        code, name, begin = facts.get("ward_code", ""), facts.get("ward_name", ""), facts.get("household_code", "")[:5]
        return self._found(code=code) or self._found(ward=name) or self._found(code=begin)

    def _found(self, **asked: str) -> Unit | None:
        found = self.finder.find(**self.above, **asked) if any(asked.values()) else None
        if isinstance(found, Unit) and found.level == Level.WARD and found.path.startswith(self.area.path):
            return found
        return None


def area_in_words(file: ReviewFile) -> str:
    """Province and area type as the rule book reads them: "Thành phố Hà Nội, thành thị"."""
    kind = {AreaKind.URBAN: "thành thị", AreaKind.RURAL: "nông thôn"}[AreaKind(file.area_kind)]
    return f"{province_of(file.area).name}, {kind}"


def in_the_place_of(file: ReviewFile) -> ReviewFile | None:
    """The file that counts instead of a withdrawn one: the same content again, its successor, or its forerunner."""
    same = Q(area=file.area, area_kind=file.area_kind, rule_set=file.rule_set, on=file.on, sha256=file.sha256)
    successor = Q(replaces=file, state=State.DONE)
    forerunner = Q(pk=file.replaces_id) if file.replaces_id else Q(pk__in=[])
    others = ReviewFile.objects.exclude(pk=file.pk).exclude(state=State.WITHDRAWN)
    return others.filter(same | successor | forerunner).order_by("pk").first()


def file_by_token(token: uuid.UUID) -> ReviewFile | None:
    """The file that one form brought; a token is a secret of whoever sent the form."""
    return ReviewFile.objects.filter(token=token).select_related("area").first()
