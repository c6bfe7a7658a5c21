"""What was open when a plan was applied, before the program took it along, is taken along after a migration."""

from __future__ import annotations

import datetime
from typing import Any

from django.apps import AppConfig
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.utils import timezone

from chungtay.foundation.places.models import PlanState, Reorganisation
from chungtay.foundation.places.operations.applying import Mover, movers_since, moves_of, origin_of


def catch_up_after_migrating(sender: AppConfig, using: str, apps: Any = None, **kwargs: Any) -> None:
    """Receiver of `post_migrate`. `apps`: the state that was migrated to, which may be an early one."""
    movers = [mover for mover, table, column in movers_since() if _there(apps, table, column)]
    if movers and _there(apps, "places.Carried", "origin"):
        catch_up(movers, at=timezone.now())


def catch_up(movers: list[Mover], *, at: datetime.datetime) -> None:
    """Plan by plan, the earliest first; called again, nothing is left to do. Undoing a plan takes this back with it."""
    for plan in Reorganisation.objects.filter(state=PlanState.APPLIED).order_by("day", "pk"):
        moves = moves_of(plan)
        for mover in movers:
            with transaction.atomic():
                mover(moves, origin=origin_of(plan), undo=False, by=None, at=at)


def _there(apps: Any, table: str, column: str) -> bool:
    if apps is None:
        return True
    try:
        return bool(apps.get_model(table)._meta.get_field(column))
    except (LookupError, FieldDoesNotExist):
        return False
