"""The household page: who they are, where they stand and why, what happened, and whose turn it is."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from chungtay.foundation.places.queries.area_types import entries_of
from chungtay.records.registry import permissions
from chungtay.records.registry.models import Household
from chungtay.records.registry.presenters import changes, next_steps, panels, people, points, statuses
from chungtay.records.registry.queries import history, lives, looks, requests, responsible

LATEST = 6  # what happened, on the page itself; the rest is on the page of the history


def page(user: Any, home: Household, year: int, at: datetime.datetime, done: int | None = None) -> dict[str, Any]:
    """All that the template asks for, in a number of statements that does not grow with the household. `done` is the
    act that led here."""
    today = timezone.localdate(at)
    opened = looks.is_open(user, home.pk, at)
    life = lives.life_of(home, opened=opened)
    entries = history.of_household(home)
    shown = entries[:LATEST] + [entry for entry in entries[LATEST:] if entry.operation.pk == done]
    names = history.names_for(changes.all_rows(shown), home)
    told = [changes.told(entry, names) for entry in shown]
    lines = statuses.lines(life.statuses, entries_of(home.group))
    area = home.group
    may_edit = permissions.can_edit(user, area, today)
    may_propose = not may_edit and permissions.can_propose(user, area, today)
    holders = responsible.holders(next_steps.NEEDED, area, today)
    return {
        "home": home,
        "year": year,
        "life": life,
        "closed": True,
        "open": opened,
        "title": life.head.person.full_name if life.head else home.code,
        "members": people.members(life, today),
        "former": people.former(life, today),
        "lines": lines,
        "standing": next((line for line in lines if line.status.year <= year), None),
        "documents": [paper for paper in life.evidence if paper.hardship_id is None],
        "steps": next_steps.steps(life, requests.waiting_for(home), holders, today),
        "point": _point(home),
        "panels": panels.filled(user, home, today, opened=opened),
        "latest": told[:LATEST],
        "done": next((each for each in told if each.operation.pk == done), None),
        "older": max(len(entries) - LATEST, 0),
        "may_edit": may_edit,
        "may_propose": may_propose,
        "may_open_proposals": may_propose or permissions.can_approve(user, area, today),
        "draft": requests.own_draft(user, home) if may_propose else None,
        "may_see_numbers": permissions.can_see_numbers(user, area, today),
    }


def _point(home: Household) -> points.Drawing | None:
    if home.latitude is None or home.longitude is None:
        return None
    return points.drawing(home.latitude, home.longitude, lives.neighbours(home))
