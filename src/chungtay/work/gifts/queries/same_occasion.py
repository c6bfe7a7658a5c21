"""Who was given something for an occasion already, in whatever ward: one receiver, occasion and source is one gift
(notes of the law, 7.4). Rounds that begin within half a year of each other are of one season."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from chungtay.foundation.core.words import fold
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.same import records_of_homes, records_of_people
from chungtay.work.gifts.models import Gift, GiftKind, GiftState, Occasion, Round, Source, Supply

ONE_SEASON = datetime.timedelta(days=183)
_PART = 2_000
Receiver = tuple[str, int]  # (HOUSEHOLD or PERSON, number)


@dataclass(frozen=True, slots=True)
class Given:
    """`on`: the day of the hand-over, None for who still waits for it on an approved list of the same ward."""

    round: str
    kind: str
    ward: str
    on: datetime.datetime | None


def of_season(made: Round) -> QuerySet[Gift]:
    """Gifts of all wards for the occasion and season of a round, its own among them."""
    days = (made.first_day - ONE_SEASON, made.first_day + ONE_SEASON)
    return Gift.objects.filter(round__occasion=made.occasion, round__first_day__range=days)


def source_key(source: str, giver: str) -> tuple[str, str]:
    """Donors are told apart by name, budgets and funds by their kind alone."""
    return (source, fold(giver) if source == Source.DONOR else "")


def sources_of(kinds: Collection[int]) -> dict[int, set[tuple[str, str]]]:
    """Kind -> who pays for it or gives it."""
    found: dict[int, set[tuple[str, str]]] = {}
    rows = Supply.objects.filter(put_away=False, kind__in=kinds).order_by()
    for kind, source, giver in rows.values_list("kind", "source", "giver"):
        found.setdefault(kind, set()).add(source_key(source, giver))
    return found


def given_already(made: Round, kind: GiftKind, receivers: Collection[Receiver]) -> dict[Receiver, Given]:
    """Who of these was handed something for the occasion from a source of this kind, in another round of any ward, or
    waits for it on an approved list of this ward; under this record or one that was joined to it. The round that this
    one adds to has lists of its own. Seven statements for some thousands of people."""
    own = sources_of([kind.pk]).get(kind.pk)
    if made.occasion == Occasion.OTHER or not own or not receivers:
        return {}
    base = made.adds_to_id or made.pk
    rows = of_season(made).exclude(Q(round=base) | Q(round__adds_to=base))
    rows = rows.filter(Q(state=GiftState.DELIVERED) | Q(state=GiftState.READY, round__ward=made.ward_id))
    people = records_of_people({number for what, number in receivers if what == PERSON})
    homes = records_of_homes({number for what, number in receivers if what == HOUSEHOLD})
    standing: list[tuple[Receiver, Any]] = []
    for what, records, among in ((PERSON, people, rows), (HOUSEHOLD, homes, rows.filter(person=None))):
        for part in in_parts(sorted(records), _PART):
            found = among.filter(**{f"{what}__in": part}).select_related("supply", "kind", "round__ward").order_by("pk")
            standing += [((what, records[getattr(gift, f"{what}_id")]), gift) for gift in found]
    waiting = sources_of({gift.kind_id for _who, gift in standing if gift.supply is None})
    already: dict[Receiver, Given] = {}
    for who, gift in standing:
        supply = gift.supply
        theirs = waiting.get(gift.kind_id, set()) if supply is None else {source_key(supply.source, supply.giver)}
        if own & theirs:
            already.setdefault(who, Given(gift.round.title, gift.kind.name, gift.round.ward.name, gift.handed_at))
    return already
