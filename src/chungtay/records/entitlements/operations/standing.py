"""Keeping the rights of wards as they stand today: whoever changes a fact marks the households, and whoever asks for
the rights of a ward has the marked ones worked out first.

Nothing is said here that nobody said: the rows follow from register, cards and rules, and are made anew at any time. So
no event is recorded, and a page that is only looked at may write them.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from django.conf import settings
from django.db import OperationalError, connection, transaction

from chungtay.foundation.places.models import Level, Unit
from chungtay.population.rights import HOUSEHOLD
from chungtay.records.entitlements.models import FactsChanged, StandingHome, StandingRight
from chungtay.records.entitlements.models.standing import ALWAYS
from chungtay.records.entitlements.queries.cards import insured_in, turning_of_cards
from chungtay.records.entitlements.queries.facts import facts_from
from chungtay.records.entitlements.queries.listed_benefits import columns_on, turning_of_lists
from chungtay.records.entitlements.queries.rights import Found, Rights, reach, worked_out
from chungtay.records.entitlements.queries.standing import Ward, kept_rights, wards_kept
from chungtay.records.entitlements.queries.until import until
from chungtay.records.entitlements.queries.wards import rights_by_ward
from chungtay.records.registry.operations.rows import put_rows
from chungtay.records.registry.queries.dwelling import homes_ever
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.turning import turning_days

FEW = 500  # stale households that are worked out by themselves; where there are more, the whole ward is
MOST = 10_000  # households that the page of a district works out, where they lie in more than one ward
_PART = 2_000
_BRIEF = 500  # milliseconds that a page waits for another writer of SQLite
_HOME = ("household", "group", "day", "until", "rules", "persons")
_RIGHT = ("home", "policy", "person", "state", "amount", "rate", "instead_of", "missing")


def mark(households: Sequence[int]) -> None:
    """Facts of these households changed: what is kept of them counts no more. In the transaction of the change."""
    FactsChanged.objects.bulk_create([FactsChanged(household_id=home) for home in households], batch_size=_PART)


def mark_people(persons: Iterable[int]) -> None:
    """The same for every household of these persons."""
    mark(sorted(homes_ever(persons)))


@dataclass(frozen=True, slots=True)
class Today:
    """`rights`: ward -> the rights of its people today. `late`: wards whose rights were not worked out this time, since
    too much changed in them: nothing of them is among `rights`."""

    rights: dict[int, Rights]
    late: tuple[Unit, ...] = ()


def rights_today(user: Any, place: Unit, today: datetime.date) -> Today:
    """The rights of today of the wards of a place in the reader's area in which somebody lives; as
    `queries.wards.rights_by_ward`, and equal to it but for the late. Stale households are worked out and kept first: of
    a ward all of them; of a place above one as many as a page may take (MOST), the wards with the fewest first."""
    paths = reach(user, place, today)
    wards = wards_kept(paths, today)
    whole = all(any(ward.unit.path.startswith(path) for ward in wards.values()) for path in paths)
    if not whole:  # a group, or a reader of some groups: a part of a ward is worked out and not kept
        return Today(dict(rights_by_ward(user, place, today, today)))
    chosen = _chosen(wards.values(), place)
    wards |= _refreshed(chosen, today)
    if place.level == Level.WARD and any(ward.stale for ward in wards.values()):  # somebody else writes
        return Today(dict(rights_by_ward(user, place, today, today)))
    fresh = [ward for ward in wards.values() if not ward.stale]
    found = kept_rights([ward for ward in fresh if ward.living])
    return Today(found, tuple(ward.unit for ward in wards.values() if ward.stale))


def _chosen(wards: Iterable[Ward], place: Unit) -> list[Ward]:
    """The wards of which stale households are worked out now: one at least, so that looking again comes further."""
    waiting = sorted((ward for ward in wards if ward.stale), key=lambda ward: (_work(ward), ward.unit.pk))
    if place.level == Level.WARD:
        return waiting
    taken: list[Ward] = []
    work = 0
    for ward in waiting:
        work += _work(ward)
        if taken and work > MOST:
            break
        taken.append(ward)
    return taken


def _work(ward: Ward) -> int:
    """How many households would be worked out."""
    return len(ward.stale) if len(ward.stale) <= FEW else len(ward.living)


def refresh(ward: Ward, today: datetime.date) -> Found:
    """Work the stale households of a ward out for today and keep it. Returns what was worked out.

    The rows of the households are locked first, then the marks read, then the facts: what is recorded in between leaves
    a mark that was not seen, and stays stale.
    """
    few = len(ward.stale) <= FEW
    homes = sorted(ward.stale if few else ward.living)
    with transaction.atomic():
        for part in in_parts(homes, _PART):
            StandingHome.objects.bulk_create([StandingHome(household_id=home) for home in part], ignore_conflicts=True)
            list(
                StandingHome.objects.select_for_update(no_key=True).filter(pk__in=part).order_by("pk").values_list("pk")
            )
        seen = _marks(homes)
        only, paths = homes if few else None, [ward.unit.path]
        columns = columns_on(paths, today, only=only)
        insured = insured_in(paths, today, only=only, read=columns.persons)
        found = worked_out(
            ward.rules, facts_from(columns, today, ward.rules, told=ward.told, insured=insured)
        )  # fmt: skip
        turns = turning_days(columns, paths, today, only=only)
        of_cards = turning_of_cards(paths, today, only=only, read=columns.persons)
        of_lists = turning_of_lists(columns, paths, today, only=only)
        last = until(columns, found.facts, ward.rules, today, turns, of_cards + of_lists)
        # who came meanwhile is not locked, who left stays marked
        written = {home for home in found.homes[HOUSEHOLD] if home in ward.living}
        _put(found, written, last, ward.print, today)
        for part in in_parts([mark for mark, home in seen if home in written], _PART):
            FactsChanged.objects.filter(pk__in=part).delete()
    return found


def _put(found: Found, written: set[int], last: dict[int, datetime.date], rules: str, today: datetime.date) -> None:
    counted = _counted(found)
    homes = [
        (home, group, today, last.get(home, ALWAYS), rules, counted[home])
        for home, group in found.homes.select(HOUSEHOLD, "group").sort(HOUSEHOLD).iter_rows()
        if home in written
    ]
    for part in in_parts([row[0] for row in homes], _PART):
        StandingRight.objects.filter(home__in=part).delete()
    put_rows(StandingHome, _HOME, homes)
    rows = found.rows.select(
        HOUSEHOLD, "policy", "person", "state", "amount", pl.col("rate").cast(pl.Int64), "instead_of", "missing"
    )
    put_rows(StandingRight, _RIGHT, [row for row in rows.iter_rows() if row[0] in written], key=3)


def _marks(homes: Iterable[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for part in in_parts(homes, _PART):
        found += FactsChanged.objects.filter(household__in=part).order_by().values_list("pk", "household")
    return found


def _refreshed(wards: Sequence[Ward], today: datetime.date) -> dict[int, Ward]:
    """Those of the wards that could be written, as they are kept now: while an import holds SQLite, a page works
    everything out and waits for nobody."""
    found = {}
    try:
        with _brief():
            for ward in wards:
                found[ward.unit.pk] = _as_kept(ward, refresh(ward, today))
    except OperationalError as error:
        if "locked" not in str(error):  # anything else than another writer is told
            raise
    return found


def _as_kept(ward: Ward, found: Found) -> Ward:
    """Stale is whoever was not found where the ward was told they live: somebody recorded a move meanwhile."""
    groups = dict(found.homes.select(HOUSEHOLD, "group").iter_rows())
    stale = tuple(home for home in ward.stale if groups.get(home) != ward.living[home])
    persons = {home: count for home, count in _counted(found).items() if home in ward.living}
    return replace(ward, persons={**ward.persons, **persons}, stale=stale)


def _counted(found: Found) -> dict[int, int]:
    """Household -> its members, 0 for one of nobody."""
    members = dict(found.facts.people.group_by(HOUSEHOLD).len().iter_rows())
    return {home: members.get(home, 0) for home in found.homes[HOUSEHOLD]}


@contextlib.contextmanager
def _brief() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    usual = int(settings.DATABASES["default"].get("OPTIONS", {}).get("timeout", 5) * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {_BRIEF}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
