"""Rounds of gifts of the reader's own area alone, their gifts, and what needs looking at."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Permission, holders_of, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.work.gifts.models import Delivery, Gift, GiftState, Occasion, Outcome, Round, Route, Standing
from chungtay.work.gifts.models.hands import CONFLICTS
from chungtay.work.gifts.models.lines import ENDED
from chungtay.work.gifts.queries.same_occasion import of_season, sources_of

MANY = 3  # households for whom one and the same person signed: somebody looks


def rounds_seen(user: Any, place: Unit, today: datetime.date) -> QuerySet[Round]:
    """The rounds of the wards of a place that lie in the reader's area; at a group, those of its ward. Who reads no
    register sees those with a route of their own."""
    inside = Q(pk__in=[])
    for path in scope_of(user, Permission.REGISTRY_READ, today):
        inside |= Q(ward__path__startswith=path)
    carried = Route.objects.filter(carrier=user).order_by().values("round")
    for path in scope_of(user, Permission.GIFT_READ, today):
        inside |= Q(ward__path__startswith=path, pk__in=carried)
    ward = place.parent if place.level == "group" and place.parent else place
    return Round.objects.filter(inside, ward__path__startswith=ward.path).select_related(
        "ward", "drawn_by", "approved_by", "settled_by"
    )


def any_round(ward: Unit) -> bool:
    """Whether the ward ever began a round."""
    return Round.objects.filter(ward=ward).exists()


def states_of(rounds: Iterable[int], *, carrier: Any = None) -> dict[int, dict[str, int]]:
    """Round -> state -> gifts; of the routes of one carrier where one is told. One statement."""
    found: dict[int, dict[str, int]] = {}
    rows = Gift.objects.filter(round__in=list(rounds)).exclude(state=GiftState.DROPPED)
    if carrier is not None:
        rows = rows.filter(route__carrier=carrier)
    for number, state, count in rows.order_by().values_list("round", "state").annotate(Count("pk")):
        found.setdefault(number, {})[state] = count
    return found


def listed_twice(made: Round) -> dict[int, str]:
    """Gift of a round -> where its receiver stands for another gift of the same occasion and source (round and kind),
    of rounds that begin within half a year of each other: Tết is handed out on both sides of the turn of the year. One
    receiver, occasion and source is one gift (notes of the law, 7.4). In other wards what was handed over. Two
    statements."""
    if made.occasion == Occasion.OTHER:
        return {}
    # of other wards what was handed over: a list there says nothing about who lives here by now
    near = Q(round__ward=made.ward_id) | Q(state=GiftState.DELIVERED)
    same = of_season(made).filter(near).exclude(state__in=ENDED)
    gifts: dict[tuple[int, int | None], list[tuple[int, int, int, str, str]]] = {}
    own = Gift.objects.filter(round=made).exclude(state__in=ENDED).order_by().values("household")
    rows = same.filter(household__in=own).order_by("pk")
    for number, of, kind, home, person, title, name, ward, ward_name in rows.values_list(
        "pk", "round", "kind", "household", "person", "round__title", "kind__name", "round__ward", "round__ward__name"
    ):
        told = title if ward == made.ward_id else f"{title}, {ward_name}"
        gifts.setdefault((home, person), []).append((number, of, kind, told, name))
    sources = sources_of({kind for standing in gifts.values() for _number, _of, kind, _title, _name in standing})
    found: dict[int, str] = {}
    for standing in gifts.values():
        for number, of, kind, _title, _name in standing:
            for other, where, its, title, name in standing:
                earlier = where != made.pk or other < number  # of two kinds of one round the second is told
                if of == made.pk and other != number and earlier and sources.get(kind, set()) & sources.get(its, set()):
                    found[number] = f"{title} · {name}"
    return found


def conflicts_of(made: Round) -> QuerySet[Delivery]:
    """Hand-overs that did not count and that nobody settled yet."""
    found = Delivery.objects.filter(gift__round=made, standing__in=CONFLICTS)
    return found.select_related("gift__kind", "by", "phone")


def gifts_of(
    made: Round, *, state: str = "", group: int | None = None, absent: bool = False, carrier: Any = None
) -> QuerySet[Gift]:
    """The gifts of a round by group and household; `absent`: those that found nobody at home and are still open;
    `carrier`: those of this person's routes alone."""
    found = made.gifts.exclude(state=GiftState.DROPPED).select_related("kind", "group", "handed_by", "route__carrier")
    if state:
        found = found.filter(state=state)
    if carrier is not None:
        found = found.filter(route__carrier=carrier)
    if group is not None:
        found = found.filter(group=group)
    if absent:
        found = found.filter(state=GiftState.READY, deliveries__outcome=Outcome.ABSENT).distinct()
    return found.order_by("group", "household", "kind", "pk")


def absent_count(made: Round, *, carrier: Any = None) -> int:
    return gifts_of(made, absent=True, carrier=carrier).count()


@dataclass(frozen=True, slots=True)
class Walk:
    """A route with how far it has come."""

    route: Route
    gifts: int
    delivered: int
    open: int


def walks_of(made: Round) -> list[Walk]:
    """The routes of a round in the order of their groups; without those of groups that ended before anything was handed
    over there. One statement."""
    rows = made.routes.select_related("group", "carrier").annotate(
        gifts_count=Count("gifts", filter=~Q(gifts__state=GiftState.DROPPED)),
        delivered=Count("gifts", filter=Q(gifts__state=GiftState.DELIVERED)),
        open_count=Count("gifts", filter=Q(gifts__state=GiftState.READY)),
    )
    shown = rows.exclude(gifts_count=0, group__valid_to__isnull=False).order_by("group__name", "pk")
    return [Walk(row, row.gifts_count, row.delivered, row.open_count) for row in shown]


def carriers_for(made: Round) -> list[User]:
    """Who may be given a route: whoever may bring gifts in the ward and neither drew the round up nor approved it."""
    wards = [made.ward_id, *_above(made.ward)]
    found = User.objects.filter(
        is_active=True,
        assignments__role__in=holders_of(Permission.GIFT_CARRY),
        assignments__area__in=wards,
        assignments__starts_on__lte=made.last_day,
    ).filter(Q(assignments__ends_on=None) | Q(assignments__ends_on__gte=made.first_day))
    return list(found.exclude(pk__in=[made.drawn_by_id, made.approved_by_id or 0]).distinct().order_by("full_name"))


def _above(ward: Unit) -> list[int]:
    paths = [ward.path[:end] for end in range(1, len(ward.path))]
    return list(Unit.objects.filter(path__in=paths).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Pattern:
    """One signature for many households: the same name, or the very same picture."""

    name: str
    households: int
    picture: bool


def patterns_of(made: Round) -> list[Pattern]:
    """Receivers who stand for `MANY` households or more, and pictures that prove more than one. Two statements."""
    kept = Delivery.objects.filter(gift__round=made, outcome=Outcome.DELIVERED, standing=Standing.KEPT).order_by()
    by_name = kept.values_list("received_key").annotate(homes=Count("gift__household", distinct=True))
    found = [Pattern(name, homes, False) for name, homes in by_name.filter(homes__gte=MANY)]
    pictures = kept.exclude(proof_sha256="").values_list("proof_sha256")
    same = pictures.annotate(homes=Count("gift__household", distinct=True)).filter(homes__gte=2)
    return sorted(found, key=lambda each: -each.households) + [Pattern("", homes, True) for _digest, homes in same]
