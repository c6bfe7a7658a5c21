"""What a database from before is told: into which household each went over that has ended in another, and which
group keeps a household that ended before its own went over into that one. By the register's pen, with a history."""

from __future__ import annotations

import datetime
from typing import Any

from django.apps import AppConfig
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chungtay.foundation.places.models import Succession
from chungtay.foundation.places.operations import Move
from chungtay.records.registry.models import Change, Ending, Household, Membership, Operation, Source
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.reorganising import follow_groups
from chungtay.records.registry.queries.deltas import read

_KINDS = ("households_merged", "households_joined", "persons_merged", "person_married")
_PART = 500  # acts in one transaction


def catch_up_after_migrating(sender: AppConfig, using: str, apps: Any = None, **kwargs: Any) -> None:
    """Receiver of `post_migrate`, each time: whatever was left, by a run that broke off too, is made good, and where
    nothing is left few statements find that out. `apps`: the state that was migrated to, which may be an early one."""
    try:
        known = apps is None or apps.get_model("registry", "Household")._meta.get_field("merged_into")
    except (LookupError, FieldDoesNotExist):
        return
    if known:
        catch_up(at=timezone.now())


def catch_up(*, at: datetime.datetime) -> None:
    """Called again, it does what is still missing. Raises whatever the register refuses."""
    _keep_ended_homes(at)
    _say_into_which(at)


def _keep_ended_homes(at: datetime.datetime) -> None:
    """Plan by plan, the earliest first; undoing a plan takes this back with the rest of it."""
    planned = Succession.objects.exclude(plan=None)
    if not Household.objects.filter(group__in=planned.values("old")).exists():
        return
    for plan in planned.order_by("day", "plan").values_list("plan", flat=True).distinct():
        rows = planned.filter(plan=plan).select_related("old", "new").order_by("pk")
        moves = [Move(row.old, row.new, row.day) for row in rows]
        with transaction.atomic():
            if Household.objects.filter(group__in=[move.old for move in moves]).exists():
                follow_groups(moves, origin=f"reorganisation:{plan}", undo=False, by=None, at=at)


def _say_into_which(at: datetime.datetime) -> None:
    """Part by part, and whatever is done stays done."""
    last = 0
    while True:
        acts = list(Operation.objects.filter(kind__in=_KINDS, pk__gt=last).order_by("pk")[:_PART])
        if not acts:
            return
        last = acts[-1].pk
        with transaction.atomic():
            _say_of([act.pk for act in acts], at)


def _say_of(acts: list[int], at: datetime.datetime) -> None:
    rows = Change.objects.filter(record_type="household", operation__in=acts, household__merged_into=None)
    gone = rows.filter(Q(household__withdrawn=True) | Q(household__ended_by=Ending.MERGED))
    for row in gone.select_related("household", "operation").order_by("pk"):
        told = {"withdrawn", "ended_by"} & read(row.delta).keys() and _stands(row.operation)
        into = _into(row) if told else None
        if into is not None and row.household is not None:
            with acting("merge_noted", by=None, at=at, area=into.group, source=Source.PROGRAM) as act:
                act.change(row.household, merged_into=into)


def _stands(operation: Operation) -> bool:
    """Never undone, or undone and that undone too."""
    stands, later = True, Operation.objects.filter(undoes=operation).first()
    while later is not None:
        stands, later = not stands, Operation.objects.filter(undoes=later).first()
    return stands


def _into(row: Change) -> Household | None:
    """The one other household that the act wrote, else the one in which the joined persons live now."""
    written = Change.objects.filter(operation=row.operation_id)
    others = set(
        written.exclude(household=None).exclude(household=row.household_id).values_list("household", flat=True)
    )
    if not others:
        told = (read(delta) for delta in written.filter(record_type="person").values_list("delta", flat=True))
        people = [each["merged_into_id"][1] for each in told if "merged_into_id" in each]
        others = set(Membership.objects.current().filter(person__in=people).values_list("household", flat=True))
    return Household.objects.select_related("group").get(pk=others.pop()) if len(others) == 1 else None
