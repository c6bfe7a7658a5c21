"""The queue of pairs of a place, a page at a time: the likeliest first, decided ones from the latest back."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import DuplicatePair, FoundBy, PersonEntry, Verdict
from chungtay.records.registry.queries.pairs import PAGE, open_pairs, touching
from chungtay.records.registry.queries.search import areas_seen

HOUSEHOLD, NUMBER, DECIDED = "ho", "so", "xong"
Pairs = QuerySet[DuplicatePair]

_ONE_HOME = Q(first_home=F("second_home"))
_ONE_NUMBER = Q(evidence__0__field="number", evidence__0__says="same")
_CHOICES: dict[str, Q] = {
    "": Q(),
    HOUSEHOLD: _ONE_HOME,
    NUMBER: _ONE_NUMBER,
    **{value: Q(found_by=value) for value in FoundBy.values},
}


@dataclass(frozen=True, slots=True)
class Page:
    """`before` and `after`: the pair that the page before ends above, and the one that the next begins behind."""

    pairs: list[DuplicatePair]
    before: int | None
    after: int | None


def counts(user: Any, place: Unit, today: datetime.date) -> dict[str, int]:
    """How many pairs each choice shows. Two statements."""
    here = _touching(user, place, today)
    sums = {f"n_{name}": Count("pk", filter=wanted) for name, wanted in _CHOICES.items() if name}
    found: dict[str, int] = _with_homes(open_pairs().filter(here)).aggregate(n_=Count("pk"), **sums)
    return {name.removeprefix("n_"): count for name, count in found.items()} | {DECIDED: _decided(here).count()}


def chosen(user: Any, place: Unit, choice: str, today: datetime.date) -> Pairs:
    """The pairs that a choice names; an unknown one finds nothing."""
    here = _touching(user, place, today)
    if choice == DECIDED:
        return _decided(here)
    if choice not in _CHOICES:
        return DuplicatePair.objects.none()
    return _with_homes(open_pairs().filter(here)).filter(_CHOICES[choice])


def page_of(rows: Pairs, *, decided: bool = False, after: int | None = None, before: int | None = None) -> Page:
    """By the keys of the first or last pair of the neighbouring page, whatever was decided meanwhile."""
    edge = DuplicatePair.objects.filter(pk=after or before or 0).first()
    back = edge is not None and after is None
    found = list(
        _ordered(rows if edge is None else rows.filter(_beyond(edge, decided, back)), decided, back)[: PAGE + 1]
    )
    more, found = len(found) > PAGE, found[:PAGE]
    if back:
        found.reverse()
    if not found:
        return Page([], None, None)
    return Page(
        found,
        found[0].pk if (more if back else edge is not None) else None,
        found[-1].pk if (more or back) else None,
    )


def _touching(user: Any, place: Unit, today: datetime.date) -> Q:
    return touching(areas_seen(user, place, today, Permission.REGISTRY_MERGE)[0])


def _decided(here: Q) -> Pairs:
    rows = DuplicatePair.objects.filter(here).exclude(verdict=Verdict.OPEN)
    return rows.exclude(verdict=Verdict.MERGED, first__withdrawn=False, second__withdrawn=False)


def _with_homes(rows: Pairs) -> Pairs:
    return rows.annotate(first_home=_home("first"), second_home=_home("second"))


def _home(which: str) -> Subquery:
    return Subquery(PersonEntry.objects.filter(pk=OuterRef(which)).values("household")[:1])


def _ordered(rows: Pairs, decided: bool, back: bool) -> Pairs:
    if decided:
        return rows.order_by("decided_at", "pk") if back else rows.order_by("-decided_at", "-pk")
    return rows.order_by("score", "-pk") if back else rows.order_by("-score", "pk")


def _beyond(edge: DuplicatePair, decided: bool, back: bool) -> Q:
    if decided:
        side = "gt" if back else "lt"
        same = Q(decided_at=edge.decided_at, **{f"pk__{side}": edge.pk})
        return Q(**{f"decided_at__{side}": edge.decided_at}) | same
    score, number = ("gt", "lt") if back else ("lt", "gt")
    return Q(**{f"score__{score}": edge.score}) | Q(score=edge.score, **{f"pk__{number}": edge.pk})
