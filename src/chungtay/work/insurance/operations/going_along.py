"""Open lines of purchases and of lists to the insurer go along with their people when the borders of wards change."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chungtay.foundation.places.operations import Move
from chungtay.foundation.places.queries.going import Going
from chungtay.records.registry.operations.going_along import follow_lines
from chungtay.records.registry.queries.going import count_going
from chungtay.work.insurance.models import AwarenessSession, BatchLine, StateLine
from chungtay.work.insurance.models.batches import OPEN
from chungtay.work.insurance.models.state import STATE_WAITING
from chungtay.work.insurance.operations.keeping import keep_bought, keep_of_state


def follow_borders(moves: Sequence[Move], *, origin: str, undo: bool, by: Any, at: datetime.datetime) -> None:
    """Registered with places. Raises ValidationError when a session was held in a group that is taken back."""
    about = {"origin": origin, "undo": undo, "by": by, "at": at}
    if undo:
        _check_sessions(moves)
    follow_lines(_bought(), moves, parent="batch", action="insurance.batch_went_along", kept=keep_bought, **about)
    follow_lines(_listed(), moves, action="insurance.state_list_went_along", kept=keep_of_state, **about)


def _check_sessions(moves: Sequence[Move]) -> None:
    held = AwarenessSession.objects.filter(group__in=[move.old.pk for move in moves])
    group = held.values_list("group__name", flat=True).first()
    if group is not None:
        told = _("Something was recorded in %(unit)s since (%(what)s), so the plan can no longer be undone.")
        raise ValidationError(told % {"unit": group, "what": AwarenessSession._meta.verbose_name})


def going(moves: Sequence[Move]) -> list[Going]:
    """The same counted beforehand, for the preview of a plan."""
    return [
        Going(_("Cards still to be bought"), count_going(_bought(), moves, ward="batch__ward")),
        Going(_("Cards awaited from the insurer"), count_going(_listed(), moves, ward="list__ward")),
    ]


def _bought() -> QuerySet[BatchLine]:
    return BatchLine.objects.filter(state__in=OPEN)


def _listed() -> QuerySet[StateLine]:
    return StateLine.objects.filter(state__in=STATE_WAITING)
