"""How far the lists of this app had brought people to a card, as it was told at the end of an earlier day: what
`queries.steps` asks of the database, of lines as they stood then (`models.before`)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.queries.card_steps import Asked, Step, StepUnknown
from chungtay.records.registry.queries.kept import kept_then
from chungtay.records.registry.queries.known import among, midnight_after
from chungtay.work.insurance.models import (
    BatchLine,
    BatchLineBefore,
    LineState,
    StateLine,
    StateLineBefore,
    StateLineState,
)
from chungtay.work.insurance.models.batches import OPEN
from chungtay.work.insurance.models.state import STATE_OPEN
from chungtay.work.insurance.queries.steps import BOUGHT, ENDED, OF_STATE, STATE_ENDED


def steps_known(asked: Asked) -> Iterator[Step]:
    """As `steps_on` told then. Three statements. Raises StepUnknown."""
    in_time = Q(valid_from__lte=asked.day, valid_to__gte=asked.day)
    lines = BatchLine.objects.filter(batch__drawn_at__lt=_before(asked))
    for line in _then(lines, BatchLineBefore, "batch", in_time, OPEN, asked):
        person, home, ward, policy, state, note, first, last = line
        if state in OPEN or (state in ENDED and first <= asked.day <= last):
            yield Step(person, home, ward, policy, BOUGHT[LineState(state)], note)


def state_steps_known(asked: Asked) -> Iterator[Step]:
    """As `state_steps_on` told then. Three statements. Raises StepUnknown."""
    in_time = Q(valid_from__lte=asked.day, valid_from__year=asked.day.year)
    lines = StateLine.objects.filter(list__drawn_at__lt=_before(asked))
    for line in _then(lines, StateLineBefore, "list", in_time, STATE_OPEN, asked):
        person, home, ward, policy, state, note, first = line
        own_time = first <= asked.day and first.year == asked.day.year
        if state in STATE_OPEN or (state in STATE_ENDED and own_time):
            yield Step(person, home, ward, policy, OF_STATE[StateLineState(state)], note)


def _then(
    lines: Any, before: Any, made: str, in_time: Q, waiting: tuple[str, ...], asked: Asked
) -> Iterator[tuple[Any, ...]]:
    """Lines of the places with what stood then: of whoever lived there, or stood on a list of one of their wards."""
    after = midnight_after(asked.known_on)
    wards = set(Unit.objects.within(list(asked.paths)).filter(level=Level.WARD).values_list("pk", flat=True))
    changed = before.objects.filter(until__gte=after)
    there = Q(person__in=among(asked.living)) | Q(**{f"{made}__ward__in": wards})
    there |= Q(pk__in=changed.filter(ward__in=wards).values("line"))
    when = in_time | Q(state__in=waiting) | Q(pk__in=changed.values("line"))
    dates = ("valid_from", "valid_to") if made == "batch" else ("valid_from",)
    columns = ("pk", "person", "household", f"{made}__ward", "policy", "state", "note", *dates)
    rows = list(lines.filter(there, when).order_by("pk").values_list(*columns))
    stood = kept_then(before, "line", [row[0] for row in rows], ("ward", "state", "note"), after)
    for number, person, home, ward, policy, state, note, *days in rows:
        if number in stood:
            ward, state, note = stood[number]
            if not state:
                raise _unknown(asked.known_on)
        if person in asked.living or ward in wards:
            yield (person, home, ward, policy, state, note, *days)


def _before(asked: Asked) -> datetime.datetime:
    """Lists that were drawn up on the day or before."""
    return midnight_after(asked.day)


def _unknown(known_on: datetime.date) -> StepUnknown:
    return StepUnknown(
        f"Một dòng danh sách thẻ bảo hiểm y tế ở đây đã đổi trước khi chương trình giữ lại trạng thái cũ, nên không rõ "
        f"ngày {known_on:%d/%m/%Y} danh sách ra sao; không đoán. Chọn ngày biết muộn hơn.",
        "A line of a list of health-insurance cards here was changed before the program kept how lines stood; how it "
        f"stood on {known_on.isoformat()} is not known, and nothing is guessed. Choose a later day.",
    )
