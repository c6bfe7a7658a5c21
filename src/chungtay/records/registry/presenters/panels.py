"""Room on the household page for what other apps know of a household: entitlements, loans, sponsors, complaints.

    register(Panel("loans", gettext_lazy("Loans"), "credit/household_panel.html", build, 40))  # in AppConfig.ready

`build(user, household, today)` returns the template's context, or None when there is nothing to show: then there is no
heading either.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from chungtay.records.registry.models import Household

Build = Callable[[Any, Household, datetime.date], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    name: str
    title: str | Promise
    template: str
    build: Build
    order: int = 100


@dataclass(frozen=True, slots=True)
class Filled:
    """A panel that has something to show."""

    name: str
    title: str
    template: str
    context: dict[str, Any]


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Each name once. Raises ValueError for a second panel of one name."""
    if panel.name in _panels:
        raise ValueError(f"there is a panel {panel.name} already")
    _panels[panel.name] = panel


def filled(user: Any, household: Household, today: datetime.date) -> list[Filled]:
    """The panels with something to show, in their order."""
    found = []
    for panel in sorted(_panels.values(), key=lambda each: (each.order, each.name)):
        context = panel.build(user, household, today)
        if context is not None:
            found.append(Filled(panel.name, str(panel.title), panel.template, context))
    return found
