"""How far the lists of this app have brought people to a card, for the coverage of rights."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from chungtay.records.entitlements.queries.card_steps import APPROVED, DRAFTED, LAPSED, REFUSED, RETURNED, Step
from chungtay.records.registry.queries.dwelling import homes_on, people_on
from chungtay.work.insurance.models import BatchLine, LineState, StateLine, StateLineState
from chungtay.work.insurance.models.batches import OPEN
from chungtay.work.insurance.models.state import STATE_OPEN
from chungtay.work.insurance.queries.leaving import drawn_by_day

BOUGHT = {
    LineState.DUE: DRAFTED,
    LineState.APPROVED: APPROVED,
    LineState.REFUSED: REFUSED,
    LineState.LAPSED: LAPSED,
    LineState.RETURNED: RETURNED,
}
OF_STATE = {
    StateLineState.DUE: DRAFTED,
    StateLineState.APPROVED: APPROVED,
    StateLineState.SENT: APPROVED,
    StateLineState.SENT_BACK: APPROVED,
    StateLineState.REFUSED: REFUSED,
    StateLineState.LAPSED: LAPSED,
}
ENDED = (LineState.REFUSED, LineState.LAPSED, LineState.RETURNED)
STATE_ENDED = (StateLineState.REFUSED, StateLineState.LAPSED)


def steps_on(paths: Sequence[str], day: datetime.date) -> Iterator[Step]:
    """Lines that are open, and those that ended without a card in the time that they were for. One statement."""
    own_time = Q(state__in=ENDED, valid_from__lte=day, valid_to__gte=day)
    lines = BatchLine.objects.filter(drawn_by_day(day), Q(state__in=OPEN) | own_time, _here(paths, day, "batch"))
    columns = ("person", "household", "batch__ward", "policy", "state", "note")
    for person, home, ward, policy, state, note in lines.order_by("pk").values_list(*columns):
        yield Step(person, home, ward, policy, BOUGHT[LineState(state)], note)


def state_steps_on(paths: Sequence[str], day: datetime.date) -> Iterator[Step]:
    """The same of lists of the state; an outcome counts from its first day to the end of that year."""
    after = datetime.datetime.combine(
        day + datetime.timedelta(days=1), datetime.time(), timezone.get_current_timezone()
    )
    own_time = Q(state__in=STATE_ENDED, valid_from__lte=day, valid_from__year=day.year)
    lines = StateLine.objects.filter(
        Q(state__in=STATE_OPEN) | own_time, _here(paths, day, "list"), list__drawn_at__lt=after
    )
    columns = ("person", "household", "list__ward", "policy", "state", "note")
    for person, home, ward, policy, state, note in lines.order_by("pk").values_list(*columns):
        yield Step(person, home, ward, policy, OF_STATE[StateLineState(state)], note)


def _here(paths: Sequence[str], day: datetime.date, made: str) -> Q:
    """On a list of a ward of the places, or living in them on the day."""
    here: Any = Q(person__in=people_on(day, homes_on(day, paths).values("household")).values("person"))
    for path in paths:
        here |= Q(**{f"{made}__ward__path__startswith": path})
    return here
