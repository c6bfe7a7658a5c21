"""What a database from before is told once: into which household each went over that has ended in another, and which
group keeps a household that ended before its own went over into that one. By the register's pen, with a history."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chungtay.foundation.places.models import Succession
from chungtay.foundation.places.operations import Move
from chungtay.records.registry.models import Change, Ending, Household, Membership, Source
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.reorganising import follow_groups
from chungtay.records.registry.queries.deltas import read

SINCE = ("registry", "0011_into_which_household")
_KINDS = ("households_merged", "households_joined", "persons_merged", "person_married")


def catch_up_once(sender: AppConfig, using: str, plan: Any = (), **kwargs: Any) -> None:
    """Receiver of `post_migrate`: when the migration was among those that ran."""
    if any((step.app_label, step.name) == SINCE and not backwards for step, backwards in plan):
        catch_up(at=timezone.now())


@transaction.atomic
def catch_up(*, at: datetime.datetime) -> None:
    _keep_ended_homes(at)
    _say_into_which(at)


def _keep_ended_homes(at: datetime.datetime) -> None:
    """Plan by plan, the earliest first; undoing a plan takes this back with the rest of it."""
    moves: dict[int, list[Move]] = defaultdict(list)
    rows = Succession.objects.exclude(plan=None).select_related("old", "new").order_by("day", "plan", "pk")
    for row in rows:
        moves[row.plan_id or 0].append(Move(row.old, row.new, row.day))
    for plan, found in moves.items():
        if Household.objects.filter(group__in=[move.old for move in found]).exists():
            follow_groups(found, origin=f"reorganisation:{plan}", undo=False, by=None, at=at)


def _say_into_which(at: datetime.datetime) -> None:
    acts = Change.objects.filter(record_type="household", operation__kind__in=_KINDS, operation__undone_by=None)
    gone = acts.filter(Q(household__withdrawn=True) | Q(household__ended_by=Ending.MERGED), household__merged_into=None)
    for row in gone.select_related("household").order_by("pk"):
        into = _into(row) if {"withdrawn", "ended_by"} & read(row.delta).keys() else None
        if into is not None and row.household is not None:
            with acting("merge_noted", by=None, at=at, area=into.group, source=Source.PROGRAM) as act:
                act.change(row.household, merged_into=into)


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
