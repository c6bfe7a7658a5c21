"""Room on the household page for what other apps know of a household: entitlements, loans, sponsors, complaints.

    # in AppConfig.ready
    register(Panel("loans", gettext_lazy("Loans"), "credit/household_panel.html", build, 40, opens=(Loan, Telling)))

`build(user, household, today, opened)` returns the template's context, or None when there is nothing to show: then
there is no heading either. Until the person has opened the household this day (`opened`, in the template `open`)
nothing sensitive is read or shown. `opens`: the records whose sensitive fields the panel and the pages behind it show
of a household that is open; the event of opening it names them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

from chungtay.records.registry.models import Household
from chungtay.records.registry.queries.looks import opens_too

Build = Callable[[Any, Household, datetime.date, bool], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    name: str
    title: str | Promise
    template: str
    build: Build
    order: int = 100
    opens: tuple[type[models.Model], ...] = ()


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
    opens_too(panel.opens)


def filled(user: Any, household: Household, today: datetime.date, *, opened: bool) -> list[Filled]:
    """The panels with something to show, in their order."""
    found = []
    for panel in sorted(_panels.values(), key=lambda each: (each.order, each.name)):
        context = panel.build(user, household, today, opened)
        if context is not None:
            found.append(Filled(panel.name, str(panel.title), panel.template, context))
    return found
