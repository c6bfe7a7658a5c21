"""How much was recorded and listed in a place since another day: what an answer as known then leaves out."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import LineBefore, SupportLine
from chungtay.records.entitlements.queries.coverage_lines import listed_in
from chungtay.records.entitlements.queries.rights import reach
from chungtay.records.registry.queries.known import midnight_after
from chungtay.records.registry.queries.recorded import recorded_since_in


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """`acts` of the register; `lines` of lists that were drawn up or changed; `newest`: the last of either."""

    acts: int
    lines: int
    newest: datetime.datetime | None


def changed_since(user: Any, place: Unit, known_on: datetime.date, today: datetime.date) -> ChangedSince:
    """After the end of a day, in the reader's own area. Four statements."""
    paths, after = reach(user, place, today), midnight_after(known_on)
    acts = recorded_since_in(paths, known_on)
    changed = LineBefore.objects.filter(until__gte=after)
    lines = SupportLine.objects.filter(listed_in(paths)).order_by()
    drawn = lines.filter(list__drawn_at__gte=after)
    both = lines.filter(Q(list__drawn_at__gte=after) | Q(pk__in=changed.values("line"))).count()
    latest = [
        acts.newest,
        drawn.aggregate(at=Max("list__drawn_at"))["at"],
        changed.filter(line__in=lines).order_by().aggregate(at=Max("until"))["at"],
    ]
    return ChangedSince(acts.acts, both, max((at for at in latest if at is not None), default=None))
