"""Where the households to visit lie and who visits them: a drawing of known points, and counts of the others.

The drawing needs no tiles and no network (docs/decisions/2026-11-29-campaign-boards-in-svg.md); the table beside it
says the same in words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chungtay.foundation.accounts.models import User
from chungtay.records.registry.queries.listed import places_of
from chungtay.work.review.models import CampaignWard, Case
from chungtay.work.review.queries.teams import places_of_forms

WIDTH, HEIGHT, EDGE = 640, 400, 16
# Told apart by shape and by colour; these colours differ for the colour-blind too.
SHAPES = ("circle", "square", "triangle", "diamond", "plus", "bar")
COLOURS = ("#0b5d66", "#a3470a", "#5b3a8e", "#1d5fa8", "#8a1c4a", "#4a5a12")
NOBODY = ("ring", "#5a6673")

Point = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True, slots=True)
class Dot:
    x: int
    y: int
    shape: str
    colour: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one person (None: nobody yet) visits: households on the drawing, households without a point, groups."""

    person: User | None
    shape: str
    colour: str
    drawn: int
    unplaced: int
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamMap:
    dots: tuple[Dot, ...]
    shares: tuple[Share, ...]
    unplaced: tuple[tuple[str, int], ...]


def map_of(ward: CampaignWard, cases: Sequence[Case]) -> TeamMap:
    """Of households that wait for a visit. The register's point comes first, then that of the latest form."""
    in_register = places_of({case.household_id for case in cases})
    in_forms = places_of_forms(ward)
    places = {case.pk: in_register.get(case.household_id) or in_forms.get(case.pk) for case in cases}
    looks = _looks(cases)
    drawn = _drawn({number: point for number, point in places.items() if point is not None})
    dots = tuple(Dot(*drawn[case.pk], *looks[case.assigned_to_id]) for case in cases if case.pk in drawn)
    missing = Counter(case.group.group.name for case in cases if case.pk not in drawn)
    return TeamMap(dots, tuple(_shares(cases, drawn.keys(), looks)), tuple(sorted(missing.items())))


def _looks(cases: Iterable[Case]) -> dict[int | None, tuple[str, str]]:
    """Shape and colour of each person, in the order of their names: 36 people differ."""
    found: dict[int | None, tuple[str, str]] = {None: NOBODY}
    for case in cases:
        if case.assigned_to_id not in found:
            at = len(found) - 1
            found[case.assigned_to_id] = (SHAPES[at % 6], COLOURS[(at + at // 6) % 6])
    return found


def _shares(cases: Iterable[Case], drawn: Iterable[int], looks: dict[int | None, tuple[str, str]]) -> Iterable[Share]:
    there, of = set(drawn), {person: list[Case]() for person in looks}
    for case in cases:
        of[case.assigned_to_id].append(case)
    for person, mine in sorted(of.items(), key=lambda pair: pair[0] is None):
        if mine:
            on_it = sum(case.pk in there for case in mine)
            groups = tuple(sorted({case.group.group.name for case in mine}))
            yield Share(mine[0].assigned_to, *looks[person], on_it, len(mine) - on_it, groups)


def _drawn(places: dict[int, Point]) -> dict[int, tuple[int, int]]:
    """Points in the drawing, north up, one scale for both directions; a single place stands in the middle."""
    if not places:
        return {}
    shrink = math.cos(math.radians(float(next(iter(places.values()))[0])))
    flat = {number: (float(lon) * shrink, -float(lat)) for number, (lat, lon) in places.items()}
    left, top = (min(point[at] for point in flat.values()) for at in (0, 1))
    wide, high = max(x for x, _ in flat.values()) - left, max(y for _, y in flat.values()) - top
    room = (WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE)
    scale = min(room[0] / wide if wide else math.inf, room[1] / high if high else math.inf)
    scale = 0 if math.isinf(scale) else scale
    aside = [(room[at] - size * scale) / 2 + EDGE for at, size in enumerate((wide, high))]
    return {
        number: (round((x - left) * scale + aside[0]), round((y - top) * scale + aside[1]))
        for number, (x, y) in flat.items()
    }
