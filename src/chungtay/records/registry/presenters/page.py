"""The household page: who they are, where they stand and why, what happened, and whose turn it is."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.places.queries.area_types import entries_of
from chungtay.records.registry import permissions
from chungtay.records.registry.models import Household
from chungtay.records.registry.presenters import changes, next_steps, panels, people, points, statuses
from chungtay.records.registry.queries import history, lives, requests, responsible

LATEST = 6  # what happened, on the page itself; the rest is on the page of the history


def page(user: Any, home: Household, year: int, today: datetime.date) -> dict[str, Any]:
    """All that the template asks for, in a number of statements that does not grow with the household."""
    life = lives.life_of(home)
    entries = history.of_household(home)
    names = history.names_for(changes.all_rows(entries[:LATEST]))
    lines = statuses.lines(life.statuses, entries_of(home.group))
    area = home.group
    holders = responsible.holders(next_steps.NEEDED, area, today)
    return {
        "home": home,
        "year": year,
        "life": life,
        "title": life.head.person.full_name if life.head else home.code,
        "members": people.members(life, today),
        "former": people.former(life, today),
        "lines": lines,
        "standing": next((line for line in lines if line.status.year <= year), None),
        "documents": [paper for paper in life.evidence if paper.hardship_id is None],
        "steps": next_steps.steps(life, requests.waiting_for(home), holders, today),
        "point": _point(home),
        "panels": panels.filled(user, home, today),
        "latest": [changes.told(entry, names) for entry in entries[:LATEST]],
        "older": max(len(entries) - LATEST, 0),
        "may_edit": permissions.can_edit(user, area, today),
        "may_propose": permissions.can_propose(user, area, today) and not permissions.can_edit(user, area, today),
        "may_see_numbers": permissions.can_see_numbers(user, area, today),
    }


def _point(home: Household) -> points.Drawing | None:
    if home.latitude is None or home.longitude is None:
        return None
    return points.drawing(home.latitude, home.longitude, lives.neighbours(home))
